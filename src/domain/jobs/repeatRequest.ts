// Builds the request that repeats a job's work: the recorded one or, for a job started elsewhere, one made from the
// facts that the service returned.
import { defined } from '../defined.ts';
import { type JsonObject, isJsonObject, stringAt } from '../json.ts';
import { readS3Place } from '../spec/s3.ts';
import { fingerprintOf } from './intent.ts';
import { type Account, type Job, kindOfJob } from './job.ts';
import { type JobKind, isWorkflowKind } from './kinds.ts';

/** The request to send and, if it had variables, the request as written; or the required members that are unknown. */
export type RepeatRequest =
  | { readonly request: JsonObject; readonly written?: JsonObject }
  | { readonly missing: readonly string[] };

/**
 * Returns the request that does the same work again. It never contains the old ClientRequestToken, by which the
 * service would take it for the old start.
 */
export function repeatRequest(job: Job): RepeatRequest {
  if (job.request === undefined) return isOfWorkflow(job) ? ofWorkflow(job) : requestOfFacts(job);
  return {
    request: withoutToken(job.request),
    ...(job.written === undefined ? {} : { written: withoutToken(job.written) }),
  };
}

function isOfWorkflow(job: Job): boolean {
  const kind = kindOfJob(job);
  return kind !== undefined && isWorkflowKind(kind);
}

/** Whether an Entity Resolution job is known only from a list, which returns only its status and times. */
export function isBare(job: Job): boolean {
  const { request, output, role, jobType, message, metrics } = job;
  return isOfWorkflow(job) && [request, output, role, jobType, message, metrics].every(fact => fact === undefined);
}

/** Whether a job, started here or elsewhere, does the work of a request; false for a job known only from a list. */
export function doesTheWork(job: Job, account: Account, region: string, kind: JobKind, request: JsonObject): boolean {
  const found = job.action !== kind.action || isBare(job) ? undefined : repeatRequest(job);
  return (
    found !== undefined &&
    'request' in found &&
    fingerprintOf(job, job.region, kind, withOutputFolder(found.request)) ===
      fingerprintOf(account, region, kind, withOutputFolder(request))
  );
}

/** Returns the request with its output as the service returns it once the job runs: a folder with a trailing slash. */
function withOutputFolder(request: JsonObject): JsonObject {
  const { OutputDataConfig: output } = request;
  const key = stringAt(output, 'S3Key') ?? '';
  return !isJsonObject(output) || key === '' || key.endsWith('/')
    ? request
    : { ...request, OutputDataConfig: { ...output, S3Key: `${key}/` } };
}

function withoutToken({ ClientRequestToken, ...work }: JsonObject): JsonObject {
  return work;
}

/** Builds the request of a Comprehend Medical job from what the service returns of it. */
export function requestOfFacts({
  name,
  input,
  output,
  role,
  kmsKey,
  id,
}: Pick<Job, 'name' | 'input' | 'output' | 'role' | 'kmsKey' | 'id'>): RepeatRequest {
  const from = input === undefined ? undefined : s3Location(input);
  const to = output === undefined ? undefined : s3Location(withoutJobFolder(output, id));
  if (from === undefined || to === undefined || role === undefined) {
    return {
      missing: [
        ...(from === undefined ? ['InputDataConfig'] : []),
        ...(to === undefined ? ['OutputDataConfig'] : []),
        ...(role === undefined ? ['DataAccessRoleArn'] : []),
      ],
    };
  }
  return {
    request: {
      ...defined({ JobName: name }),
      InputDataConfig: from,
      OutputDataConfig: to,
      DataAccessRoleArn: role,
      LanguageCode: 'en', // the service supports no other
      ...defined({ KMSKey: kmsKey }),
    },
  };
}

function ofWorkflow({ workflow: workflowName, jobType, output, role, kmsKey }: Job): RepeatRequest {
  if (workflowName === undefined) return { missing: ['workflowName'] };
  if (output !== undefined && role === undefined) return { missing: ['roleArn'] };
  return {
    request: {
      workflowName,
      ...(output === undefined || role === undefined
        ? {}
        : { outputSourceConfig: [{ roleArn: role, outputS3Path: output, ...defined({ KMSArn: kmsKey }) }] }),
      ...defined({ jobType }),
    },
  };
}

function s3Location(uri: string): JsonObject | undefined {
  const place = readS3Place(uri);
  return place && { S3Bucket: place.bucket, ...(place.key === '' ? {} : { S3Key: place.key }) };
}

/** Once a job runs, the service returns its folder below the requested place: `…/‹account›-‹job type›-‹job id›/`. */
function withoutJobFolder(output: string, id: string): string {
  const folder = /(?<![^/])[^/]+\/$/.exec(output)?.[0];
  return folder?.endsWith(`-${id}/`) === true ? output.slice(0, -folder.length) : output;
}
