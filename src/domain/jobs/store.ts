import { Emitter, type Event } from '../event.ts';
import type { Intent } from './intent.ts';
import { type Account, type Job, type JobKey, type Snapshot, discovered, isUnfinished, endNotSeen, keyFrom, keyText, markGone, applySnapshot } from './job.ts';
import type { JobKind } from './kinds.ts';
import type { JobRecords } from './ports.ts';

/** What one change touched: keys of jobs (see `keyText`); `all` when the account or the set of intents changed, or jobs were removed. */
export interface StoreChange {
  readonly all: boolean;
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

/** So many jobs are held for showing them again; more, and those that were asked for first are read again. */
const maxHeld = 20_000;

/**
 * The jobs of one account, as every view shows them. The unfinished ones are held in memory, and of the others what was asked
 * for; the rest, months of it, stays in the database. What changes is announced, whichever window wrote it.
 */
export class JobStore {
  readonly #records: JobRecords;
  readonly #changes = new Emitter<StoreChange>();
  readonly onDidChange: Event<StoreChange> = this.#changes.event;
  #account: Account | undefined;
  #unfinished = new Map<string, Job>();
  readonly #held = new Map<string, Job>();
  #intents: readonly Intent[] = [];
  #version = -1;
  #seq = 0;
  #removals = 0;

  constructor(records: JobRecords) {
    this.#records = records;
  }

  get account(): Account | undefined {
    return this.#account;
  }

  /** The jobs that are worth asking for, watched or not. */
  get unfinished(): readonly Job[] {
    return [...this.#unfinished.values()];
  }

  /** Jobs that the service forgot before their end was seen. Throws when the database does. */
  get gone(): readonly Job[] {
    return this.#account === undefined ? [] : this.#records.gone(this.#account);
  }

  /** Starts that want attention: unanswered, or not found. */
  get openIntents(): readonly Intent[] {
    return this.#intents;
  }

  /** A job of the account by its `keyText`; read when it is not held. Throws when the database does. */
  get(key: string): Job | undefined {
    return this.#inMemory(key) ?? this.hold([key])[0];
  }

  /** Reads the jobs of these keys that are not held, all at once, and gives those that are there. Throws when the database does. */
  hold(keys: readonly string[]): readonly Job[] {
    const found = new Map(keys.map(key => [key, this.#inMemory(key)]));
    const missing = keys.filter(key => found.get(key) === undefined).map(keyFrom).filter(key => this.#isOurs(key));
    for (const job of missing.length === 0 ? [] : this.#records.jobsOf(missing)) {
      found.set(keyText(job), job);
      this.#hold(keyText(job), job);
    }
    return keys.flatMap(key => found.get(key) ?? []);
  }

  /** The job that a spec's file started last. Throws when the database does. */
  lastOfSpec(specUri: string): Job | undefined {
    return this.#account === undefined ? undefined : this.#records.lastOfSpec(this.#account, specUri);
  }

  /** Turns to another account (or to none); the jobs of the one before leave the memory, not the disk. Throws when the database does. */
  select(account: Account | undefined): void {
    this.#account = account;
    this.#version = -1;
    // First, so that another account's jobs are off the screen even when the database cannot be read.
    this.#unfinished = new Map();
    this.#held.clear();
    this.#intents = [];
    try {
      this.#read();
    } finally {
      this.#changes.fire({ all: true, added: [], changed: [] });
    }
  }

  /** Takes up what other windows wrote since; cheap when that is nothing. Throws when the database does. */
  sync(): void {
    if (this.#account === undefined) return;
    const version = this.#records.version();
    if (version === this.#version) return;
    if (this.#version === -1) { this.select(this.#account); return; } // the last reading failed
    const { jobs, seq, removals } = this.#records.changes(this.#account, this.#seq);
    const intents = this.#records.openIntents(this.#account);
    const all = removals !== this.#removals || JSON.stringify(intents) !== JSON.stringify(this.#intents);
    if (removals !== this.#removals) { this.#held.clear(); this.#unfinished = this.#unfinishedOf(this.#account); }
    this.#intents = intents;
    this.#seq = seq;
    this.#removals = removals;
    this.#version = version;
    this.#announce(jobs, all);
  }

  /** Writes what the service said of a job; announces it when that is news. */
  apply(job: JobKey, snapshot: Snapshot, seenAt: number): void {
    this.applyAll([{ job, snapshot }], seenAt);
  }

  /** Writes what the service said of many jobs, as one change. */
  applyAll(said: readonly { readonly job: JobKey; readonly snapshot: Snapshot }[], seenAt: number): void {
    this.#applyAll(said, seenAt, () => true);
  }

  #applyAll(said: readonly { readonly job: JobKey; readonly snapshot: Snapshot }[], seenAt: number, concerns: (known: Job) => boolean): void {
    const after = (known: Job, snapshot: Snapshot): Job => (concerns(known) ? applySnapshot(known, snapshot, seenAt) : known);
    // What is held and has not moved needs no look at the disk: of a list of hundreds that is nearly all.
    const news = new Map<string, Snapshot>();
    for (const { job, snapshot } of said) {
      const key = keyText(job);
      const known = this.#inMemory(key);
      if (known === undefined || after(known, snapshot) !== known) news.set(key, snapshot);
    }
    this.#change([...news.keys()], known => { const snapshot = news.get(keyText(known)); return snapshot === undefined ? known : after(known, snapshot); });
  }

  /** Writes that the service does not know a job (any more). */
  applyLost(job: JobKey, seenAt: number): void {
    this.change(job, known => markGone(known, seenAt));
  }

  /** Writes what a list told of jobs that may not be known yet: a kind's in a region, of Entity Resolution a workflow's. `asked`: a person asked for these very jobs, so that even a removed one comes back. Gives how many were not known. */
  applyListed(kind: JobKind, region: string, workflow: string | undefined, snapshots: readonly Snapshot[], seenAt: number, asked = false): number {
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
    const said = snapshots.filter(({ id }) => rest.has(id)).map(snapshot => ({ job: { ...account, region, service: kind.service, id: snapshot.id }, snapshot }));
    // A list of Entity Resolution does not tell all of a job that has finished: those whose end is awaited, in any window, are asked for one by one.
    this.#applyAll(said, seenAt, workflow === undefined ? () => true : known => !endNotSeen(known) || known.watched === false);
    return written.length;
  }

  /** Writes what a person decided about a job; announces it when that is news. Undefined: the database has no such job. */
  change(job: JobKey, change: (job: Job) => Job): Job | undefined {
    return this.#change([keyText(job)], change)[0];
  }

  /** Removes jobs from the history for good. */
  remove(jobs: readonly JobKey[]): void {
    this.#records.remove(jobs);
    for (const job of jobs) { this.#unfinished.delete(keyText(job)); this.#held.delete(keyText(job)); }
    this.#changes.fire({ all: true, added: [], changed: [] });
  }

  /** Reads the open intents anew, and the job a start has just brought, if it did. */
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
    // What is not in memory and has not moved is no news to anybody.
    this.#announce(after.filter(job => this.#isOurs(job) && (news.has(keyText(job)) || this.#inMemory(keyText(job)) !== undefined)), false);
    return after;
  }

  #inMemory(key: string): Job | undefined {
    return this.#unfinished.get(key) ?? this.#held.get(key);
  }

  /** Takes up the newest states of jobs and tells of those that are news. */
  #announce(jobs: readonly Job[], all: boolean): void {
    const added: string[] = [];
    const changed: string[] = [];
    for (const job of jobs) {
      const key = keyText(job);
      const before = this.#inMemory(key);
      // One that a view had read from the disk before it was told of is known, but nobody watches it yet.
      if (before !== undefined && this.#unfinished.has(key) === isUnfinished(job) && JSON.stringify(before) === JSON.stringify(job)) continue;
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
    return account.partition === this.#account?.partition && account.account === this.#account.account;
  }

  #unfinishedOf(account: Account): Map<string, Job> {
    return new Map(this.#records.unfinished(account).map(job => [keyText(job), job]));
  }

  /** Leaves everything as it was when the database throws, so that the next `sync` reads again. */
  #read(): void {
    const account = this.#account;
    if (account === undefined) return;
    // The numbers first: what is written between the readings makes them others, and is read next time.
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
