import type { Database } from '../store/database.ts';
import type { MedicalJob, Outcome } from './job.ts';

/** The jobs that one List or Describe call can see. */
export interface JobScope {
  readonly region: string;
  /** The family's stem. */
  readonly family: string;
}

/** The jobs of a list, and their order. Times are milliseconds since the epoch, and exclusive. */
export interface JobSelection {
  readonly order: 'oldestFirst' | 'newestFirst';
  readonly before?: number;
  readonly after?: number;
  /** Only jobs that end after this time: few among many, and found without reading the others. */
  readonly endingAfter?: number;
  /** The last job of the previous page. */
  readonly continueAfter?: { readonly submittedAt: number; readonly seq: number };
}

/** Stores a new job; the caller provides the id and the times. */
export function insertJob(
  database: Database,
  job: Pick<
    MedicalJob,
    'region' | 'family' | 'jobId' | 'clientRequestToken' | 'request' | 'submittedAt' | 'finishesAt' | 'model'
  >,
): void {
  database.run(
    'INSERT INTO medicalJobs (region, family, jobId, clientRequestToken, request, submittedAt, finishesAt, model) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    job.region,
    job.family,
    job.jobId,
    job.clientRequestToken,
    job.request,
    job.submittedAt,
    job.finishesAt,
    job.model,
  );
}

/** A job by its id, or undefined. */
export function findJob(database: Database, { region, family }: JobScope, jobId: string): MedicalJob | undefined {
  return database.get(
    'SELECT * FROM medicalJobs WHERE region = ? AND family = ? AND jobId = ?',
    region,
    family,
    jobId,
  ) as unknown as MedicalJob | undefined;
}

/** The job that was started with a client request token, or undefined. */
export function findJobByToken(
  database: Database,
  { region, family }: JobScope,
  token: string,
): MedicalJob | undefined {
  return database.get(
    'SELECT * FROM medicalJobs WHERE region = ? AND family = ? AND clientRequestToken = ?',
    region,
    family,
    token,
  ) as unknown as MedicalJob | undefined;
}

/** How many jobs have not ended at `now`. */
export function countActiveJobs(database: Database, { region, family }: JobScope, now: number): number {
  const row = database.get(
    'SELECT count(*) AS active FROM medicalJobs WHERE region = ? AND family = ? AND coalesce(stopsAt, finishesAt) > ?',
    region,
    family,
    now,
  );
  return Number(row?.['active']);
}

/** Yields the selected jobs one by one; nothing may be written while they are read. */
export function* selectJobs(
  database: Database,
  { region, family }: JobScope,
  selection: JobSelection,
): Generator<MedicalJob, void, undefined> {
  const ascending = selection.order === 'oldestFirst';
  const { submittedAt, seq } = selection.continueAfter ?? {
    submittedAt: ascending ? -1 : Number.MAX_SAFE_INTEGER,
    seq: 0,
  };
  // SQLite has no statistics on the tables here, so the index that leaves the fewest rows is given.
  const [index, ends] =
    selection.endingAfter === undefined
      ? ['medicalJobsByTime', '? IS NULL']
      : ['medicalJobsByEnd', 'coalesce(stopsAt, finishesAt) > ?'];
  const rows = database.iterate(
    `SELECT * FROM medicalJobs INDEXED BY ${index} WHERE region = ? AND family = ? AND ${ends} AND submittedAt < ? AND submittedAt > ?
       AND (submittedAt, seq) ${ascending ? '>' : '<'} (?, ?)
     ORDER BY submittedAt ${ascending ? 'ASC' : 'DESC'}, seq ${ascending ? 'ASC' : 'DESC'}`,
    region,
    family,
    selection.endingAfter ?? null,
    selection.before ?? Number.MAX_SAFE_INTEGER,
    selection.after ?? -1,
    submittedAt,
    seq,
  );
  for (const row of rows) yield row as unknown as MedicalJob;
}

/** Records a requested stop that takes effect at `stopsAt`. */
export function recordStop(database: Database, { seq }: MedicalJob, stopsAt: number): void {
  database.run('UPDATE medicalJobs SET stopsAt = ? WHERE seq = ?', stopsAt, seq);
}

/** The jobs that have run to their end by `now` but have no outcome yet, in the order in which they ended. */
export function unsettledJobs(database: Database, now: number): MedicalJob[] {
  return database.all(
    'SELECT * FROM medicalJobs WHERE outcome IS NULL AND stopsAt IS NULL AND finishesAt <= ? ORDER BY finishesAt, seq',
    now,
  ) as unknown as MedicalJob[];
}

/** Whether the job still has no outcome: another process may have been faster. */
export function isUnsettled(database: Database, { seq }: MedicalJob): boolean {
  return (
    database.get('SELECT 1 FROM medicalJobs WHERE seq = ? AND outcome IS NULL AND stopsAt IS NULL', seq) !== undefined
  );
}

/** Records the outcome of a job. */
export function recordOutcome(
  database: Database,
  { seq }: MedicalJob,
  outcome: Outcome,
  message: string | undefined,
): void {
  database.run('UPDATE medicalJobs SET outcome = ?, message = ? WHERE seq = ?', outcome, message ?? null, seq);
}
