// Finds the cell that is being typed, also in a row that is not complete.
import type { Range } from '../spec/problem.ts';
import { delimiterOf } from './csv.ts';

/** A place in a table. The range is that of the cell with its quotes; `column`: its index. */
export interface TablePlace extends Range {
  readonly isHeader: boolean;
  readonly column: number;
  readonly delimiter: string;
}

/** Longer lines are not searched: no cell is typed there. */
const longestLine = 20_000;

/** Returns the cell at an offset; undefined if its line is far too long. A cell is taken to be on one line. */
export function tablePlace(text: string, offset: number): TablePlace | undefined {
  const delimiter = delimiterOf(text);
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const rest = text.slice(offset, offset + longestLine);
  const end = offset + (/[\r\n]/.exec(rest)?.index ?? rest.length);
  if (offset - start > longestLine) return undefined;
  let from = start === 0 && text.startsWith('\ufeff') ? 1 : start;
  let column = 0;
  let isQuoted = false;
  let at = from;
  for (; at < end; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted;
    if (isQuoted || text[at] !== delimiter) continue;
    if (at >= offset) break;
    from = at + 1;
    column += 1;
  }
  const raw = text.slice(from, at);
  const blanks = raw.length - raw.trimStart().length;
  return {
    offset: from + blanks,
    length: raw.trim().length,
    isHeader: start === 0,
    column,
    delimiter,
  };
}

/** Returns a value as a cell, in quotes if it needs them. */
export function asCell(value: string, delimiter: string): string {
  return value.includes(delimiter) || /["\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
