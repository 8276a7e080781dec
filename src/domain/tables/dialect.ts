// Finds how a CSV file is written, from its first bytes.
import { findEncoding, toUtf8 } from './encoding.ts';
import { type Cells, type Dialect, parseBlock } from './records.ts';

/** How a file is written, and where its first record begins. */
export interface FoundDialect extends Dialect {
  readonly hasHeader: boolean;
  /** Where the text begins, after a byte order mark. */
  readonly from: number;
}

const delimiters = [',', ';', '\t', '|'] as const;
/** The usual quote comes first: it wins where both do. */
const quotes = ['"', "'"] as const;

/** How many records are compared. */
const compared = 50;

/**
 * Finds encoding, delimiter, quote, line breaks and whether the first record is a header. The delimiter is the one that
 * gives most records the same number of cells, and the more cells the better. `isWhole`: the sample is the whole file.
 */
export function findDialect(sample: Uint8Array, isWhole: boolean): FoundDialect {
  const { encoding, markBytes } = findEncoding(sample);
  const bytes = sample.subarray(markBytes);
  const recordEnds = findRecordEnds(new TextDecoder().decode(toUtf8(bytes, encoding)));
  let best: { readonly score: number; readonly dialect: Dialect; readonly records: readonly Cells[] } | undefined;
  for (const quote of quotes)
    for (const delimiter of delimiters) {
      const dialect = { encoding, delimiter, quote, recordEnds };
      const { records } = parseBlock(bytes, dialect, isWhole);
      const score = scoreOf(records) - (quote === '"' ? 0 : 0.5);
      if (best === undefined || score > best.score) best = { score, dialect, records };
    }
  const dialect = best?.dialect ?? { encoding, delimiter: ',', quote: '"', recordEnds };
  return { ...dialect, hasHeader: hasHeader(best?.records ?? []), from: markBytes };
}

/** A carriage return alone ends records only where there is no line feed at all: then it is a file of an old Macintosh. */
function findRecordEnds(text: string): readonly string[] {
  return !text.includes('\n') && text.includes('\r') ? ['\r'] : ['\r\n', '\n'];
}

function scoreOf(all: readonly Cells[]): number {
  const records = all.slice(0, compared);
  const lengths = new Map<number, number>();
  for (const { length } of records) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  let best = 0;
  for (const [cells, count] of lengths)
    if (cells > 1) best = Math.max(best, (count / records.length) * 100 + Math.min(cells, 50));
  // Quotes that are left over are the quotes of another dialect.
  const quoted = records.reduce((sum, cells) => sum + cells.filter(isQuoted).length, 0);
  return best - Math.min(20, quoted);
}

function isQuoted(cell: string): boolean {
  return /^(["'])[\s\S]*\1$/.test(cell) && cell.length > 1;
}

/** A header names most columns, and each differently; no name is a number or a date. */
function hasHeader([first]: readonly Cells[]): boolean {
  if (first === undefined) return false;
  const names = first.map(cell => cell.trim()).filter(name => name !== '');
  return (
    names.length * 2 > first.length &&
    new Set(names).size === names.length &&
    names.every(name => !/^[-+]?[\d.,:/\s-]+$/.test(name))
  );
}
