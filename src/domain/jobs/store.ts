import { Emitter, type Event } from '../event.ts';
import type { Intent } from './intent.ts';
import {
  type Account,
  sameAccount,
  type Job,
  type JobKey,
  type Snapshot,
  discovered,
  isUnfinished,
  isEndUnknown,
  keyFrom,
  keyText,
  markGone,
  applySnapshot,
} from './job.ts';
import type { JobKind } from './kinds.ts';
import type { HistoryRecords, QueryRecords, StartRecords } from './ports.ts';

/**
 * What a change affects: keys of jobs (see `keyText`). `all`: the account or the set of intents changed, or jobs were
 * removed.
 */
export interface StoreChange {
  readonly all: boolean;
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

/** How many finished jobs are cached for display; beyond that, the oldest entries are evicted. */
const maxHeld = 20_000;

type StoreRecords = HistoryRecords & Pick<QueryRecords, 'jobsOf'> & Pick<StartRecords, 'openIntents'>;

/**
 * The jobs of one account, for all views. Holds the unfinished jobs in memory, and caches the others that were asked
 * for; the rest, months of history, stays in the database. Announces changes, whichever window wrote them.
 */
export class JobStore {
  readonly #records: StoreRecords;
  readonly #changes = new Emitter<StoreChange>();
  readonly onDidChange: Event<StoreChange> = this.#changes.event;
  #account: Account | undefined;
  #unfinished = new Map<string, Job>();
  readonly #held = new Map<string, Job>();
  #intents: readonly Intent[] = [];
  #version = -1;
  #seq = 0;
  #removals = 0;

  constructor(records: StoreRecords) {
    this.#records = records;
  }

  get account(): Account | undefined {
    return this.#account;
  }

  /** The unfinished jobs, watched or not. */
  get unfinished(): readonly Job[] {
    return [...this.#unfinished.values()];
  }

  /** Jobs that the service dropped before their end was seen. Throws when the database does. */
  get gone(): readonly Job[] {
    return this.#account === undefined ? [] : this.#records.gone(this.#account);
  }

  /** Starts that need attention: unanswered, or not found. */
  get openIntents(): readonly Intent[] {
    return this.#intents;
  }

  /**
   * Returns a job of the account by its `keyText`; read from the database if not in memory. Throws when the database
   * does.
   */
  get(key: string): Job | undefined {
    return this.#inMemory(key) ?? this.hold([key])[0];
  }

  /**
   * Reads the jobs with these keys that are not in memory, all at once. Returns those that exist. Throws when the
   * database does.
   */
  hold(keys: readonly string[]): readonly Job[] {
    const found = new Map(keys.map(key => [key, this.#inMemory(key)]));
    const missing = keys
      .filter(key => found.get(key) === undefined)
      .map(keyFrom)
      .filter(key => this.#isOurs(key));
    for (const job of missing.length === 0 ? [] : this.#records.jobsOf(missing)) {
      found.set(keyText(job), job);
      this.#hold(keyText(job), job);
    }
    return keys.flatMap(key => found.get(key) ?? []);
  }

  /** The last job started from a spec's file. Throws when the database does. */
  lastOfSpec(specUri: string): Job | undefined {
    return this.#account === undefined ? undefined : this.#records.lastOfSpec(this.#account, specUri);
  }

  /**
   * Switches to another account (or to none). The previous account's jobs leave the memory, not the disk. Throws when
   * the database does.
   */
  select(account: Account | undefined): void {
    this.#account = account;
    this.#version = -1;
    // First, so that another account's jobs are no longer shown even when the database cannot be read.
    this.#unfinished = new Map();
    this.#held.clear();
    this.#intents = [];
    try {
      this.#read();
    } finally {
      this.#changes.fire({ all: true, added: [], changed: [] });
    }
  }

  /** Reads what other windows wrote since the last call; cheap when there is nothing. Throws when the database does. */
  sync(): void {
    if (this.#account === undefined) return;
    const version = this.#records.version();
    if (version === this.#version) return;
    if (this.#version === -1) {
      this.select(this.#account);
      return;
    } // the last read failed
    const { jobs, seq, removals } = this.#records.changes(this.#account, this.#seq);
    const intents = this.#records.openIntents(this.#account);
    const all = removals !== this.#removals || JSON.stringify(intents) !== JSON.stringify(this.#intents);
    if (removals !== this.#removals) {
      this.#held.clear();
      this.#unfinished = this.#unfinishedOf(this.#account);
    }
    this.#intents = intents;
    this.#seq = seq;
    this.#removals = removals;
    this.#version = version;
    this.#announce(jobs, all);
  }

  /** Writes what the service returned for a job, and announces a change. */
  apply(job: JobKey, snapshot: Snapshot, seenAt: number): void {
    this.applyAll([{ job, snapshot }], seenAt);
  }

  /** Writes what the service returned for many jobs, as one change. */
  applyAll(said: readonly { readonly job: JobKey; readonly snapshot: Snapshot }[], seenAt: number): void {
    this.#applyAll(said, seenAt, () => true);
  }

  #applyAll(
    said: readonly { readonly job: JobKey; readonly snapshot: Snapshot }[],
    seenAt: number,
    concerns: (known: Job) => boolean,
  ): void {
    const after = (known: Job, snapshot: Snapshot): Job =>
      concerns(known) ? applySnapshot(known, snapshot, seenAt) : known;
    // Unchanged jobs in memory need no disk access: of a list of hundreds, that is nearly all.
    const news = new Map<string, Snapshot>();
    for (const { job, snapshot } of said) {
      const key = keyText(job);
      const known = this.#inMemory(key);
      if (known === undefined || after(known, snapshot) !== known) news.set(key, snapshot);
    }
    this.#change([...news.keys()], known => {
      const snapshot = news.get(keyText(known));
      return snapshot === undefined ? known : after(known, snapshot);
    });
  }

  /** Marks a job gone: the service does not know it (any more). */
  applyGone(job: JobKey, seenAt: number): void {
    this.change(job, known => markGone(known, seenAt));
  }

  /**
   * Writes the jobs that a list returned, known or not: of a kind in a region or, for Entity Resolution, of a workflow.
   * `asked`: the user asked for these very jobs, so that even removed ones come back. Returns how many were not known.
   */
  applyListed(
    kind: JobKind,
    region: string,
    workflow: string | undefined,
    snapshots: readonly Snapshot[],
    seenAt: number,
    asked = false,
  ): number {
    const account = this.#account;
    if (account === undefined) return 0;
    const listed = snapshots.map(snapshot => {
      const said = workflow === undefined ? snapshot : { ...snapshot, workflow };
      return discovered({ ...account, region, service: kind.service, id: snapshot.id }, kind.action, said, seenAt);
    });
    const unknown = listed.filter(job => this.#inMemory(keyText(job)) === undefined);
    const written = unknown.length === 0 ? [] : this.#records.add(unknown, asked);
    const added = new Set(written.map(keyText));
    this.#announce(written, false);
    const rest = new Set(listed.filter(job => !added.has(keyText(job))).map(({ id }) => id));
    const said = snapshots
      .filter(({ id }) => rest.has(id))
      .map(snapshot => ({ job: { ...account, region, service: kind.service, id: snapshot.id }, snapshot }));
    // A list of Entity Resolution does not return all facts of a finished job, so jobs whose end is awaited, in any
    // window, are described one by one.
    this.#applyAll(
      said,
      seenAt,
      workflow === undefined ? () => true : known => !isEndUnknown(known) || known.watched === false,
    );
    return written.length;
  }

  /**
   * Writes what the user decided about a job, and announces a change. Returns undefined if the database has no such
   * job.
   */
  change(job: JobKey, change: (job: Job) => Job): Job | undefined {
    return this.#change([keyText(job)], change)[0];
  }

  /** Permanently removes jobs from the history. */
  remove(jobs: readonly JobKey[]): void {
    this.#records.remove(jobs);
    for (const job of jobs) {
      this.#unfinished.delete(keyText(job));
      this.#held.delete(keyText(job));
    }
    this.#changes.fire({ all: true, added: [], changed: [] });
  }

  /** Reads the open intents again, and the job that a start has just returned, if any. */
  intentsChanged(started?: JobKey): void {
    if (this.#account === undefined) return;
    this.#intents = this.#records.openIntents(this.#account);
    const job = started && this.#isOurs(started) ? this.#records.job(started) : undefined;
    this.#announce(job === undefined ? [] : [job], true);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #change(keys: readonly string[], change: (job: Job) => Job): readonly Job[] {
    if (keys.length === 0) return [];
    const news = new Set<string>();
    const after = this.#records.updateAll(keys.map(keyFrom), job => {
      const next = change(job);
      if (next !== job) news.add(keyText(job));
      return next;
    });
    // An unchanged job that is not in memory is no news.
    this.#announce(
      after.filter(job => this.#isOurs(job) && (news.has(keyText(job)) || this.#inMemory(keyText(job)) !== undefined)),
      false,
    );
    return after;
  }

  #inMemory(key: string): Job | undefined {
    return this.#unfinished.get(key) ?? this.#held.get(key);
  }

  /** Stores the newest states of jobs in memory and announces those that changed. */
  #announce(jobs: readonly Job[], all: boolean): void {
    const added: string[] = [];
    const changed: string[] = [];
    for (const job of jobs) {
      const key = keyText(job);
      const before = this.#inMemory(key);
      // A job that a view read from disk before it was announced is known, but not watched yet.
      if (
        before !== undefined &&
        this.#unfinished.has(key) === isUnfinished(job) &&
        JSON.stringify(before) === JSON.stringify(job)
      )
        continue;
      (before === undefined ? added : changed).push(key);
      this.#unfinished.delete(key);
      this.#held.delete(key);
      if (isUnfinished(job)) this.#unfinished.set(key, job);
      else this.#hold(key, job);
    }
    if (all || added.length + changed.length > 0) this.#changes.fire({ all, added, changed });
  }

  #hold(key: string, job: Job): void {
    this.#held.set(key, job);
    const [oldest] = this.#held.keys();
    if (this.#held.size > maxHeld && oldest !== undefined) this.#held.delete(oldest);
  }

  #isOurs(account: Account): boolean {
    return sameAccount(account, this.#account);
  }

  #unfinishedOf(account: Account): Map<string, Job> {
    return new Map(this.#records.unfinished(account).map(job => [keyText(job), job]));
  }

  /** Leaves everything unchanged when the database throws, so that the next `sync` reads again. */
  #read(): void {
    const account = this.#account;
    if (account === undefined) return;
    // The counters first: what is written between the reads changes them, and is read next time.
    const version = this.#records.version();
    const { seq, removals } = this.#records.changes(account, Number.MAX_SAFE_INTEGER);
    const intents = this.#records.openIntents(account);
    this.#unfinished = this.#unfinishedOf(account);
    this.#intents = intents;
    this.#seq = seq;
    this.#removals = removals;
    this.#version = version;
  }
}
