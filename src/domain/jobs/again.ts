// The request that does a job's work once more: the one on record, or for a job started elsewhere one made of what the service tells.
import { type JsonObject, isJsonObject, stringAt } from '../json.ts';
import { readS3Place } from '../spec/s3.ts';
import { fingerprintOf } from './intent.ts';
import { type Account, type Job, kindOfJob } from './job.ts';
import type { JobKind } from './kinds.ts';

/** The request, as it is to be sent and, where it had variables, as it was written; or the members that nobody has told of. */
export type RequestAgain = { readonly request: JsonObject; readonly written?: JsonObject } | { readonly missing: readonly string[] };

/**
 * The request for the same work once more. It never holds the ClientRequestToken of the old one, by which the service would take
 * it for that one.
 */
export function requestAgain(job: Job): RequestAgain {
  if (job.request === undefined) return kindOfJob(job)?.service === 'entityresolution' ? ofWorkflow(job) : ofComprehendMedical(job);
  return { request: withoutToken(job.request), ...(job.written === undefined ? {} : { written: withoutToken(job.written) }) };
}

/** Whether only a list has told of a job of Entity Resolution, which says no more than its status and times. */
export function isBare(job: Job): boolean {
  const { request, output, role, jobType, message, metrics } = job;
  return kindOfJob(job)?.service === 'entityresolution' && [request, output, role, jobType, message, metrics].every(fact => fact === undefined);
}

/** Whether a job, started here or elsewhere, does the work of a request; one that only a list has told of may do any. */
export function doesTheWork(job: Job, account: Account, region: string, kind: JobKind, request: JsonObject): boolean {
  const found = job.action !== kind.action || isBare(job) ? undefined : requestAgain(job);
  return found !== undefined && 'request' in found
    && fingerprintOf(job, job.region, kind, asToldBack(found.request)) === fingerprintOf(account, region, kind, asToldBack(request));
}

/** The request with its output as the service names it once the job runs: a folder, with a slash at its end. */
function asToldBack(request: JsonObject): JsonObject {
  const { OutputDataConfig: output } = request;
  const key = stringAt(output, 'S3Key') ?? '';
  return !isJsonObject(output) || key === '' || key.endsWith('/') ? request : { ...request, OutputDataConfig: { ...output, S3Key: `${key}/` } };
}

function withoutToken({ ClientRequestToken, ...work }: JsonObject): JsonObject {
  return work;
}

function ofComprehendMedical({ name, input, output, role, kmsKey, id }: Job): RequestAgain {
  const from = input === undefined ? undefined : s3Location(input);
  const to = output === undefined ? undefined : s3Location(withoutJobFolder(output, id));
  if (from === undefined || to === undefined || role === undefined) {
    return { missing: [...(from === undefined ? ['InputDataConfig'] : []), ...(to === undefined ? ['OutputDataConfig'] : []), ...(role === undefined ? ['DataAccessRoleArn'] : [])] };
  }
  return {
    request: {
      ...(name === undefined ? {} : { JobName: name }), InputDataConfig: from, OutputDataConfig: to, DataAccessRoleArn: role,
      LanguageCode: 'en', // the service has no other
      ...(kmsKey === undefined ? {} : { KMSKey: kmsKey }),
    },
  };
}

function ofWorkflow({ workflow: workflowName, jobType, output, role, kmsKey }: Job): RequestAgain {
  if (workflowName === undefined) return { missing: ['workflowName'] };
  if (output !== undefined && role === undefined) return { missing: ['roleArn'] };
  return {
    request: {
      workflowName,
      ...(output === undefined || role === undefined ? {} : { outputSourceConfig: [{ roleArn: role, outputS3Path: output, ...(kmsKey === undefined ? {} : { KMSArn: kmsKey }) }] }),
      ...(jobType === undefined ? {} : { jobType }),
    },
  };
}

function s3Location(uri: string): JsonObject | undefined {
  const place = readS3Place(uri);
  return place && { S3Bucket: place.bucket, ...(place.key === '' ? {} : { S3Key: place.key }) };
}

/** Once a job runs, the service names its folder below the place that was asked for: `…/‹account›-‹job type›-‹job id›/`. */
function withoutJobFolder(output: string, id: string): string {
  const folder = /(?<![^/])[^/]+\/$/.exec(output)?.[0];
  return folder?.endsWith(`-${id}/`) === true ? output.slice(0, -folder.length) : output;
}
