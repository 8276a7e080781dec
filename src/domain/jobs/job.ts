import { type JsonObject, canonicalJson } from '../json.ts';
import { type JobKind, kindOf } from './kinds.ts';
import type { Service } from './services.ts';
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

/** A status, and when it was first heard here; milliseconds since 1970 UTC. */
export interface Sighting {
  readonly status: string;
  readonly seenAt: number;
}

/** Who said yes to a start, and when. `by`: the ARN of the identity it was sent as; `at`: milliseconds since 1970 UTC. */
export interface Confirmation {
  readonly at: number;
  readonly by: string;
}

/** A job as it is known here. */
export interface Job extends JobKey, JobFacts {
  readonly action: string;
  /** When the service was last heard of it. */
  readonly seenAt: number;
  /** The statuses it was seen in, oldest first; absent for a job of an older version of the extension. */
  readonly timeline?: readonly Sighting[];
  /** False: a person does not want it watched any more. True: a person asked for it, started here or not. */
  readonly watched?: boolean;
  /** True once the service said it does not know the job any more; what was known is kept. */
  readonly gone?: boolean;
  /** Of a job started here: the intent it came of, the request as sent and, where it had variables, as written, its file and that file's git commit, who confirmed it, AWS's request id. */
  readonly intentId?: string;
  readonly request?: JsonObject;
  readonly written?: JsonObject;
  readonly specUri?: string;
  readonly gitCommit?: string;
  readonly confirmed?: Confirmation;
  readonly requestId?: string;
}

/** Made once an object: of thousands that are compared again and again, the text's own hash is what a look-up costs. */
const keyTexts = new WeakMap<JobKey, string>();

/** The key's parts as one string; contains no part that changes. */
export function keyText(key: JobKey): string {
  let text = keyTexts.get(key);
  if (text === undefined) keyTexts.set(key, text = `${key.partition}/${key.account}/${key.region}/${key.service}/${key.id}`);
  return text;
}

/** The key that a text of `keyText` stands for. */
export function keyFrom(text: string): JobKey {
  const [partition = '', account = '', region = '', service = '', ...id] = text.split('/');
  return { partition, account, region, service: service as Service, id: id.join('/') };
}

/** What a job is called: its name, else its workflow's, else its id. */
export function titleOf({ name, workflow, id }: Pick<Job, 'name' | 'workflow' | 'id'>): string {
  return name ?? (workflow === undefined ? id : workflow.slice(workflow.lastIndexOf('/') + 1));
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
  return job.gone !== true && endNotSeen(job);
}

/** Whether a job is asked for by itself: unfinished, and nobody said that it need not be. */
export function isWatched(job: Job): boolean {
  return job.watched !== false && isUnfinished(job);
}

/** A new job may not be listed or described yet: so long it is not taken for unknown. */
const settleMs = 10 * 60_000;

/** Whether a job is so new that its service may not know it yet. */
export function maybeNotListedYet({ submittedAt }: Pick<Job, 'submittedAt'>, now: number): boolean {
  return now - (submittedAt ?? 0) <= settleMs;
}

/** Whether a job's end was never seen, be it known to the service or not. */
export function endNotSeen(job: Job): boolean {
  return kindOfJob(job) !== undefined && !isFinished(phaseOfJob(job));
}

/**
 * The job after the service said `snapshot` at time `seenAt`. A finished job never goes back to an unfinished phase, for
 * answers may arrive out of order; when nothing but the time changed, the very same object is returned.
 */
export function applySnapshot(job: Job, snapshot: Snapshot, seenAt: number): Job {
  if (job.gone !== true && saysNothingNew(job, snapshot)) return job;
  const kind = kindOfJob(job);
  const said = kind === undefined ? 'unknown' : phaseOf(kind.phases, snapshot.status);
  if (isFinished(phaseOfJob(job)) && !isFinished(said)) return job;
  // An answer that was on its way when the stop was taken.
  if (job.gone !== true && phaseOfJob(job) === 'stopping' && (said === 'waiting' || said === 'running')) return job;
  const { gone, ...rest } = job;
  return { ...rest, ...snapshot, id: job.id, seenAt, timeline: timelineAfter(job, snapshot.status, seenAt) };
}

/** A job the service listed and that was not known here. */
export function discovered(key: JobKey, action: string, snapshot: Snapshot, seenAt: number): Job {
  return { ...snapshot, ...key, action, seenAt, timeline: [{ status: snapshot.status, seenAt }] };
}

/** The job after the service said that it does not know it (any more). */
export function markGone(job: Job, seenAt: number): Job {
  return job.gone === true ? job : { ...job, gone: true, seenAt };
}

/** Whether every fact of the snapshot is known already. Written out member by member: a list brings thousands of jobs that have not moved, and a loop over names takes four times as long. */
function saysNothingNew(job: Job, said: Snapshot): boolean {
  return isKnown(said.status, job.status) && isKnown(said.submittedAt, job.submittedAt) && isKnown(said.endedAt, job.endedAt) && isKnown(said.expiresAt, job.expiresAt)
    && isKnown(said.name, job.name) && isKnown(said.workflow, job.workflow) && isKnown(said.jobType, job.jobType)
    && isKnown(said.input, job.input) && isKnown(said.output, job.output) && isKnown(said.role, job.role) && isKnown(said.kmsKey, job.kmsKey)
    && isKnown(said.manifest, job.manifest) && isKnown(said.message, job.message)
    && (said.metrics === undefined || canonicalJson(job.metrics ?? null) === canonicalJson(said.metrics));
}

function isKnown(said: string | number | undefined, known: string | number | undefined): boolean {
  return said === undefined || said === known;
}

function timelineAfter({ timeline, status, seenAt }: Job, next: string, now: number): readonly Sighting[] {
  const known = timeline ?? [{ status, seenAt }];
  return known.at(-1)?.status === next ? known : [...known, { status: next, seenAt: now }];
}

/** Returns how long a job has been running, or ran, in milliseconds. */
export function elapsedOf(job: Job, now: number): number | undefined {
  return job.submittedAt === undefined ? undefined : Math.max(0, (isUnfinished(job) ? now : job.endedAt ?? job.seenAt) - job.submittedAt);
}
