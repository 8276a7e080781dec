import type { Answer } from '../refusal.ts';

/**
 * The most empty pages skipped for one answer. A service that filters after reading returns a few; one that returns
 * only these has no list.
 */
const maxEmptyPages = 50;

/**
 * Returns the first page with items, or the last page: an empty page with a NextToken is not the end of the list.
 * After `maxEmptyPages` empty pages, returns the last of them with its token.
 * @param read reads the page that begins at a token.
 */
export async function pageWithItems<P extends { readonly nextToken?: string }>(
  nextToken: string | undefined,
  read: (nextToken: string | undefined) => Promise<Answer<P>>,
  isEmpty: (page: P) => boolean,
  signal?: AbortSignal,
): Promise<Answer<P>> {
  let answer = await read(nextToken);
  for (
    let passed = 0, at = nextToken;
    passed < maxEmptyPages && answer.ok && isEmpty(answer.value) && signal?.aborted !== true;
    passed += 1
  ) {
    const { nextToken: next } = answer.value;
    if (next === undefined || next === at) break; // a token that leads to itself would loop forever
    at = next;
    answer = await read(next);
  }
  return answer;
}
