import { type JsonObject, canonicalJson } from '../json.ts';
import { type JobKind, type Service, kindOf } from './kinds.ts';
import { type Phase, isFinished, phaseOf } from './status.ts';

/** The account a job runs in. The sandbox's partition is `sandbox`, so that nothing simulated meets anything real. */
export interface Account {
  readonly partition: string;
  readonly account: string;
}

/** What makes a job one and the same everywhere: the database's key, and the tree's. */
export interface JobKey extends Account {
  readonly region: string;
  readonly service: Service;
  readonly id: string;
}

/** What a service can say of a job besides its id and kind. Times are milliseconds since 1970 UTC; places are S3 URIs. */
export interface JobFacts {
  /** The service's own word, known to the kinds table or not. */
  readonly status: string;
  readonly name?: string;
  readonly workflow?: string;
  /** Of an ID mapping job: BATCH, INCREMENTAL or DELETE_ONLY. */
  readonly jobType?: string;
  readonly input?: string;
  readonly output?: string;
  readonly role?: string;
  /** The key the output is encrypted with. */
  readonly kmsKey?: string;
  readonly manifest?: string;
  readonly message?: string;
  readonly submittedAt?: number;
  readonly endedAt?: number;
  readonly expiresAt?: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** What a service said of a job at one moment; what it did not say is absent. */
export interface Snapshot extends JobFacts {
  readonly id: string;
}

/** A job as it is known here. */
export interface Job extends JobKey, JobFacts {
  readonly action: string;
  /** When the service was last heard of it. */
  readonly seenAt: number;
  /** True once the service said it does not know the job any more; what was known is kept. */
  readonly gone?: boolean;
  /** Of a job started here: the intent it came of, the request as sent and, where it had variables, as written, its file, AWS's request id. */
  readonly intentId?: string;
  readonly request?: JsonObject;
  readonly written?: JsonObject;
  readonly specUri?: string;
  readonly requestId?: string;
}

/** The key's parts as one string; contains no part that changes. */
export function keyText(key: JobKey): string {
  return [key.partition, key.account, key.region, key.service, key.id].join('/');
}

/** The kind of a job; undefined when a newer version of the extension wrote a kind this one does not know. */
export function kindOfJob(job: { readonly action: string }): JobKind | undefined {
  return kindOf(job.action);
}

/** The phase of a job by its kind's table. */
export function phaseOfJob(job: { readonly action: string; readonly status: string }): Phase {
  const kind = kindOfJob(job);
  return kind === undefined ? 'unknown' : phaseOf(kind.phases, job.status);
}

/** Whether a job is worth asking for: not finished, of a kind that is known here, and still known to the service. */
export function isUnfinished(job: Job): boolean {
  return job.gone !== true && isUnsettled(job);
}

/** Whether a job's end was never seen, be it known to the service or not. */
export function isUnsettled(job: Job): boolean {
  return kindOfJob(job) !== undefined && !isFinished(phaseOfJob(job));
}

/**
 * The job after the service said `snapshot` at time `seenAt`. A finished job never goes back to an unfinished phase, for
 * answers may arrive out of order; when nothing but the time changed, the very same object is returned.
 */
export function moved(job: Job, snapshot: Snapshot, seenAt: number): Job {
  const kind = kindOfJob(job);
  const said = kind === undefined ? 'unknown' : phaseOf(kind.phases, snapshot.status);
  if (isFinished(phaseOfJob(job)) && !isFinished(said)) return job;
  const { gone, ...rest } = job;
  const next: Job = { ...rest, ...snapshot, id: job.id, seenAt };
  return sameFacts(job, next) ? job : next;
}

/** The job after the service said that it does not know it (any more). */
export function lost(job: Job, seenAt: number): Job {
  return job.gone === true ? job : { ...job, gone: true, seenAt };
}

function sameFacts(a: Job, b: Job): boolean {
  return canonicalJson({ ...a, seenAt: 0 }) === canonicalJson({ ...b, seenAt: 0 });
}
