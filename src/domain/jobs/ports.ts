import type { JsonObject } from '../json.ts';
import type { Answer } from '../refusal.ts';
import type { Intent } from './intent.ts';
import type { Account, Job, JobKey, Snapshot } from './job.ts';
import type { JobKind, MedicalKind, WorkflowKind } from './kinds.ts';
import type { Service } from './services.ts';
import type { GroupCount, JobQuery } from './query.ts';

/** Which jobs a List call is asked for. `workflow` is due for Entity Resolution; the filters exist for Comprehend Medical. */
export interface ListQuery {
  readonly workflow?: string;
  readonly status?: string;
  /** Jobs submitted after this time, newest first; milliseconds since 1970 UTC. */
  readonly submittedAfter?: number;
  readonly nextToken?: string;
}

export interface JobPage {
  readonly jobs: readonly Snapshot[];
  /** How many entries of the page could not be read and are not among `jobs`; absent when there was none. */
  readonly skipped?: number;
  readonly nextToken?: string;
}

/** A workflow whose jobs can be listed, as the list of workflows names it. Times are milliseconds since 1970 UTC. */
export interface WorkflowRef {
  readonly name: string;
  readonly updatedAt?: number;
}

export interface WorkflowPage {
  readonly workflows: readonly WorkflowRef[];
  readonly nextToken?: string;
}

/** What a start brings back. */
export interface Started {
  readonly jobId: string;
}

/** Names one job to a Describe or Get call. */
export interface JobRef {
  readonly id: string;
  readonly workflow?: string;
}

/**
 * The two services as one identity reaches them. A refusal is a value; only a programming mistake throws.
 * `start` sends exactly one request and never repeats it by itself.
 */
export interface JobServices {
  readonly identity: Account & { readonly arn: string };
  /** The region of specs that name none. */
  readonly region: string;
  /** How far the service's clock is ahead of this machine's, in milliseconds, to about a second; absent where it was not seen, or this machine's was set since. */
  readonly clockOffsetMs?: number | undefined;
  /** Whether a text holds a part of the credentials that calls are signed with. */
  holdsCredential?(text: string): boolean;
  /** Where calls of this service go, for showing before a start. */
  endpoint(service: Service, region: string): Promise<string>;
  start(kind: JobKind, region: string, request: JsonObject, signal?: AbortSignal): Promise<Answer<Started>>;
  list(kind: JobKind, region: string, query: ListQuery, signal?: AbortSignal): Promise<Answer<JobPage>>;
  describe(kind: JobKind, region: string, ref: JobRef, signal?: AbortSignal): Promise<Answer<Snapshot>>;
  /** Asks for a job to be stopped; for kinds that are `stoppable`. The answer says that the wish was taken, not that the job has stopped. */
  stop(kind: MedicalKind, region: string, id: string, signal?: AbortSignal): Promise<Answer<undefined>>;
  /** A page of the workflows whose jobs are of this kind; for kinds of Entity Resolution. */
  workflows(kind: WorkflowKind, region: string, nextToken?: string, signal?: AbortSignal): Promise<Answer<WorkflowPage>>;
}

/** What `begin` found: the way is free, an identical start has no answer yet, or its job is not finished. */
export type Begun = { readonly begun: Intent } | { readonly unanswered: Intent } | { readonly running: Job };

/** A window's wish to be the one that does something. Times in milliseconds; `freshAt` is what it tells the others. */
export interface LeaseClaim {
  readonly owner: string;
  readonly rank: number;
  readonly now: number;
  readonly forMs: number;
  readonly freshAt?: number;
}

/** What changed in the database, in any window. */
export interface Changes {
  readonly jobs: readonly Job[];
  /** For the next call. */
  readonly seq: number;
  /** Another number when jobs were removed since. */
  readonly removals: number;
}

/**
 * The job database. Every call is one transaction, whole on disk when it returns, and throws when it cannot be (disk full,
 * read-only, not a database); two windows may use it at once.
 */
export interface JobRecords {
  /** The account's jobs whose end was not seen before the service forgot them. */
  gone(account: Account): readonly Job[];
  /** The account's jobs that are worth asking for, watched or not, in no order. */
  unfinished(account: Account): readonly Job[];
  job(key: JobKey): Job | undefined;
  /** The jobs of these keys, in their order; what is not there is left out. */
  jobsOf(keys: readonly JobKey[]): readonly Job[];
  /** The keys of the first `limit` jobs that a query finds in a group (without one: in all of them), in its order. `now`: milliseconds since 1970 UTC. */
  keys(account: Account, query: JobQuery, now: number, limit: number, group?: string): readonly JobKey[];
  /** The groups of a query that have jobs, in no order. */
  counts(account: Account, query: JobQuery, now: number): readonly GroupCount[];
  /** The job that was submitted last of those a spec's file started. */
  lastOfSpec(account: Account, specUri: string): Job | undefined;
  /** Intents that want attention: unanswered, or not found. */
  openIntents(account: Account): readonly Intent[];
  /**
   * Writes an intent, unless an identical start is unanswered, or an identical one's job is not finished whose id is not among `allowDuplicatesOf`. One that was not found gives way to the new one; where the
   * kind is repeatable the old one's id (and so its token) is used again, and the service can recognise the start.
   */
  begin(intent: Intent, repeatable: boolean, allowDuplicatesOf?: readonly string[]): Begun;
  /**
   * Closes an intent, and with a job writes the job in the same transaction. An intent with a job id never goes back, a closed
   * one is not opened again, and what is said of a sending before the last is not written.
   */
  resolve(intent: Intent, job?: Job): void;
  /** Resolves an intent with a job that was found for it; false, and nothing is written, when either has got another partner meanwhile. */
  adopt(intent: Intent, job: Job): boolean;
  /** Replaces a job by what `change` makes of its newest state; returns the state after. Nothing is written when it is the same. */
  update(key: JobKey, change: (job: Job) => Job): Job | undefined;
  /** The same for many jobs at once; those that are not there are left out. */
  updateAll(keys: readonly JobKey[], change: (job: Job) => Job): readonly Job[];
  /** Writes jobs that a list told of, but for those that are known or that a person has removed, unless one has `asked` for them since; returns what it wrote. */
  add(jobs: readonly Job[], asked?: boolean): readonly Job[];
  /** Removes jobs and their starts for good, from the file and its log too; a list that tells of them again brings none back, for which their keys are kept. */
  remove(keys: readonly JobKey[]): void;
  /** Deletes finished jobs submitted before a time (milliseconds since 1970 UTC), the starts that led to them and those that led to none; returns how many jobs. */
  prune(before: number): number;
  /** The jobs that people here waited for and whose end nobody was told of yet, each given to one caller in one window only. */
  takeNews(account: Account): readonly Job[];
  /** How many jobs that were started here failed after a time; milliseconds since 1970 UTC. */
  failed(account: Account, since: number): number;
  /** The ids of jobs of the account that a start of this extension is known to have made. */
  claimedIds(account: Account): ReadonlySet<string>;
  /** A number that changes when another process has written. */
  version(): number;
  /** What was written since a `seq` that an earlier call gave. */
  changes(account: Account, since: number): Changes;
  /** Takes, or goes on holding, what only one window may do; not while another holds it whose rank is as high. */
  lease(name: string, claim: LeaseClaim): { readonly held: boolean; readonly freshAt?: number };
  release(name: string, owner: string): void;
  /** The account that a choice of a connection last led to. */
  accountOf(choice: string): Account | undefined;
  setAccount(choice: string, account: Account): void;
  /** Where the reading of each list stopped, as `setCursors` kept it. */
  cursors(account: Account): ReadonlyMap<string, string>;
  setCursors(account: Account, cursors: ReadonlyMap<string, string>): void;
}
