import { type Answer, answered } from '../refusal.ts';
import type { S3Place } from '../s3Place.ts';
import type { ListedObject, ResultsPort } from './port.ts';

/**
 * Lists all objects below a place, page by page. `take` may return `stop`. Resolves with `true`, or with why a page was
 * refused. Ends if a page names itself as the next one, as stores do that are not quite S3.
 */
export async function eachPage(
  port: Pick<ResultsPort, 'list'>,
  region: string,
  place: S3Place,
  signal: AbortSignal | undefined,
  take: (objects: readonly ListedObject[]) => 'stop' | undefined,
): Promise<Answer<true>> {
  const seen = new Set<string>();
  let next: string | undefined;
  do {
    const page = await port.list(region, place, next, signal);
    if (!page.ok) return page;
    if (take(page.value.objects) === 'stop') break;
    ({ next } = page.value);
    if (next !== undefined) {
      if (seen.has(next)) break;
      seen.add(next);
    }
  } while (next !== undefined);
  return answered(true);
}
