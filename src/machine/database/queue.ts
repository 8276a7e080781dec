// The batches and the runs that wait in the queue. A run's state follows its start's in the same transaction, so that
// no crash can come between the two.
import type { Intent } from '../../domain/jobs/intent.ts';
import type { Account } from '../../domain/jobs/job.ts';
import type { QueueGroup, QueueRecords, RunCount } from '../../domain/jobs/queue/ports.ts';
import {
  type Batch,
  type Run,
  type RunState,
  endedStates,
  followIntent,
  queuedStates,
} from '../../domain/jobs/queue/run.ts';
import type { SecureErase } from './erasing.ts';
import type { DatabaseFile } from './file.ts';
import { batchFrom, idOf, ofAccount, redactedRun, runFrom, runStates } from './rows.ts';

const listed = (states: readonly RunState[]): string => states.map(state => `'${state}'`).join();
const queued = listed(queuedStates);
const ended = listed(endedStates);

/** The states of the index `resumable_runs`. */
const resumable = listed(['asking', 'refused', 'blocked', 'notFound']);
/** The states from which a run will get into another one, whatever the user does. */
const passing = listed(
  (Object.keys(runStates) as RunState[]).filter(
    state => state !== 'started' && !(endedStates as readonly RunState[]).includes(state),
  ),
);

/** The condition for a batch of which nothing more will come. */
const isThrough = `NOT EXISTS (SELECT 1 FROM runs WHERE runs.batch_id = batches.id AND runs.state IN (${passing}))
  AND NOT EXISTS (SELECT 1 FROM jobs CROSS JOIN runs ON runs.intent_id = jobs.intent_id WHERE jobs.unfinished = 1 AND runs.batch_id = batches.id)`;

/** The condition that joins the job of a run. */
export const itsJob = 'jobs.intent_id = runs.intent_id';

/** Between two runs, there is room for others that are moved there. */
const positionGap = 1_024;

/** The tables `batches` and `runs`. */
export class QueueTable implements QueueRecords {
  readonly #file: DatabaseFile;
  readonly #erasing: SecureErase;
  readonly #write: <T>(work: () => T) => T;

  /** `write` runs its argument as one transaction. */
  constructor(file: DatabaseFile, erasing: SecureErase, write: <T>(work: () => T) => T) {
    this.#file = file;
    this.#erasing = erasing;
    this.#write = write;
  }

  addBatch(batch: Batch, runs: readonly Run[], retried: readonly string[] = []): void {
    this.#write(() => {
      this.#file.run(
        'INSERT INTO batches (id, partition, account, created_at, announced, batch) VALUES (?, ?, ?, ?, 0, ?)',
        batch.id,
        ...idOf(batch),
        batch.createdAt,
        JSON.stringify(batch),
      );
      const first = this.#nextPosition(batch);
      for (const [index, run] of runs.entries()) this.#insert({ ...run, position: first + index * positionGap });
      for (const id of retried) {
        const run = this.run(id);
        if (run !== undefined) this.#insert({ ...run, retriedBy: batch.id });
      }
    });
  }

  batches(account: Account): readonly Batch[] {
    return this.read(
      `SELECT batch FROM batches WHERE ${ofAccount} ORDER BY created_at DESC, id`,
      ...idOf(account),
    ).flatMap(row => batchFrom(row) ?? []);
  }

  openBatches(account: Account): readonly Batch[] {
    return this.read(
      `SELECT batch FROM batches WHERE ${ofAccount} AND announced = 0 ORDER BY created_at DESC, id`,
      ...idOf(account),
    ).flatMap(row => batchFrom(row) ?? []);
  }

  batch(id: string): Batch | undefined {
    const [row] = this.read('SELECT batch FROM batches WHERE id = ?', id);
    return row && batchFrom(row);
  }

  removeBatches(ids: readonly string[]): void {
    this.#write(() => {
      for (const id of ids) {
        const removed = this.#file.run(
          `DELETE FROM batches WHERE id = ? AND NOT EXISTS (SELECT 1 FROM runs WHERE batch_id = batches.id AND state IN (${queued}))`,
          id,
        );
        if (removed > 0) this.#file.run('DELETE FROM runs WHERE batch_id = ?', id);
      }
      this.#erasing.recordDeletion(true);
    });
  }

  /** Removes the batches that were made before a time and are through; call it in a transaction. */
  prune(before: number): number {
    const old = `SELECT id FROM batches WHERE created_at < ? AND ${isThrough}`;
    const runs = this.#file.run(`DELETE FROM runs WHERE batch_id IN (${old})`, before);
    return (
      runs +
      this.#file.run(
        'DELETE FROM batches WHERE created_at < ? AND NOT EXISTS (SELECT 1 FROM runs WHERE batch_id = batches.id)',
        before,
      )
    );
  }

  run(id: string): Run | undefined {
    return this.#runs('SELECT run, position FROM runs WHERE id = ?', id)[0];
  }

  runsOf(batchId: string, offset: number, limit: number): readonly Run[] {
    return this.#runs(
      'SELECT run, position FROM runs WHERE batch_id = ? ORDER BY position LIMIT ? OFFSET ?',
      batchId,
      limit,
      offset,
    );
  }

  countsOf(batchId: string): readonly RunCount[] {
    return this.read(
      `SELECT runs.state, runs.action, jobs.status, count(*) AS runs FROM runs LEFT JOIN jobs ON ${itsJob}
      WHERE runs.batch_id = ? GROUP BY runs.state, runs.action, jobs.status`,
      batchId,
    ).map(({ state, action, status, runs }) => ({
      state: String(state) as RunState,
      action: String(action),
      ...(typeof status === 'string' ? { status } : {}),
      count: Number(runs),
    }));
  }

  queuedCount(account: Account): number {
    return Number(
      this.read(`SELECT count(*) AS runs FROM runs WHERE ${ofAccount} AND state IN (${queued})`, ...idOf(account))[0]?.[
        'runs'
      ] ?? 0,
    );
  }

  queued(account: Account, limit: number): readonly Run[] {
    return this.#runs(
      `SELECT run, position FROM runs WHERE ${ofAccount} AND state IN (${queued}) ORDER BY position LIMIT ?`,
      ...idOf(account),
      limit,
    );
  }

  heldCount(account: Account): number {
    return Number(
      this.read(
        `SELECT count(*) AS runs FROM runs WHERE ${ofAccount} AND state IN (${resumable}) AND state = 'asking'`,
        ...idOf(account),
      )[0]?.['runs'] ?? 0,
    );
  }

  queueGroups(account: Account): readonly QueueGroup[] {
    const next = (where: string, ...after: readonly string[]): QueueGroup | undefined => {
      const [row] = this.read(
        `SELECT region, action FROM runs WHERE ${ofAccount} AND state = 'waiting' AND after_id IS NULL AND ${where} ORDER BY region, action LIMIT 1`,
        ...idOf(account),
        ...after,
      );
      return row && { region: String(row['region']), action: String(row['action']) };
    };
    // Two steps through the index for each group, however many runs it has.
    const groups: QueueGroup[] = [];
    for (let last = next("region > ''"); last !== undefined; ) {
      groups.push(last);
      last = next('region = ? AND action > ?', last.region, last.action) ?? next('region > ?', last.region);
    }
    return groups;
  }

  firstInQueue(account: Account, { region, action }: QueueGroup): Run | undefined {
    // A damaged row does not hold up those behind it.
    for (let offset = 0; ; offset += 1) {
      const [row] = this.read(
        `SELECT run, position FROM runs WHERE ${ofAccount} AND region = ? AND action = ? AND state = 'waiting' AND after_id IS NULL ORDER BY position LIMIT 1 OFFSET ?`,
        ...idOf(account),
        region,
        action,
        offset,
      );
      const run = row && runFrom(row);
      if (row === undefined || run !== undefined) return run;
    }
  }

  followers(account: Account, limit: number): readonly Run[] {
    return this.#runs(
      `SELECT runs.run, runs.position FROM runs INDEXED BY following_runs LEFT JOIN runs AS before ON before.id = runs.after_id
      WHERE runs.partition = ? AND runs.account = ? AND runs.state = 'waiting' AND runs.after_id IS NOT NULL
        AND (before.id IS NULL OR (before.state IN (${ended}, 'started')
          AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.intent_id = before.intent_id AND jobs.unfinished = 1)))
      ORDER BY runs.position LIMIT ?`,
      ...idOf(account),
      limit,
    );
  }

  unseen(account: Account, from: number, to: number, limit: number): readonly Run[] {
    const waiting = `SELECT run, position FROM runs WHERE ${ofAccount} AND state = 'waiting'`;
    return this.#runs(
      `${waiting} AND waits_since < ? UNION ALL ${waiting} AND waits_since > ? LIMIT ?`,
      ...idOf(account),
      Math.round(from),
      ...idOf(account),
      Math.round(to),
      limit,
    );
  }

  updateRuns(ids: readonly string[], change: (run: Run) => Run): readonly Run[] {
    return this.#write(() =>
      ids.flatMap(id => {
        const run = this.run(id);
        if (run === undefined) return [];
        const after = change(run);
        if (after === run) return [run];
        this.#put(after);
        // Something will come of the batch again.
        if (after.state === 'waiting' && run.state !== 'waiting')
          this.#file.run('UPDATE batches SET announced = 0 WHERE id = ?', run.batchId);
        return [after];
      }),
    );
  }

  moveRuns(ids: readonly string[], before: string | undefined): void {
    this.#write(() => {
      const moved = ids.flatMap(id => this.run(id) ?? []).filter(({ state }) => state === 'waiting');
      const [first] = moved;
      if (first === undefined) return;
      const target = before === undefined ? undefined : this.run(before)?.position;
      const start =
        target === undefined ? this.#nextPosition(first) : this.#positionsBefore(target, first, moved.length);
      for (const [index, run] of moved.entries()) this.#put({ ...run, position: start + index });
    });
  }

  takeThrough(account: Account): readonly Batch[] {
    const sql = `SELECT batch FROM batches WHERE ${ofAccount} AND announced = 0 AND ${isThrough}`;
    // Most often there is none, which does not need the lock for writing.
    if (this.read(sql, ...idOf(account)).length === 0) return [];
    return this.#write(() => {
      const through = this.#file.all(sql, ...idOf(account)).flatMap(row => batchFrom(row) ?? []);
      for (const { id } of through) this.#file.run('UPDATE batches SET announced = 1 WHERE id = ?', id);
      return through;
    });
  }

  /** Whether any account has a batch of which more will come. */
  get hasOpen(): boolean {
    return this.read('SELECT EXISTS (SELECT 1 FROM batches WHERE announced = 0) AS found')[0]?.['found'] === 1;
  }

  /** Whether a start is that of a run. */
  isRun(intentId: string): boolean {
    return this.read('SELECT 1 FROM runs WHERE intent_id = ?', intentId).length > 0;
  }

  hasQueued(account: Account): boolean {
    return (
      this.read(
        `SELECT EXISTS (SELECT 1 FROM runs WHERE ${ofAccount} AND state IN (${queued})) AS found`,
        ...idOf(account),
      )[0]?.['found'] === 1
    );
  }

  /**
   * Whether a run may be sent now by this start: it waits, nobody else has just sent or canceled it, and it is the
   * account's. Call it in a transaction.
   */
  mayBegin({ runId, partition, account, region, action }: Intent): boolean {
    return (
      this.#file.all(
        `SELECT 1 FROM runs WHERE id = ? AND ${ofAccount} AND region = ? AND action = ? AND state = 'waiting'`,
        runId ?? '',
        partition,
        account,
        region,
        action,
      ).length > 0
    );
  }

  /** Lets the run follow its start; call it in the transaction that writes the start. */
  follow(intent: Intent): void {
    const { runId } = intent;
    const run = runId === undefined ? undefined : this.run(runId);
    if (run === undefined) return;
    const [row] = this.#file.all('SELECT intent_id FROM runs WHERE id = ?', run.id);
    const isNewStart = intent.state === 'sending' && run.state === 'waiting';
    // News of an earlier start, after which the run was sent again.
    if (!isNewStart && row?.['intent_id'] !== intent.id) return;
    // The user put the run back into the queue: of its earlier start, only a job that was found late matters.
    const isQueued = (queuedStates as readonly RunState[]).includes(run.state);
    if (isQueued && !isNewStart && intent.jobId === undefined) return;
    this.#put(followIntent(run, intent, intent.sentAt), intent.id);
  }

  /** Erases what a run requested, because the user removed its job; call it in a transaction. */
  redact(intentId: string): void {
    for (const run of this.#runsIn('SELECT run, position FROM runs WHERE intent_id = ?', intentId))
      this.#put(redactedRun(run));
  }

  #put(run: Run, intentId?: string): void {
    this.#insert(run, intentId);
  }

  #insert(run: Run, intentId?: string): void {
    this.#file.run(
      `INSERT INTO runs (id, batch_id, position, partition, account, region, action, state, after_id, intent_id, job_id, waits_since, run)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET position = excluded.position, state = excluded.state, after_id = excluded.after_id,
        intent_id = coalesce(excluded.intent_id, intent_id), job_id = excluded.job_id, waits_since = excluded.waits_since, run = excluded.run`,
      run.id,
      run.batchId,
      run.position,
      ...idOf(run),
      run.region,
      run.action,
      run.state,
      run.after ?? null,
      intentId ?? null,
      run.jobId ?? null,
      run.waitsSince,
      JSON.stringify(run),
    );
  }

  #nextPosition(account: Account): number {
    return (
      Number(
        this.#file.all(`SELECT max(position) AS last FROM runs WHERE ${ofAccount}`, ...idOf(account))[0]?.['last'] ?? 0,
      ) + positionGap
    );
  }

  /**
   * The first of so many free positions in a row between another one and the one before it; the runs from there on make
   * room if there are too few.
   */
  #positionsBefore(position: number, account: Account, count: number): number {
    const [row] = this.#file.all(
      `SELECT max(position) AS last FROM runs WHERE ${ofAccount} AND position < ?`,
      ...idOf(account),
      position,
    );
    const last = Number(row?.['last'] ?? position - positionGap);
    if (position - last > count) return last + Math.floor((position - last - count + 1) / 2);
    this.#file.run(
      `UPDATE runs SET position = position + ? WHERE ${ofAccount} AND position >= ?`,
      positionGap + count,
      ...idOf(account),
      position,
    );
    return position + positionGap / 2;
  }

  #runs(sql: string, ...values: readonly (string | number)[]): readonly Run[] {
    return this.#file.do(() => this.#runsIn(sql, ...values));
  }

  #runsIn(sql: string, ...values: readonly (string | number)[]): readonly Run[] {
    return this.#file.all(sql, ...values).flatMap(row => runFrom(row) ?? []);
  }

  /** The rows that a query returns. */
  read(sql: string, ...values: readonly (string | number)[]): ReturnType<DatabaseFile['all']> {
    return this.#file.do(() => this.#file.all(sql, ...values));
  }
}
