import type { Answer } from '../../refusal.ts';
import type { Account } from '../job.ts';
import type { HistoryRecords, JobServices, LeaseRecords } from '../ports.ts';
import type { StartOutcome, StartPorts } from '../start.ts';
import type { Batch, Hold, Run, RunState } from './run.ts';

/** How many runs of a batch are in a state; started ones by the status of their jobs. */
export interface RunCount {
  readonly state: RunState;
  readonly action: string;
  /** The job's status in the service's word; for started runs only. */
  readonly status?: string;
  readonly count: number;
}

/** A group of runs that share a limit of the service. */
export interface QueueGroup {
  readonly region: string;
  readonly action: string;
}

/** The batches and their runs. Every call is one transaction that is on disk when the call returns. */
export interface QueueRecords {
  /**
   * Writes a batch with its runs. Their positions are those after all others of the account, in the given order.
   * `retried`: the runs of an earlier batch that it does again, which are marked so.
   */
  addBatch(batch: Batch, runs: readonly Run[], retried?: readonly string[]): void;
  /** The account's batches, newest first. */
  batches(account: Account): readonly Batch[];
  /** The account's batches of which more will come, newest first. */
  openBatches(account: Account): readonly Batch[];
  batch(id: string): Batch | undefined;
  /** Removes batches with all their runs, except those that have one in the queue. */
  removeBatches(ids: readonly string[]): void;
  run(id: string): Run | undefined;
  /** The runs of a batch in order: at most `limit` from the `offset`th on. */
  runsOf(batchId: string, offset: number, limit: number): readonly Run[];
  countsOf(batchId: string): readonly RunCount[];
  /** The account's first `limit` runs in the queue, in order. */
  queued(account: Account, limit: number): readonly Run[];
  /** How many runs of the account are held. */
  heldCount(account: Account): number;
  /** Whether the account has a run in the queue. */
  hasQueued(account: Account): boolean;
  /** How many runs of the account are in the queue. */
  queuedCount(account: Account): number;
  /** The groups that have runs which wait for nothing but their turn. */
  queueGroups(account: Account): readonly QueueGroup[];
  /** The first of a group's runs that wait for nothing but their turn. */
  firstInQueue(account: Account, group: QueueGroup): Run | undefined;
  /** At most `limit` waiting runs that come after a run which was started or has ended, or is not there. */
  followers(account: Account, limit: number): readonly Run[];
  /** At most `limit` waiting runs that were last seen before `from` or after `to`; milliseconds since 1970 UTC. */
  unseen(account: Account, from: number, to: number, limit: number): readonly Run[];
  /** Applies `change` to the newest state of each run; missing ones are left out. */
  updateRuns(ids: readonly string[], change: (run: Run) => Run): readonly Run[];
  /** Moves waiting runs, in the given order, before another one or to the end. */
  moveRuns(ids: readonly string[], before: string | undefined): void;
  /** The batches of the account of which nothing more will come; each is returned to one caller in one window only. */
  takeThrough(account: Account): readonly Batch[];
}

/** What sending the runs needs. */
export interface RunnerPorts {
  readonly queue: QueueRecords;
  readonly records: Pick<HistoryRecords, 'job'> & LeaseRecords;
  readonly start: StartPorts;
  /** A name unique to this window. */
  readonly windowId: string;
  /** The account whose runs may be sent now: that of the connection, in a trusted workspace. */
  readonly account: () => Account | undefined;
  /** Services with credentials that were just verified to be the account's and cannot change meanwhile. */
  readonly services: (signal: AbortSignal) => Promise<Answer<JobServices>>;
  /** How many jobs of a group are known to be active or may be. */
  readonly active: (group: QueueGroup) => number;
  /** Why a run is to be seen again before it is sent; undefined if nothing speaks against it. */
  readonly recheck: (run: Run, services: JobServices, signal: AbortSignal) => Promise<Hold | undefined>;
  /** How long a run may wait without being seen, in milliseconds. */
  readonly askAfterMs: () => number;
  readonly intervalMs: () => number;
  readonly onOutcome: (run: Run, outcome: StartOutcome) => void;
  readonly onFault: (fault: unknown) => void;
}
