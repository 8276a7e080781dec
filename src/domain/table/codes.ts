// What can be wrong with a table itself. What is wrong with a row's values has the code of the spec's problem, and what is
// wrong with a JSON text that of any JSON text. docs/checks.md explains each code; its meaning never changes.
import type { CheckInfo } from '../spec/codes.ts';

const error = (title: string) => ({ severity: 'error', title }) as const;

export const tableCodes = {
  formula: error('A formula, or not its value'),
  misquoted: error('Double quote in a cell'),
  'no-runs': error('No runs'),
  'not-closed': error('Quote not closed'),
  'not-rows': error('Not a list of objects'),
  'not-text': error('Not a text in UTF-8'),
  'same-column': error('Column used twice'),
  'same-request': { severity: 'warning', title: 'Same request twice' },
  spec: error('No spec for the table'),
  'too-large': error('Table too large'),
  'too-many-runs': error('Too many runs'),
  'unknown-column': error('Unknown column'),
  'value-without-column': error('Value without a column'),
  'wrong-value': error('Not a value of this column'),
} as const satisfies Readonly<Record<string, CheckInfo>>;

/** A code of a table's own problem. */
export type TableCode = keyof typeof tableCodes;
