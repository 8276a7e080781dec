// Exports the history for an audit, with one row per job. Messages of a service are left out, because they may quote
// data; so is the request, whose places, role and key have their own columns.
import { csvHeader, csvRow } from '../csv.ts';
import { canonicalJson } from '../json.ts';
import { type Job, kindOfJob } from './job.ts';

export type ExportFormat = 'csv' | 'json';

const time = (value: number | undefined): string | undefined =>
  value === undefined || !isDate(value) ? undefined : new Date(value).toISOString();

/** Whether a time is a valid date; a service's mistake must not end an export. */
function isDate(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= 8.64e15;
}

/** All columns in order; times are ISO 8601 in UTC. */
const columns: Readonly<Record<string, (job: Job, now: number) => string | undefined>> = {
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
  metrics: job => (job.metrics === undefined ? undefined : canonicalJson(job.metrics)),
};

/** The column names, in order. */
export const exportColumns: readonly string[] = Object.keys(columns);

/** How many rows are built before the event loop gets a turn. */
const rowsAtOnce = 1_000;

/**
 * Yields the text of an export in chunks of at most a thousand rows, so that the writer can yield to other work
 * between them. `now`: milliseconds since 1970 UTC. JSON is an array of objects.
 */
export function* exportText(jobs: Iterable<Job>, format: ExportFormat, now: number): Generator<string> {
  let piece = format === 'csv' ? csvHeader(exportColumns) : '[';
  let rows = 0;
  for (const job of jobs) {
    piece +=
      format === 'csv'
        ? csvRow(Object.values(columns).map(cellOf => cellOf(job, now)))
        : `${rows === 0 ? '' : ','}\n${jsonRow(job, now)}`;
    rows += 1;
    if (rows % rowsAtOnce > 0) continue;
    yield piece;
    piece = '';
  }
  yield format === 'csv' ? piece : `${piece}\n]\n`;
}

function jsonRow(job: Job, now: number): string {
  const { metrics } = job;
  const cells = Object.entries(columns).map(([name, cellOf]) => [
    name,
    name === 'metrics' ? metrics : cellOf(job, now),
  ]);
  return JSON.stringify(Object.fromEntries(cells)); // omits undefined members
}
