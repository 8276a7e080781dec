// The log of a job as Markdown. Every text of the log goes through `markdownText` or `markdownCode`.
import type { ConnectionChoice } from '../../domain/connection.ts';
import { type LogEntry, countOf, errorOf } from '../../domain/jobLog/entries.ts';
import { type JobLog, mayCome } from '../../domain/jobLog/read.ts';
import { type Job, kindOfJob } from '../../domain/jobs/job.ts';
import { serviceFacts } from '../../domain/jobs/services.ts';
import { markdownCode as code, markdownTable, markdownText as text } from '../../domain/markdown.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { failureOf } from '../failure.ts';
import { formatPlural } from '../formatPlural.ts';
import { ownName } from '../jobWords.ts';
import { l10n } from '../l10n.ts';
import { durationText, refusalText, statusText, timeText } from '../words.ts';
import type { LogState } from './state.ts';

/** What the document is made from, besides the job. `choice`: the connection that was asked. */
export interface LogContext {
  readonly now: number;
  /** Undefined for a job that has no log. */
  readonly log: LogState | undefined;
  readonly choice?: ConnectionChoice;
}

/** Of a log that is long, this many entries are shown. */
const maxRows = 1_000;

/** Returns the document of a job's log. */
export function logMarkdown(job: Job, context: LogContext): string {
  const kind = kindOfJob(job);
  const parts = [
    `# ${text(l10n.t('Job log of {0}', ownName(job) ?? job.workflow ?? job.id))}`,
    kind === undefined ? code(job.action) : text(`${kind.title} · ${serviceFacts[kind.service].title}`),
    `**${text(statusText(job.status))}** · ${text(l10n.t('Job ID'))} ${code(job.id)}`,
    ...(context.log === undefined
      ? [text(noLogText())]
      : [...errorLines(job, context.log), ...logLines(job, context.log, context)]),
    ...(context.log?.kind === 'read'
      ? [
          '---',
          text(
            l10n.t(
              'Last read {0}. The log may name people or records. It stays in memory.',
              timeText(context.log.readAt),
            ),
          ),
        ]
      : []),
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

/** Says that a job has no log, and which jobs have one. */
function noLogText(): string {
  return l10n.t('This job has no job log: only workflows of AWS Entity Resolution write one.');
}

/** Returns why a job failed by its log, in paragraphs with the next step; empty if the log has no error. */
export function errorLines(job: Job, log: LogState): readonly string[] {
  const error = log.kind === 'read' ? errorOf(log.log.entries) : undefined;
  if (error === undefined) return [];
  const failure = failureOf({ ...job, message: error });
  return [
    `## ${text(l10n.t('Error in the job log'))}`,
    ...error
      .split(/\r?\n/)
      .filter(line => line.trim() !== '')
      .map(line => `> ${code(line)}`),
    ...(failure === undefined ? [] : [text(failure.next)]),
  ];
}

/** Returns what is known of the log, in paragraphs: its timeline, or why there is none and what to do about it. */
export function logLines(
  job: Job,
  log: LogState,
  { now, choice }: Pick<LogContext, 'now' | 'choice'>,
): readonly string[] {
  switch (log.kind) {
    case 'reading':
      return [text(l10n.t('Reading the job log…'))];
    case 'offline':
      return [
        text(l10n.t('There is no connection to the account of this job. Select its connection to read the job log.')),
      ];
    case 'stopped':
      return [text(l10n.t('Reading the job log was stopped. To read it, run “Show Job Log” again.'))];
    case 'off':
      return [text(`${l10n.t('This workflow does not deliver its log.')} ${turnOnText()}`)];
    case 'elsewhere':
      return [
        [
          text(l10n.t('This workflow delivers its log, but not to a log group that can be read here:')),
          log.to.map(code).join(', '),
        ].join(' '),
        text(turnOnText()),
      ];
    case 'refused':
      return [refusedLine(log.refusal, log.group, choice)];
    case 'read':
      return readLines(job, log, { now, choice });
  }
}

function turnOnText(): string {
  return l10n.t(
    'To turn it on, add a delivery to Amazon CloudWatch Logs in the “Log deliveries” tab of the workflow in the AWS Entity Resolution console. Jobs that are started after that have a log.',
  );
}

/** One line that names the missing permission, or what else is wrong. */
function refusedLine(refusal: Refusal, group: string | undefined, choice: ConnectionChoice | undefined): string {
  if (refusal.kind === 'denied')
    return [
      text(l10n.t('You do not have permission to read the job log. Missing permission:')),
      code(`logs:${refusal.operation ?? 'FilterLogEvents'}`),
      ...(group === undefined ? [] : [`(${code(group)})`]),
    ].join(' ');
  if (refusal.kind === 'notFound' && group !== undefined)
    return [
      text(l10n.t('The workflow delivers its log to a log group that does not exist:')),
      code(group),
      text(l10n.t('Create it, or change the log delivery of the workflow.')),
    ].join(' ');
  return text(l10n.t('The job log was not read. {0}', refusalText(refusal, choice)));
}

function readLines(
  job: Job,
  { log, group, refusal }: Extract<LogState, { kind: 'read' }>,
  { now, choice }: { readonly now: number; readonly choice: ConnectionChoice | undefined },
): readonly string[] {
  const { entries, leftOut, next } = log;
  return [
    ...(refusal === undefined
      ? []
      : [`> ${text(l10n.t('The job log was not read again. {0}', refusalText(refusal, choice)))}`]),
    ...(next === undefined
      ? []
      : [
          `> ${text(l10n.t('The log group is large, and was not read to its end yet. Reading goes on while this is open.'))}`,
        ]),
    ...(entries.length === 0 && next === undefined ? [text(emptyText(job, now))] : []),
    countsText(log),
    ...timeline(job, entries),
    ...(leftOut === 0 && entries.length <= maxRows
      ? []
      : [
          text(
            formatPlural(
              l10n.t(
                '{0, plural, one {# entry in the middle is not shown.} other {# entries in the middle are not shown.}}',
              ),
              leftOut + Math.max(0, entries.length - maxRows),
            ),
          ),
        ]),
    ...otherLines(entries),
    [text(l10n.t('Log group')), code(group)].join(' '),
  ].filter(part => part !== '');
}

function emptyText(job: Job, now: number): string {
  return mayCome(job, now)
    ? l10n.t('The log has nothing of this job yet. AWS writes it some minutes late; it is shown here as it comes.')
    : l10n.t(
        'The log has nothing of this job. The job may be older than the log delivery, or than what the log group keeps.',
      );
}

function countsText({ entries }: JobLog): string {
  const added = countOf(entries, 'incremental');
  const count = (message: string, value: number | undefined): string[] =>
    value === undefined ? [] : [formatPlural(message, value)];
  return text(
    [
      ...count(
        l10n.t('{0, plural, one {# record processed.} other {# records processed.}}'),
        countOf(entries, 'processed'),
      ),
      ...count(
        l10n.t('{0, plural, one {# record not processed.} other {# records not processed.}}'),
        countOf(entries, 'unprocessed'),
      ),
      ...count(
        l10n.t('{0, plural, one {# new record processed.} other {# new records processed.}}'),
        added === 0 ? undefined : added,
      ),
    ].join(' '),
  );
}

function timeline({ submittedAt }: Job, entries: readonly LogEntry[]): readonly string[] {
  const steps = entries.filter(entry => entry.text === undefined);
  const half = maxRows / 2;
  const shown = steps.length <= maxRows ? steps : [...steps.slice(0, half), ...steps.slice(-half)];
  if (shown.length === 0) return [];
  const number = (value: number | undefined): string => (value === undefined ? '' : text(value.toLocaleString()));
  return [
    markdownTable(
      [l10n.t('Time'), l10n.t('After submission'), l10n.t('Step'), l10n.t('Processed'), l10n.t('Not processed')],
      shown.map(entry => [
        entry.at === undefined ? '' : text(timeText(entry.at)),
        entry.at === undefined || submittedAt === undefined
          ? ''
          : text(durationText(Math.max(0, entry.at - submittedAt))),
        stepCell(entry),
        number(entry.processed),
        number(entry.unprocessed),
      ]),
      [1, 3, 4],
    ),
  ];
}

function stepCell({ event, progress }: LogEntry): string {
  if (progress !== undefined) return text(progress);
  switch (event) {
    case undefined:
      return '';
    case 'JOB_START':
      return text(l10n.t('Job started'));
    case 'DATA_PROCESSING_STEP_START':
      return text(l10n.t('Step started'));
    case 'DATA_PROCESSING_STEP_END':
      return text(l10n.t('Step ended'));
    case 'JOB_SUCCESS':
      return text(l10n.t('Job succeeded'));
    case 'JOB_FAILURE':
      return text(l10n.t('Job failed'));
    default:
      return code(event);
  }
}

function otherLines(entries: readonly LogEntry[]): readonly string[] {
  const lines = entries.flatMap(({ text: line }) => line ?? []);
  if (lines.length === 0) return [];
  return [
    `## ${text(l10n.t('Other lines of the log'))}`,
    lines
      .slice(0, maxRows)
      .map(line => `- ${code(line)}`)
      .join('\n'),
  ];
}
