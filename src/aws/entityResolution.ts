// The two kinds of Entity Resolution job, one row for each. Neither has a token, and neither can be stopped.
import {
  type EntityResolutionClient as Client,
  type StartIdMappingJobCommandInput,
  type StartMatchingJobCommandInput,
  GetIdMappingJobCommand,
  GetMatchingJobCommand,
  ListIdMappingJobsCommand,
  ListMatchingJobsCommand,
  StartIdMappingJobCommand,
  StartMatchingJobCommand,
} from '@aws-sdk/client-entityresolution';
import type { JsonObject } from '../domain/json.ts';
import type { Snapshot } from '../domain/jobs/job.ts';
import type { WorkflowKind } from '../domain/jobs/kinds.ts';
import type { WorkflowRef } from '../domain/jobs/ports.ts';
import { defined } from '../domain/defined.ts';

interface Options {
  readonly abortSignal?: AbortSignal;
}
interface Metadata {
  readonly $metadata: { readonly requestId?: string | undefined };
}
interface Summary {
  jobId?: string | undefined;
  status?: string | undefined;
  startTime?: Date | undefined;
  endTime?: Date | undefined;
}
interface WorkflowSummary {
  workflowName?: string | undefined;
  updatedAt?: Date | undefined;
}
interface Output {
  roleArn?: string | undefined;
  outputS3Path?: string | undefined;
  KMSArn?: string | undefined;
}
interface Got extends Metadata, Summary {
  metrics?: object | undefined;
  errorDetails?: { errorMessage?: string | undefined } | undefined;
  jobType?: string | undefined;
  outputSourceConfig?: Output[] | undefined;
}

/** The calls of one kind of workflow. */
export interface WorkflowCalls {
  start(client: Client, request: JsonObject, options: Options): Promise<Metadata & { jobId?: string | undefined }>;
  get(client: Client, ref: { workflowName: string; jobId: string }, options: Options): Promise<Got>;
  list(
    client: Client,
    query: { workflowName: string; maxResults: number; nextToken?: string },
    options: Options,
  ): Promise<Metadata & { jobs?: Summary[] | undefined; nextToken?: string | undefined }>;
}

/** Keyed by `JobKind.family`. */
export const workflowCalls: Readonly<Record<WorkflowKind['family'], WorkflowCalls>> = {
  IdMapping: {
    // The request was checked against the schema, which is stricter than the SDK's type.
    start: (client, request, options) =>
      client.send(new StartIdMappingJobCommand(request as unknown as StartIdMappingJobCommandInput), options),
    get: (client, ref, options) => client.send(new GetIdMappingJobCommand(ref), options),
    list: (client, query, options) => client.send(new ListIdMappingJobsCommand(query), options),
  },
  Matching: {
    start: (client, request, options) =>
      client.send(new StartMatchingJobCommand(request as unknown as StartMatchingJobCommandInput), options),
    get: (client, ref, options) => client.send(new GetMatchingJobCommand(ref), options),
    list: (client, query, options) => client.send(new ListMatchingJobsCommand(query), options),
  },
};

/** The largest page the service allows. */
export const pageSize = 25;

/** Converts a list entry; undefined if its id or status is missing. */
export function summaryOf(job: Summary): Snapshot | undefined {
  if (job.jobId === undefined || job.status === undefined) return undefined;
  return defined({
    id: job.jobId,
    status: job.status,
    submittedAt: job.startTime?.getTime(),
    endedAt: job.endTime?.getTime(),
  });
}

/** The workflows of a page, without those that have no name. */
export function workflowsOf(summaries: readonly WorkflowSummary[]): readonly WorkflowRef[] {
  return summaries.flatMap(({ workflowName: name, updatedAt }) =>
    name === undefined ? [] : [updatedAt === undefined ? { name } : { name, updatedAt: updatedAt.getTime() }],
  );
}

/** Converts the response of Get; undefined if the job's id or status is missing. */
export function snapshotOf(job: Got): Snapshot | undefined {
  const summary = summaryOf(job);
  if (summary === undefined) return undefined;
  const metrics = Object.fromEntries(
    Object.entries(job.metrics ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
  return defined({
    ...summary,
    jobType: job.jobType,
    message: job.errorDetails?.errorMessage,
    output: job.outputSourceConfig?.[0]?.outputS3Path,
    role: job.outputSourceConfig?.[0]?.roleArn,
    kmsKey: job.outputSourceConfig?.[0]?.KMSArn,
    metrics: Object.keys(metrics).length === 0 ? undefined : metrics,
  });
}
