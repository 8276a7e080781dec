// A Markdown document with everything known about a job. Every text from a service or a file goes through
// `markdownText` or `markdownCode`.
import { l10n } from '../l10n.ts';
import type { ConnectionChoice } from '../../domain/connection.ts';
import { type Job, isUnfinished, isWatched, kindOfJob, elapsedOf } from '../../domain/jobs/job.ts';
import { serviceFacts } from '../../domain/jobs/services.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { markdownCode as code, markdownTable, markdownText as text } from '../../domain/markdown.ts';
import type { Cost } from '../../domain/results/cost.ts';
import { costText, meteredText } from '../costText.ts';
import { failureOf } from '../failure.ts';
import { noKmsKeyText } from '../../domain/spec/encryption.ts';
import { ownName } from '../jobWords.ts';
import { errorLines, logLines } from '../jobLog/markdown.ts';
import type { LogState } from '../jobLog/state.ts';
import { comparedWith, metricTexts } from '../metricTexts.ts';
import { factsOf } from '../tree/facts.ts';
import { summaryText, verdictText } from '../preflight/reportText.ts';
import { knownMessage } from '../knownMessages.ts';
import { refusalText, durationText, statusText, timeText } from '../words.ts';

/** What the document is generated from, besides the job. */
export interface DetailsContext {
  readonly now: number;
  /** The previous run of the same workflow. */
  readonly previous?: Job;
  /**
   * For a job known only from a list: its details are being requested, there is no connection to request them, or why
   * that failed.
   */
  readonly missing?: 'asking' | 'offline' | Refusal;
  /** Returns the path of a URI relative to the workspace. */
  readonly relativePath: (uri: string) => string;
  /** What the job cost by the user's own rates. */
  readonly cost?: Cost;
  /** What is known of the job's log; absent for a job that has none. */
  readonly log?: LogState;
  /** The connection that was asked. */
  readonly choice?: ConnectionChoice;
}

/** The facts that are not in the table, because they have their own section. */
const elsewhere = /^(status|message|next|expires|request|metric\..*)$/;

/** Returns the document. */
export function detailsMarkdown(job: Job, context: DetailsContext): string {
  const parts = [
    `# ${text(ownName(job) ?? kindOfJob(job)?.title ?? job.action)}`,
    kindLine(job),
    statusLine(job, context.now),
    ...missingLines(context),
    ...messageSection(job, context.log),
    `## ${l10n.t('Job')}`,
    factsTable(job),
    ...encryptionSection(job),
    ...metricsSection(job, context),
    ...timelineSection(job),
    ...logSection(job, context),
    ...originSection(job, context.relativePath),
    ...checksSection(job),
    ...expirySection(job, context.now),
    '---',
    text(l10n.t('Last updated {0}. Updates automatically.', timeText(job.seenAt))),
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function kindLine(job: Job): string {
  const kind = kindOfJob(job);
  return kind === undefined ? code(job.action) : text(`${kind.title} · ${serviceFacts[kind.service].title}`);
}

function statusLine(job: Job, now: number): string {
  const status = `**${text(statusText(job.status))}** (${code(job.status)})`;
  const elapsed = elapsedOf(job, now);
  if (job.gone === true)
    return `${status}. ${text(l10n.t('AWS no longer lists this job. These are the last known details.'))}`;
  if (elapsed === undefined) return status;
  const span = isUnfinished(job)
    ? l10n.t('for {0} so far', durationText(elapsed))
    : l10n.t('after {0}', durationText(elapsed));
  return `${status} ${text(span)}${isUnfinished(job) && !isWatched(job) ? `. ${text(l10n.t('Not watched.'))}` : ''}`;
}

function missingLines({ missing, choice }: DetailsContext): readonly string[] {
  if (missing === undefined) return [];
  const why =
    missing === 'asking'
      ? l10n.t('Loading…')
      : missing === 'offline'
        ? l10n.t('Connect to load them.')
        : l10n.t('Details unavailable. {0}', refusalText(missing, choice));
  return [`> ${text(`${l10n.t('Only some details of this job are known.')} ${why}`)}`];
}

/** Why a job failed and what to do about it, including the service's message and the error in the job's log. */
function messageSection(job: Job, log: LogState | undefined): readonly string[] {
  const { message = '' } = job;
  const logged = log === undefined ? [] : errorLines(job, log);
  // The log has the cause, so what to do stands there.
  const next = logged.length > 0 ? undefined : failureOf(job)?.next;
  if (message === '') return next === undefined ? logged : [text(next)];
  const known = knownMessage(message);
  // What to do stands at the end for a job that failed.
  const meaning = next === undefined && known !== undefined ? `${known.what} ${known.next}` : known?.what;
  return [
    `## ${l10n.t('Message from AWS')}`,
    ...(meaning === undefined ? [] : [text(meaning)]),
    ...message
      .split(/\r?\n/)
      .filter(line => line.trim() !== '')
      .map(line => `> ${code(line)}`),
    ...(next === undefined ? [] : [text(next)]),
    ...logged,
  ];
}

function factsTable(job: Job): string {
  const facts = [
    ...factsOf(job).filter(({ key }) => !elsewhere.test(key)),
    ...(job.manifest === undefined ? [] : [{ name: l10n.t('Manifest'), text: job.manifest }]),
  ];
  return markdownTable(
    [l10n.t('Name'), l10n.t('Value')],
    facts.map(fact => [text(fact.name), code(fact.text)]),
  );
}

function metricsSection(
  { metrics, workflow, confirmed }: Job,
  { previous, cost }: Pick<DetailsContext, 'previous' | 'cost'>,
): readonly string[] {
  if (metrics === undefined) return [];
  const { TotalMeteredCharacters: metered } = metrics;
  const expected = confirmed?.checks?.bytes;
  const rows = metricTexts({ metrics }, previous).map(({ name, value, share, change }) => [
    text(name),
    text(value),
    text(share),
    ...(previous === undefined ? [] : [text(change)]),
  ]);
  return [
    `## ${l10n.t('Metrics')}`,
    markdownTable(
      [l10n.t('Count'), l10n.t('Value'), l10n.t('Of the input'), ...(previous === undefined ? [] : [l10n.t('Change')])],
      rows,
      [1, 2, 3],
    ),
    ...(cost === undefined ? [] : [text(l10n.t('Estimated cost: {0}.', costText(cost)))]),
    ...(metered === undefined || expected === undefined ? [] : [text(meteredText(metered, expected))]),
    workflow === undefined
      ? ''
      : [text(comparedWith(previous)), ...(previous === undefined ? [] : [code(previous.id)])].join(' '),
  ];
}

function timelineSection({ timeline, submittedAt }: Job): readonly string[] {
  if (timeline === undefined || timeline.length === 0) return [];
  const rows = timeline.map(({ status, seenAt }) => [
    text(statusText(status)),
    code(status),
    text(timeText(seenAt)),
    submittedAt === undefined ? '' : text(durationText(seenAt - submittedAt)),
  ]);
  return [
    `## ${l10n.t('Timeline')}`,
    markdownTable(
      [l10n.t('Status'), l10n.t('AWS status'), l10n.t('First seen'), l10n.t('After submission')],
      rows,
      [3],
    ),
  ];
}

function logSection(job: Job, context: DetailsContext): readonly string[] {
  const { log } = context;
  return log === undefined ? [] : [`## ${l10n.t('Job log')}`, ...logLines(job, log, context)];
}

/** Says how the output is encrypted if no KMS key was set. Empty unless the request as sent is known. */
function encryptionSection({ request, kmsKey, workflow }: Job): readonly string[] {
  if (request === undefined || kmsKey !== undefined || workflow !== undefined) return [];
  return [text(l10n.t('No KMS key was set. {0}', noKmsKeyText))];
}

function originSection(
  { specUri, gitCommit, confirmed, requestId, intentId }: Job,
  relativePath: DetailsContext['relativePath'],
): readonly string[] {
  if (intentId === undefined)
    return [`## ${l10n.t('Origin')}`, text(l10n.t('Not started by this extension on this computer.'))];
  const row = (name: string, value: string | undefined): string[][] =>
    value === undefined ? [] : [[text(name), code(value)]];
  const rows = [
    ...row(l10n.t('Spec'), specUri === undefined ? undefined : relativePath(specUri)),
    ...row(l10n.t('Git commit'), gitCommit),
    ...row(l10n.t('Confirmed by'), confirmed?.by),
    ...row(l10n.t('Confirmed at'), confirmed === undefined ? undefined : timeText(confirmed.at)),
    ...row(l10n.t('Request ID'), requestId),
  ];
  return rows.length === 0
    ? []
    : [
        `## ${l10n.t('Origin')}`,
        markdownTable([l10n.t('Name'), l10n.t('Value')], rows),
        ...(gitCommit?.endsWith('-dirty') === true
          ? [text(l10n.t('“-dirty”: the spec had changes that were not committed.'))]
          : []),
      ];
}

/** What the checks before the start had found when it was confirmed. */
function checksSection({ confirmed }: Job): readonly string[] {
  const checks = confirmed?.checks;
  if (checks === undefined) return [];
  const { passed: yes, open, rest } = checks;
  const no = rest.filter(({ verdict }) => verdict === 'no').length;
  return [
    `## ${l10n.t('Checks before the start')}`,
    text(summaryText({ yes, no, unknown: rest.length - no, open })),
    rest.map(({ verdict, text: what }) => `- **${text(verdictText(verdict))}.** ${text(what)}`).join('\n'),
  ];
}

function expirySection({ expiresAt, service }: Job, now: number): readonly string[] {
  if (expiresAt === undefined) return [];
  const words =
    expiresAt > now
      ? l10n.t(
          '{0} lists this job until {1} (in {2}). Its output in S3 and its entry here are kept.',
          serviceFacts[service].title,
          timeText(expiresAt),
          durationText(expiresAt - now),
        )
      : l10n.t(
          '{0} stopped listing this job at {1}. Its output in S3 and its entry here are kept.',
          serviceFacts[service].title,
          timeText(expiresAt),
        );
  return [`## ${l10n.t('Expiry')}`, text(words)];
}
