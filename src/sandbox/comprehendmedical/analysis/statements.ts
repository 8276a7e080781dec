import { matchesOf } from './matches.ts';

/** The end of a statement; details do not belong to an entity beyond it. A point inside a number is not an end. */
const statementEnd = /[.!?;](?=\s|$)|\n+/gu;

/** The statements of a text. Offsets are UTF-16 units. */
export interface Statements {
  /** Where each statement begins. */
  readonly begins: readonly number[];
  /** The number of the statement at an offset. */
  numberAt(offset: number): number;
}

/** Divides a text into statements. */
export function statementsOf(text: string): Statements {
  const begins = [0, ...matchesOf(text, statementEnd).map(({ index }) => index)];
  return {
    begins,
    numberAt: offset => {
      let low = 0;
      let high = begins.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((begins[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}
