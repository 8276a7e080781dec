import type { Answer } from '../refusal.ts';

/** Empty pages passed over for one answer. A service that filters after it has read gives a few; one that gives only these has no list. */
const maxEmptyPages = 50;

/**
 * A page that holds something, or the list's last: an empty one with a NextToken says nothing yet, and whoever took it for the end
 * would see nothing of the list. After many empty ones the last of them is given, with where to go on.
 * @param read reads the page that begins at a token.
 */
export async function pageWithItems<P extends { readonly nextToken?: string }>(
  nextToken: string | undefined, read: (nextToken: string | undefined) => Promise<Answer<P>>, isEmpty: (page: P) => boolean, signal?: AbortSignal,
): Promise<Answer<P>> {
  let answer = await read(nextToken);
  for (let passed = 0, at = nextToken; passed < maxEmptyPages && answer.ok && isEmpty(answer.value) && signal?.aborted !== true; passed += 1) {
    const { nextToken: next } = answer.value;
    if (next === undefined || next === at) break; // a token that leads to itself leads nowhere
    at = next;
    answer = await read(next);
  }
  return answer;
}
