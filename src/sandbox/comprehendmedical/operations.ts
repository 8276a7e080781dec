import { randomUUID } from 'node:crypto';
import type { CallContext } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { assertValid } from '../validation/constraints.ts';
import type { Family } from './families.ts';
import { isForgotten, jobProperties, statusAt, stopsAt, type MedicalJob } from './job.ts';
import { countActiveJobs, findJob, findJobByToken, insertJob, recordStop } from './jobStore.ts';
import { jobIdShape, startShape, type JobIdRequest, type S3Location, type StartRequest } from './shapes.ts';

/**
 * One operation of a family: takes the decoded input and returns the output, in which dates are
 * Date. Throws ServiceError.
 */
export type Operation = (input: unknown, family: Family, context: CallContext) => unknown;

/**
 * The default maximum of active jobs of one operation in one region. AWS's documents disagree on the number (10 in
 * one, more in another), and a view of jobs has to be tested with hundreds of them; so by default, the sandbox only
 * stops what must be a loop.
 */
export const defaultMaxActiveJobs = 500;

/**
 * Start…Job: { JobId }. If the client request token was used before, returns the job that it
 * started, and starts nothing.
 */
export const startJob: Operation = (input, family, { database, region, now, jobDurationMs, maxActiveJobs, model }) => {
  assertValid(startShape, input, 'InvalidRequestException');
  const request = input as StartRequest;
  refuseDoubleSlashes('inputDataConfig', request.InputDataConfig);
  refuseDoubleSlashes('outputDataConfig', request.OutputDataConfig);
  const scope = { region, family: family.stem };
  const clientRequestToken = request.ClientRequestToken ?? null;
  const stored = JSON.stringify(withoutToken(request));
  return database.transaction(() => {
    const earlier = clientRequestToken === null ? undefined : findJobByToken(database, scope, clientRequestToken);
    if (earlier !== undefined) {
      if (earlier.request !== stored)
        throw invalidRequest('The client request token was already used with a different request.');
      return { JobId: earlier.jobId };
    }
    if (countActiveJobs(database, scope, now) >= maxActiveJobs) {
      throw new ServiceError(
        'TooManyRequestsException',
        429,
        `The number of active jobs has reached the limit of ${maxActiveJobs}. Wait for a job to finish, then start again.`,
      );
    }
    const jobId = randomUUID().replaceAll('-', '');
    insertJob(database, {
      ...scope,
      jobId,
      clientRequestToken,
      request: stored,
      submittedAt: now,
      finishesAt: now + jobDurationMs,
      model,
    });
    return { JobId: jobId };
  });
};

/** Describe…Job: the job's properties. */
export const describeJob: Operation = (input, family, context) => ({
  ComprehendMedicalAsyncJobProperties: jobProperties(requestedJob(input, family, context), context.now),
});

/**
 * Stop…Job: { JobId }. Stopping a job that is being stopped or was stopped is not an error; stopping
 * one that ended by itself is.
 */
export const stopJob: Operation = (input, family, context) =>
  context.database.transaction(() => {
    const { database, now, jobDurationMs } = context;
    const job = requestedJob(input, family, context);
    switch (statusAt(job, now)) {
      case 'SUBMITTED':
      case 'IN_PROGRESS':
        recordStop(database, job, stopsAt(now, jobDurationMs));
        break;
      case 'STOP_REQUESTED':
      case 'STOPPED':
        break;
      case 'COMPLETED':
      case 'PARTIAL_SUCCESS':
      case 'FAILED':
        throw invalidRequest(`The job ${job.jobId} has ended with status ${statusAt(job, now)} and cannot be stopped.`);
    }
    return { JobId: job.jobId };
  });

function requestedJob(input: unknown, family: Family, { database, region, now }: CallContext): MedicalJob {
  assertValid(jobIdShape, input, 'InvalidRequestException');
  const { JobId: jobId } = input as JobIdRequest;
  const job = findJob(database, { region, family: family.stem }, jobId);
  if (job === undefined || isForgotten(job, now))
    throw new ServiceError('ResourceNotFoundException', 404, `The job ${jobId} was not found.`);
  return job;
}

/** Unlike S3 itself, batch jobs do not accept an empty part in a key. */
function refuseDoubleSlashes(member: string, { S3Key: key }: S3Location): void {
  if (key?.includes('//') === true) throw invalidRequest(`The key at '${member}.s3Key' must not contain "//".`);
}

function invalidRequest(message: string): ServiceError {
  return new ServiceError('InvalidRequestException', 400, message);
}

/** The request's known members in a fixed order, so that equal requests are equal text. */
function withoutToken(request: StartRequest): StartRequest {
  const location = ({ S3Bucket, S3Key }: S3Location): S3Location => ({
    S3Bucket,
    ...(typeof S3Key === 'string' ? { S3Key } : {}),
  });
  return {
    InputDataConfig: location(request.InputDataConfig),
    OutputDataConfig: location(request.OutputDataConfig),
    DataAccessRoleArn: request.DataAccessRoleArn,
    LanguageCode: request.LanguageCode,
    ...(typeof request.JobName === 'string' ? { JobName: request.JobName } : {}),
    ...(typeof request.KMSKey === 'string' ? { KMSKey: request.KMSKey } : {}),
  };
}
