import { type Job, type JobKey, isEndUnknown, isUnfinished } from '../../domain/jobs/job.ts';
import type { DatabaseFile } from './file.ts';
import { hashedFingerprint, jobColumns, jobFrom, keyColumns, keyOf } from './rows.ts';

/** The tables `jobs` and `counters`. Every call runs in the transaction of its caller. */
export class JobTable {
  readonly #file: DatabaseFile;

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  all(sql: string, ...values: readonly (string | number)[]): readonly Job[] {
    return this.#file.all(sql, ...values).flatMap(row => jobFrom(row) ?? []);
  }

  of(key: JobKey): Job | undefined {
    const [row] = this.#file.all(`SELECT job FROM jobs WHERE ${keyColumns}`, ...keyOf(key));
    return row === undefined ? undefined : jobFrom(row);
  }

  /** The unfinished job of an earlier start of the same request, except those that the user was already asked about. */
  runningOf(fingerprint: string, allowDuplicatesOf: readonly string[]): Job | undefined {
    return this.#file
      .all(
        `SELECT job FROM intents JOIN jobs ON jobs.intent_id = intents.id
      WHERE intents.fingerprint IN (?, ?) AND intents.state = 'started' AND jobs.unfinished = 1`,
        fingerprint,
        hashedFingerprint(fingerprint),
      )
      .map(jobFrom)
      .find(job => job !== undefined && isUnfinished(job) && !allowDuplicatesOf.includes(job.id));
  }

  /** Writes the job of a start. If a list has already returned the job, that data is newer than the start's. */
  writeStarted(job: Job): void {
    const known = this.of(job);
    const { gone: _gone, ...seen }: Partial<Job> = known ?? {};
    this.write({ ...job, ...seen, ...startMembers(job) }, known);
  }

  /**
   * `before`: what was known of the job. The end of a job that is watched (by default, one that was started here) is
   * news if the end was not known before, or if it was not known that the job was started here.
   */
  write(job: Job, before?: Job): void {
    const isAwaited = job.watched ?? job.intentId !== undefined;
    const isNews =
      isAwaited &&
      !isEndUnknown(job) &&
      (before === undefined || isEndUnknown(before) || (before.intentId === undefined && job.intentId !== undefined));
    const { action, status, submittedAt, endedAt, spec, title, search } = jobColumns(job);
    this.#file.run(
      `INSERT INTO jobs (partition, account, region, service, id, unfinished, intent_id, job, action, status, submitted_at, ended_at, spec, title, search, news, seq)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET unfinished = excluded.unfinished, intent_id = excluded.intent_id, job = excluded.job, action = excluded.action, status = excluded.status,
        submitted_at = excluded.submitted_at, ended_at = excluded.ended_at, spec = excluded.spec, title = excluded.title, search = excluded.search,
        news = max(news, excluded.news), seq = excluded.seq`,
      ...keyOf(job),
      isUnfinished(job) ? 1 : 0,
      job.intentId ?? null,
      JSON.stringify(job),
      action,
      status,
      submittedAt,
      endedAt,
      spec,
      title,
      search,
      isNews ? 1 : 0,
      this.count('seq'),
    );
  }

  counter(name: 'seq' | 'removals' | 'identity'): number {
    return Number(this.#file.all('SELECT value FROM counters WHERE name = ?', name)[0]?.['value'] ?? 0);
  }

  /** Increases a counter and returns its new value. */
  count(name: 'seq' | 'removals'): number {
    return Number(
      this.#file.all('UPDATE counters SET value = value + 1 WHERE name = ? RETURNING value', name)[0]?.['value'] ?? 0,
    );
  }
}

function startMembers({ intentId, request, written, specUri, gitCommit, confirmed, requestId }: Job): Partial<Job> {
  return JSON.parse(
    JSON.stringify({ intentId, request, written, specUri, gitCommit, confirmed, requestId }),
  ) as Partial<Job>;
}
