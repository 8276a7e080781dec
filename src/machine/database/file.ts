import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Row } from './rows.ts';
import { migrate, refuseForeign } from './schema.ts';

/** The job history cannot be read or written; nothing may be started until it can. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.path = path;
  }
}

/** The path of a database that is on no disk. */
const inMemory = ':memory:';

/** What lay at the path when the file was opened: nothing, a file without content, or one with. `kept`: where what SQLite would have thrown away was copied to. */
export interface Found {
  readonly was: 'missing' | 'empty' | 'there';
  readonly kept?: string;
}

/** Told of the file's fate. */
export interface FileWatch {
  /** A file was opened, the first or another. */
  readonly opened: (found: Found) => void;
  /** Another file, or none, lies at the path; the old one can still be read, and is closed after this. */
  readonly leaving: () => void;
}

/** Which file it is, whatever its name. */
interface FileId {
  readonly dev: bigint;
  readonly ino: bigint;
}

/**
 * One SQLite file that all windows share: WAL, and synchronous=FULL so that an intent is on the disk before its request is on the
 * wire. Opened at the first call, and again at the next one where that failed.
 */
export class DatabaseFile {
  readonly #path: string;
  readonly #busyMs: number;
  readonly #watch: FileWatch;
  readonly #statements = new Map<string, StatementSync>();
  #open: DatabaseSync | undefined;
  #id: FileId | undefined;
  #generation = 0;

  /** `path`: the file; its folder is made when it is missing. `busyMs`: how long another window's write is waited for. */
  constructor(path: string, busyMs: number, watch: FileWatch) {
    this.#path = path;
    this.#busyMs = busyMs;
    this.#watch = watch;
  }

  /** How many files were open one after the other. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Turns to the file that lies at the path now, where that is another than the one that is open: SQLite would go on writing into a
   * file that has no name any more. True: it was another.
   */
  follow(): boolean {
    return this.do(() => {
      if (this.#open === undefined || this.#isInPlace()) return false;
      this.#watch.leaving();
      this.dispose();
      this.#database();
      return true;
    });
  }

  get exists(): boolean {
    return this.#open !== undefined || existsSync(this.#path);
  }

  /** Runs work on the file; whatever goes wrong in it is a StorageError. */
  do<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw cause instanceof StorageError ? cause : new StorageError(this.#path, cause);
    }
  }

  /** Runs work as one transaction: whole on disk when it returns, and undone when it throws. */
  transaction<T>(work: () => T): T {
    return this.do(() => {
      const database = this.#database();
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        if (!this.#isInPlace()) throw new Error(replacedText);
        database.exec('COMMIT');
        return result;
      } catch (cause) {
        // A COMMIT that failed on a full disk may have ended the transaction by itself.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw cause;
      }
    });
  }

  all(sql: string, ...values: readonly SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values);
  }

  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes);
  }

  /** Runs a statement that waits for no other connection; undefined where one is in its way. */
  attempt(sql: string): Row[] | undefined {
    const database = this.#database();
    database.exec('PRAGMA busy_timeout = 0');
    try {
      return database.prepare(sql).all();
    } catch (cause) {
      if (isBusy(cause)) return undefined;
      throw cause;
    } finally {
      database.exec(`PRAGMA busy_timeout = ${this.#busyMs}`);
    }
  }

  dispose(): void {
    this.#statements.clear();
    this.#open?.close();
    this.#open = undefined;
  }

  #prepared(sql: string): StatementSync {
    const database = this.#database();
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, statement = database.prepare(sql));
    return statement;
  }

  #isInPlace(): boolean {
    if (this.#path === inMemory) return true;
    const now = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return now !== undefined && now.size > 0n && now.dev === this.#id?.dev && now.ino === this.#id.ino;
  }

  #database(): DatabaseSync {
    if (this.#open !== undefined) return this.#open;
    const found = this.#path === inMemory ? { was: 'missing' as const } : find(this.#path);
    // Not a static import: reading SQLite is no part of opening a window.
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(this.#path, { timeout: this.#busyMs });
    try {
      refuseForeign(database); // before anything is changed, the journal's mode included
      writeAhead(database, this.#busyMs);
      database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
      migrate(database);
    } catch (cause) {
      database.close();
      throw cause;
    }
    this.#id = this.#path === inMemory ? undefined : statSync(this.#path, { bigint: true });
    this.#open = database;
    this.#generation += 1;
    this.#watch.opened(found);
    return database;
  }
}

/** Why a start is not written into a file that has lost its place. */
export const replacedText = 'The file of the job history was replaced or deleted while this window had it open. It has been read again: look at what is shown now, then start the job.';

/** Looks at what lies at a path, and makes a file where there is none. */
function find(path: string): Found {
  // Names of buckets, roles and people's jobs are nobody else's to read.
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) closeSync(openSync(path, 'a', 0o600)); // SQLite would make it readable for all
  if (size !== undefined && size > 0) return { was: 'there' };
  const was = size === undefined ? 'missing' : 'empty';
  // SQLite deletes the log of a file without content, and it may be all that is left of a history.
  const log = `${path}-wal`;
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return { was };
  const kept = `${path}-kept-${Date.now()}-wal`;
  copyFileSync(log, kept);
  return { was, kept };
}

/** SQLITE_BUSY. */
const busy = 5;
const retryMs = 10;

function isBusy(cause: unknown): boolean {
  return (cause as { errcode?: number } | null)?.errcode === busy;
}

/** SQLite waits for locks everywhere but here, where windows that make the file in the same moment meet. */
function writeAhead(database: DatabaseSync, busyMs: number): void {
  for (const until = performance.now() + busyMs; ;) {
    try {
      database.exec('PRAGMA journal_mode = WAL;');
      return;
    } catch (cause) {
      if (!isBusy(cause) || performance.now() > until) throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
  }
}
