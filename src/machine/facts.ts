import { defined } from '../domain/defined.ts';
import { statSync } from 'node:fs';
import { release } from 'node:os';
import { relative } from 'node:path';

/** Facts about the machine: versions, and the state of the job history file. Contains none of its content. */
export interface Machine {
  readonly platform: string;
  readonly node: string;
  readonly electron?: string;
  readonly database: {
    readonly path: string;
    readonly bytes?: number;
    readonly schemaVersion?: number;
    readonly jobs?: number;
    readonly unfinished?: number;
    readonly failure?: string;
  };
}

/** Collects the facts. Opens the file read-only, even if others have it open. */
export function machineFacts(databasePath: string, storageFolder: string): Machine {
  const { electron } = process.versions;
  return {
    platform: `${process.platform} ${process.arch} ${release()}`,
    node: process.versions.node,
    ...defined({ electron }),
    database: databaseFacts(databasePath, relative(storageFolder, databasePath)),
  };
}

function databaseFacts(file: string, path: string): Machine['database'] {
  const bytes = [file, `${file}-wal`].map(sizeOf).filter(size => size !== undefined);
  if (bytes[0] === undefined || sizeOf(file) === undefined) return { path };
  const size = { path, bytes: bytes.reduce((sum, each) => sum + each, 0) };
  try {
    // Not a static import: a Node without SQLite can still report that.
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const number = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
      const schemaVersion = number('PRAGMA user_version');
      // A file that is just being created, or that a newer version wrote, may have other tables.
      const hasJobs = number("SELECT count(*) FROM pragma_table_info('jobs') WHERE name = 'unfinished'") === 1;
      return {
        ...size,
        schemaVersion,
        ...(hasJobs
          ? {
              jobs: number('SELECT count(*) FROM jobs'),
              unfinished: number('SELECT count(*) FROM jobs WHERE unfinished = 1'),
            }
          : {}),
      };
    } finally {
      database.close();
    }
  } catch (fault) {
    return { ...size, failure: nameOf(fault) };
  }
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

/** SQLite's error code (26 is `not a database`), because the messages contain paths. */
function nameOf(fault: unknown): string {
  const { errcode, code, name } = (typeof fault === 'object' && fault !== null ? fault : {}) as {
    errcode?: unknown;
    code?: unknown;
    name?: unknown;
  };
  if (typeof errcode === 'number') return `SQLITE${errcode}`;
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
