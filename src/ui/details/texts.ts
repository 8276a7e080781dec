import { requestAgain } from '../../domain/jobs/again.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { inOrder } from '../../domain/jobs/metrics.ts';
import { canonicalJson } from '../../domain/json.ts';
import type { DocumentSort } from './uris.ts';

/** What two jobs can be compared by. */
export type ComparedSort = Exclude<DocumentSort, 'details'>;

/** A job's metrics in their order, or its request with its members in alphabetical order: two that say the same are alike. */
export function documentText(sort: ComparedSort, job: Job): string {
  return `${JSON.stringify(sort === 'metrics' ? Object.fromEntries(inOrder(job.metrics ?? {})) : requestOf(job), undefined, 2)}\n`;
}

function requestOf(job: Job): unknown {
  const found = requestAgain(job);
  return 'request' in found ? JSON.parse(canonicalJson(found.request)) : {};
}
