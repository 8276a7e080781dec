// Exports the history for an audit, with one row per job. Messages of a service are left out, because they may quote
// data; so is the request, whose places, role and key have their own columns.
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
 * between them. `now`: milliseconds since 1970 UTC. CSV follows RFC 4180, with a byte order mark, because Excel would
 * otherwise assume another encoding than UTF-8; JSON is an array of objects.
 */
export function* exportText(jobs: Iterable<Job>, format: ExportFormat, now: number): Generator<string> {
  let piece = format === 'csv' ? `\ufeff${exportColumns.join(',')}\r\n` : '[';
  let rows = 0;
  for (const job of jobs) {
    piece += format === 'csv' ? csvRow(job, now) : `${rows === 0 ? '' : ','}\n${jsonRow(job, now)}`;
    rows += 1;
    if (rows % rowsAtOnce > 0) continue;
    yield piece;
    piece = '';
  }
  yield format === 'csv' ? piece : `${piece}\n]\n`;
}

function csvRow(job: Job, now: number): string {
  return `${Object.values(columns)
    .map(cellOf => csvCell(cellOf(job, now)))
    .join(',')}\r\n`;
}

function jsonRow(job: Job, now: number): string {
  const { metrics } = job;
  const cells = Object.entries(columns).map(([name, cellOf]) => [
    name,
    name === 'metrics' ? metrics : cellOf(job, now),
  ]);
  return JSON.stringify(Object.fromEntries(cells)); // omits undefined members
}

/**
 * Matches values that a spreadsheet may take for a formula. Some spreadsheets skip blanks, line breaks and invisible
 * characters first, and treat full-width signs like plain ones. Such a value is prefixed with a quote, and so is one
 * that begins with such a quote, so that the two can be told apart.
 */
export const formula = /^'*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

function csvCell(value: string | undefined): string {
  if (value === undefined) return '';
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
