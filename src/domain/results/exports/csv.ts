import { type Cell, csvHeader, csvRow } from '../../csv.ts';
import type { Concept, Trait } from '../output.ts';
import { type ExportFormat, type ExportedDocument, type FormatId, formatOf } from './format.ts';

/** Columns by their names, in order. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/** Makes a CSV format. JSON Lines have the text unchanged. */
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
    begin: csvHeader(Object.keys(columns)),
    end: () => '',
    of: document => rowsOf(document).map(row => csvRow(cellsOf.map(cellOf => cellOf(row)))),
  });
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
