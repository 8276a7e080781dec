import { defined } from '../domain/defined.ts';
import type { Intent } from '../domain/jobs/intent.ts';
import { type Account, type Job, type JobKey, isEndUnknown } from '../domain/jobs/job.ts';
import { jobKinds } from '../domain/jobs/kinds.ts';
import type { BeginResult, Changes, JobRecords, LeaseClaim } from '../domain/jobs/ports.ts';
import type { GroupCount, JobQuery } from '../domain/jobs/query.ts';
import { isFinished, phaseOf } from '../domain/jobs/status.ts';
import { type CarriedRows, readCarriedRows, writeCarriedRows } from './database/carried.ts';
import { SecureErase } from './database/erasing.ts';
import { DatabaseFile, type Found, replacedText } from './database/file.ts';
import { countsSql, groupsFrom, keysSql } from './database/listing.ts';
import { IntentTable, mayFollow } from './database/intents.ts';
import { QueueTable } from './database/queue.ts';
import { JobTable } from './database/jobs.ts';
import { idOf, jobFrom, keyColumns, keyOf, ofAccount, redactedIntent } from './database/rows.ts';
import type { KnownHistory } from './database/known.ts';
import { SharedState } from './database/shared.ts';

export { StorageError } from './database/file.ts';

/**
 * If a failure was first seen here later than this after the job ended, or if the service's clock is off by more, the
 * job is not counted as newly failed.
 */
const maxReportDelayMs = 24 * 3_600_000;

/** All counters of one file are smaller than this. */
const maxPerFile = 2 ** 40;

/** The job database: implements `JobRecords` with SQLite. */
export class JobDatabase implements JobRecords {
  readonly #file: DatabaseFile;
  readonly #erasing: SecureErase;
  readonly #jobs: JobTable;
  readonly #intents: IntentTable;
  /** The batches and the runs that wait. */
  readonly queue: QueueTable;
  readonly #shared: SharedState;
  readonly #known: KnownHistory | undefined;
  /** Rows read from a file that was replaced or deleted, until they are written to the new one. */
  #carried: CarriedRows | undefined;

  /**
   * `path`: the file; its folder is created if missing. `busyMs`: how long to wait for another window's write, in
   * milliseconds. `known`: how the history is recognized.
   */
  constructor(path: string, busyMs = 5_000, known?: KnownHistory) {
    this.#known = known;
    this.#file = new DatabaseFile(path, busyMs, {
      opened: found => {
        this.#opened(found);
      },
      onWillClose: () => {
        this.#carried = readCarriedRows(this.#file);
      },
    });
    this.#erasing = new SecureErase(this.#file);
    this.#jobs = new JobTable(this.#file);
    this.queue = new QueueTable(this.#file, this.#erasing, work => this.#writeTransaction(work));
    this.#intents = new IntentTable(this.#file, this.#erasing, intent => {
      this.queue.follow(intent);
    });
    this.#shared = new SharedState(this.#file, work => this.#writeTransaction(work));
  }

  /** Whether the file exists; if not, the first call creates it. */
  get exists(): boolean {
    return this.#file.exists;
  }

  unfinished(account: Account): readonly Job[] {
    return this.#all(`SELECT job FROM jobs WHERE unfinished = 1 AND ${ofAccount}`, ...idOf(account));
  }

  gone(account: Account): readonly Job[] {
    const words = jobKinds.flatMap(({ phases }) =>
      Object.keys(phases).filter(word => isFinished(phaseOf(phases, word))),
    );
    return this.#all(
      `SELECT job FROM jobs INDEXED BY job_list WHERE unfinished = 0 AND action <> '' AND ${ofAccount} AND status NOT IN (${words.map(() => '?').join()})`,
      ...idOf(account),
      ...words,
    ).filter(isEndUnknown);
  }

  job(key: JobKey): Job | undefined {
    return this.#file.do(() => this.#jobs.of(key));
  }

  jobsOf(keys: readonly JobKey[]): readonly Job[] {
    return this.#file.do(() => keys.flatMap(key => this.#jobs.of(key) ?? []));
  }

  keys(account: Account, query: JobQuery, now: number, limit: number, group?: string): readonly JobKey[] {
    const { sql, values } = keysSql(account, query, group, now, Number.isFinite(limit) ? limit : -1);
    const { partition } = account;
    return this.#file.do(() =>
      this.#file
        .all(sql, ...values)
        .map(
          ({ region, service, id }) =>
            ({ partition, account: account.account, region, service, id }) as unknown as JobKey,
        ),
    );
  }

  counts(account: Account, query: JobQuery, now: number): readonly GroupCount[] {
    const { sql, values } = countsSql(account, query, now);
    return this.#file.do(() => groupsFrom(this.#file.all(sql, ...values), query.grouping));
  }

  lastOfSpec(account: Account, specUri: string): Job | undefined {
    return this.#all(
      `SELECT job FROM jobs WHERE ${ofAccount} AND spec = ? ORDER BY submitted_at DESC LIMIT 1`,
      ...idOf(account),
      specUri,
    )[0];
  }

  openIntents(account: Account): readonly Intent[] {
    return this.#file.do(() => this.#intents.open(account));
  }

  begin(intent: Intent, repeatable: boolean, allowDuplicatesOf: readonly string[] = []): BeginResult {
    // If the file was replaced, what the user saw and confirmed came from the old one.
    this.#file.do(() => {
      if (this.#file.reopenIfReplaced()) throw new Error(replacedText);
    });
    return this.#writeTransaction(() => {
      const alike = this.#intents.alike(intent);
      const unanswered = alike.find(({ state }) => state !== 'notFound');
      if (unanswered !== undefined) return { unanswered };
      const running = this.#jobs.runningOf(intent.fingerprint, allowDuplicatesOf);
      if (running !== undefined) return { running };
      if (intent.runId !== undefined && !this.queue.mayBegin(intent)) return { taken: true };
      const earlier = alike[0];
      const begun =
        repeatable && earlier !== undefined
          ? { ...intent, id: earlier.id, firstSentAt: earlier.firstSentAt ?? earlier.sentAt }
          : intent;
      for (const old of alike) if (old.id !== begun.id) this.#intents.write({ ...old, state: 'dismissed' });
      this.#intents.write(begun);
      return { begun };
    });
  }

  resolve(intent: Intent, job?: Job): void {
    this.#writeTransaction(() => {
      if (this.#intents.isRemoved(intent)) return;
      const known = this.#intents.of(intent.id);
      if (known === undefined || mayFollow(known, intent)) this.#intents.write(intent);
      if (job !== undefined) this.#jobs.writeStarted(job);
    });
  }

  adopt(intent: Intent, job: Job): boolean {
    return this.#writeTransaction(() => {
      const known = this.#intents.of(intent.id);
      const owner =
        this.#file.all(`SELECT intent_id FROM jobs WHERE ${keyColumns}`, ...keyOf(job))[0]?.['intent_id'] ?? intent.id;
      if (
        this.#intents.isRemoved(intent) ||
        known?.jobId !== undefined ||
        known?.state === 'refused' ||
        owner !== intent.id
      )
        return false;
      this.#intents.write(intent);
      this.#jobs.writeStarted(job);
      return true;
    });
  }

  update(key: JobKey, change: (job: Job) => Job): Job | undefined {
    return this.updateAll([key], change)[0];
  }

  updateAll(keys: readonly JobKey[], change: (job: Job) => Job): readonly Job[] {
    return this.#writeTransaction(() =>
      keys.flatMap(key => {
        const job = this.#jobs.of(key);
        if (job === undefined) return [];
        const after = change(job);
        if (after !== job) this.#jobs.write(after, job);
        return [after];
      }),
    );
  }

  add(jobs: readonly Job[], asked = false): readonly Job[] {
    return this.#writeTransaction(() =>
      jobs.flatMap(job => {
        const [removed] = this.#file.all(`SELECT intent_id FROM removed WHERE ${keyColumns}`, ...keyOf(job));
        if ((removed !== undefined && !asked) || this.#jobs.of(job) !== undefined) return [];
        if (removed !== undefined) this.#file.run(`DELETE FROM removed WHERE ${keyColumns}`, ...keyOf(job));
        // A job that was started here keeps its intent: no other start may claim it.
        const intentId = removed?.['intent_id'] ?? undefined;
        const written = intentId === undefined ? job : { ...job, intentId: String(intentId) };
        // If the job was known before, its end is not news.
        this.#jobs.write(written, removed === undefined ? undefined : written);
        return [written];
      }),
    );
  }

  remove(keys: readonly JobKey[]): void {
    this.#writeTransaction(() => {
      for (const key of keys) {
        const [intentId] = this.#file
          .all(`DELETE FROM jobs WHERE ${keyColumns} RETURNING intent_id`, ...keyOf(key))
          .map(row => row['intent_id'] ?? null);
        this.#file.run(
          'INSERT OR IGNORE INTO removed (partition, account, region, service, id, intent_id) VALUES (?, ?, ?, ?, ?, ?)',
          ...keyOf(key),
          intentId ?? null,
        );
        const intent = typeof intentId === 'string' ? this.#intents.of(intentId) : undefined;
        if (intent !== undefined) this.#intents.write(redactedIntent(intent));
        if (typeof intentId === 'string') this.queue.redact(intentId);
      }
      this.#jobs.count('removals');
      this.#erasing.recordDeletion(true);
    });
  }

  prune(before: number): number {
    return this.#writeTransaction(() => {
      // Keeps unfinished jobs, and jobs whose end has not been announced yet.
      const pruned = this.#file.run(
        "DELETE FROM jobs WHERE unfinished = 0 AND news = 0 AND action <> '' AND submitted_at < ?",
        before,
      );
      // An intent that cannot be read has no date and is of no use, so it is deleted, too.
      const starts = this.#file.run(
        `DELETE FROM intents WHERE state IN ('refused', 'started', 'dismissed') AND CASE WHEN json_valid(intent) THEN coalesce(json_extract(intent, '$.sentAt'), 0) ELSE 0 END < ?
        AND NOT EXISTS (SELECT 1 FROM jobs WHERE intent_id = intents.id)`,
        before,
      );
      if (pruned > 0) this.#jobs.count('removals');
      if (pruned + starts + this.queue.prune(before) > 0) this.#erasing.recordDeletion(true);
      return pruned;
    });
  }

  takeFinished(account: Account): readonly Job[] {
    return this.#writeTransaction(() => {
      const news = this.#file
        .all(`SELECT job FROM jobs WHERE news = 1 AND ${ofAccount}`, ...idOf(account))
        .flatMap(row => jobFrom(row) ?? []);
      if (news.length > 0) this.#file.run(`UPDATE jobs SET news = 0 WHERE news = 1 AND ${ofAccount}`, ...idOf(account));
      return news;
    });
  }

  isOfBatch({ intentId }: Job): boolean {
    return intentId !== undefined && this.queue.isRun(intentId);
  }

  failed(account: Account, since: number): number {
    const words = jobKinds.flatMap(({ phases }) =>
      Object.keys(phases).filter(word => phaseOf(phases, word) === 'failed'),
    );
    // A service reports an end with a delay and by its own clock: what counts is when it was first seen here.
    const firstSeenAt =
      "coalesce(CASE WHEN json_valid(jobs.job) THEN json_extract(jobs.job, '$.timeline[#-1].seenAt') END, jobs.ended_at)";
    // The index alone answers the inner query, whose LIMIT keeps it from being flattened into the join; jobs are read
    // only for the few rows that it returns.
    const late = `SELECT partition, account, region, service, id FROM jobs INDEXED BY job_list WHERE ${ofAccount} AND intent_id IS NOT NULL AND ended_at > ? AND status IN (${words.map(() => '?').join()}) LIMIT -1`;
    const sql = `SELECT count(*) AS failed FROM (${late}) CROSS JOIN jobs USING (partition, account, region, service, id) WHERE ${firstSeenAt} > ?`;
    return this.#file.do(() =>
      Number(
        this.#file.all(sql, ...idOf(account), Math.round(since) - maxReportDelayMs, ...words, Math.round(since))[0]?.[
          'failed'
        ] ?? 0,
      ),
    );
  }

  claimedIds(account: Account): ReadonlySet<string> {
    const claimed = ['jobs', 'removed']
      .map(table => `SELECT id FROM ${table} WHERE ${ofAccount} AND intent_id IS NOT NULL`)
      .join(' UNION ALL ');
    return this.#file.do(
      () => new Set(this.#file.all(claimed, ...idOf(account), ...idOf(account)).map(row => String(row['id']))),
    );
  }

  /**
   * Whether any account has an unfinished job, an unanswered start, a batch of which more will come, or an end not yet
   * announced; false without a file.
   */
  hasUnfinished(): boolean {
    if (!this.#file.exists) return false;
    return this.#file.do(
      () =>
        this.#file.all(
          "SELECT EXISTS (SELECT 1 FROM jobs WHERE unfinished = 1) OR EXISTS (SELECT 1 FROM intents WHERE state IN ('sending', 'unclear')) OR EXISTS (SELECT 1 FROM jobs WHERE news = 1) AS found",
        )[0]?.['found'] === 1 || this.queue.hasOpen,
    );
  }

  version(): number {
    return this.#file.do(() => {
      this.#file.reopenIfReplaced();
      const version = Number(this.#file.all('PRAGMA data_version')[0]?.['data_version'] ?? 0);
      this.#erasing.erasePending();
      return this.#perFile(version);
    });
  }

  changes(account: Account, since: number): Changes {
    return this.#file.do(() => ({
      seq: this.#jobs.counter('seq'),
      removals: this.#perFile(this.#jobs.counter('removals')),
      jobs: this.#all(`SELECT job FROM jobs WHERE ${ofAccount} AND seq > ?`, ...idOf(account), since),
    }));
  }

  lease(name: string, claim: LeaseClaim): ReturnType<JobRecords['lease']> {
    return this.#shared.lease(name, claim);
  }

  release(name: string, owner: string): void {
    this.#shared.release(name, owner);
  }

  cursors(account: Account): ReadonlyMap<string, string> {
    return this.#shared.cursors(account);
  }

  setCursors(account: Account, cursors: ReadonlyMap<string, string>): void {
    this.#shared.setCursors(account, cursors);
  }

  accountOf(choice: string): Account | undefined {
    return this.#shared.accountOf(choice);
  }

  setAccount(choice: string, account: Account): void {
    this.#shared.setAccount(choice, account);
  }

  dispose(): void {
    this.#file.dispose();
  }

  /** Runs `work` as one transaction on the file that is now at the path, then erases what it deleted. */
  #writeTransaction<T>(work: () => T): T {
    this.#file.reopenIfReplaced();
    this.#restoreCarried();
    const result = this.#file.transaction(work);
    this.#erasing.erasePending();
    return result;
  }

  #opened(found: Found): void {
    const isFollowing = this.#carried !== undefined;
    this.#erasing.reset();
    this.#restoreCarried();
    const known = this.#known;
    const identity = this.#jobs.counter('identity');
    if (known === undefined || (known.identity === identity && !isFollowing)) return;
    const isThere = found.previousState === 'there';
    const what = isFollowing ? (isThere ? 'replaced' : 'deleted') : isThere ? 'another' : 'lost';
    if (isFollowing || known.identity !== undefined) known.onNotice({ what, ...defined({ kept: found.kept }) });
    known.remember(identity);
  }

  /** Writes the rows that were carried over from the previous file. */
  #restoreCarried(): void {
    const carried = this.#carried;
    if (carried === undefined) return;
    this.#file.transaction(() => {
      writeCarriedRows(this.#file, carried, () => this.#jobs.count('seq'));
    });
    this.#carried = undefined;
  }

  #all(sql: string, ...values: readonly (string | number)[]): readonly Job[] {
    return this.#file.do(() => this.#jobs.all(sql, ...values));
  }

  /** Makes a counter of this file distinct from the same counter of an earlier file. */
  #perFile(value: number): number {
    return (this.#file.generation - 1) * maxPerFile + value;
  }
}
