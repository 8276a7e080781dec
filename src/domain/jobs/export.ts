// The history as a file for an audit: one row a job. A message of a service is left out, for it may quote what was in the data;
// so is the request, whose places, role and key have columns of their own.
import { canonicalJson } from '../json.ts';
import { type Job, kindOfJob } from './job.ts';

export type ExportFormat = 'csv' | 'json';

const time = (value: number | undefined): string | undefined => (value === undefined || !isDate(value) ? undefined : new Date(value).toISOString());

/** Times that a calendar knows; a service's mistake must not end an export. */
function isDate(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= 8.64e15;
}

/** Every column in its order; times are ISO 8601 in UTC. */
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

/** The names of the columns, in their order. */
export const exportColumns: readonly string[] = Object.keys(columns);

/** Rows made before the event loop gets its turn. */
const rowsAtOnce = 1_000;

/**
 * The text of an export, piece by piece, each of at most a thousand rows, so that whoever writes it can let others have their
 * turn. `now`: milliseconds since 1970 UTC. CSV by RFC 4180 with a byte order mark, without which Excel takes UTF-8 for another encoding; JSON is a list of objects.
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
  return `${Object.values(columns).map(cellOf => csvCell(cellOf(job, now))).join(',')}\r\n`;
}

function jsonRow(job: Job, now: number): string {
  const { metrics } = job;
  const cells = Object.entries(columns).map(([name, cellOf]) => [name, name === 'metrics' ? metrics : cellOf(job, now)]);
  return JSON.stringify(Object.fromEntries(cells)); // leaves out what is undefined
}

/**
 * A text that begins like a formula would be one in a spreadsheet. Some pass over blanks, line breaks and what cannot be seen before they look, and
 * take full-width signs for plain ones. Such a text gets a quote before it, and so does one that begins with such a quote, so that each can be told
 * from the other.
 */
export const formula = /^'*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

function csvCell(value: string | undefined): string {
  if (value === undefined) return '';
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
