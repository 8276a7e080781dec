// The five families have the same shapes and differ in the names of their operations: one row for
// each, and shared parsing.
import { defined } from '../domain/defined.ts';
import {
  type ComprehendMedicalAsyncJobProperties,
  type ComprehendMedicalClient as Client,
  type StartEntitiesDetectionV2JobCommandInput as StartInput,
  type ListEntitiesDetectionV2JobsCommandInput as ListInput,
  DescribeEntitiesDetectionV2JobCommand,
  DescribeICD10CMInferenceJobCommand,
  DescribePHIDetectionJobCommand,
  DescribeRxNormInferenceJobCommand,
  DescribeSNOMEDCTInferenceJobCommand,
  ListEntitiesDetectionV2JobsCommand,
  ListICD10CMInferenceJobsCommand,
  ListPHIDetectionJobsCommand,
  ListRxNormInferenceJobsCommand,
  ListSNOMEDCTInferenceJobsCommand,
  StartEntitiesDetectionV2JobCommand,
  StartICD10CMInferenceJobCommand,
  StartPHIDetectionJobCommand,
  StartRxNormInferenceJobCommand,
  StartSNOMEDCTInferenceJobCommand,
  StopEntitiesDetectionV2JobCommand,
  StopICD10CMInferenceJobCommand,
  StopPHIDetectionJobCommand,
  StopRxNormInferenceJobCommand,
  StopSNOMEDCTInferenceJobCommand,
} from '@aws-sdk/client-comprehendmedical';
import type { Snapshot } from '../domain/jobs/job.ts';
import type { MedicalKind } from '../domain/jobs/kinds.ts';
import type { ListQuery } from '../domain/jobs/ports.ts';
import { s3PlaceOf } from '../domain/s3Place.ts';
import { s3Uri } from '../domain/s3Uri.ts';

interface Options {
  readonly abortSignal?: AbortSignal;
}
interface Metadata {
  readonly $metadata: { readonly requestId?: string | undefined };
}
interface Described extends Metadata {
  ComprehendMedicalAsyncJobProperties?: ComprehendMedicalAsyncJobProperties | undefined;
}
interface Listed extends Metadata {
  ComprehendMedicalAsyncJobPropertiesList?: ComprehendMedicalAsyncJobProperties[] | undefined;
  NextToken?: string | undefined;
}

/** The calls of one family. */
export interface Family {
  start(client: Client, input: StartInput, options: Options): Promise<Metadata & { JobId?: string | undefined }>;
  describe(client: Client, id: string, options: Options): Promise<Described>;
  list(client: Client, input: ListInput, options: Options): Promise<Listed>;
  stop(client: Client, id: string, options: Options): Promise<Metadata & { JobId?: string | undefined }>;
}

/** Keyed by `JobKind.family`. */
export const families: Readonly<Record<MedicalKind['family'], Family>> = {
  EntitiesDetectionV2: {
    start: (client, input, options) => client.send(new StartEntitiesDetectionV2JobCommand(input), options),
    describe: (client, JobId, options) => client.send(new DescribeEntitiesDetectionV2JobCommand({ JobId }), options),
    list: (client, input, options) => client.send(new ListEntitiesDetectionV2JobsCommand(input), options),
    stop: (client, JobId, options) => client.send(new StopEntitiesDetectionV2JobCommand({ JobId }), options),
  },
  PHIDetection: {
    start: (client, input, options) => client.send(new StartPHIDetectionJobCommand(input), options),
    describe: (client, JobId, options) => client.send(new DescribePHIDetectionJobCommand({ JobId }), options),
    list: (client, input, options) => client.send(new ListPHIDetectionJobsCommand(input), options),
    stop: (client, JobId, options) => client.send(new StopPHIDetectionJobCommand({ JobId }), options),
  },
  ICD10CMInference: {
    start: (client, input, options) => client.send(new StartICD10CMInferenceJobCommand(input), options),
    describe: (client, JobId, options) => client.send(new DescribeICD10CMInferenceJobCommand({ JobId }), options),
    list: (client, input, options) => client.send(new ListICD10CMInferenceJobsCommand(input), options),
    stop: (client, JobId, options) => client.send(new StopICD10CMInferenceJobCommand({ JobId }), options),
  },
  RxNormInference: {
    start: (client, input, options) => client.send(new StartRxNormInferenceJobCommand(input), options),
    describe: (client, JobId, options) => client.send(new DescribeRxNormInferenceJobCommand({ JobId }), options),
    list: (client, input, options) => client.send(new ListRxNormInferenceJobsCommand(input), options),
    stop: (client, JobId, options) => client.send(new StopRxNormInferenceJobCommand({ JobId }), options),
  },
  SNOMEDCTInference: {
    start: (client, input, options) => client.send(new StartSNOMEDCTInferenceJobCommand(input), options),
    describe: (client, JobId, options) => client.send(new DescribeSNOMEDCTInferenceJobCommand({ JobId }), options),
    list: (client, input, options) => client.send(new ListSNOMEDCTInferenceJobsCommand(input), options),
    stop: (client, JobId, options) => client.send(new StopSNOMEDCTInferenceJobCommand({ JobId }), options),
  },
};

/** The largest page the service allows. */
const pageSize = 500;

/** Converts a query to the input of a List operation, which allows one filter. */
export function listInput({ status, submittedAfter, nextToken }: ListQuery): ListInput {
  return {
    MaxResults: pageSize,
    ...(submittedAfter !== undefined
      ? { Filter: { SubmitTimeAfter: new Date(submittedAfter) } }
      : // The service has more statuses than the SDK's type.
        status !== undefined
        ? { Filter: { JobStatus: status as NonNullable<NonNullable<ListInput['Filter']>['JobStatus']> } }
        : {}),
    ...defined({ NextToken: nextToken }),
  };
}

/**
 * Converts the properties of a job; undefined if the id (which every response of the service has)
 * or the status is missing.
 */
export function snapshotOf(job: ComprehendMedicalAsyncJobProperties | undefined): Snapshot | undefined {
  if (job?.JobId === undefined || job.JobStatus === undefined) return undefined;
  return defined({
    id: job.JobId,
    status: job.JobStatus,
    name: job.JobName,
    input: uriOf(job.InputDataConfig),
    output: uriOf(job.OutputDataConfig),
    role: job.DataAccessRoleArn,
    kmsKey: job.KMSKey,
    manifest: manifestOf(job),
    message: job.Message,
    submittedAt: job.SubmitTime?.getTime(),
    endedAt: job.EndTime?.getTime(),
    expiresAt: job.ExpirationTime?.getTime(),
  });
}

/** The service documents a path; should it say a URI one day, that is kept. */
function manifestOf({
  ManifestFilePath: path,
  OutputDataConfig: place,
}: ComprehendMedicalAsyncJobProperties): string | undefined {
  if (path === undefined || s3PlaceOf(path) !== undefined) return path;
  return place?.S3Bucket === undefined ? undefined : s3Uri({ bucket: place.S3Bucket, key: path });
}

function uriOf(place: { S3Bucket?: string | undefined; S3Key?: string | undefined } | undefined): string | undefined {
  return place?.S3Bucket === undefined ? undefined : s3Uri({ bucket: place.S3Bucket, key: place.S3Key ?? '' });
}
