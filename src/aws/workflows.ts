// The read operations on Entity Resolution workflows, one row for each kind of workflow.
import { defined } from '../domain/defined.ts';
import type { LastRun, WorkflowDetails, WorkflowRun, WorkflowSummary } from '../domain/live/port.ts';
import {
  type EntityResolutionClient as Client,
  type GetIdMappingWorkflowOutput,
  type GetMatchingWorkflowOutput,
  GetIdMappingWorkflowCommand,
  GetMatchingWorkflowCommand,
  ListIdMappingWorkflowsCommand,
  ListMatchingWorkflowsCommand,
} from '@aws-sdk/client-entityresolution';
import type { WorkflowKind } from '../domain/jobs/kinds.ts';
import { parseArn } from '../domain/spec/arn.ts';

interface Options {
  readonly abortSignal?: AbortSignal;
}
interface Metadata {
  readonly $metadata: { readonly requestId?: string | undefined };
}
interface Summary {
  workflowName?: string | undefined;
  workflowArn?: string | undefined;
  createdAt?: Date | undefined;
  updatedAt?: Date | undefined;
}
interface Job {
  jobId?: string | undefined;
  status?: string | undefined;
  startTime?: Date | undefined;
  endTime?: Date | undefined;
}
type Page = Metadata & { readonly workflowSummaries?: Summary[] | undefined; readonly nextToken?: string | undefined };

/** The read calls of one kind of workflow. */
export interface WorkflowReads {
  /** The resource type in the ARN, before the name. */
  readonly resource: string;
  list(client: Client, query: { maxResults: number; nextToken?: string }, options: Options): Promise<Page>;
  get(client: Client, name: string, options: Options): Promise<[WorkflowDetails | undefined, Metadata['$metadata']]>;
}

/** Keyed by `JobKind.family`. */
export const workflowReads: Readonly<Record<WorkflowKind['family'], WorkflowReads>> = {
  IdMapping: {
    resource: 'idmappingworkflow',
    list: (client, query, options) => client.send(new ListIdMappingWorkflowsCommand(query), options),
    get: async (client, workflowName, options) => {
      const output = await client.send(new GetIdMappingWorkflowCommand({ workflowName }), options);
      return [detailsOf(output, output.idMappingTechniques?.idMappingType), output.$metadata];
    },
  },
  Matching: {
    resource: 'matchingworkflow',
    list: (client, query, options) => client.send(new ListMatchingWorkflowsCommand(query), options),
    get: async (client, workflowName, options) => {
      const output = await client.send(new GetMatchingWorkflowCommand({ workflowName }), options);
      return [detailsOf(output, output.resolutionTechniques?.resolutionType), output.$metadata];
    },
  },
};

/** Converts a list entry; undefined if its name or ARN is missing. */
export function summaryOf({
  workflowName: name,
  workflowArn: arn,
  createdAt,
  updatedAt,
}: Summary): WorkflowSummary | undefined {
  if (name === undefined || arn === undefined) return undefined;
  return {
    name,
    arn,
    ...(createdAt === undefined ? {} : { createdAt: createdAt.getTime() }),
    ...(updatedAt === undefined ? {} : { updatedAt: updatedAt.getTime() }),
  };
}

function detailsOf(
  output: GetIdMappingWorkflowOutput | GetMatchingWorkflowOutput,
  type: string | undefined,
): WorkflowDetails | undefined {
  const summary = summaryOf(output);
  if (summary === undefined) return undefined;
  const { incrementalRunConfig, outputSourceConfig = [], roleArn, description } = output;
  // If a required member is missing, an absent optional one means nothing. A service other than AWS's may send null.
  const isWhole = type !== undefined;
  return {
    ...summary,
    ...(isWhole ? { type, isIncremental: (incrementalRunConfig ?? undefined) !== undefined } : {}),
    outputs: outputSourceConfig.flatMap(({ outputS3Path: path }) => (path === undefined ? [] : [path])),
    ...defined({ roleArn, description }),
  };
}

/**
 * The last run, from the first page of a list. The service does not document the order of its lists: if there are more
 * pages, the latest run of this page is the last one only if the page is sorted from newest to oldest.
 */
export function lastRunOf(jobs: readonly Job[], hasMore: boolean): LastRun {
  const runs = jobs.flatMap(({ jobId: id, status, startTime, endTime }): WorkflowRun[] =>
    id === undefined || status === undefined
      ? []
      : [
          {
            id,
            status,
            ...(startTime === undefined ? {} : { startedAt: startTime.getTime() }),
            ...(endTime === undefined ? {} : { endedAt: endTime.getTime() }),
          },
        ],
  );
  const startOf = (run: WorkflowRun | undefined): number => run?.startedAt ?? Number.NEGATIVE_INFINITY;
  const isNewestFirst =
    runs.length > 1 &&
    runs.every((run, index) => index === 0 || startOf(runs[index - 1]) >= startOf(run)) &&
    startOf(runs[0]) > startOf(runs.at(-1));
  if (runs.length === 0) return jobs.length === 0 && !hasMore ? { neverRan: true } : {};
  if (hasMore && !isNewestFirst) return {};
  return { run: runs.reduce((last, run) => (startOf(run) > startOf(last) ? run : last)) };
}

/** The name of a workflow that is given by its name or ARN; undefined for an ARN of another kind or region. */
export function nameOf({ resource }: WorkflowReads, region: string, nameOrArn: string): string | undefined {
  const arn = parseArn(nameOrArn);
  if (arn === undefined) return nameOrArn;
  const prefix = `${resource}/`;
  return arn.service === 'entityresolution' && arn.region === region && arn.resource.startsWith(prefix)
    ? arn.resource.slice(prefix.length)
    : undefined;
}
