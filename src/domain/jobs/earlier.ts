import type { ValidSpec } from '../spec/spec.ts';
import { type Intent, fingerprintOf } from './intent.ts';
import type { Account, Job } from './job.ts';
import { doesTheWork } from './repeatRequest.ts';
import type { JobStore } from './store.ts';

/** What a start may repeat: unfinished jobs that do the same work, and a start that was never confirmed. */
export interface Earlier {
  readonly twins: readonly Job[];
  readonly lost: Intent | undefined;
}

/**
 * Returns what a start of the spec would repeat as of now, whichever window or program started it. Throws when the
 * database does.
 */
export function earlierStarts(
  store: JobStore,
  account: Account,
  region: string,
  { kind, request }: Pick<ValidSpec, 'kind' | 'request'>,
): Earlier {
  const print = fingerprintOf(account, region, kind, request);
  store.sync(); // another window may have just started the same job
  return {
    twins: store.unfinished.filter(job => doesTheWork(job, account, region, kind, request)),
    lost: store.openIntents.find(({ state, fingerprint }) => state === 'notFound' && fingerprint === print),
  };
}

/** Whether a repeats anything that b does not: then the answer to a question about b is no answer about a. */
export function repeatsMore(a: Earlier, b: Earlier): boolean {
  return (
    (a.lost !== undefined && a.lost.id !== b.lost?.id) ||
    a.twins.some(({ id }) => !b.twins.some(each => each.id === id))
  );
}
