import type { JsonObject } from '../json.ts';
import type { Answer } from '../refusal.ts';
import type { Intent } from './intent.ts';
import type { Account, Job, JobKey, Snapshot } from './job.ts';
import type { JobKind, MedicalKind, WorkflowKind } from './kinds.ts';
import type { Service } from './services.ts';
import type { GroupCount, JobQuery } from './query.ts';

/**
 * Selects the jobs a List call returns. Entity Resolution requires `workflow`; the filters exist for Comprehend Medical
 * only.
 */
export interface ListQuery {
  readonly workflow?: string;
  readonly status?: string;
  /** Only jobs submitted after this time, newest first; milliseconds since 1970 UTC. */
  readonly submittedAfter?: number;
  readonly nextToken?: string;
}

export interface JobPage {
  readonly jobs: readonly Snapshot[];
  /** How many entries of the page could not be parsed and are missing from `jobs`; absent when there are none. */
  readonly skipped?: number;
  readonly nextToken?: string;
}

/** A workflow whose jobs can be listed, as returned by the list of workflows. Times are milliseconds since 1970 UTC. */
export interface WorkflowRef {
  readonly name: string;
  readonly updatedAt?: number;
}

export interface WorkflowPage {
  readonly workflows: readonly WorkflowRef[];
  readonly nextToken?: string;
}

/** The result of a start call. */
export interface Started {
  readonly jobId: string;
}

/** Identifies a job in a Describe or Get call. */
export interface JobRef {
  readonly id: string;
  readonly workflow?: string;
}

/**
 * The two services, called with one identity. A refusal is returned as a value; only a programming mistake throws.
 * `start` sends exactly one request and never retries by itself.
 */
export interface JobServices {
  readonly identity: Account & { readonly arn: string };
  /** The region for specs that do not set one. */
  readonly region: string;
  /**
   * How far the service's clock is ahead of this machine's, in milliseconds, accurate to about a second. Absent when it
   * was not measured, or when this machine's clock was set since.
   */
  readonly clockOffsetMs?: number | undefined;
  /** Whether a text contains part of the credentials that sign the calls. */
  holdsCredential?(text: string): boolean;
  /** The endpoint that calls to this service go to, for display before a start. */
  endpoint(service: Service, region: string): Promise<string>;
  start(kind: JobKind, region: string, request: JsonObject, signal?: AbortSignal): Promise<Answer<Started>>;
  list(kind: JobKind, region: string, query: ListQuery, signal?: AbortSignal): Promise<Answer<JobPage>>;
  describe(kind: JobKind, region: string, ref: JobRef, signal?: AbortSignal): Promise<Answer<Snapshot>>;
  /**
   * Requests that a job be stopped; for kinds that are `stoppable`. The answer confirms that the request was accepted,
   * not that the job has stopped.
   */
  stop(kind: MedicalKind, region: string, id: string, signal?: AbortSignal): Promise<Answer<undefined>>;
  /** Returns a page of the workflows whose jobs are of this kind; for kinds of Entity Resolution. */
  workflows(
    kind: WorkflowKind,
    region: string,
    nextToken?: string,
    signal?: AbortSignal,
  ): Promise<Answer<WorkflowPage>>;
}

/**
 * The result of `begin`: the intent was written, an identical start is still unanswered, the job of an identical start
 * is unfinished, or the run that the start is of does not wait any more.
 */
export type BeginResult =
  | { readonly begun: Intent }
  | { readonly unanswered: Intent }
  | { readonly running: Job }
  | { readonly taken: true };

/**
 * A window's claim to a lease. Times are in milliseconds; `freshAt` is passed on to the windows that do not hold it.
 */
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
  /** Pass this to the next call. */
  readonly seq: number;
  /** Differs from the previous value when jobs were removed since. */
  readonly removals: number;
}

/** Answers the queries of the views. */
export interface QueryRecords {
  /** The jobs with these keys, in the same order; missing ones are left out. */
  jobsOf(keys: readonly JobKey[]): readonly Job[];
  /**
   * The keys of the first `limit` jobs that match a query, in the query's order; of one group, or of all when `group`
   * is absent. `now`: milliseconds since 1970 UTC.
   */
  keys(account: Account, query: JobQuery, now: number, limit: number, group?: string): readonly JobKey[];
  /** The groups of a query that have jobs, in no particular order. */
  counts(account: Account, query: JobQuery, now: number): readonly GroupCount[];
}

/** The jobs of the history, and what other windows wrote to it. */
export interface HistoryRecords {
  /** The account's jobs that are marked gone: the service dropped them before their end was seen. */
  gone(account: Account): readonly Job[];
  /** The account's unfinished jobs, watched or not, in no particular order. */
  unfinished(account: Account): readonly Job[];
  job(key: JobKey): Job | undefined;
  /** The most recently submitted job that was started from a spec's file. */
  lastOfSpec(account: Account, specUri: string): Job | undefined;
  /**
   * Applies `change` to the newest state of a job and returns the result. Writes nothing when the state is unchanged.
   */
  update(key: JobKey, change: (job: Job) => Job): Job | undefined;
  /** Does the same for many jobs at once; missing ones are left out. */
  updateAll(keys: readonly JobKey[], change: (job: Job) => Job): readonly Job[];
  /**
   * Writes jobs that a list returned and returns those it wrote. Skips known jobs, and removed ones unless they were
   * explicitly asked for (`asked`).
   */
  add(jobs: readonly Job[], asked?: boolean): readonly Job[];
  /**
   * Permanently removes jobs and their starts, from the file and its log too. Their keys are kept, so that a list that
   * returns them again does not bring them back.
   */
  remove(keys: readonly JobKey[]): void;
  /**
   * Deletes finished jobs submitted before a time (milliseconds since 1970 UTC), the starts that led to them, and the
   * starts that led to none. Returns the number of jobs deleted.
   */
  prune(before: number): number;
  /** A number that changes when another process writes to the database. */
  version(): number;
  /** What was written since the `seq` of an earlier call. */
  changes(account: Account, since: number): Changes;
}

/** The starts: intents and the jobs that were matched to them. */
export interface StartRecords {
  /** Intents that need attention: unanswered, or not found. */
  openIntents(account: Account): readonly Intent[];
  /**
   * Writes an intent, unless an identical start is unanswered, or the job of an identical start is unfinished and its
   * id is not in `allowDuplicatesOf`. An identical intent that was not found is replaced by the new one; if the kind
   * is `repeatable`, its id (and so its token) is reused, so that the service can recognize the start. A start of a run
   * is written only while that run waits, and the run follows it from then on.
   */
  begin(intent: Intent, repeatable: boolean, allowDuplicatesOf?: readonly string[]): BeginResult;
  /**
   * Closes an intent and, if `job` is given, writes the job in the same transaction. An intent with a job id never
   * loses it, a closed intent is not reopened, and the result of any sending but the latest is ignored.
   */
  resolve(intent: Intent, job?: Job): void;
  /**
   * Resolves an intent with a job that was found for it. Returns false and writes nothing when the intent or the job
   * has been matched to another one meanwhile.
   */
  adopt(intent: Intent, job: Job): boolean;
  /** The ids of the account's jobs that are known to come from a start of this extension. */
  claimedIds(account: Account): ReadonlySet<string>;
}

/** The jobs whose end the user is told of. */
export interface FinishedRecords {
  /** Returns the awaited jobs whose end was not announced yet. Each is returned to one caller in one window only. */
  takeFinished(account: Account): readonly Job[];
  /** Whether a job is of a batch, whose end is told of as a whole. */
  isOfBatch(job: Job): boolean;
  /** How many jobs that were started here failed after a time; milliseconds since 1970 UTC. */
  failed(account: Account, since: number): number;
}

/** Which window asks the services. */
export interface LeaseRecords {
  /**
   * Takes or renews a lease, which one window holds at a time. Fails while another window of the same or a higher rank
   * holds it.
   */
  lease(name: string, claim: LeaseClaim): { readonly held: boolean; readonly freshAt?: number };
  release(name: string, owner: string): void;
}

/** The accounts that connections led to. */
export interface AccountRecords {
  /** The account that a connection choice last resolved to. */
  accountOf(choice: string): Account | undefined;
  setAccount(choice: string, account: Account): void;
}

/** How far the services' lists were read. */
export interface CursorRecords {
  /** How far each list was read, as stored by `setCursors`. */
  cursors(account: Account): ReadonlyMap<string, string>;
  setCursors(account: Account, cursors: ReadonlyMap<string, string>): void;
}

/**
 * The job database. Every call is one transaction that is on disk when the call returns. Throws when that is not
 * possible (disk full, read-only, not a database). Two windows may use it at once.
 */
export interface JobRecords
  extends QueryRecords,
    HistoryRecords,
    StartRecords,
    FinishedRecords,
    LeaseRecords,
    AccountRecords,
    CursorRecords {}
