// A missing brace or bracket makes the rest of the text part of the wrong object. The text is read as if it stood where it makes
// the most sense, so that all else is still checked; the place is offered as the fix.
import type { JsonValue } from '../json.ts';
import type { Fix } from './problem.ts';
import { type Tree, buildTree } from './tree.ts';

/** Characters that may be read to find the place, which takes some 20 ms; a usual spec has one or two thousand, and twenty commas. */
const budgetCharacters = 131_072;

/** jsonc-parser's ParseErrorCode of an object and a list that are not closed. */
const closers = new Map([[7, '}'], [8, ']']]);

/** The text as it was probably meant: with the same offsets, for the closer takes the place of a comma and the comma that of a blank. */
export interface Closed {
  readonly tree: Tree;
  readonly fix: Fix;
}

const fixAt = (offset: number, closer: string): Fix => ({ title: `Add the missing ${closer}`, edits: [{ offset, length: 0, content: closer }] });

/**
 * Reads a text with one closer missing. `faults`: how much is wrong with a value; the place with the least wins, the end of the text
 * first of all, then the last of several. Undefined when more is wrong with the text than that.
 */
export function withCloser(text: string, asItStands: Tree, faults: (value: JsonValue) => number): Closed | undefined {
  const [error, ...more] = asItStands.errors;
  const missing = error === undefined || more.length > 0 ? undefined : closers.get(error.error);
  if (missing === undefined || asItStands.value === undefined) return undefined;
  let best: Closed = { tree: { ...asItStands, inDoubt: new Set() }, fix: fixAt(text.trimEnd().length, missing) };
  let least = faults(asItStands.value);
  const places = Math.floor(budgetCharacters / (2 * text.length));
  for (const { index } of [...text.matchAll(/,(?=\s)/g)].slice(0, places)) for (const closer of ['}', ']']) {
    const tree = buildTree(`${text.slice(0, index)}${closer},${text.slice(index + 2)}`);
    if (tree.errors.length > 0 || tree.value === undefined) continue;
    const found = faults(tree.value);
    // Between two places that are as good, the later one: the members before it stand where they did.
    if (found > least || (found === least && best.tree.errors.length > 0)) continue;
    least = found;
    best = { tree, fix: fixAt(index, closer) };
  }
  return best;
}
