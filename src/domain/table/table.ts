// A table of runs: one spec, and a row for each run with the values that are its own.
import type { JsonValue } from '../json.ts';
import type { Code, Severity } from '../spec/codes.ts';
import type { Fix, Range } from '../spec/problem.ts';
import type { TableCode } from './codes.ts';

/** The most runs in a table, as in any batch. */
export const maxRuns = 1_000;
/** The size in characters (UTF-16 units) of the largest table that is read: a thousand for each run. */
export const maxTableLength = maxRuns * 1_000;
/** The most columns; a request has a dozen members. */
export const maxColumns = 100;

/** A problem of a table or one of its rows. Offsets and lengths count UTF-16 units of the table's text. */
export interface TableProblem extends Range {
  readonly code: TableCode | Code;
  readonly severity: Severity;
  readonly message: string;
  /** The header of the column that it is about. */
  readonly column?: string;
  /** Each replaces the value of a cell, or the name of a column wherever it is written. */
  readonly fixes?: readonly Fix[];
}

/** A cell with its place, without the blanks and quotes around it. */
export interface Cell extends Range {
  /** Absent if the cell is empty: the run then has the value of the spec. */
  readonly value?: JsonValue;
}

/** A row. A range from its first cell to its last. */
export interface Row extends Range {
  /** As a spreadsheet counts: the header is row 1. In JSON, the first object is. */
  readonly number: number;
  readonly cells: readonly Cell[];
  /** Why it could not be read; its cells are those before that. */
  readonly broken?: TableProblem;
}

/** The name of a column, with its first place; in JSON, each row that has a value has the name, too. */
export interface Header extends Range {
  readonly name: string;
  /** Every place of the name. */
  readonly places: readonly Range[];
}

/** The text of a table, as far as it could be read: the same for CSV and JSON. */
export interface Table {
  readonly text: string;
  /** Returns a value as a cell has it, in quotes where they are needed. */
  readonly write: (value: JsonValue) => string;
  readonly header: readonly Header[];
  /** Without the empty ones. */
  readonly rows: readonly Row[];
  /** Why none of its runs can be started; absent if nothing speaks against it so far. */
  readonly blocked?: TableProblem;
}

/** Creates an error. */
export function tableError(
  code: TableProblem['code'],
  { offset, length }: Range,
  message: string,
  fixes: readonly Fix[] = [],
): TableProblem {
  return { code, severity: 'error', offset, length, message, ...(fixes.length === 0 ? {} : { fixes }) };
}

/** Whether a row has no value: it is no run. */
export const isEmpty = ({ cells }: Pick<Row, 'cells'>): boolean => cells.every(({ value }) => value === undefined);

/** Returns the first character of a text, if it has any: the place of what is wrong with all of it. */
export const startOf = (text: string): Range => ({ offset: 0, length: Math.min(text.length, 1) });

/** Returns why a text is not read at all. `advice`: how to save it as UTF-8. */
export function unreadable(text: string, advice: string): TableProblem | undefined {
  if (text.length > maxTableLength)
    return tableError(
      'too-large',
      startOf(text),
      'The table is longer than a million characters and was not read. Divide it into several.',
    );
  // A character that could not be decoded is U+FFFD, or half of one.
  const odd = /[\0\ufffd\p{Cs}]/u.exec(text);
  if (odd === null) return undefined;
  return tableError(
    'not-text',
    { offset: odd.index, length: 1 },
    odd[0] === '\0'
      ? 'The file is not a text in UTF-8: it is binary, or was saved as UTF-16. Save it as UTF-8.'
      : `This character could not be read, so the file is not a text in UTF-8. ${advice}`,
  );
}

/** Returns what blocks a table for its number of runs. `surplus`: the first run too many; `advice`: how to write one. */
export function wrongCount(
  runs: number,
  surplus: Range | undefined,
  whole: Range,
  advice: string,
): TableProblem | undefined {
  if (surplus !== undefined)
    return tableError(
      'too-many-runs',
      surplus,
      `A table has at most ${maxRuns.toLocaleString('en')} runs. Move those from here on to another table.`,
    );
  return runs === 0 ? tableError('no-runs', whole, `There are no runs. ${advice}`) : undefined;
}

/** Returns what blocks a table that has too many columns. */
export function wrongColumns(header: readonly Range[]): TableProblem | undefined {
  const surplus = header[maxColumns];
  return surplus === undefined
    ? undefined
    : tableError('unknown-column', surplus, `A table has at most ${maxColumns} columns. Remove the others.`);
}
