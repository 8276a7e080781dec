import { accountId } from '../account.ts';
import type { ModelNumber } from './analysis/entry.ts';
import { familyOf } from './families.ts';
import { modelVersionOf } from './profile.ts';
import type { StartRequest } from './shapes.ts';

/** The outcome of a job that ran to its end. */
export type Outcome = 'COMPLETED' | 'PARTIAL_SUCCESS' | 'FAILED';

/** Every status a job can have. */
export type JobStatus = Outcome | 'SUBMITTED' | 'IN_PROGRESS' | 'STOP_REQUESTED' | 'STOPPED';

/** A row of `medicalJobs`; times in milliseconds since the epoch. */
export interface MedicalJob {
  readonly seq: number;
  readonly region: string;
  /** The family's stem. */
  readonly family: string;
  readonly jobId: string;
  readonly clientRequestToken: string | null;
  /** The Start request as JSON. */
  readonly request: string;
  readonly submittedAt: number;
  readonly finishesAt: number;
  /** When a requested stop takes effect; null when none was requested. */
  readonly stopsAt: number | null;
  /** Known before the end for a synthetic job, which reads no input. */
  readonly outcome: Outcome | null;
  readonly message: string | null;
  /** The model that the job was started with. */
  readonly model: ModelNumber;
}

/** The share of a job's duration that it waits, and the share of the usual duration that a stop takes. */
const submittedShare = 0.2;
const stoppingShare = 0.1;

/** AWS deletes a job's metadata about 120 days after it was submitted. */
export const metadataLifetimeMs = 120 * 24 * 60 * 60 * 1000;

/**
 * A job's status at `now` (milliseconds since the epoch): a pure function, so that every process sees the same status.
 */
export function statusAt(
  job: Pick<MedicalJob, 'submittedAt' | 'finishesAt' | 'stopsAt' | 'outcome'>,
  now: number,
): JobStatus {
  if (job.stopsAt !== null) return now < job.stopsAt ? 'STOP_REQUESTED' : 'STOPPED';
  if (now >= job.finishesAt && job.outcome !== null) return job.outcome;
  return now < job.submittedAt + (job.finishesAt - job.submittedAt) * submittedShare ? 'SUBMITTED' : 'IN_PROGRESS';
}

/** Whether the status is final. */
export function hasEnded(status: string): boolean {
  return !['SUBMITTED', 'IN_PROGRESS', 'STOP_REQUESTED'].includes(status);
}

/** Whether the service has deleted the job's metadata. */
export function isForgotten({ submittedAt }: Pick<MedicalJob, 'submittedAt'>, now: number): boolean {
  return submittedAt + metadataLifetimeMs <= now;
}

/**
 * When a stop requested at `now` takes effect. `jobDurationMs`: how long a job started now takes; a job of the
 * synthetic history takes hours.
 */
export function stopsAt(now: number, jobDurationMs: number): number {
  return now + Math.ceil(jobDurationMs * stoppingShare);
}

/** The job's output folder, ending in a slash: the request's prefix, followed by the job's own name. */
export function jobFolder(job: Pick<MedicalJob, 'family' | 'jobId'>, request: StartRequest): string {
  const prefix = request.OutputDataConfig.S3Key ?? '';
  const separator = prefix === '' || prefix.endsWith('/') ? '' : '/';
  return `${prefix}${separator}${accountId}-${familyOf(job.family).jobType}-${job.jobId}/`;
}

/** The ComprehendMedicalAsyncJobProperties of a job at `now`. Members without a value are left out. */
export function jobProperties(job: MedicalJob, now: number): Record<string, unknown> {
  const request = JSON.parse(job.request) as StartRequest;
  const status = statusAt(job, now);
  const endedAt = status === 'STOPPED' ? job.stopsAt : job.finishesAt;
  const ended = hasEnded(status) && endedAt !== null;
  const folder = jobFolder(job, request);
  return {
    JobId: job.jobId,
    JobName: request.JobName ?? undefined,
    JobStatus: status,
    Message: ended ? (job.message ?? undefined) : undefined,
    SubmitTime: new Date(job.submittedAt),
    EndTime: ended ? new Date(endedAt) : undefined,
    ExpirationTime: new Date(job.submittedAt + metadataLifetimeMs),
    InputDataConfig: request.InputDataConfig,
    OutputDataConfig: { S3Bucket: request.OutputDataConfig.S3Bucket, S3Key: folder },
    LanguageCode: request.LanguageCode,
    DataAccessRoleArn: request.DataAccessRoleArn,
    ManifestFilePath: `${folder}Manifest`,
    KMSKey: request.KMSKey ?? undefined,
    ModelVersion: modelVersionOf(familyOf(job.family).profile, job.model),
  };
}
