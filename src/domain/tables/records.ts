// Reads a block of a CSV file by csv-parse, which also tells where each record ends: so that the next block begins
// there, and a block can be read again alone.
import { CsvError, parse } from 'csv-parse/sync';
import { type TextEncoding, originalLength, toUtf8 } from './encoding.ts';

/** How a file is written. */
export interface Dialect {
  readonly encoding: TextEncoding;
  readonly delimiter: string;
  /** Undefined: quotes are text like any other. */
  readonly quote: string | undefined;
  readonly recordEnds: readonly string[];
}

export type Cells = readonly string[];

export interface Block {
  readonly records: readonly Cells[];
  /** Where each record ends, in bytes; only in UTF-8, which needs no converting. */
  readonly ends: readonly number[];
  /** How many bytes the records are, with the line breaks after them. */
  readonly used: number;
  /** Whether a quote was still open at the end, so that what comes after the records is none. */
  readonly isOpen: boolean;
}

/**
 * Parses bytes that begin with a record. `isLast`: they end with the file. Otherwise the last record is left out, because
 * it may go on. Empty lines are no records. Never throws: quotes within a text and records of any length are accepted.
 */
export function parseBlock(bytes: Uint8Array, dialect: Dialect, isLast: boolean): Block {
  const utf8 = toUtf8(bytes, dialect.encoding);
  const records: Cells[] = [];
  const ends: number[] = [];
  let [before, end] = [0, 0];
  let isOpen = false;
  try {
    parse(utf8, {
      delimiter: dialect.delimiter,
      quote: dialect.quote ?? null,
      escape: dialect.quote ?? null,
      record_delimiter: [...dialect.recordEnds],
      relax_quotes: true,
      relax_column_count: true,
      on_record: (record: string[], { bytes: until }) => {
        // An empty line is parsed as a record of one empty cell.
        if (record.length > 1 || record[0] !== '') {
          records.push(record);
          ends.push(until);
        }
        [before, end] = [end, until];
        return null;
      },
    });
  } catch (thrown) {
    if (!(thrown instanceof CsvError) || thrown.code !== 'CSV_QUOTE_NOT_CLOSED') throw thrown;
    isOpen = true;
  }
  if (!isLast && !isOpen) {
    if (ends.at(-1) === end) {
      records.pop();
      ends.pop();
    }
    end = before;
  }
  const used = isLast && !isOpen ? bytes.length : originalLength(utf8, end, dialect.encoding);
  return { records, ends: dialect.encoding === 'utf-8' ? ends : [], used, isOpen };
}
