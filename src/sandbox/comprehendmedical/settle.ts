import { isUtf8 } from 'node:buffer';
import { isDeniedBucket } from '../s3/reserved.ts';
import type { Database } from '../store/database.ts';
import { bucketExists, getObject, objectsUnder, putObject } from '../store/objects.ts';
import { analyse } from './analysis/analyse.ts';
import { codePointOffsets } from './analysis/codePoints.ts';
import { familyOf } from './families.ts';
import { jobFolder, type MedicalJob, type Outcome } from './job.ts';
import { isUnsettled, recordOutcome, unsettledJobs } from './jobStore.ts';
import { manifest, type ProcessedFile, type UnprocessedFile } from './manifest.ts';
import type { StartRequest } from './shapes.ts';

/**
 * The largest document that a batch job accepts, in bytes: 70 KB of 1,024 bytes, the newer of
 * the two documented figures.
 */
const maximumDocumentBytes = 70 * 1024;

/**
 * Gives every job that has run to its end by `now` its outcome and output files, each job in one transaction. The
 * server calls this before every request, so a finished job is never seen without all its files, and its input is read
 * as it was when the job ended.
 */
export function settleMedicalJobs(database: Database, now: number): void {
  for (const job of unsettledJobs(database, now)) {
    database.transaction(() => {
      if (!isUnsettled(database, job)) return;
      const { outcome, message } = runJob(database, job);
      recordOutcome(database, job, outcome, message);
    });
  }
}

interface Ending {
  readonly outcome: Outcome;
  /** A plain message for the user; only set if the job did not process everything. */
  readonly message?: string;
}

function runJob(database: Database, job: MedicalJob): Ending {
  const request = JSON.parse(job.request) as StartRequest;
  const { S3Bucket: inputBucket, S3Key: inputPrefix } = request.InputDataConfig;
  const { S3Bucket: outputBucket } = request.OutputDataConfig;
  const problem = bucketProblem(database, 'output', outputBucket);
  if (problem !== undefined) return { outcome: 'FAILED', message: problem };
  // Read before anything is written, because the outputs may be under the same prefix. A key that ends in a slash is a
  // folder marker of the console.
  const keys = Array.from(objectsUnder(database, inputBucket, inputPrefix ?? ''), ({ key }) => key).filter(
    key => !key.endsWith('/'),
  );
  const processed: ProcessedFile[] = [];
  const unprocessed: UnprocessedFile[] = [];
  const folder = jobFolder(job, request);
  const { profile } = familyOf(job.family);
  for (const key of keys) {
    const document = getObject(database, inputBucket, key)?.body ?? Buffer.alloc(0);
    const refusal = refusalOf(document);
    if (refusal === undefined) {
      // A byte order mark stays: for the service, it is the text's first character.
      const text = document.toString('utf8');
      const output = `${folder}${key}.out`;
      write(database, job, outputBucket, output, analyse(text, profile, job.model));
      processed.push({
        input: key,
        output,
        sizeBytes: document.length,
        characters: codePointOffsets(text)(text.length),
      });
    } else unprocessed.push({ input: key, ...refusal });
  }
  const ending = endingOf(database, request, keys.length, unprocessed.length);
  for (const [key, content] of manifest({ job, request, folder, ...ending, processed, unprocessed }))
    write(database, job, outputBucket, key, content);
  return ending;
}

function endingOf(
  database: Database,
  { InputDataConfig: { S3Bucket: bucket, S3Key: prefix } }: StartRequest,
  found: number,
  unprocessed: number,
): Ending {
  const problem = bucketProblem(database, 'input', bucket);
  if (problem !== undefined) return { outcome: 'FAILED', message: problem };
  if (found === 0) return { outcome: 'FAILED', message: `No object was found under s3://${bucket}/${prefix ?? ''}.` };
  if (unprocessed > 0)
    return {
      outcome: 'PARTIAL_SUCCESS',
      message: `${unprocessed} of ${found} input files could not be processed; the list of unprocessed files says why.`,
    };
  return { outcome: 'COMPLETED' };
}

/** Why a job cannot use a bucket, as a plain message for the user. */
function bucketProblem(database: Database, use: 'input' | 'output', bucket: string): string | undefined {
  if (isDeniedBucket(bucket)) return `The data access role is not allowed to use the ${use} bucket ${bucket}.`;
  return bucketExists(database, bucket) ? undefined : `The ${use} bucket ${bucket} does not exist.`;
}

/** Why a document is not analysed. AWS documents no codes; these are its errors for a text, written as codes. */
function refusalOf(document: Buffer): Omit<UnprocessedFile, 'input'> | undefined {
  if (document.length === 0) return { code: 'INVALID_REQUEST', message: 'The file is empty.' };
  if (document.length > maximumDocumentBytes)
    return { code: 'TEXT_SIZE_LIMIT_EXCEEDED', message: `The file is larger than ${maximumDocumentBytes} bytes.` };
  if (!isUtf8(document)) return { code: 'INVALID_ENCODING', message: 'The file is not UTF-8 text.' };
  return undefined;
}

/** The files get the time at which the job ended, not the time of the request that settled it. */
function write(database: Database, { finishesAt }: MedicalJob, bucket: string, key: string, content: unknown): void {
  putObject(database, { bucket, key, body: JSON.stringify(content), contentType: 'application/json' }, finishesAt);
}
