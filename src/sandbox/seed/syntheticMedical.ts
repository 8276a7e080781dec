import { accountId } from '../account.ts';
import type { JobStatus, MedicalJob } from '../comprehendmedical/job.ts';
import type { StartRequest } from '../comprehendmedical/shapes.ts';
import type { Database } from '../store/database.ts';
import { chance, pick, syntheticJobId } from './chance.ts';

/** The given properties of a synthetic job. Times are milliseconds since the epoch. */
export interface SyntheticMedicalJob {
  /** The job's index among all synthetic jobs, from which everything but the times is derived. */
  readonly index: number;
  readonly region: string;
  /** The family's stem. */
  readonly family: string;
  readonly submittedAt: number;
  readonly finishesAt: number;
  readonly isUnfinished: boolean;
}

type Ending = readonly [Extract<JobStatus, 'COMPLETED' | 'PARTIAL_SUCCESS' | 'FAILED' | 'STOPPED'>, message?: string];

const wards = ['cardiology', 'oncology', 'radiology', 'pediatrics', 'surgery', 'neurology', 'emergency'];
const documents = ['discharge-notes', 'referral-letters', 'visit-notes', 'lab-comments', 'intake-forms'];

/** How jobs end, weighted. */
const endings: readonly (readonly [number, Ending])[] = [
  [80, ['COMPLETED']],
  [5, ['PARTIAL_SUCCESS', '3 of 120 input files could not be processed; the list of unprocessed files says why.']],
  [2, ['PARTIAL_SUCCESS', '41 of 2600 input files could not be processed; the list of unprocessed files says why.']],
  [3, ['FAILED', 'No object was found under s3://synthetic-clinical-notes/empty/.']],
  [2, ['FAILED', 'The data access role cannot be used. Reason: DATA_ACCESS_ROLE_ARN_INVALID']],
  [2, ['FAILED', 'The output bucket synthetic-results does not exist.']],
  [1, ['FAILED', 'An internal error occurred.']],
  [5, ['STOPPED']],
];

/** The share of the unfinished jobs that is being stopped. */
const stoppingShare = 0.02;

/** Writes a synthetic job, unless it exists. */
export function insertMedicalJob(
  database: Database,
  { index, region, family, submittedAt, finishesAt, isUnfinished }: SyntheticMedicalJob,
): void {
  const [ending, message = null] = pick(endings, chance('ending', index));
  const isStopped = isUnfinished ? chance('stopping', index) < stoppingShare : ending === 'STOPPED';
  const job: Omit<MedicalJob, 'seq' | 'clientRequestToken' | 'model'> = {
    region,
    family,
    jobId: syntheticJobId(index),
    request: JSON.stringify(request(index)),
    submittedAt,
    finishesAt,
    stopsAt: isStopped ? finishesAt : null,
    outcome: ending === 'STOPPED' ? (isStopped ? null : 'COMPLETED') : ending,
    message: isStopped ? null : message,
  };
  database.run(
    `INSERT INTO medicalJobs (region, family, jobId, request, submittedAt, finishesAt, stopsAt, outcome, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (jobId) DO NOTHING`,
    job.region,
    job.family,
    job.jobId,
    job.request,
    job.submittedAt,
    job.finishesAt,
    job.stopsAt,
    job.outcome,
    job.message,
  );
}

function request(index: number): StartRequest {
  const ward = wards[index % wards.length] ?? '';
  const kind = documents[Math.floor(chance('document', index) * documents.length)] ?? '';
  return {
    InputDataConfig: { S3Bucket: 'synthetic-clinical-notes', S3Key: `${ward}/${kind}/` },
    OutputDataConfig: { S3Bucket: 'synthetic-results', S3Key: `${ward}/` },
    DataAccessRoleArn: `arn:aws:iam::${accountId}:role/ComprehendMedicalData`,
    LanguageCode: 'en',
    // Some jobs have no name.
    ...(chance('named', index) < 0.95
      ? { JobName: `synthetic-${ward}-${kind}-${String(index).padStart(5, '0')}` }
      : {}),
    ...(chance('encrypted', index) < 0.5
      ? { KMSKey: `arn:aws:kms:us-east-1:${accountId}:key/00000000-0000-4000-8000-000000000000` }
      : {}),
  };
}
