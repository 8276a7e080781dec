import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Row } from './rows.ts';
import { migrate, refuseNewer } from './schema.ts';

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

/**
 * One SQLite file that all windows share: WAL, and synchronous=FULL so that an intent is on the disk before its request is on the
 * wire. Opened at the first call, and again at the next one where that failed.
 */
export class DatabaseFile {
  readonly #path: string;
  readonly #busyMs: number;
  readonly #statements = new Map<string, StatementSync>();
  #open: DatabaseSync | undefined;

  /** `path`: the file; its folder is made when it is missing. `busyMs`: how long another window's write is waited for. */
  constructor(path: string, busyMs: number) {
    this.#path = path;
    this.#busyMs = busyMs;
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

  #database(): DatabaseSync {
    if (this.#open !== undefined) return this.#open;
    // Names of buckets, roles and people's jobs are nobody else's to read.
    if (this.#path !== inMemory) {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      if (!existsSync(this.#path)) closeSync(openSync(this.#path, 'a', 0o600)); // SQLite would make it readable for all
    }
    // Not a static import: reading SQLite is no part of opening a window.
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
