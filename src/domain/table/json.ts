// Reads a table of runs from JSON: a list of objects, one for each run, with the columns as names.
import type { Node } from 'jsonc-parser';
import { type JsonValue, isJsonObject } from '../json.ts';
import { nameRange, propertyOf } from '../spec/nodes.ts';
import { type Problem, type Range, problem } from '../spec/problem.ts';
import { syntaxMessage } from '../spec/syntax.ts';
import { type Tree, buildTree } from '../spec/tree.ts';
import {
  type Cell,
  type Header,
  type Row,
  type Table,
  type TableProblem,
  maxColumns,
  maxRuns,
  maxTableLength,
  tableError,
  startOf,
  unreadable,
  wrongColumns,
  wrongCount,
} from './table.ts';

/** The most values: the runs of the largest table, with all their cells. Names that are there twice are all told. */
const limits = { nodes: maxRuns * (maxColumns + 1) + 1, duplicates: maxTableLength };

const write = (value: JsonValue): string => JSON.stringify(value);

/** Builds the tree of a table. A byte order mark is replaced by a blank, to keep all offsets. */
export function tableTree(text: string): Tree {
  return buildTree(text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text, limits);
}

/**
 * Reads a table. Comments and trailing commas are allowed; `null` is an empty cell. If the text is not JSON, the rows
 * are those before the first error, and none can be started. Never throws, whatever the text.
 */
export function readJson(text: string): Table {
  const unread = unreadable(text, 'Save it as UTF-8.');
  if (unread !== undefined) return { text, write, header: [], rows: [], blocked: unread };
  const tree = tableTree(text);
  const [wrong] = tree.errors;
  const { header, rows, surplus } = rowsOf(tree, { before: wrong?.offset });
  const blocked =
    wrongText(text, tree) ??
    wrongColumns(header) ??
    wrongCount(
      rows.length,
      surplus,
      tree.root === undefined ? startOf(text) : nameRange(tree.root),
      'Write an object for each, in the brackets of the list.',
    );
  return { text, write, header, rows, ...(blocked === undefined ? {} : { blocked }) };
}

/** Returns why a text is no list. */
function wrongText(text: string, { root, errors, stopped }: Tree): TableProblem | undefined {
  const [wrong] = errors;
  const isBlank = root === undefined && errors.every(({ offset }) => offset >= text.length);
  if (wrong !== undefined && !isBlank) return ofText(problem('AJ001', [], wrong, syntaxMessage(text, wrong)));
  if (stopped === 'depth')
    return ofText(
      problem('AJ005', [], startOf(text), {
        what: 'The brackets and braces are nested too deeply for a table.',
        next: 'Look for one that is not closed.',
      }),
    );
  if (stopped === 'nodes')
    return tableError(
      'too-large',
      startOf(text),
      'The table has too many values and was not read. Divide it into several.',
    );
  return root === undefined || root.type === 'array'
    ? undefined
    : tableError(
        'not-rows',
        nameRange(root),
        'A table is a list of objects, one for each run. Write them in brackets [ ].',
      );
}

const ofText = ({ code, message, offset, length }: Problem): TableProblem =>
  tableError(code, { offset, length }, message);

/** What a tree has of a table. `surplus`: the first run too many. */
export interface TreeRows extends Pick<Table, 'header' | 'rows'> {
  readonly surplus?: Range;
}

/**
 * Returns the runs of a tree: as many, and with as many columns, as a table may have. `before`: only those that end
 * before this offset; `isTyped`: also what is no run yet, because it has no value.
 */
export function rowsOf(
  { root, value, duplicates }: Tree,
  { before = Infinity, isTyped = false }: { readonly before?: number | undefined; readonly isTyped?: boolean } = {},
): TreeRows {
  const values = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  const nodes = (root?.type === 'array' ? root.children : undefined) ?? [];
  const found = nodes
    .map((node, index) => ({ node, number: index + 1, value: values[index] ?? null }))
    .filter(({ node, value: each }) => node.offset + node.length <= before && (isTyped || !isEmptyRow(each)));
  const runs = found.slice(0, maxRuns);
  const columns = new Map<string, { readonly first: Range; readonly places: Range[] }>();
  for (const { node } of runs)
    for (const key of keysOf(node)) {
      const name = String(key.value);
      const place = rangeOf(key);
      const known = columns.get(name);
      if (known !== undefined) known.places.push(place);
      // One more than a table may have, to be told.
      else if (columns.size <= maxColumns) columns.set(name, { first: place, places: [place] });
    }
  const header = Array.from(columns, ([name, { first, places }]): Header => ({ name, places, ...first }));
  const twice = new Map(duplicates.map(({ later }) => [rowAround(later, root), later]));
  const surplus = found[maxRuns];
  return {
    header,
    rows: runs.map(({ node, number, value: each }): Row => {
      const range = { offset: node.offset, length: Math.min(node.length, 1) };
      const broken = brokenBy(node, each, twice.get(node));
      const cells = header.map(({ name }) => cellOf(node, name, each, range));
      return { ...range, number, cells, ...(broken === undefined ? {} : { broken }) };
    }),
    ...(surplus === undefined ? {} : { surplus: rangeOf(surplus.node) }),
  };
}

const rangeOf = ({ offset, length }: Range): Range => ({ offset, length });

const isEmptyRow = (value: JsonValue): boolean =>
  isJsonObject(value) && Object.values(value).every(each => each === undefined || each === null);

/** Returns the names in a run. */
export const keysOf = (row: Node): readonly Node[] =>
  row.type === 'object' ? (row.children ?? []).flatMap(({ children: [key] = [] }) => key ?? []) : [];

/** A cell with a value; `null` is none. */
const cell = (range: Range, value: JsonValue | undefined): Cell => ({
  ...rangeOf(range),
  ...(value === undefined || value === null ? {} : { value }),
});

/** Returns a run's cell; if it has none, an empty one at the run's brace. */
function cellOf(row: Node, name: string, values: JsonValue, brace: Range): Cell {
  const node = propertyOf(row, name)?.children?.[1];
  return node === undefined || !isJsonObject(values) ? brace : cell(node, values[name]);
}

/** Returns the run that a node is in. */
function rowAround(node: Node, root: Node | undefined): Node {
  let here = node;
  while (here.parent !== undefined && here.parent !== root) here = here.parent;
  return here;
}

function brokenBy(node: Node, value: JsonValue, twice: Node | undefined): TableProblem | undefined {
  if (!isJsonObject(value))
    return tableError('not-rows', node, 'A run is an object: names of columns with their values, in braces { }.');
  if (twice === undefined) return undefined;
  const [key = twice] = twice.children ?? [];
  return tableError('AJ006', key, `${String(key.value)} is here for the second time. Remove one of them.`);
}
