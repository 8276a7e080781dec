import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { addedColumns, schema } from './schema.ts';

/** A row as SQLite returns it. Callers read it as the interface that mirrors the table's columns in `schema.ts`. */
export type Row = Record<string, SQLOutputValue>;

const lockWaitMs = 5000;

/** The state of the sandbox: one SQLite file, which several processes may have open at once. Calls are synchronous. */
export class Database {
  private readonly connection: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();

  private constructor(connection: DatabaseSync) {
    this.connection = connection;
  }

  /**
   * Opens the database in the directory, creating both if they are missing.
   * Throws Error with a one-line message when the directory cannot be written or this Node has no SQLite.
   */
  static open(directory: string): Database {
    // Loaded here instead of imported: on a Node without SQLite, an import would fail before anything could report why.
    const sqlite = process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined;
    if (sqlite === undefined)
      throw new Error(`the sandbox needs Node.js 22.13 or later with SQLite; this is ${process.version}`);
    try {
      mkdirSync(directory, { recursive: true });
      const connection = new sqlite.DatabaseSync(join(directory, 'sandbox.sqlite'));
      connection.exec(`PRAGMA busy_timeout = ${lockWaitMs}`);
      useWriteAheadLog(connection);
      const database = new Database(connection);
      database.transaction(() => {
        connection.exec(schema);
        addMissingColumns(connection);
      });
      return database;
    } catch (error) {
      throw new Error(
        `the state directory ${directory} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }

  /** The first row, or undefined. */
  get(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.prepared(sql).get(...parameters);
  }

  /** All rows. */
  all(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return this.prepared(sql).all(...parameters);
  }

  /** Returns the rows one by one, for a caller that stops early. Nothing may be written while they are read. */
  iterate(sql: string, ...parameters: SQLInputValue[]): Iterable<Row> {
    return this.prepared(sql).iterate(...parameters);
  }

  /** Runs a statement and returns how many rows it changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number {
    return Number(this.prepared(sql).run(...parameters).changes);
  }

  /**
   * Runs `work` as one transaction and returns its result; rolls back if `work` throws. The write lock is taken at the
   * start, so that no other process can change what `work` reads before it writes.
   */
  transaction<Result>(work: () => Result): Result {
    this.connection.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.connection.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite ends the transaction itself on some failures (a full disk); a failing ROLLBACK must
      // not hide the original error.
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK');
      throw error;
    }
  }

  /** Closes the file. */
  close(): void {
    this.connection.close();
  }

  private prepared(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.connection.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}

/** Adds the columns that a file from an earlier version does not have. */
function addMissingColumns(connection: DatabaseSync): void {
  for (const { table, column, definition } of addedColumns) {
    const columns = connection.prepare(`PRAGMA table_info(${table})`).all();
    if (!columns.some(({ name }) => name === column))
      connection.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`);
  }
}

/**
 * SQLite does not wait for a lock while it changes the journal mode, and two windows may open a
 * new file at the same moment.
 */
function useWriteAheadLog(connection: DatabaseSync): void {
  const deadline = Date.now() + lockWaitMs;
  for (;;) {
    try {
      connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      return;
    } catch (error) {
      if (!/locked|busy/i.test(error instanceof Error ? error.message : '') || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
