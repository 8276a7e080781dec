// Asks for a job to be stopped, and then how it stands: the answer to a stop says that the wish was taken, not what became of it.
import type { Refusal } from '../refusal.ts';
import type { Clock } from '../clock.ts';
import { type Job, type Snapshot, maybeNotListedYet, kindOfJob } from './job.ts';
import { pacedServices } from './paced.ts';
import type { JobServices } from './ports.ts';
import { isFinished, phaseOf } from './status.ts';

/**
 * What became of the wish:
 * - `stopping`: the service has taken it · `stopped`: and the job has stopped already
 * - `ended`: the job had ended by itself before · `gone`: the service does not know it · `tooEarly`: not yet, for the job is new
 * - `refused`: surely not stopped · `unclear`: no answer that could be believed
 */
export type StopOutcome =
  | { readonly type: 'stopping' | 'stopped' | 'ended'; readonly snapshot: Snapshot }
  | { readonly type: 'gone' | 'tooEarly' }
  | { readonly type: 'refused' | 'unclear'; readonly refusal: Refusal; readonly snapshot?: Snapshot };

/** Stops jobs one after the other, at the rate that the service takes; what is left when it is called off is not stopped. */
export async function* stopJobs(jobs: readonly Job[], services: JobServices, clock: Clock, signal: AbortSignal): AsyncGenerator<{ readonly job: Job; readonly outcome: StopOutcome }> {
  const paced = pacedServices(services, clock);
  for (const job of jobs) {
    const outcome = await stopJob(job, paced, clock.now(), signal);
    if (outcome.type === 'refused' && outcome.refusal.kind === 'cancelled') return; // called off before it was sent
    yield { job, outcome };
  }
}

/** Stops a job of a kind that is `stoppable`: one Stop call and one Describe. `at`: milliseconds since 1970 UTC. */
export async function stopJob(job: Job, services: JobServices, at: number, signal?: AbortSignal): Promise<StopOutcome> {
  const kind = kindOfJob(job);
  if (kind?.stoppable !== true) throw new Error(`${job.action} has no stop call`);
  const answer = await services.stop(kind, job.region, job.id, signal);
  const found = await services.describe(kind, job.region, { id: job.id }, signal);
  const now = found.ok ? found.value : undefined;
  const phase = now && phaseOf(kind.phases, now.status);
  if (now !== undefined && phase !== undefined && isFinished(phase)) return { type: phase === 'stopped' ? 'stopped' : 'ended', snapshot: now };
  if (now !== undefined && phase === 'stopping') return { type: 'stopping', snapshot: now };
  if (answer.ok) {
    // A description that still tells of a running job is older than the answer.
    const [stopping = ''] = Object.entries(kind.phases).find(([, each]) => each === 'stopping') ?? [];
    return { type: 'stopping', snapshot: { ...now, id: job.id, status: stopping } };
  }
  if (!found.ok && found.refusal.kind === 'notFound') return { type: maybeNotListedYet(job, at) ? 'tooEarly' : 'gone' };
  return { type: answer.refusal.nothingHappened ? 'refused' : 'unclear', refusal: answer.refusal, ...(now === undefined ? {} : { snapshot: now }) };
}
