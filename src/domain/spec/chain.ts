// Which specs a spec comes after, by their member `after`.
import { stringAt } from '../json.ts';
import { parseSpec } from './parse.ts';

/** What is wrong with the specs that a spec comes after; empty if nothing is. */
export interface ChainFacts {
  /** The spec that it comes after does not exist. */
  readonly isMissing?: true;
  /** It comes after itself: the file names on the way, beginning and ending with its own. */
  readonly circle?: readonly string[];
}

/** A chain is followed for so many specs; a longer one is taken to have an end. */
const longestChain = 100;

/** Returns the member `after` of a spec's text; undefined if it has none. */
function afterOf(text: string): string | undefined {
  // Most specs have none, and are not parsed for it.
  return text.includes('"after"') ? stringAt(parseSpec(text).value, 'after') : undefined;
}

/** Returns the path of the spec that `after` names, as seen from the spec at `path`. Both are separated by `/`. */
export function predecessorPath(path: string, after: string): string {
  const steps = path.split('/').slice(0, -1);
  for (const step of after.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

/**
 * Follows a spec's chain from file to file. `path`: the spec's own, separated by `/`; `read` resolves with the text at
 * such a path, or undefined if it cannot be read. Resolves with undefined if the spec comes after no other.
 */
export async function followChain(
  path: string,
  text: string,
  read: (path: string) => Promise<string | undefined>,
): Promise<ChainFacts | undefined> {
  const own = path.split('/').at(-1) ?? path;
  const names = [own];
  const seen = new Set<string>();
  for (let at = path, after = afterOf(text); after !== undefined; ) {
    at = predecessorPath(at, after);
    names.push(at.split('/').at(-1) ?? at);
    if (at === path) return { circle: names };
    // Another circle, of which this spec is no part: its own specs tell of it.
    if (seen.has(at) || seen.size >= longestChain) return {};
    seen.add(at);
    const next = await read(at);
    if (next === undefined) return seen.size === 1 ? { isMissing: true } : {};
    after = afterOf(next);
  }
  return names.length === 1 ? undefined : {};
}
