// Requests that a job be stopped, then describes it: the answer to a stop only confirms that the request was accepted.
import { defined } from '../defined.ts';
import type { Refusal } from '../refusal.ts';
import type { Clock } from '../clock.ts';
import { type Job, type Snapshot, mayBeUnlisted, kindOfJob } from './job.ts';
import { pacedServices } from './paced.ts';
import type { JobServices } from './ports.ts';
import { isFinished, phaseOf } from './status.ts';
import type { JobStore } from './store.ts';

/**
 * The result of a stop request:
 * - `stopping`: the service accepted it · `stopped`: the job has stopped already
 * - `ended`: the job had already ended by itself · `gone`: the service does not know the job · `tooEarly`: the job is
 *   too new for the service to know it
 * - `refused`: definitely not stopped · `unclear`: no reliable answer
 */
export type StopOutcome =
  | { readonly type: 'stopping' | 'stopped' | 'ended'; readonly snapshot: Snapshot }
  | { readonly type: 'gone' | 'tooEarly' }
  | { readonly type: 'refused' | 'unclear'; readonly refusal: Refusal; readonly snapshot?: Snapshot };

/**
 * Stops jobs one after the other, at the rate that the service accepts; jobs left when it is cancelled are not stopped.
 */
export async function* stopJobs(
  jobs: readonly Job[],
  services: JobServices,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<{ readonly job: Job; readonly outcome: StopOutcome }> {
  const paced = pacedServices(services, clock);
  for (const job of jobs) {
    const outcome = await stopJob(job, paced, clock.now(), signal);
    if (outcome.type === 'refused' && outcome.refusal.kind === 'cancelled') return; // cancelled before it was sent
    yield { job, outcome };
  }
}

/**
 * Stops a job of a kind that is `stoppable`, with one Stop and one Describe call. `at`: milliseconds since 1970 UTC.
 */
export async function stopJob(job: Job, services: JobServices, at: number, signal?: AbortSignal): Promise<StopOutcome> {
  const kind = kindOfJob(job);
  if (kind?.stoppable !== true) throw new Error(`${job.action} has no stop call`);
  const answer = await services.stop(kind, job.region, job.id, signal);
  const found = await services.describe(kind, job.region, { id: job.id }, signal);
  const now = found.ok ? found.value : undefined;
  const phase = now && phaseOf(kind.phases, now.status);
  if (now !== undefined && phase !== undefined && isFinished(phase))
    return { type: phase === 'stopped' ? 'stopped' : 'ended', snapshot: now };
  if (now !== undefined && phase === 'stopping') return { type: 'stopping', snapshot: now };
  if (answer.ok) {
    // A description that still shows the job running is older than the answer.
    const [stopping = ''] = Object.entries(kind.phases).find(([, each]) => each === 'stopping') ?? [];
    return { type: 'stopping', snapshot: { ...now, id: job.id, status: stopping } };
  }
  if (!found.ok && found.refusal.kind === 'notFound') return { type: mayBeUnlisted(job, at) ? 'tooEarly' : 'gone' };
  return {
    type: answer.refusal.nothingHappened ? 'refused' : 'unclear',
    refusal: answer.refusal,
    ...defined({ snapshot: now }),
  };
}

/** Records the outcome of a stop. A job that is stopping is watched again until it has stopped. `now`: milliseconds. */
export function recordStop(outcome: StopOutcome, job: Job, store: JobStore, now: number): void {
  if (outcome.type === 'gone') store.applyGone(job, now);
  else if ('snapshot' in outcome) store.apply(job, outcome.snapshot, now);
  if (outcome.type === 'stopping' && job.watched === false) store.change(job, ({ watched, ...rest }) => rest);
}
