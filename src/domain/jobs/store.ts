import { Emitter, type Event } from '../event.ts';
import type { Intent } from './intent.ts';
import { type Account, type Job, type JobKey, type Snapshot, keyText, lost, moved } from './job.ts';
import type { JobRecords } from './ports.ts';

/** What one change touched: keys of jobs (see `keyText`); `all` when the account or the set of intents changed. */
export interface StoreChange {
  readonly all: boolean;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

const nothing: Omit<StoreChange, 'all'> = { added: [], changed: [], removed: [] };

/** The jobs of one account, as every view shows them: the database's rows held in memory, and announced when they change. */
export class JobStore {
  readonly #records: JobRecords;
  readonly #changes = new Emitter<StoreChange>();
  readonly onDidChange: Event<StoreChange> = this.#changes.event;
  #account: Account | undefined;
  #jobs = new Map<string, Job>();
  #intents: readonly Intent[] = [];
  #version = -1;

  constructor(records: JobRecords) {
    this.#records = records;
  }

  get account(): Account | undefined {
    return this.#account;
  }

  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** Starts that want attention: unanswered, or not found. */
  get openIntents(): readonly Intent[] {
    return this.#intents;
  }

  get(key: string): Job | undefined {
    return this.#jobs.get(key);
  }

  /** Turns to another account (or to none); the jobs of the one before leave the memory, not the disk. Throws when the database does. */
  select(account: Account | undefined): void {
    this.#account = account;
    this.#version = -1;
    // First, so that another account's jobs are off the screen even when the database cannot be read.
    this.#jobs = new Map();
    this.#intents = [];
    try {
      this.#read();
    } finally {
      this.#changes.fire({ all: true, ...nothing });
    }
  }

  /** Takes up what other windows wrote since; cheap when that is nothing. Throws when the database does. */
  sync(): void {
    if (this.#account === undefined || this.#records.version() === this.#version) return;
    const before = this.#jobs;
    const intentsBefore = JSON.stringify(this.#intents);
    this.#read();
    const added = [...this.#jobs.keys()].filter(key => !before.has(key));
    const removed = [...before.keys()].filter(key => !this.#jobs.has(key));
    const changed = [...this.#jobs].filter(([key, job]) => before.has(key) && JSON.stringify(before.get(key)) !== JSON.stringify(job)).map(([key]) => key);
    const all = JSON.stringify(this.#intents) !== intentsBefore;
    if (all || added.length + removed.length + changed.length > 0) this.#changes.fire({ all, added, changed, removed });
  }

  /** Writes what the service said of a job; announces it when that is news. */
  apply(job: JobKey, snapshot: Snapshot, seenAt: number): void {
    this.#update(job, known => moved(known, snapshot, seenAt));
  }

  /** Writes that the service does not know a job (any more). */
  applyLost(job: JobKey, seenAt: number): void {
    this.#update(job, known => lost(known, seenAt));
  }

  /** Writes what a person decided about a job; announces it when that is news. Undefined: the database has no such job. */
  change(job: JobKey, change: (job: Job) => Job): Job | undefined {
    return this.#update(job, change);
  }

  /** Reads the open intents anew, and the job a start has just brought, if it did. */
  intentsChanged(started?: JobKey): void {
    if (this.#account === undefined) return;
    this.#intents = this.#records.openIntents(this.#account);
    const job = started && this.#isOurs(started) ? this.#records.job(started) : undefined;
    if (job === undefined) { this.#changes.fire({ all: true, ...nothing }); return; }
    const key = keyText(job);
    const isNew = !this.#jobs.has(key);
    this.#jobs.set(key, job);
    this.#changes.fire({ all: true, added: isNew ? [key] : [], changed: isNew ? [] : [key], removed: [] });
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #update(job: JobKey, change: (job: Job) => Job): Job | undefined {
    const after = this.#records.update(job, change);
    const key = keyText(job);
    if (after === undefined || !this.#isOurs(after)) return after;
    const before = this.#jobs.get(key);
    this.#jobs.set(key, after);
    if (before === undefined) this.#changes.fire({ all: false, ...nothing, added: [key] });
    else if (JSON.stringify(before) !== JSON.stringify(after)) this.#changes.fire({ all: false, ...nothing, changed: [key] });
    return after;
  }

  #isOurs(account: Account): boolean {
    return account.partition === this.#account?.partition && account.account === this.#account.account;
  }

  /** Leaves everything as it was when the database throws, so that the next `sync` reads again. */
  #read(): void {
    const account = this.#account;
    // The version first: what is written between the readings makes it another, and is read next time.
    const version = account === undefined ? -1 : this.#records.version();
    const jobs = account === undefined ? [] : this.#records.jobs(account);
    this.#intents = account === undefined ? [] : this.#records.openIntents(account);
    this.#jobs = new Map(jobs.map(job => [keyText(job), job]));
    this.#version = version;
  }
}
