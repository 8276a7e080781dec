// The messages about jobs that have finished.
import * as vscode from 'vscode';
import { l10n } from './l10n.ts';
import { type Job, elapsedOf, phaseOfJob } from '../domain/jobs/job.ts';
import type { FinishedRecords } from '../domain/jobs/ports.ts';
import { sentenceOf } from '../domain/visible.ts';
import type { Phase } from '../domain/jobs/status.ts';
import { commandIds, settingsSection, viewIds } from '../ids.ts';
import { type Action, commandAction, showMessage } from './window/messages.ts';
import { checkAction } from './checkAction.ts';
import { failureOf } from './failure.ts';
import { hasResults } from './results/hasResults.ts';
import { jobWords } from './jobWords.ts';
import { jobKey } from './tree/keys.ts';
import type { Ports } from './ports.ts';
import type { JobsView } from './tree/view.ts';
import { durationText, statusText } from './words.ts';
import { formatPlural } from './formatPlural.ts';

type Settings = Pick<Ports['settings'], 'notifyOnFinish' | 'setNotifyOnFinish'>;

/**
 * Tells the user of jobs that have finished: of those before the window was opened in one digest. Of a batch, only what
 * failed is told of at once. `openedAt`: milliseconds since 1970 UTC.
 */
export function tellFinished(
  news: readonly Job[],
  openedAt: number,
  { settings, finished }: { readonly settings: Settings; readonly finished: Pick<FinishedRecords, 'isOfBatch'> },
  view: Pick<JobsView, 'reveal'>,
): void {
  const told = news.filter(job => isFailed(phaseOfJob(job)) || !finished.isOfBatch(job));
  const missed = told.filter(job => (job.endedAt ?? job.seenAt) < openedAt);
  say(missed, true, settings, view);
  say(
    told.filter(job => !missed.includes(job)),
    false,
    settings,
    view,
  );
}

function say(jobs: readonly Job[], isDigest: boolean, settings: Settings, view: Pick<JobsView, 'reveal'>): void {
  const told = settings.notifyOnFinish === 'all' ? jobs : jobs.filter(job => isFailed(phaseOfJob(job)));
  const [first, ...others] = told;
  if (first === undefined) return;
  const sort = told.some(job => isFailed(phaseOfJob(job)))
    ? 'error'
    : told.some(job => phaseOfJob(job) === 'partial')
      ? 'warning'
      : 'info';
  const text = others.length === 0 ? singleText(first, isDigest) : digestText(told, isDigest);
  void showMessage(
    sort,
    text,
    ...(others.length === 0 ? actionsFor(first, view) : [commandAction(l10n.t('Show Jobs'), `${viewIds.jobs}.focus`)]),
    ...muteAction(sort, settings),
  );
}

function actionsFor(job: Job, view: Pick<JobsView, 'reveal'>): readonly Action[] {
  // For a failed job, offer its details instead of its output, which it has seldom written.
  if (isFailed(phaseOfJob(job))) {
    const node = jobKey(job);
    return [
      commandAction(l10n.t('Show Details'), commandIds.showDetails, node),
      // Its text may name people, so it is never part of the message.
      ...(job.workflow === undefined ? [] : [commandAction(l10n.t('Show Job Log'), commandIds.showJobLog, node)]),
      ...(failureOf(job)?.isAboutRights === true && job.specUri !== undefined
        ? [checkAction(vscode.Uri.parse(job.specUri))]
        : []),
      commandAction(l10n.t('Run Again'), commandIds.runAgain, node),
    ];
  }
  return [
    ...(hasResults(job) ? [commandAction(l10n.t('Show Results'), commandIds.showResults, jobKey(job))] : []),
    { title: l10n.t('Show Job'), run: () => view.reveal(job) },
    ...(job.output === undefined || hasResults(job)
      ? []
      : [{ title: l10n.t('Copy Output URI'), run: () => vscode.env.clipboard.writeText(job.output ?? '') }]),
  ];
}

/** Returns the button that turns off notifications, except those about failed jobs, which are always shown. */
function muteAction(sort: 'info' | 'warning' | 'error', settings: Settings): readonly Action[] {
  if (sort === 'error') return [];
  return [
    {
      title: l10n.t("Don't Show Again"),
      run: async () => {
        await settings.setNotifyOnFinish('failed');
        void showMessage(
          'info',
          l10n.t(
            'Only failed jobs are shown from now on. To change this, use the setting “{0}”.',
            `${settingsSection}.notifyOnFinish`,
          ),
        );
      },
    },
  ];
}

function isFailed(phase: Phase): boolean {
  return phase === 'failed';
}

function singleText(job: Job, isDigest: boolean): string {
  const elapsed = elapsedOf(job, job.endedAt ?? job.seenAt);
  const end =
    elapsed === undefined
      ? l10n.t('{0}: {1}.', jobWords(job), statusText(job.status))
      : l10n.t('{0}: {1} after {2}.', jobWords(job), statusText(job.status), durationText(elapsed));
  const failure = failureOf(job);
  const words = [end, failure?.reason === undefined ? undefined : sentenceOf(failure.reason), failure?.next]
    .filter(part => part !== undefined)
    .join(' ');
  return isDigest ? l10n.t('While you were away: {0}', words) : words;
}

function digestText(jobs: readonly Job[], isDigest: boolean): string {
  const byStatus = new Map<string, number>();
  for (const { status } of jobs) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  const counts = [...byStatus].map(([status, count]) => `${count.toLocaleString()} ${statusText(status)}`).join(', ');
  const text = isDigest
    ? l10n.t(
        '{0, plural, one {While you were away, # job finished: {1}.} other {While you were away, # jobs finished: {1}.}}',
      )
    : l10n.t('{0, plural, one {# job finished: {1}.} other {# jobs finished: {1}.}}');
  return formatPlural(text, jobs.length, counts);
}
