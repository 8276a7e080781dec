import type { KeptChecks } from '../preflight/kept.ts';
import { type JsonObject, canonicalJson } from '../json.ts';
import { type JobKind, kindOf } from './kinds.ts';
import type { Service } from './services.ts';
import { type Phase, isFinished, phaseOf } from './status.ts';

/**
 * The account a job runs in. The sandbox has its own partition, `sandbox`, so that simulated and real jobs never mix.
 */
export interface Account {
  readonly partition: string;
  readonly account: string;
}

export function sameAccount(a: Account | undefined, b: Account | undefined): boolean {
  return a?.partition === b?.partition && a?.account === b?.account;
}

/** Identifies a job everywhere; the key in the database and in the tree. */
export interface JobKey extends Account {
  readonly region: string;
  readonly service: Service;
  readonly id: string;
}

/**
 * What a service can return for a job besides its id and kind. Times are milliseconds since 1970 UTC; places are S3
 * URIs.
 */
export interface JobFacts {
  /** The status as the service returns it, whether the kinds table has it or not. */
  readonly status: string;
  readonly name?: string;
  readonly workflow?: string;
  /** Only for ID mapping jobs: BATCH, INCREMENTAL or DELETE_ONLY. */
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

/** What a service returned for a job at one time; facts that it did not return are absent. */
export interface Snapshot extends JobFacts {
  readonly id: string;
}

/** A status, and when it was first seen here; milliseconds since 1970 UTC. */
export interface StatusChange {
  readonly status: string;
  readonly seenAt: number;
}

/**
 * Who confirmed a start, and when. `by`: the ARN of the identity that sent it; `at`: milliseconds since 1970 UTC;
 * `checks`: what the checks before it had found by then.
 */
export interface Confirmation {
  readonly at: number;
  readonly by: string;
  readonly checks?: KeptChecks;
}

/** A job as it is known here. */
export interface Job extends JobKey, JobFacts {
  readonly action: string;
  /** When the service last returned this job. */
  readonly seenAt: number;
  /** The statuses seen so far, oldest first; absent for a job from an older version of the extension. */
  readonly timeline?: readonly StatusChange[];
  /** False: the user stopped watching it. True: the user asked to watch it, started here or not. */
  readonly watched?: boolean;
  /** True once the service no longer knows the job; the known facts are kept. */
  readonly gone?: boolean;
  /**
   * Only for a job started here: its intent, the request as sent and, if it had variables, as written, the spec's file
   * and that file's git commit, who confirmed it, and AWS's request id.
   */
  readonly intentId?: string;
  readonly request?: JsonObject;
  readonly written?: JsonObject;
  readonly specUri?: string;
  readonly gitCommit?: string;
  readonly confirmed?: Confirmation;
  readonly requestId?: string;
}

/** Built once per object: when thousands are compared repeatedly, a look-up then costs only the hash of the string. */
const keyTexts = new WeakMap<JobKey, string>();

/** Returns the parts of the key as one string; none of them ever changes. */
export function keyText(key: JobKey): string {
  let text = keyTexts.get(key);
  if (text === undefined)
    keyTexts.set(key, (text = `${key.partition}/${key.account}/${key.region}/${key.service}/${key.id}`));
  return text;
}

/** Returns the key for a string made by `keyText`. */
export function keyFrom(text: string): JobKey {
  const [partition = '', account = '', region = '', service = '', ...id] = text.split('/');
  return { partition, account, region, service: service as Service, id: id.join('/') };
}

/** A job's title: its name, else its workflow's name, else its id. */
export function titleOf({ name, workflow, id }: Pick<Job, 'name' | 'workflow' | 'id'>): string {
  return name ?? (workflow === undefined ? id : workflow.slice(workflow.lastIndexOf('/') + 1));
}

/** The kind of a job; undefined when a newer version of the extension wrote a kind that this version does not know. */
export function kindOfJob(job: { readonly action: string }): JobKind | undefined {
  return kindOf(job.action);
}

/** The phase of a job, from its kind's table. */
export function phaseOfJob(job: { readonly action: string; readonly status: string }): Phase {
  const kind = kindOfJob(job);
  return kind === undefined ? 'unknown' : phaseOf(kind.phases, job.status);
}

/** Whether to ask the service for a job: not finished, of a known kind, and not marked gone. */
export function isUnfinished(job: Job): boolean {
  return job.gone !== true && isEndUnknown(job);
}

/** Whether a job is asked for on the timer: unfinished, and watching was not stopped. */
export function isWatched(job: Job): boolean {
  return job.watched !== false && isUnfinished(job);
}

/** A new job may not be listed or described yet; until then it is not marked gone. */
const settleMs = 10 * 60_000;

/** Whether a job is so new that the service may not return it yet. */
export function mayBeUnlisted({ submittedAt }: Pick<Job, 'submittedAt'>, now: number): boolean {
  return now - (submittedAt ?? 0) <= settleMs;
}

/** Whether a job's end was never seen, marked gone or not. */
export function isEndUnknown(job: Job): boolean {
  return kindOfJob(job) !== undefined && !isFinished(phaseOfJob(job));
}

/**
 * Returns the job with `snapshot`, seen at `seenAt`, applied. A finished job never returns to an unfinished phase,
 * because answers may arrive out of order. Returns the same object when nothing but the time changed.
 */
export function applySnapshot(job: Job, snapshot: Snapshot, seenAt: number): Job {
  if (job.gone !== true && isUnchanged(job, snapshot)) return job;
  const kind = kindOfJob(job);
  const said = kind === undefined ? 'unknown' : phaseOf(kind.phases, snapshot.status);
  if (isFinished(phaseOfJob(job)) && !isFinished(said)) return job;
  // The answer was sent before the stop was accepted.
  if (job.gone !== true && phaseOfJob(job) === 'stopping' && (said === 'waiting' || said === 'running')) return job;
  const { gone, ...rest } = job;
  return { ...rest, ...snapshot, id: job.id, seenAt, timeline: timelineAfter(job, snapshot.status, seenAt) };
}

/** Returns a new job from a list entry that was not known here. */
export function discovered(key: JobKey, action: string, snapshot: Snapshot, seenAt: number): Job {
  return { ...snapshot, ...key, action, seenAt, timeline: [{ status: snapshot.status, seenAt }] };
}

/** Returns the job marked gone: the service does not know it (any more). */
export function markGone(job: Job, seenAt: number): Job {
  return job.gone === true ? job : { ...job, gone: true, seenAt };
}

/**
 * Whether every fact of the snapshot is known already. Written out member by member: a list returns thousands of
 * unchanged jobs, and a loop over names takes four times as long.
 */
function isUnchanged(job: Job, said: Snapshot): boolean {
  return (
    isKnown(said.status, job.status) &&
    isKnown(said.submittedAt, job.submittedAt) &&
    isKnown(said.endedAt, job.endedAt) &&
    isKnown(said.expiresAt, job.expiresAt) &&
    isKnown(said.name, job.name) &&
    isKnown(said.workflow, job.workflow) &&
    isKnown(said.jobType, job.jobType) &&
    isKnown(said.input, job.input) &&
    isKnown(said.output, job.output) &&
    isKnown(said.role, job.role) &&
    isKnown(said.kmsKey, job.kmsKey) &&
    isKnown(said.manifest, job.manifest) &&
    isKnown(said.message, job.message) &&
    (said.metrics === undefined || canonicalJson(job.metrics ?? null) === canonicalJson(said.metrics))
  );
}

function isKnown(said: string | number | undefined, known: string | number | undefined): boolean {
  return said === undefined || said === known;
}

function timelineAfter({ timeline, status, seenAt }: Job, next: string, now: number): readonly StatusChange[] {
  const known = timeline ?? [{ status, seenAt }];
  return known.at(-1)?.status === next ? known : [...known, { status: next, seenAt: now }];
}

/** Returns how long a job has been running, or ran, in milliseconds. */
export function elapsedOf(job: Job, now: number): number | undefined {
  return job.submittedAt === undefined
    ? undefined
    : Math.max(0, (isUnfinished(job) ? now : (job.endedAt ?? job.seenAt)) - job.submittedAt);
}
