// Exports the history for an audit, with one row per job. Messages of a service are left out, because they may quote
// data; so is the request, whose places, role and key have their own columns.
import { type ExportFormat, exportTime as time, tableText } from '../tableExport.ts';
import type { JsonValue } from '../json.ts';
import { type Job, kindOfJob } from './job.ts';

/** All columns in order; times are ISO 8601 in UTC. */
const columns: Readonly<Record<string, (job: Job, now: number) => JsonValue | undefined>> = {
  partition: job => job.partition,
  account: job => job.account,
  region: job => job.region,
  service: job => job.service,
  jobId: job => job.id,
  action: job => job.action,
  kind: job => kindOfJob(job)?.title,
  name: job => job.name,
  workflow: job => job.workflow,
  jobType: job => job.jobType,
  status: job => job.status,
  knownToService: (job, now) => (job.gone === true || (job.expiresAt ?? Infinity) <= now ? 'no' : 'yes'),
  submittedAt: job => time(job.submittedAt),
  endedAt: job => time(job.endedAt),
  expiresAt: job => time(job.expiresAt),
  lastHeardAt: job => time(job.seenAt),
  input: job => job.input,
  output: job => job.output,
  role: job => job.role,
  kmsKey: job => job.kmsKey,
  manifest: job => job.manifest,
  spec: job => job.specUri,
  gitCommit: job => job.gitCommit,
  confirmedAt: job => time(job.confirmed?.at),
  confirmedBy: job => job.confirmed?.by,
  requestId: job => job.requestId,
  metrics: job => job.metrics,
};

/** The column names, in order. */
export const exportColumns: readonly string[] = Object.keys(columns);

/**
 * Yields the text of an export; see `tableText`. `now`: milliseconds since 1970 UTC.
 */
export function exportText(jobs: Iterable<Job>, format: ExportFormat, now: number): Generator<string> {
  const bound = Object.entries(columns).map(([name, valueOf]) => [name, (job: Job) => valueOf(job, now)] as const);
  return tableText(jobs, Object.fromEntries(bound), format);
}
