// What the pages of batches read; loaded with the first of them.
import { defined } from '../../domain/defined.ts';
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

function entryOf({ id, state, action, job_id, status, submitted_at, ended_at }: Row, index: number): RunEntry {
  return {
    id: String(id),
    number: index + 1,
    state: String(state) as RunState,
    action: String(action),
    ...defined({
      jobId: textOf(job_id),
      status: textOf(status),
      submittedAt: timeOf(submitted_at),
      endedAt: timeOf(ended_at),
    }),
  };
}

const textOf = (value: Row[string] | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const timeOf = (value: Row[string] | undefined): number | undefined => (typeof value === 'number' ? value : undefined);
