import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Intent } from '../domain/jobs/intent.ts';
import { type Account, type Job, type JobKey, isUnfinished } from '../domain/jobs/job.ts';
import type { Begun, JobRecords } from '../domain/jobs/ports.ts';

/** The shape of the tables; a file with a higher number was written by a newer version and is left alone. */
const schemaVersion = 1;
const schema = `
  CREATE TABLE jobs (
    partition TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, service TEXT NOT NULL, id TEXT NOT NULL,
    unfinished INTEGER NOT NULL, intent_id TEXT, job TEXT NOT NULL,
    PRIMARY KEY (partition, account, region, service, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE intents (
    id TEXT NOT NULL PRIMARY KEY, partition TEXT NOT NULL, account TEXT NOT NULL, fingerprint TEXT NOT NULL,
    state TEXT NOT NULL, intent TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX one_unanswered_start ON intents (fingerprint) WHERE state IN ('sending', 'unclear');
  CREATE INDEX open_intents ON intents (partition, account) WHERE state IN ('sending', 'unclear', 'notFound');
  CREATE INDEX unfinished_jobs ON jobs (unfinished) WHERE unfinished = 1;
  PRAGMA user_version = ${schemaVersion};`;

type Row = Record<string, unknown>;

const keyColumns = 'partition = ? AND account = ? AND region = ? AND service = ? AND id = ?';

/** The job history cannot be read or written; nothing may be started until it can. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.path = path;
  }
}

/**
 * The job database, one file that all windows share: WAL, and synchronous=FULL so that an intent is on the disk before its
 * request is on the wire. Opened at the first call, and again at the next one where that failed.
 */
export class JobDatabase implements JobRecords {
  readonly #path: string;
  #open: DatabaseSync | undefined;

  /** `path`: the file; its folder is made when it is missing. */
  constructor(path: string) {
    this.#path = path;
  }

  jobs({ partition, account }: Account): readonly Job[] {
    return this.#do(() => this.#all('SELECT job FROM jobs WHERE partition = ? AND account = ?', partition, account).map(row => jobFrom(row)));
  }

  job(key: JobKey): Job | undefined {
    return this.#do(() => this.#jobOf(key));
  }

  openIntents({ partition, account }: Account): readonly Intent[] {
    return this.#do(() => this.#all("SELECT intent FROM intents WHERE partition = ? AND account = ? AND state IN ('sending', 'unclear', 'notFound')", partition, account)
      .map(row => intentFrom(row)));
  }

  begin(intent: Intent, repeatable: boolean): Begun {
    return this.#do(() => this.#transaction(() => {
      const alike = this.#all("SELECT intent FROM intents WHERE fingerprint = ? AND state IN ('sending', 'unclear', 'notFound')", intent.fingerprint)
        .map(row => intentFrom(row));
      const unanswered = alike.find(({ state }) => state !== 'notFound');
      if (unanswered !== undefined) return { unanswered };
      const earlier = alike[0];
      const begun = repeatable && earlier !== undefined ? { ...intent, id: earlier.id } : intent;
      for (const old of alike) if (old.id !== begun.id) this.#write({ ...old, state: 'dismissed' });
      this.#write(begun);
      return { begun };
    }));
  }

  resolve(intent: Intent, job?: Job): void {
    this.#do(() => {
      this.#transaction(() => {
        const known = this.#all('SELECT intent FROM intents WHERE id = ?', intent.id).map(row => intentFrom(row))[0];
        if (known?.jobId === undefined || intent.jobId !== undefined) this.#write(intent);
        if (job === undefined) return;
        const seen = this.#jobOf(job);
        // Where the service has told of the job already, that is newer than what the start knows.
        this.#writeJob(seen === undefined ? job : { ...job, ...seen, ...startedHere(job) });
      });
    });
  }

  update(key: JobKey, change: (job: Job) => Job): Job | undefined {
    return this.#do(() => this.#transaction(() => {
      const job = this.#jobOf(key);
      if (job === undefined) return undefined;
      const after = change(job);
      if (after !== job) this.#writeJob(after);
      return after;
    }));
  }

  claimedIds({ partition, account }: Account): ReadonlySet<string> {
    return this.#do(() => new Set(this.#all('SELECT id FROM jobs WHERE partition = ? AND account = ? AND intent_id IS NOT NULL', partition, account).map(row => String(row['id']))));
  }

  /** Whether any job of any account is unfinished, or any start unanswered; false without a file. */
  hasUnfinished(): boolean {
    if (this.#open === undefined && !existsSync(this.#path)) return false;
    return this.#do(() => this.#all("SELECT EXISTS (SELECT 1 FROM jobs WHERE unfinished = 1) OR EXISTS (SELECT 1 FROM intents WHERE state IN ('sending', 'unclear')) AS found")[0]?.['found'] === 1);
  }

  version(): number {
    return this.#do(() => Number(this.#all('PRAGMA data_version')[0]?.['data_version'] ?? 0));
  }

  dispose(): void {
    this.#open?.close();
    this.#open = undefined;
  }

  #jobOf(key: JobKey): Job | undefined {
    const [row] = this.#all(`SELECT job FROM jobs WHERE ${keyColumns}`, key.partition, key.account, key.region, key.service, key.id);
    return row === undefined ? undefined : jobFrom(row);
  }

  #write(intent: Intent): void {
    this.#run('INSERT OR REPLACE INTO intents (id, partition, account, fingerprint, state, intent) VALUES (?, ?, ?, ?, ?, ?)',
      intent.id, intent.partition, intent.account, intent.fingerprint, intent.state, JSON.stringify(intent));
  }

  #writeJob(job: Job): void {
    this.#run('INSERT OR REPLACE INTO jobs (partition, account, region, service, id, unfinished, intent_id, job) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      job.partition, job.account, job.region, job.service, job.id, isUnfinished(job) ? 1 : 0, job.intentId ?? null, JSON.stringify(job));
  }

  #all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#database().prepare(sql).all(...values);
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#database().prepare(sql).run(...values);
  }

  #transaction<T>(work: () => T): T {
    const database = this.#database();
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (cause) {
      // A COMMIT that failed on a full disk may have ended the transaction by itself.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw cause;
    }
  }

  #do<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw cause instanceof StorageError ? cause : new StorageError(this.#path, cause);
    }
  }

  #database(): DatabaseSync {
    if (this.#open !== undefined) return this.#open;
    mkdirSync(dirname(this.#path), { recursive: true });
    // Not a static import: reading SQLite is no part of activation.
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(this.#path, { timeout: 5_000 });
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      migrate(database);
    } catch (cause) {
      database.close();
      throw cause;
    }
    this.#open = database;
    return database;
  }
}

function migrate(database: DatabaseSync): void {
  const versionOf = (): number => Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (versionOf() === schemaVersion) return;
  database.exec('BEGIN IMMEDIATE');
  const version = versionOf(); // another window may have been faster
  if (version === 0) database.exec(schema);
  database.exec('COMMIT');
  if (version > schemaVersion) throw new Error('this job history was written by a newer version of the extension');
}

function startedHere({ intentId, request, specUri, requestId }: Job): Partial<Job> {
  return JSON.parse(JSON.stringify({ intentId, request, specUri, requestId })) as Partial<Job>;
}

function jobFrom(row: Row): Job {
  return JSON.parse(String(row['job'])) as Job;
}

function intentFrom(row: Row): Intent {
  return JSON.parse(String(row['intent'])) as Intent;
}
