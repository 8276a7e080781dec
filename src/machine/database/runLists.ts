// What the pages of batches read; loaded with the first of them.
import type { RunEntry, RunLists } from '../../domain/jobs/queue/listing.ts';
import type { Run, RunState } from '../../domain/jobs/queue/run.ts';
import { type QueueTable, itsJob } from './queue.ts';
import { type Row, runFrom } from './rows.ts';

const entriesOfBatch = `SELECT runs.id, runs.state, runs.action, runs.job_id, jobs.status, jobs.submitted_at, jobs.ended_at
  FROM runs LEFT JOIN jobs ON ${itsJob}
  WHERE runs.batch_id = ? ORDER BY runs.position`;

/** Reads runs from the table of a history. */
export class StoredRunLists implements RunLists {
  readonly #table: Pick<QueueTable, 'read'>;

  constructor(table: Pick<QueueTable, 'read'>) {
    this.#table = table;
  }

  entries(batchId: string): readonly RunEntry[] {
    return this.#table.read(entriesOfBatch, batchId).map(entryOf);
  }

  runs(ids: readonly string[]): readonly Run[] {
    if (ids.length === 0) return [];
    const found = new Map(
      this.#table
        .read('SELECT run, position FROM runs WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
        .flatMap(row => runFrom(row) ?? [])
        .map(run => [run.id, run]),
    );
    return ids.flatMap(id => found.get(id) ?? []);
  }
}

type Changeable<T> = { -readonly [Name in keyof T]: T[Name] };

function entryOf({ id, state, action, job_id, status, submitted_at, ended_at }: Row, index: number): RunEntry {
  const entry: Changeable<RunEntry> = {
    id: String(id),
    number: index + 1,
    state: String(state) as RunState,
    action: String(action),
  };
  // One by one, because entries are made by the ten thousand: `defined` takes as long as reading the rows.
  if (typeof job_id === 'string') entry.jobId = job_id;
  if (typeof status === 'string') entry.status = status;
  if (typeof submitted_at === 'number') entry.submittedAt = submitted_at;
  if (typeof ended_at === 'number') entry.endedAt = ended_at;
  return entry;
}
