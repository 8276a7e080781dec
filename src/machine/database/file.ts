import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Row } from './rows.ts';
import { migrate, rejectForeignDatabase } from './schema.ts';

/** The job history cannot be read or written; nothing may be started until it can. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.path = path;
  }
}

/** The path of a database that is not on disk. */
const inMemory = ':memory:';

/**
 * What was at the path when the file was opened: nothing, an empty file, or one with content. `kept`: the path of a
 * copy of what SQLite would have deleted.
 */
export interface Found {
  readonly previousState: 'missing' | 'empty' | 'there';
  readonly kept?: string;
}

/** Callbacks for changes of the file. */
export interface FileWatch {
  /** Called when a file was opened, the first or a later one. */
  readonly opened: (found: Found) => void;
  /** Called when another file, or none, is at the path. The old one can still be read, and is closed afterwards. */
  readonly onWillClose: () => void;
}

/** Identifies a file independently of its name. */
interface FileId {
  readonly dev: bigint;
  readonly ino: bigint;
}

/**
 * The SQLite file that all windows share. WAL, and synchronous=FULL so that an intent is on disk before its request is
 * sent. Opened on the first call; if that fails, the next call tries again.
 */
export class DatabaseFile {
  readonly #path: string;
  readonly #busyMs: number;
  readonly #watch: FileWatch;
  readonly #statements = new Map<string, StatementSync>();
  #open: DatabaseSync | undefined;
  #id: FileId | undefined;
  #generation = 0;

  /**
   * `path`: the file; its folder is created if missing. `busyMs`: how long to wait for another
   * window's write, in milliseconds.
   */
  constructor(path: string, busyMs: number, watch: FileWatch) {
    this.#path = path;
    this.#busyMs = busyMs;
    this.#watch = watch;
  }

  /** How many files have been opened so far. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Switches to the file that is now at the path if it is not the open one: SQLite would go on writing to a file that
   * no longer has a name. Returns whether it switched.
   */
  reopenIfReplaced(): boolean {
    return this.do(() => {
      if (this.#open === undefined || this.#isInPlace()) return false;
      this.#watch.onWillClose();
      this.dispose();
      this.#database();
      return true;
    });
  }

  get exists(): boolean {
    return this.#open !== undefined || existsSync(this.#path);
  }

  /** Runs `work`; throws every error as a StorageError. */
  do<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw cause instanceof StorageError ? cause : new StorageError(this.#path, cause);
    }
  }

  /** Runs `work` as one transaction: completely on disk when this returns, and rolled back when it throws. */
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

  /** Runs a statement without waiting for other connections; undefined if one of them blocks it. */
  tryWithoutWaiting(sql: string): Row[] | undefined {
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
    if (statement === undefined) this.#statements.set(sql, (statement = database.prepare(sql)));
    return statement;
  }

  #isInPlace(): boolean {
    if (this.#path === inMemory) return true;
    const now = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return now !== undefined && now.size > 0n && now.dev === this.#id?.dev && now.ino === this.#id.ino;
  }

  #database(): DatabaseSync {
    if (this.#open !== undefined) return this.#open;
    const found = this.#path === inMemory ? { previousState: 'missing' as const } : find(this.#path);
    // Not a static import: opening a window must not load SQLite.
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(this.#path, { timeout: this.#busyMs });
    try {
      rejectForeignDatabase(database); // before anything is changed, including the journal mode
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

/** The message of the error when the file was replaced or deleted while it was open. */
export const replacedText =
  'The file of the job history was replaced or deleted while this window had it open. It has been read again: look at what is shown now, then start the job.';

/** Determines what is at a path, and creates a file if there is none. */
function find(path: string): Found {
  // Other users must not read the names of buckets, roles and jobs.
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) closeSync(openSync(path, 'a', 0o600)); // SQLite would make it readable by everyone
  if (size !== undefined && size > 0) return { previousState: 'there' };
  const was = size === undefined ? 'missing' : 'empty';
  // SQLite deletes the write-ahead log of an empty file, which may be all that is left of a history.
  const log = `${path}-wal`;
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return { previousState: was };
  const kept = `${path}-kept-${Date.now()}-wal`;
  copyFileSync(log, kept);
  return { previousState: was, kept };
}

/** SQLITE_BUSY. */
const busy = 5;
const retryMs = 10;

function isBusy(cause: unknown): boolean {
  return (cause as { errcode?: number } | null)?.errcode === busy;
}

/** SQLite waits for locks everywhere except here, where windows that create the file at the same moment collide. */
function writeAhead(database: DatabaseSync, busyMs: number): void {
  for (const until = performance.now() + busyMs; ; ) {
    try {
      database.exec('PRAGMA journal_mode = WAL;');
      return;
    } catch (cause) {
      if (!isBusy(cause) || performance.now() > until) throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
  }
}
