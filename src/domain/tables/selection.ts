// Which records of a file are shown, and in which order: of those that stay in memory.
import type { Cells } from './records.ts';
import type { Table } from './table.ts';

/** A text that a cell contains, in a column or in any; and the column by which the records are sorted. */
export interface Selection {
  readonly text: string;
  readonly column?: number;
  readonly order?: number;
  readonly isDescending: boolean;
}

export const everything: Selection = { text: '', isDescending: false };

/** Whether a selection is the file as it is. */
export function isEverything({ text, order }: Selection): boolean {
  return text === '' && order === undefined;
}

/**
 * Returns the numbers of the records that are selected, in order. Undefined if it was called off, or if the file has
 * changed meanwhile.
 */
export async function select(
  file: Pick<Table, 'eachKept'>,
  selection: Selection,
  signal: AbortSignal,
): Promise<Uint32Array | undefined> {
  const passes = filterOf(selection);
  const found: number[] = [];
  const keys: string[] = [];
  const isDone = await file.eachKept(signal, (cells, index) => {
    if (!passes(cells)) return;
    found.push(index);
    if (selection.order !== undefined) keys.push(cells[selection.order] ?? '');
  });
  if (!isDone) return undefined;
  if (selection.order === undefined) return Uint32Array.from(found);
  const compare = compareBy(keys);
  const sign = selection.isDescending ? -1 : 1;
  return Uint32Array.from(found.keys())
    .sort((a, b) => sign * compare(a, b) || a - b)
    .map(place => found[place] ?? 0);
}

function filterOf({ text, column }: Selection): (cells: Cells) => boolean {
  const wanted = text.toLowerCase();
  if (wanted === '') return () => true;
  const holds = (cell: string | undefined): boolean => cell?.toLowerCase().includes(wanted) === true;
  return column === undefined ? cells => cells.some(holds) : cells => holds(cells[column]);
}

/** Compares as numbers if all keys are numbers, empty ones aside; else as text, regardless of case. */
function compareBy(keys: readonly string[]): (a: number, b: number) => number {
  const numbers = keys.map(key => (key.trim() === '' ? -Infinity : Number(key)));
  if (!numbers.some(Number.isNaN)) return (a, b) => order(numbers[a], numbers[b]);
  const texts = keys.map(key => key.toLowerCase());
  return (a, b) => order(texts[a], texts[b]);
}

function order<T extends string | number>(a: T | undefined, b: T | undefined): number {
  return a === undefined || b === undefined || a === b ? 0 : a < b ? -1 : 1;
}
