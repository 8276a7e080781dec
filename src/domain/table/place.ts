// Finds the cell that is being typed, also in a text that is not complete.
import { createScanner, getLocation } from 'jsonc-parser';
import { gapAt } from '../spec/livePlace.ts';
import type { Range } from '../spec/problem.ts';
import { asCell, delimiterOf } from './cells.ts';
import { readCsv } from './csv.ts';
import { keysOf, rowsOf, tableTree } from './json.ts';
import { isJsonTable } from './open.ts';
import { type Row, type Table, maxTableLength } from './table.ts';

/** A place in a table. The range is that of the cell with its quotes. */
export interface TablePlace extends Range {
  /** Whether the name of a column is typed here. */
  readonly isHeader: boolean;
  /** The index of the column; -1 if it is not there yet. */
  readonly column: number;
  /** The table, as far as it can be read while it is typed. */
  readonly table: Pick<Table, 'text' | 'write' | 'header' | 'rows'>;
  /** The row of the cell, if it has any value. */
  readonly row?: Row;
  /** The names that this one cannot be, because their columns are there already. */
  readonly taken: ReadonlySet<string>;
  /** The value before the cursor. */
  readonly typed: string;
  /** What a completion replaces. */
  readonly replaces: Range;
  /** What goes around a value that is inserted here; between `after` and the value is the cursor, if there is any. */
  readonly insert: (value: string) => { readonly text: string; readonly after?: string };
}

/** Returns the place at an offset of a table; `name`: of its file. Undefined where nothing of a table is typed. */
export function tablePlace(name: string, text: string, offset: number): TablePlace | undefined {
  return isJsonTable(name) ? jsonPlace(text, offset) : csvPlace(text, offset);
}

/** Longer lines are not searched: no cell is typed there. */
const longestLine = 20_000;

/** A cell is taken to be on one line. */
function csvPlace(text: string, offset: number): TablePlace | undefined {
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
  const cell = { offset: from + raw.length - raw.trimStart().length, length: raw.trim().length };
  // Behind the blanks after a cell, nothing of it is being typed.
  const isInside = cell.offset <= offset && offset <= cell.offset + cell.length;
  const typed = isInside ? text.slice(cell.offset, offset) : '';
  const table = readCsv(text);
  const row = table.rows.find(each => each.offset <= offset && offset <= each.offset + each.length);
  return {
    ...cell,
    replaces: isInside ? cell : { offset, length: 0 },
    isHeader: start === 0,
    column,
    table,
    ...(row === undefined ? {} : { row }),
    taken: new Set(table.header.filter((_, index) => index !== column).map(({ name }) => name)),
    typed: typed.startsWith('"') ? typed.slice(1).replaceAll('""', '"') : typed,
    insert: value => ({ text: asCell(value, delimiter) }),
  };
}

/** jsonc-parser's SyntaxKind of a colon, and of what the comma after a member is not missing before. */
const colon = 6;
const closing: ReadonlySet<number> = new Set([2, 4, 5, 17]);
/** The first and the last of the tokens that are only blanks or comments. */
const blanks = [12, 15] as const;

function jsonPlace(text: string, offset: number): TablePlace | undefined {
  const gap = text.length > maxTableLength ? undefined : gapAt(text, offset);
  if (gap === undefined) return undefined;
  // The tree's limits apply from here on: text nested too deeply would overflow the stack.
  const tree = tableTree(text);
  if (tree.stopped !== undefined) return undefined;
  const { path, isAtPropertyKey } = getLocation(text, offset);
  const [index, name, ...inside] = path;
  if (typeof index !== 'number' || typeof name !== 'string' || inside.length > 0) return undefined;
  if (isAtPropertyKey === gap.isAfterColon) return undefined;
  const { header, rows } = rowsOf(tree, { isTyped: true });
  const row = rows.find(({ number }) => number === index + 1);
  const node = tree.root?.children?.[index];
  const others = node === undefined ? [] : keysOf(node).filter(each => each.offset !== gap.offset);
  return {
    offset: gap.offset,
    length: gap.length,
    replaces: { offset: gap.offset, length: gap.length },
    isHeader: isAtPropertyKey,
    column: header.findIndex(each => each.name === name),
    table: { text, write: JSON.stringify, header, rows },
    ...(row === undefined ? {} : { row }),
    taken: new Set(others.map(({ value }) => String(value))),
    typed: gap.typed,
    insert: value => insertJson(value, isAtPropertyKey ? nextToken(text, gap.offset + gap.length) : colon),
  };
}

/** Returns a value, or a name with the place of its value, and with a comma if there is none before the next name. */
function insertJson(value: string, next: number): { readonly text: string; readonly after?: string } {
  const text = JSON.stringify(value);
  return next === colon ? { text } : { text: `${text}: "`, after: closing.has(next) ? '"' : '",' };
}

function nextToken(text: string, offset: number): number {
  const scanner = createScanner(text);
  scanner.setPosition(offset);
  const [first, last] = blanks;
  for (;;) {
    const token: number = scanner.scan();
    if (token < first || token > last) return token;
  }
}
