import { randomUUID } from 'node:crypto';
import { accountId } from '../account.ts';
import type { CallContext } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { emptyPages, nextToken, tokenPosition } from '../paging.ts';
import type { Database } from '../store/database.ts';
import { assertValid, type Shape } from '../validation/constraints.ts';
import {
  findJob,
  insertJob,
  jobDetails,
  jobsOfWorkflow,
  jobSummary,
  runningWorkflow,
  type ResolutionJob,
} from './job.ts';
import { kinds, type Kind } from './kinds.ts';
import {
  jobIdShape,
  pageShape,
  startIdMappingShape,
  workflowNameOrArnShape,
  workflowNameShape,
  type PageRequest,
  type StartIdMappingRequest,
} from './shapes.ts';
import {
  workflowArn,
  workflowDetails,
  workflowNamed,
  workflowRoleArn,
  workflowsOf,
  workflowSummary,
  type Workflow,
} from './workflows.ts';

/** A parsed call: the kind from the path, decoded labels, and the query's numbers as numbers. */
export interface Call {
  readonly kind: Kind;
  /** A workflow's name or ARN, as given; empty for the lists of workflows. */
  readonly workflowName: string;
  readonly jobId: string;
  readonly page: unknown;
  readonly body: unknown;
  readonly context: CallContext;
}

/** One operation for either kind: returns the output, in which dates are Date. Throws ServiceError. */
export type Operation = (call: Call) => unknown;

const maximumPage = 25;

/**
 * Start…Job: { jobId } and, for ID mapping, the job type and a chosen output. One job of a kind may
 * run in a region at a time.
 */
export const startJob: Operation = call => {
  const {
    kind,
    body,
    context: { database, region, now, jobDurationMs },
  } = call;
  const workflow = workflowOfJobs(call);
  const request = kinds[kind].hasJobType ? startRequest(body) : {};
  if (!workflow.incremental && (request.jobType === 'INCREMENTAL' || request.jobType === 'DELETE_ONLY')) {
    throw new ServiceError(
      'ValidationException',
      400,
      `The job type ${request.jobType} needs a workflow with an incrementalRunConfig; ${workflow.name} has none.`,
    );
  }
  const jobType = kinds[kind].hasJobType ? (request.jobType ?? (workflow.incremental ? 'INCREMENTAL' : 'BATCH')) : null;
  const outputSourceConfig = request.outputSourceConfig ?? [
    { roleArn: workflowRoleArn, outputS3Path: workflow.outputS3Path },
  ];
  const jobId = randomUUID().replaceAll('-', '');
  database.transaction(() => {
    const running = runningWorkflow(database, region, kind, now);
    if (running === workflow.name)
      throw new ServiceError('ConflictException', 400, `The workflow ${workflow.name} is currently running.`);
    if (running !== undefined)
      throw new ServiceError('ExceedsLimitException', 402, 'The limit of concurrent jobs is reached.', {
        quotaName: kinds[kind].quotaName,
        quotaValue: 1,
      });
    insertJob(database, {
      region,
      kind,
      workflowName: workflow.name,
      jobId,
      jobType,
      outputSourceConfig: JSON.stringify(outputSourceConfig),
      startedAt: now,
      finishesAt: now + jobDurationMs,
    });
  });
  return {
    jobId,
    ...(jobType === null
      ? {}
      : { ...(request.outputSourceConfig === undefined ? {} : { outputSourceConfig }), jobType }),
  };
};

/** Get…Job: the job with its metrics once it has ended. */
export const getJob: Operation = call => {
  const {
    kind,
    jobId,
    context: { database, region, now },
  } = call;
  const workflow = workflowOfJobs(call);
  assertMember('jobId', jobIdShape, jobId);
  const job = findJob(database, region, kind, workflow.name, jobId);
  if (job === undefined) throw notFound(`The job ${jobId} of the workflow ${workflow.name} was not found.`);
  return jobDetails(job, now);
};

/** List…Jobs: one page of a workflow's jobs, newest first. */
export const listJobs: Operation = call => {
  const {
    kind,
    context: { database, region, now },
  } = call;
  const workflow = workflowOfJobs(call);
  const scope = workflowArn(workflow, region);
  const { limit, after, empty } = pageOf(call, scope);
  if (empty !== undefined) return { jobs: [], nextToken: empty };
  const page: ResolutionJob[] = jobsOfWorkflow(
    database,
    region,
    kind,
    workflow.name,
    after ?? Number.MAX_SAFE_INTEGER,
    limit + 1,
  );
  const shown = page.slice(0, limit);
  const last = shown.at(-1);
  return {
    jobs: shown.map(job => jobSummary(job, now)),
    ...(page.length > limit && last !== undefined ? { nextToken: nextToken(scope, [last.seq]) } : {}),
  };
};

/** List…Workflows: one page of the kind's workflows, sorted by name. */
export const listWorkflows: Operation = call => {
  const {
    kind,
    context: { database, region },
  } = call;
  const { limit, after = 0, empty } = pageOf(call, kind);
  if (empty !== undefined) return { workflowSummaries: [], nextToken: empty };
  const all = workflowsOf(database, kind);
  const end = after + limit;
  return {
    workflowSummaries: all.slice(after, end).map(workflow => workflowSummary(workflow, region)),
    ...(end < all.length ? { nextToken: nextToken(kind, [end]) } : {}),
  };
};

/** Get…Workflow: the workflow. As in the service, an ARN is not accepted here. */
export const getWorkflow: Operation = ({ kind, workflowName, context: { database, region } }) => {
  assertMember('workflowName', workflowNameShape, workflowName);
  return workflowDetails(existingWorkflow(database, kind, workflowName), region);
};

function workflowOfJobs({ kind, workflowName, context: { database, region } }: Call): Workflow {
  assertMember('workflowName', kinds[kind].namedByArn ? workflowNameOrArnShape : workflowNameShape, workflowName);
  // An ARN of another region or account names a workflow that does not exist here.
  const prefix = `arn:aws:entityresolution:${region}:${accountId}:${kinds[kind].arnResource}/`;
  return existingWorkflow(
    database,
    kind,
    workflowName.startsWith(prefix) ? workflowName.slice(prefix.length) : workflowName,
  );
}

function existingWorkflow(database: Database, kind: Kind, name: string): Workflow {
  const workflow = workflowNamed(database, kind, name);
  if (workflow === undefined) throw notFound(`The workflow ${name} was not found.`);
  return workflow;
}

function startRequest(body: unknown): StartIdMappingRequest {
  assertValid(startIdMappingShape, body, 'ValidationException');
  return body as StartIdMappingRequest;
}

/** `empty`: the token of the empty page that is due. */
function pageOf({ page, context }: Call, scope: string): { limit: number; after?: number; empty?: string } {
  assertValid(pageShape, page, 'ValidationException');
  const { maxResults, nextToken: given } = page as PageRequest;
  const limit = maxResults ?? maximumPage;
  const { next: empty, token } = emptyPages(scope, given ?? undefined, context.emptyPages);
  if (empty !== undefined) return { limit, empty };
  if (token === undefined) return { limit };
  const [after] = tokenPosition(scope, token) ?? [];
  if (typeof after !== 'number')
    throw new ServiceError('ValidationException', 400, 'The nextToken is not valid for this list.');
  return { limit, after };
}

function assertMember(name: string, shape: Shape, value: string): void {
  assertValid({ type: 'structure', members: { [name]: shape } }, { [name]: value }, 'ValidationException');
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, message);
}
