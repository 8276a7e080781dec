// Where the log of a workflow is delivered, by the deliveries that CloudWatch Logs describes.
import { type Job, kindOfJob } from '../jobs/job.ts';
import { isWorkflowKind, type WorkflowKind } from '../jobs/kinds.ts';
import { type Answer, answered } from '../refusal.ts';
import { parseArn } from '../spec/arn.ts';
import type { JobLogPort, LogPage } from './port.ts';

/** `group`: a log group, by its ARN · `elsewhere`: only to buckets or streams, by their ARNs · `off`: nowhere. */
export type LogPlace =
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'elsewhere'; readonly to: readonly string[] }
  | { readonly kind: 'off' };

/** The type of the logs of workflows, and of destinations that are log groups. */
const workflowLogs = 'WORKFLOW_LOGS';
const logGroupType = 'CWL';

/** Each page has up to 50 entries. A list that is still not over after that is none of one account. */
const maxPages = 100;

/** The resource type in the ARN of a workflow. */
const resourceTypes: Readonly<Record<WorkflowKind['family'], string>> = {
  IdMapping: 'idmappingworkflow',
  Matching: 'matchingworkflow',
};

/** The workflow of a job, as the end of its ARN; undefined for jobs of other kinds. */
export function workflowResource(job: Pick<Job, 'action' | 'workflow'>): string | undefined {
  const kind = kindOfJob(job);
  if (kind === undefined || !isWorkflowKind(kind) || job.workflow === undefined) return undefined;
  // A workflow is given by its name or by its ARN, which ends with the name.
  return `${resourceTypes[kind.family]}/${job.workflow.slice(job.workflow.lastIndexOf('/') + 1)}`;
}

/**
 * Finds where the log of a job's workflow goes. The lists of deliveries and destinations are read only if the workflow
 * has a source.
 */
export async function findPlace(
  port: JobLogPort,
  job: Pick<Job, 'action' | 'workflow' | 'region' | 'account'>,
  signal?: AbortSignal,
): Promise<Answer<LogPlace>> {
  const { region, account } = job;
  const resource = workflowResource(job);
  const isOfWorkflow = (arn: string): boolean => {
    const parts = parseArn(arn);
    return (
      parts?.service === 'entityresolution' &&
      parts.region === region &&
      parts.account === account &&
      parts.resource === resource
    );
  };
  const sources = await wholeList(next => port.sources(region, next, signal));
  if (!sources.ok) return sources;
  const names = new Set(
    sources.value
      .filter(({ logType = workflowLogs, resources }) => logType === workflowLogs && resources.some(isOfWorkflow))
      .map(({ name }) => name),
  );
  if (names.size === 0) return answered({ kind: 'off' });
  const deliveries = await wholeList(next => port.deliveries(region, next, signal));
  if (!deliveries.ok) return deliveries;
  const own = deliveries.value.filter(({ source }) => names.has(source));
  if (own.length === 0) return answered({ kind: 'off' });
  const destinations = await wholeList(next => port.destinations(region, next, signal));
  if (!destinations.ok) return destinations;
  // A destination of another account is not in the list.
  const found = own.map(({ destination, type }) => {
    const arn = destinations.value.find(each => each.arn === destination)?.resource;
    return { arn, shown: arn ?? destination, isGroup: arn !== undefined && isLogGroup(arn, type) };
  });
  const group = found.find(({ isGroup }) => isGroup)?.arn;
  return answered(
    group === undefined
      ? { kind: 'elsewhere', to: Array.from(new Set(found.map(({ shown }) => shown))) }
      : // The end that stands for all streams is not accepted where the group is read.
        { kind: 'group', group: group.replace(/:\*$/, '') },
  );
}

function isLogGroup(arn: string, type: string | undefined): boolean {
  return type === logGroupType || (type === undefined && parseArn(arn)?.resource.startsWith('log-group:') === true);
}

async function wholeList<T>(read: (next?: string) => Promise<Answer<LogPage<T>>>): Promise<Answer<readonly T[]>> {
  const all: T[] = [];
  let next: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await read(next);
    if (!answer.ok) return answer;
    for (const item of answer.value.items) all.push(item);
    next = answer.value.next;
    if (next === undefined) break;
  }
  return answered(all);
}
