import { openStates } from '../../domain/jobs/intent.ts';
import { queuedStates } from '../../domain/jobs/queue/run.ts';
import type { DatabaseFile } from './file.ts';
import type { Row } from './rows.ts';

/** Rows of a history that was replaced while it was open: they must not be lost, whatever file is there now. */
export interface CarriedRows {
  readonly jobs: readonly Row[];
  readonly intents: readonly Row[];
  readonly batches: readonly Row[];
  readonly runs: readonly Row[];
}

const queued = `state IN (${queuedStates.map(state => `'${state}'`).join()})`;
const open = openStates.map(state => `'${state}'`).join();

/**
 * Reads what is still in progress: starts without an answer, unfinished jobs that were started here with their starts,
 * and batches that have runs in the queue. Empty if the old file can no longer be read.
 */
export function readCarriedRows(file: DatabaseFile): CarriedRows {
  try {
    return {
      jobs: file.all('SELECT * FROM jobs WHERE unfinished = 1 AND intent_id IS NOT NULL'),
      intents: file.all(
        `SELECT * FROM intents WHERE state IN (${open}) OR id IN (SELECT intent_id FROM jobs WHERE unfinished = 1)`,
      ),
      batches: file.all(`SELECT * FROM batches WHERE id IN (SELECT batch_id FROM runs WHERE ${queued})`),
      runs: file.all(`SELECT * FROM runs WHERE batch_id IN (SELECT batch_id FROM runs WHERE ${queued})`),
    };
  } catch {
    return { jobs: [], intents: [], batches: [], runs: [] };
  }
}

/**
 * Writes the rows to the file that is open now; call it in a transaction. Rows that are known or were removed there
 * stay as they are. `seq`: returns the number of the change.
 */
export function writeCarriedRows(
  file: DatabaseFile,
  { jobs, intents, batches, runs }: CarriedRows,
  seq: () => number,
): void {
  for (const intent of intents) insert(file, 'intents', intent);
  for (const batch of batches) insert(file, 'batches', batch);
  for (const run of runs) insert(file, 'runs', run);
  for (const job of jobs) {
    const key = ['partition', 'account', 'region', 'service', 'id'].map(name => job[name] ?? '');
    const isRemoved =
      file.all(
        'SELECT 1 FROM removed WHERE partition = ? AND account = ? AND region = ? AND service = ? AND id = ?',
        ...key,
      ).length > 0;
    if (!isRemoved) insert(file, 'jobs', { ...job, seq: seq() });
  }
}

function insert(file: DatabaseFile, table: 'jobs' | 'intents' | 'batches' | 'runs', row: Row): void {
  const names = Object.keys(row);
  file.run(
    `INSERT OR IGNORE INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`,
    ...names.map(name => row[name] ?? null),
  );
}
