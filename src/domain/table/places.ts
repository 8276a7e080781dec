// Finds the cell that caused a problem of a row's spec.
import type { CheckedSpec } from '../spec/checked.ts';
import type { Path, Problem } from '../spec/problem.ts';
import type { Variable } from '../spec/variables.ts';
import type { Column } from './columns.ts';
import type { Cell, Row } from './table.ts';

/** Problems that a value is missing; they are about empty cells. */
const missing: ReadonlySet<Problem['code']> = new Set(['AJ011', 'AJ081']);

const isAt = (path: Path, other: Path): boolean =>
  path.length === other.length && path.every((step, index) => step === other[index]);
/** Whether one of two paths leads to or into the other. */
const meet = (one: Path, other: Path): boolean => {
  const length = Math.min(one.length, other.length);
  return length > 0 && isAt(one.slice(0, length), other.slice(0, length));
};

/** The kind of the variables that a column of this type gives a value. */
export const kindOfTarget = { variable: 'var', input: 'input' } as const;

/** Returns the variables that a column gives a value. */
function variablesOf({ target }: Column, variables: readonly Variable[]): readonly Variable[] {
  if (target.type !== 'variable' && target.type !== 'input') return [];
  return variables.filter(({ kind, argument }) => kind === kindOfTarget[target.type] && argument === target.argument);
}

/** Returns the cell in a column; for a row that ends before it, an empty one at the row's end. */
function cellIn({ cells, offset, length }: Row, index: number): Cell {
  return cells[index] ?? { offset: offset + length, length: 0 };
}

/** A cell with its column. */
export interface CellPlace {
  readonly cell: Cell;
  readonly column: Column;
}

/**
 * Returns the cell that a problem of a row is about, with its column; undefined if the problem comes from the spec, or
 * from several values together.
 */
export function cellOf(
  { code, path, offset, length }: Problem,
  { variables }: Pick<CheckedSpec, 'variables'>,
  row: Row,
  columns: readonly (Column | undefined)[],
): CellPlace | undefined {
  const isOfVariable = variables.some(each => each.offset === offset && each.length === length);
  const found = columns.flatMap((column, index) => {
    if (column === undefined || column.target.type === 'name') return [];
    const { target } = column;
    const cell = cellIn(row, index);
    if (cell.value === undefined && !missing.has(code)) return [];
    const used = variablesOf(column, variables);
    const paths = target.type === 'member' ? [target.path] : used.map(each => each.path);
    // Of several variables in a text, a problem may be about one.
    if (used.length > 0 && isOfVariable && !used.some(each => each.offset === offset)) return [];
    const rank = paths.some(each => isAt(each, path)) ? 0 : paths.some(each => meet(each, path)) ? 1 : undefined;
    return rank === undefined ? [] : [{ rank, cell, column }];
  });
  return found.sort((one, other) => one.rank - other.rank)[0];
}
