import type { Database } from '../store/database.ts';
import type { Kind } from './kinds.ts';
import type { JobType, OutputSource } from './shapes.ts';

/** A row of `resolutionJobs`; times in milliseconds since the epoch. */
export interface ResolutionJob {
  readonly seq: number;
  readonly region: string;
  readonly kind: Kind;
  readonly workflowName: string;
  readonly jobId: string;
  readonly jobType: JobType | null;
  /** A list of one OutputSource, as JSON. */
  readonly outputSourceConfig: string;
  readonly startedAt: number;
  readonly finishesAt: number;
  readonly outcome: 'SUCCEEDED' | 'FAILED' | null;
  readonly message: string | null;
  /** Counts by their AWS names, as JSON. */
  readonly metrics: string | null;
}

/** Every status a job can have. */
export type ResolutionStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** The share of a job's duration that it waits. */
export const queuedShare = 0.2;

/**
 * A job's status at `now` (milliseconds since the epoch): a pure function, so that every process sees the same status.
 */
function statusAt(job: Pick<ResolutionJob, 'startedAt' | 'finishesAt' | 'outcome'>, now: number): ResolutionStatus {
  if (now >= job.finishesAt && job.outcome !== null) return job.outcome;
  return now < job.startedAt + (job.finishesAt - job.startedAt) * queuedShare ? 'QUEUED' : 'RUNNING';
}

/** A job as the List operations return it. */
export function jobSummary(job: ResolutionJob, now: number): Record<string, unknown> {
  const status = statusAt(job, now);
  const ended = status === 'SUCCEEDED' || status === 'FAILED';
  return {
    jobId: job.jobId,
    status,
    startTime: new Date(job.startedAt),
    ...(ended ? { endTime: new Date(job.finishesAt) } : {}),
  };
}

/** A job as the Get operations return it. */
export function jobDetails(job: ResolutionJob, now: number): Record<string, unknown> {
  const ended = now >= job.finishesAt;
  return {
    ...jobSummary(job, now),
    ...(ended && job.metrics !== null ? { metrics: JSON.parse(job.metrics) as unknown } : {}),
    ...(ended && job.message !== null ? { errorDetails: { errorMessage: job.message } } : {}),
    outputSourceConfig: JSON.parse(job.outputSourceConfig) as OutputSource[],
    ...(job.jobType === null ? {} : { jobType: job.jobType }),
  };
}

/** The workflow whose job of this kind runs in the region at `now`, or undefined. */
export function runningWorkflow(database: Database, region: string, kind: Kind, now: number): string | undefined {
  const row = database.get(
    'SELECT workflowName FROM resolutionJobs WHERE region = ? AND kind = ? AND finishesAt > ?',
    region,
    kind,
    now,
  );
  return row === undefined ? undefined : String(row['workflowName']);
}

/** Stores a new job; the caller provides the id and the times. */
export function insertJob(
  database: Database,
  job: Omit<ResolutionJob, 'seq' | 'outcome' | 'message' | 'metrics'>,
): void {
  database.run(
    'INSERT INTO resolutionJobs (region, kind, workflowName, jobId, jobType, outputSourceConfig, startedAt, finishesAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    job.region,
    job.kind,
    job.workflowName,
    job.jobId,
    job.jobType,
    job.outputSourceConfig,
    job.startedAt,
    job.finishesAt,
  );
}

/** A workflow's job by its id, or undefined. */
export function findJob(
  database: Database,
  region: string,
  kind: Kind,
  workflowName: string,
  jobId: string,
): ResolutionJob | undefined {
  return database.get(
    'SELECT * FROM resolutionJobs WHERE region = ? AND kind = ? AND workflowName = ? AND jobId = ?',
    region,
    kind,
    workflowName,
    jobId,
  ) as unknown as ResolutionJob | undefined;
}

/** A workflow's jobs, newest first: at most `limit` of those started before the job numbered `beforeSeq`. */
export function jobsOfWorkflow(
  database: Database,
  region: string,
  kind: Kind,
  workflowName: string,
  beforeSeq: number,
  limit: number,
): ResolutionJob[] {
  return database.all(
    'SELECT * FROM resolutionJobs WHERE region = ? AND kind = ? AND workflowName = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
    region,
    kind,
    workflowName,
    beforeSeq,
    limit,
  ) as unknown as ResolutionJob[];
}

/** All jobs of a workflow, oldest first. */
export function allJobsOfWorkflow(
  database: Database,
  region: string,
  kind: Kind,
  workflowName: string,
): ResolutionJob[] {
  return database.all(
    'SELECT * FROM resolutionJobs WHERE region = ? AND kind = ? AND workflowName = ? ORDER BY seq',
    region,
    kind,
    workflowName,
  ) as unknown as ResolutionJob[];
}
