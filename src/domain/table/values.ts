// What is known of the value of a cell: the member that it becomes, and the spec of its row.
import type { JsonValue } from '../json.ts';
import { parseSpec } from '../spec/parse.ts';
import type { Path } from '../spec/problem.ts';
import { resolveVariables } from '../spec/variables.ts';
import type { TableSpec } from './check.ts';
import type { Column, Target } from './columns.ts';
import { kindOfTarget } from './places.ts';
import { runText } from './runs.ts';
import type { Row, Table } from './table.ts';

/** Returns the path of the member that is what a column has; of a variable, if a member is nothing but the variable. */
export function memberOf(target: Target, { checked }: Pick<TableSpec, 'checked'>): Path | undefined {
  if (target.type === 'member') return target.path;
  if (target.type !== 'variable' && target.type !== 'input') return undefined;
  const { parsed, variables } = checked;
  return variables.find(
    ({ kind, argument, offset, length }) =>
      kind === kindOfTarget[target.type] &&
      argument === target.argument &&
      parsed.text[offset - 1] === '"' &&
      parsed.text[offset + length] === '"',
  )?.path;
}

/**
 * Returns the spec of a row with the row's own variables resolved, as far as it can be read. Values from elsewhere, such
 * as the environment, are not: what is looked up in an account is only what the files say.
 */
export function specOfRow(
  spec: TableSpec,
  table: Pick<Table, 'text' | 'write'>,
  row: Row | undefined,
  columns: readonly (Column | undefined)[],
): JsonValue {
  if (row === undefined) return spec.value;
  const { text, variables } = runText(spec, table, row, columns);
  return resolveVariables(parseSpec(text), variables).value;
}
