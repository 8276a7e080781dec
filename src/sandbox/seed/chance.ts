import { createHash } from 'node:crypto';
import { metadataLifetimeMs } from '../comprehendmedical/job.ts';

/** A repeatable pseudorandom number from 0 up to 1: always the same for the same question and index. */
export function chance(question: string, index: number): number {
  return createHash('sha256').update(`${question} ${index}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** A job id in the services' format: 32 hex digits, always the same for the same index. */
export function syntheticJobId(index: number): string {
  return createHash('sha256').update(`synthetic job ${index}`).digest('hex').slice(0, 32);
}

/** Picks an item by weight. `at`: a number from `chance`. */
export function pick<Item>(items: readonly (readonly [weight: number, item: Item])[], at: number): Item {
  let left = at * items.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, item] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  throw new Error('there is nothing to pick from');
}

/** How long ago the oldest job was submitted: its metadata expires within the hour. */
const oldestMs = metadataLifetimeMs - 60 * 60_000;

/**
 * Yields the age of each job in milliseconds, the oldest first: more recent jobs than ones from months ago, and
 * none younger than a minute.
 */
export function* ages(jobs: number): Generator<[index: number, ageMs: number], void, undefined> {
  for (let index = 0; index < jobs; index++)
    yield [index, 60_000 + Math.floor((oldestMs - 60_000) * ((jobs - 1 - index) / Math.max(1, jobs - 1)) ** 2)];
}
