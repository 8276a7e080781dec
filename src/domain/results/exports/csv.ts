import { formula } from '../../jobs/export.ts';
import type { Concept, Trait } from '../output.ts';
import { type ExportFormat, type ExportedDocument, type FormatId, formatOf } from './format.ts';

type Cell = string | number | boolean | undefined;

/** Columns by their names, in order. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/**
 * Makes a CSV format (RFC 4180 with a header), with a byte order mark, because Excel would otherwise assume another
 * encoding than UTF-8.
 */
export function csvOf<Row>(
  id: FormatId,
  columns: Columns<Row>,
  rowsOf: (document: ExportedDocument) => readonly Row[],
): ExportFormat {
  const cellsOf = Object.values(columns);
  return formatOf({
    id,
    extension: 'csv',
    needsText: false,
    begin: `\uFEFF${Object.keys(columns).join(',')}\r\n`,
    end: () => '',
    of: document => rowsOf(document).map(row => `${cellsOf.map(cellOf => csvCell(cellOf(row))).join(',')}\r\n`),
  });
}

/**
 * Text that a spreadsheet may take for a formula is prefixed with a quote, as in the export of the history: a note may
 * quote anything, and whoever opens the file did not write the note. Results such as "+" or "-5" are prefixed as well.
 * JSON Lines have the text unchanged. Numbers are written as they are: they cannot hold a formula.
 */
function csvCell(value: Cell): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The columns of what was found in a text. Lists are joined with semicolons; their scores are in the JSON Lines. */
export const mentionColumns = {
  id: row => row.id,
  category: row => row.category,
  type: row => row.type,
  text: row => row.text,
  begin: row => row.begin,
  end: row => row.end,
  score: row => row.score,
  traits: row => row.traits.map(({ name }) => name).join('; '),
  vocabulary: row => row.concepts[0]?.vocabulary,
  code: row => row.concepts[0]?.code,
  codeDescription: row => row.concepts[0]?.description,
  codeScore: row => row.concepts[0]?.score,
  otherCodes: row =>
    row.concepts
      .slice(1)
      .map(({ code }) => code)
      .join('; '),
} satisfies Columns<MentionRow>;

interface MentionRow {
  readonly id?: number;
  readonly category?: string;
  readonly type: string;
  readonly text?: string;
  readonly begin: number;
  readonly end: number;
  readonly score?: number;
  readonly traits: readonly Trait[];
  readonly concepts: readonly Concept[];
}
