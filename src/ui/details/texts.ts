import { repeatRequest } from '../../domain/jobs/repeatRequest.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { inOrder } from '../../domain/jobs/metrics.ts';
import { canonicalJson } from '../../domain/json.ts';
import type { DocumentSort } from './uris.ts';

/** The documents in which two jobs can be compared. */
export type ComparedSort = Exclude<DocumentSort, 'details' | 'log'>;

/**
 * Returns a job's metrics in display order, or its request with sorted members, so that equal requests have equal
 * texts.
 */
export function documentText(sort: ComparedSort, job: Job): string {
  return `${JSON.stringify(sort === 'metrics' ? Object.fromEntries(inOrder(job.metrics ?? {})) : requestOf(job), undefined, 2)}\n`;
}

function requestOf(job: Job): unknown {
  const found = repeatRequest(job);
  return 'request' in found ? JSON.parse(canonicalJson(found.request)) : {};
}
