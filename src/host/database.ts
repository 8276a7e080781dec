import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type Intent, type IntentState, isUnanswered } from '../domain/jobs/intent.ts';
import { type Account, type Job, type JobKey, isUnfinished } from '../domain/jobs/job.ts';
import type { Begun, JobRecords } from '../domain/jobs/ports.ts';
import { type JsonObject, isJsonObject } from '../domain/json.ts';

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
  readonly #busyMs: number;
  #open: DatabaseSync | undefined;

  /** `path`: the file; its folder is made when it is missing. `busyMs`: how long another window's write is waited for. */
  constructor(path: string, busyMs = 5_000) {
    this.#path = path;
    this.#busyMs = busyMs;
  }

  jobs({ partition, account }: Account): readonly Job[] {
    return this.#do(() => this.#all('SELECT job FROM jobs WHERE partition = ? AND account = ?', partition, account).flatMap(row => jobFrom(row) ?? []));
  }

  job(key: JobKey): Job | undefined {
    return this.#do(() => this.#jobOf(key));
  }

  openIntents({ partition, account }: Account): readonly Intent[] {
    return this.#do(() => this.#all("SELECT intent FROM intents WHERE partition = ? AND account = ? AND state IN ('sending', 'unclear', 'notFound')", partition, account)
      .flatMap(row => intentFrom(row) ?? []));
  }

  begin(intent: Intent, repeatable: boolean, beside = false): Begun {
    return this.#do(() => this.#transaction(() => {
      const alike = this.#all("SELECT id, state, intent FROM intents WHERE fingerprint = ? AND state IN ('sending', 'unclear', 'notFound')", intent.fingerprint)
        .map(row => intentFrom(row) ?? this.#mended(row, intent));
      const unanswered = alike.find(({ state }) => state !== 'notFound');
      if (unanswered !== undefined) return { unanswered };
      const running = beside ? undefined : this.#runningOf(intent.fingerprint);
      if (running !== undefined) return { running };
      const earlier = alike[0];
      const begun = repeatable && earlier !== undefined ? { ...intent, id: earlier.id, firstSentAt: earlier.firstSentAt ?? earlier.sentAt } : intent;
      for (const old of alike) if (old.id !== begun.id) this.#write({ ...old, state: 'dismissed' });
      this.#write(begun);
      return { begun };
    }));
  }

  resolve(intent: Intent, job?: Job): void {
    this.#do(() => {
      this.#transaction(() => {
        const known = this.#intentOf(intent.id);
        if (known === undefined || mayFollow(known, intent)) this.#write(intent);
        if (job !== undefined) this.#writeStarted(job);
      });
    });
  }

  adopt(intent: Intent, job: Job): boolean {
    return this.#do(() => this.#transaction(() => {
      const known = this.#intentOf(intent.id);
      const owner = this.#all(`SELECT intent_id FROM jobs WHERE ${keyColumns}`, ...keyOf(job))[0]?.['intent_id'] ?? intent.id;
      if (known?.jobId !== undefined || known?.state === 'refused' || owner !== intent.id) return false;
      this.#write(intent);
      this.#writeStarted(job);
      return true;
    }));
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
    const [row] = this.#all(`SELECT job FROM jobs WHERE ${keyColumns}`, ...keyOf(key));
    return row === undefined ? undefined : jobFrom(row);
  }

  /** The unfinished job of an earlier start of the same work. */
  #runningOf(fingerprint: string): Job | undefined {
    return this.#all(`SELECT job FROM intents JOIN jobs ON jobs.intent_id = intents.id
      WHERE intents.fingerprint = ? AND intents.state = 'started' AND jobs.unfinished = 1`, fingerprint).map(jobFrom).find(job => job !== undefined && isUnfinished(job));
  }

  #intentOf(id: string): Intent | undefined {
    const [row] = this.#all('SELECT intent FROM intents WHERE id = ?', id);
    return row === undefined ? undefined : intentFrom(row);
  }

  /** A start whose row cannot be read any more asked for the same as one of the same fingerprint; it is looked for as if sent just now. */
  #mended(row: Row, alike: Intent): Intent {
    const intent = { ...alike, id: String(row['id']), state: row['state'] as IntentState };
    this.#write(intent);
    return intent;
  }

  /** Writes a job that a start brought. Where the service has told of it already, that is newer than what the start knows. */
  #writeStarted(job: Job): void {
    const { gone: _gone, ...seen }: Partial<Job> = this.#jobOf(job) ?? {};
    this.#writeJob({ ...job, ...seen, ...startedHere(job) });
  }

  /** Not REPLACE: that would delete another unanswered intent of the same fingerprint without a word. */
  #write(intent: Intent): void {
    this.#run(`INSERT INTO intents (id, partition, account, fingerprint, state, intent) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, state = excluded.state, intent = excluded.intent`,
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
    // Names of buckets, roles and people's jobs are nobody else's to read.
    if (this.#path !== inMemory) {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      if (!existsSync(this.#path)) closeSync(openSync(this.#path, 'a', 0o600)); // SQLite would make it readable for all
    }
    // Not a static import: reading SQLite is no part of activation.
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(this.#path, { timeout: this.#busyMs });
    try {
      refuseNewer(database); // before anything is changed, the journal's mode included
      writeAhead(database, this.#busyMs);
      database.exec('PRAGMA synchronous = FULL;');
      migrate(database);
    } catch (cause) {
      database.close();
      throw cause;
    }
    this.#open = database;
    return database;
  }
}

/** The path of a database that is on no disk. */
const inMemory = ':memory:';

/** SQLITE_BUSY. */
const busy = 5;
const retryMs = 10;

/** SQLite waits for locks everywhere but here, where windows that make the file in the same moment meet. */
function writeAhead(database: DatabaseSync, busyMs: number): void {
  for (const until = performance.now() + busyMs; ;) {
    try {
      database.exec('PRAGMA journal_mode = WAL;');
      return;
    } catch (cause) {
      if ((cause as { errcode?: number }).errcode !== busy || performance.now() > until) throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

function refuseNewer(database: DatabaseSync): void {
  if (versionOf(database) > schemaVersion) throw new Error('this job history was written by a newer version of the extension');
}

function migrate(database: DatabaseSync): void {
  if (versionOf(database) === schemaVersion) return;
  database.exec('BEGIN IMMEDIATE');
  if (versionOf(database) === 0) database.exec(schema); // else another window was faster
  database.exec('COMMIT');
  refuseNewer(database);
}

/** Whether `next` is news of an intent: an answer always is; a closed intent stays closed, and what is said of an earlier sending is old. */
function mayFollow(known: Intent, next: Intent): boolean {
  if (next.jobId !== undefined) return true;
  if (known.jobId !== undefined || next.sentAt < known.sentAt) return false;
  return isUnanswered(known) || (known.state === 'notFound' && !isUnanswered(next));
}

function keyOf({ partition, account, region, service, id }: JobKey): readonly string[] {
  return [partition, account, region, service, id];
}

function startedHere({ intentId, request, written, specUri, gitCommit, confirmed, requestId }: Job): Partial<Job> {
  return JSON.parse(JSON.stringify({ intentId, request, written, specUri, gitCommit, confirmed, requestId })) as Partial<Job>;
}

/** The job of a row; undefined where the row is damaged, which must not hide all the others. */
function jobFrom(row: Row): Job | undefined {
  const job = parsed(row['job']);
  return hasStrings(job, 'partition', 'account', 'region', 'service', 'id', 'action', 'status') ? job as unknown as Job : undefined;
}

/** The intent of a row; undefined where the row is damaged. */
function intentFrom(row: Row): Intent | undefined {
  const intent = parsed(row['intent']);
  return hasStrings(intent, 'id', 'partition', 'account', 'region', 'action', 'fingerprint', 'state')
    && typeof intent['sentAt'] === 'number' && isJsonObject(intent['request']) ? intent as unknown as Intent : undefined;
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return undefined; // damaged: the callers keep such a row and go on without it
  }
}

function hasStrings(value: unknown, ...names: readonly string[]): value is JsonObject {
  return isJsonObject(value) && names.every(name => typeof value[name] === 'string');
}
