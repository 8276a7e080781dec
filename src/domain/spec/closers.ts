// A missing brace or bracket makes the rest of the text part of the wrong object. This reads the text with the closer
// at the most plausible place, so that the rest is still checked, and offers that place as the fix.
import type { JsonValue } from '../json.ts';
import type { Fix } from './problem.ts';
import { type Tree, buildTree } from './tree.ts';

/**
 * The most characters read to find the place, which takes about 20 ms; a typical spec has one or two thousand, and
 * twenty commas.
 */
const budgetCharacters = 131_072;

/** jsonc-parser's ParseErrorCode of an object and a list that are not closed. */
const closers = new Map([
  [7, '}'],
  [8, ']'],
]);

/** The text as it was probably meant, with the same offsets: the closer replaces a comma, and the comma a blank. */
export interface Closed {
  readonly tree: Tree;
  readonly fix: Fix;
}

const fixAt = (offset: number, closer: string): Fix => ({
  title: `Add the missing ${closer}`,
  edits: [{ offset, length: 0, content: closer }],
});

/**
 * Reads a text with one missing closer. `faults`: counts the errors of a value; the place with the fewest wins, the end
 * of the text first, then the last of several. Returns undefined if the text has other errors.
 */
export function withCloser(text: string, asItStands: Tree, faults: (value: JsonValue) => number): Closed | undefined {
  const [error, ...more] = asItStands.errors;
  const missing = error === undefined || more.length > 0 ? undefined : closers.get(error.error);
  if (missing === undefined || asItStands.value === undefined) return undefined;
  let best: Closed = { tree: { ...asItStands, inDoubt: new Set() }, fix: fixAt(text.trimEnd().length, missing) };
  let least = faults(asItStands.value);
  const places = Math.floor(budgetCharacters / (2 * text.length));
  for (const { index } of [...text.matchAll(/,(?=\s)/g)].slice(0, places))
    for (const closer of ['}', ']']) {
      const tree = buildTree(`${text.slice(0, index)}${closer},${text.slice(index + 2)}`);
      if (tree.errors.length > 0 || tree.value === undefined) continue;
      const found = faults(tree.value);
      // If two places are equal, take the later one: the members before it keep their place.
      if (found > least || (found === least && best.tree.errors.length > 0)) continue;
      least = found;
      best = { tree, fix: fixAt(index, closer) };
    }
  return best;
}
