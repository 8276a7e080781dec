import type { DatabaseSync } from 'node:sqlite';
import { isUnfinished } from '../../domain/jobs/job.ts';
import { intentFrom, jobColumns, jobFrom, redactedIntent } from './rows.ts';

/** A step from one version of the tables to the next; the first creates them. A published step is never edited. */
type Migration = (database: DatabaseSync) => void;

const migrations: readonly Migration[] = [
  database => {
    database.exec(`
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
      CREATE INDEX unfinished_jobs ON jobs (unfinished) WHERE unfinished = 1;`);
  },
  // Columns to find jobs without reading them, state that windows share, and the positions where the
  // reading of lists stopped.
  database => {
    database.exec(`
      ALTER TABLE jobs ADD COLUMN action TEXT NOT NULL DEFAULT '';
      ALTER TABLE jobs ADD COLUMN status TEXT NOT NULL DEFAULT '';
      ALTER TABLE jobs ADD COLUMN submitted_at INTEGER;
      ALTER TABLE jobs ADD COLUMN ended_at INTEGER;
      ALTER TABLE jobs ADD COLUMN spec TEXT;
      ALTER TABLE jobs ADD COLUMN title TEXT NOT NULL DEFAULT '';
      ALTER TABLE jobs ADD COLUMN search TEXT NOT NULL DEFAULT '';
      ALTER TABLE jobs ADD COLUMN news INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE jobs ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
      CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      INSERT INTO counters VALUES ('seq', 0), ('removals', 0);
      CREATE TABLE removed (
        partition TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, service TEXT NOT NULL, id TEXT NOT NULL, intent_id TEXT,
        PRIMARY KEY (partition, account, region, service, id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE leases (
        name TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, rank INTEGER NOT NULL, until INTEGER NOT NULL, for_ms INTEGER NOT NULL, fresh_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE cursors (
        partition TEXT NOT NULL, account TEXT NOT NULL, source TEXT NOT NULL, cursor TEXT NOT NULL,
        PRIMARY KEY (partition, account, source)
      ) STRICT, WITHOUT ROWID;`);
    fillColumns(database);
    // The first two indexes contain every column that filters, counts and orders use, so that the jobs themselves are
    // read only for the rows shown.
    database.exec(`
      CREATE INDEX job_list ON jobs (partition, account, submitted_at DESC, action, status, unfinished, intent_id, ended_at, spec, title, search);
      CREATE INDEX jobs_by_action ON jobs (partition, account, action, submitted_at DESC, status, unfinished, intent_id, ended_at, spec, title, search);
      CREATE INDEX changed_jobs ON jobs (partition, account, seq);
      CREATE INDEX jobs_of_spec ON jobs (partition, account, spec, submitted_at) WHERE spec IS NOT NULL;
      CREATE INDEX jobs_of_intent ON jobs (intent_id) WHERE intent_id IS NOT NULL;
      CREATE INDEX finished_jobs ON jobs (partition, account) WHERE news = 1;`);
  },
  // Erases deleted data: the starts of removed jobs, the requests of closed starts, and (through `SecureErase`) what
  // free pages still contain of either. Adds an identity by which a history is recognized, and the account that
  // each connection last led to.
  database => {
    const free = Number(database.prepare('PRAGMA freelist_count').get()?.['freelist_count'] ?? 0);
    const isUsed =
      database
        .prepare(
          'SELECT EXISTS (SELECT 1 FROM jobs) OR EXISTS (SELECT 1 FROM intents) OR EXISTS (SELECT 1 FROM removed) AS used',
        )
        .get()?.['used'] === 1;
    database
      .prepare("INSERT INTO counters VALUES ('erasures', ?), ('erased', 0), ('traces', ?), ('identity', ?)")
      .run(
        isUsed || free > 0 ? 1 : 0,
        isUsed || free > 0 ? 2 : 0,
        Math.floor(Math.random() * Number.MAX_SAFE_INTEGER) + 1,
      );
    database.exec(`
      CREATE TABLE accounts (choice TEXT NOT NULL PRIMARY KEY, partition TEXT NOT NULL, account TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX removed_intents ON removed (intent_id) WHERE intent_id IS NOT NULL;`);
    redactClosedIntents(database);
  },
  // Batches, and their runs, which wait in the queue until they are sent.
  database => {
    database.exec(`
      CREATE TABLE batches (
        id TEXT NOT NULL PRIMARY KEY, partition TEXT NOT NULL, account TEXT NOT NULL, created_at INTEGER NOT NULL,
        announced INTEGER NOT NULL, batch TEXT NOT NULL
      ) STRICT;
      CREATE TABLE runs (
        id TEXT NOT NULL PRIMARY KEY, batch_id TEXT NOT NULL, position INTEGER NOT NULL, partition TEXT NOT NULL,
        account TEXT NOT NULL, region TEXT NOT NULL, action TEXT NOT NULL, state TEXT NOT NULL, after_id TEXT,
        intent_id TEXT, job_id TEXT, waits_since INTEGER NOT NULL, run TEXT NOT NULL
      ) STRICT;
      CREATE INDEX batches_of_account ON batches (partition, account, created_at DESC);
      CREATE INDEX ready_runs ON runs (partition, account, region, action, position) WHERE state = 'waiting' AND after_id IS NULL;
      CREATE INDEX queued_runs ON runs (partition, account, state) WHERE state IN ('waiting', 'asking');
      CREATE INDEX following_runs ON runs (partition, account, position) WHERE state = 'waiting' AND after_id IS NOT NULL;
      CREATE INDEX runs_of_batch ON runs (batch_id, position);
      CREATE INDEX runs_in_order ON runs (partition, account, position);
      CREATE INDEX runs_of_intent ON runs (intent_id) WHERE intent_id IS NOT NULL;
      INSERT INTO counters VALUES ('runs', 0);`);
  },
  // Indexes by which the queue finds what to do without reading the runs that wait.
  database => {
    database.exec(`
      DROP INDEX queued_runs;
      DROP INDEX jobs_of_intent;
      CREATE INDEX queued_runs ON runs (partition, account, position) WHERE state IN ('waiting', 'asking');
      CREATE INDEX resumable_runs ON runs (partition, account, position, state) WHERE state IN ('asking', 'refused', 'blocked', 'notFound');
      CREATE INDEX waiting_runs ON runs (partition, account, waits_since) WHERE state = 'waiting';
      CREATE INDEX runs_by_state ON runs (batch_id, state, action, intent_id);
      CREATE INDEX jobs_of_intent ON jobs (intent_id, status, unfinished) WHERE intent_id IS NOT NULL;`);
  },
];

/**
 * The version of the tables; a file with a higher number was written by a newer version of the
 * extension and is left alone.
 */
export const schemaVersion = migrations.length;

/**
 * Migrates the tables to the newest version, or throws and leaves them unchanged. Another window may be doing the same.
 */
export function migrate(database: DatabaseSync): void {
  if (versionOf(database) === schemaVersion) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of migrations.slice(versionOf(database))) step(database);
    if (versionOf(database) < schemaVersion) database.exec(`PRAGMA user_version = ${schemaVersion}`);
    database.exec('COMMIT');
  } catch (cause) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw cause;
  }
  rejectForeignDatabase(database);
}

/**
 * Throws when this version may not write to the file: it belongs to another program, or to a newer
 * version of the extension.
 */
export function rejectForeignDatabase(database: DatabaseSync): void {
  // One statement, because another window may be creating the tables.
  const { version, used } =
    database
      .prepare('SELECT user_version AS version, EXISTS (SELECT 1 FROM sqlite_schema) AS used FROM pragma_user_version')
      .get() ?? {};
  if (version === 0 && used === 1) throw new Error('this file is a database of another program, and no job history');
  if (Number(version) > schemaVersion)
    throw new Error('this job history was written by a newer version of the extension');
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** Fills the columns of version 2, and no later ones: they do not exist yet when this step runs. */
function fillColumns(database: DatabaseSync): void {
  // One by one, because there may be more jobs than fit in memory. An update that does not change the key does
  // not disturb the iteration.
  const write =
    database.prepare(`UPDATE jobs SET action = ?, status = ?, submitted_at = ?, ended_at = ?, spec = ?, title = ?, search = ?, unfinished = ?
    WHERE partition = ? AND account = ? AND region = ? AND service = ? AND id = ?`);
  for (const row of database.prepare('SELECT job FROM jobs').iterate()) {
    const job = jobFrom(row);
    // A damaged row is kept as it is, and no query finds it.
    if (job === undefined) continue;
    const { action, status, submittedAt, endedAt, spec, title, search } = jobColumns(job);
    write.run(
      action,
      status,
      submittedAt,
      endedAt,
      spec,
      title,
      search,
      isUnfinished(job) ? 1 : 0,
      job.partition,
      job.account,
      job.region,
      job.service,
      job.id,
    );
  }
}

/**
 * Erases the request and the response of starts that led to no job or whose job was removed; deletes a
 * start that cannot be read.
 */
function redactClosedIntents(database: DatabaseSync): void {
  const write = database.prepare('UPDATE intents SET fingerprint = ?, intent = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM intents WHERE id = ?');
  for (const row of database
    .prepare(
      "SELECT id, intent FROM intents WHERE state IN ('refused', 'dismissed') OR id IN (SELECT intent_id FROM removed)",
    )
    .all()) {
    const intent = intentFrom(row);
    const sealed = intent && redactedIntent(intent);
    if (sealed === undefined) remove.run(row['id'] ?? '');
    else write.run(sealed.fingerprint, JSON.stringify(sealed), sealed.id);
  }
}
