import type { CsvRecord } from './csv.ts';

/** A record of an input, with the ARN of the Glue table that stands for it. */
export interface InputRecord {
  readonly record: CsvRecord;
  readonly sourceArn: string;
}

/** A record that was not processed, and why. */
export interface RefusedRecord extends InputRecord {
  readonly message: string;
}

/** The columns of the inputs that are not compared. */
export const idColumn = 'id';
const deleteColumn = 'delete';

/** The longest unique ID that rule-based matching accepts, in characters. */
const longestId = 38;

/** Columns that the service writes itself, which an input must not have. */
const reservedColumns: readonly string[] = ['InputSourceARN', 'RecordId', 'MatchID', 'MatchRule', 'ConfidenceLevel'];

/**
 * Separates the records that a job can process from those it refuses. AWS documents the causes but neither the columns
 * nor the words of its error files; these are decided here. Of records with the same ID, the first is kept.
 */
export function soundRecords(inputs: readonly InputRecord[]): {
  readonly sound: readonly InputRecord[];
  readonly refused: readonly RefusedRecord[];
} {
  const sound: InputRecord[] = [];
  const refused: RefusedRecord[] = [];
  const sources = new Map<string, string>();
  for (const input of inputs) {
    const message = refusalOf(input, sources);
    if (message === undefined) sound.push(input);
    else refused.push({ ...input, message });
  }
  return { sound, refused };
}

/** Whether a record is marked for deletion. */
export function isDeletion({ record }: Pick<InputRecord, 'record'>): boolean {
  return (record[deleteColumn] ?? '').toLowerCase() === 'true';
}

function refusalOf({ record, sourceArn }: InputRecord, sources: Map<string, string>): string | undefined {
  const reserved = Object.keys(record).find(column => reservedColumns.includes(column));
  if (reserved !== undefined) return `The column name ${reserved} is reserved.`;
  const id = record[idColumn] ?? '';
  if (id === '') return 'The unique ID is missing.';
  if (id.length > longestId) return `The unique ID is longer than ${longestId} characters.`;
  const first = sources.get(id);
  sources.set(id, first ?? sourceArn);
  if (first === undefined) return undefined;
  return first === sourceArn ? 'The unique ID is repeated.' : 'The unique ID is not unique across the input sources.';
}
