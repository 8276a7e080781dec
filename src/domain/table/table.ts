// A table of runs: one spec, and a row for each run with the values that are its own.
import type { JsonValue } from '../json.ts';
import type { Code, Severity } from '../spec/codes.ts';
import type { Range } from '../spec/problem.ts';

/** The most runs in a table, as in any batch. */
export const maxRuns = 1_000;
/** The size in characters (UTF-16 units) of the largest table that is read: a thousand for each run. */
export const maxTableLength = maxRuns * 1_000;
/** The most columns; a request has a dozen members. */
export const maxColumns = 100;

/** What can be wrong with a table itself; what is wrong with the values of a row has the code of the spec's problem. */
export type TableCode =
  | 'not-text'
  | 'too-large'
  | 'too-many-runs'
  | 'no-runs'
  | 'not-closed'
  | 'misquoted'
  | 'unknown-column'
  | 'same-column'
  | 'value-without-column'
  | 'formula'
  | 'wrong-value'
  | 'same-request'
  | 'spec';

/** A problem of a table or one of its rows. Offsets and lengths count UTF-16 units of the table's text. */
export interface TableProblem extends Range {
  readonly code: TableCode | Code;
  readonly severity: Severity;
  readonly message: string;
  /** The header of the column that it is about. */
  readonly column?: string;
}

/** A cell with its place, without the blanks and quotes around it. */
export interface Cell extends Range {
  /** Absent if the cell is empty: the run then has the value of the spec. */
  readonly value?: JsonValue;
}

/** A row. A range from its first cell to its last. */
export interface Row extends Range {
  /** As a spreadsheet counts; the header is row 1. */
  readonly number: number;
  readonly cells: readonly Cell[];
  /** Why it could not be read; its cells are those before that. */
  readonly broken?: TableProblem;
}

/** The text of a table, as far as it could be read. */
export interface Table {
  readonly text: string;
  readonly header: readonly (Range & { readonly name: string })[];
  /** Without the empty ones. */
  readonly rows: readonly Row[];
  /** Why none of its runs can be started; absent if nothing speaks against it so far. */
  readonly blocked?: TableProblem;
}

/** Creates an error. */
export function tableError(code: TableCode, { offset, length }: Range, message: string): TableProblem {
  return { code, severity: 'error', offset, length, message };
}

/**
 * Returns the names that the spec of a table may have, without suffixes: a table `notes.june` is for the spec
 * `notes.june` or else `notes`.
 */
export function specBasesOf(tableBase: string): readonly string[] {
  const parts = tableBase.split('.');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'));
}
