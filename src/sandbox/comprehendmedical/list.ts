import type { CallContext } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { emptyPages, nextToken, tokenPosition } from '../paging.ts';
import { assertValid } from '../validation/constraints.ts';
import { hasEnded, jobProperties, metadataLifetimeMs, statusAt, type MedicalJob } from './job.ts';
import { selectJobs, type JobSelection } from './jobStore.ts';
import type { Operation } from './operations.ts';
import { listShape, type ListFilter, type ListRequest, type StartRequest } from './shapes.ts';

const defaultMaxResults = 100;

/** List…Jobs: one page of jobs, newest first; oldest first if SubmitTimeBefore is set. */
export const listJobs: Operation = (input, family, context) => {
  assertValid(listShape, input, 'ValidationException');
  const { Filter: filter, NextToken: given, MaxResults: maxResults } = input as ListRequest;
  const filters = Object.entries(filter ?? {}).filter(([, value]) => value !== null && value !== undefined);
  if (filters.length > 1) throw invalid('You can use only one filter at a time.');
  const scope = JSON.stringify([family.stem, context.region, filters]);
  const { next, token } = emptyPages(scope, given ?? undefined, context.emptyPages);
  if (next !== undefined) return { ComprehendMedicalAsyncJobPropertiesList: [], NextToken: next };
  const limit = maxResults ?? defaultMaxResults;
  const page = matchingJobs(
    family.stem,
    context,
    filter ?? {},
    selectionOf(filter ?? {}, scope, token, context.now),
    limit + 1,
  );
  const shown = page.slice(0, limit);
  const last = shown.at(-1);
  return {
    ComprehendMedicalAsyncJobPropertiesList: shown.map(job => jobProperties(job, context.now)),
    NextToken: page.length > limit && last !== undefined ? nextToken(scope, [last.submittedAt, last.seq]) : undefined,
  };
};

function selectionOf(
  { SubmitTimeBefore: before, SubmitTimeAfter: after, JobStatus: status }: ListFilter,
  scope: string,
  token: string | undefined,
  now: number,
): JobSelection {
  const [submittedAt, seq] = token === undefined ? [] : (tokenPosition(scope, token) ?? []);
  if (token !== undefined && (typeof submittedAt !== 'number' || typeof seq !== 'number'))
    throw invalid('The NextToken is not valid for this list.');
  return {
    order: typeof before === 'number' ? 'oldestFirst' : 'newestFirst',
    ...(typeof before === 'number' ? { before: before * 1000 } : {}),
    after: Math.max(typeof after === 'number' ? after * 1000 : -1, now - metadataLifetimeMs),
    // Jobs that have ended by now were settled before this call, so the rest have not ended.
    ...(typeof status === 'string' && !hasEnded(status) ? { endingAfter: now } : {}),
    ...(typeof submittedAt === 'number' && typeof seq === 'number' ? { continueAfter: { submittedAt, seq } } : {}),
  };
}

/** Name and status are compared here and not in SQL: the status is computed, and in only one place. */
function matchingJobs(
  family: string,
  { database, region, now }: CallContext,
  filter: ListFilter,
  selection: JobSelection,
  atMost: number,
): MedicalJob[] {
  const matching: MedicalJob[] = [];
  for (const job of selectJobs(database, { region, family }, selection)) {
    if (typeof filter.JobStatus === 'string' && statusAt(job, now) !== filter.JobStatus) continue;
    if (typeof filter.JobName === 'string' && (JSON.parse(job.request) as StartRequest).JobName !== filter.JobName)
      continue;
    matching.push(job);
    if (matching.length === atMost) break;
  }
  return matching;
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', 400, message);
}
