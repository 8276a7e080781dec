import * as vscode from 'vscode';
import { l10n } from './l10n.ts';
import { type Job, isEndUnknown, phaseOfJob, elapsedOf } from '../domain/jobs/job.ts';
import { sentenceOf } from '../domain/visible.ts';
import type { Phase } from '../domain/jobs/status.ts';
import type { StoreChange } from '../domain/jobs/store.ts';
import { commandIds, settingsSection, viewIds } from '../ids.ts';
import { type Action, commandAction, showMessage } from './window/messages.ts';
import { failureOf } from './failure.ts';
import { hasResults } from './results/hasResults.ts';
import { jobWords } from './jobWords.ts';
import { jobKey } from './tree/keys.ts';
import type { Ports } from './ports.ts';
import type { JobsView } from './tree/view.ts';
import { durationText, statusText } from './words.ts';
import { formatPlural } from './formatPlural.ts';

/** Jobs that finish within this time share one notification. */
const togetherMs = 1_500;
/** A window without focus waits this much longer, so that the focused window can show the notification. */
const unfocusedDelayMs = 3_000;

/**
 * Notifies the user when jobs they are waiting for have finished: about each job once, in one window, and about those
 * that finished while no window was open in a digest. The database hands out each piece of news only once.
 */
export class FinishNotifications {
  readonly #ports: Ports;
  readonly #view: JobsView;
  readonly #openedAt: number;
  readonly #subscriptions: { dispose(): unknown }[];
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: Ports, view: JobsView) {
    this.#ports = ports;
    this.#view = view;
    this.#openedAt = ports.start.clock.now();
    this.#subscriptions = [
      ports.store.onDidChange(change => {
        if (this.#mayBeNews(change)) this.#soon();
      }),
      ports.connection.onDidChange(({ state }) => {
        if (state === 'connected') this.#soon();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #mayBeNews({ all, added, changed }: StoreChange): boolean {
    return (
      all ||
      [...added, ...changed].some(key => {
        const job = this.#ports.store.get(key);
        return job !== undefined && !isEndUnknown(job);
      })
    );
  }

  #soon(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#tell();
      },
      togetherMs + (vscode.window.state.focused ? 0 : unfocusedDelayMs),
    );
  }

  #tell(): void {
    const { store, finished, log } = this.#ports;
    if (store.account === undefined) return;
    let news: readonly Job[];
    try {
      news = finished.takeFinished(store.account);
    } catch (fault) {
      log.fault('news not readable', fault);
      return;
    }
    for (const job of news) {
      log.info('finished', { jobId: job.id, status: job.status });
    }
    void import('./results/learnManifest.ts').then(({ learnManifests }) => learnManifests(news, this.#ports));
    const missed = news.filter(job => (job.endedAt ?? job.seenAt) < this.#openedAt);
    this.#say(missed, true);
    this.#say(
      news.filter(job => !missed.includes(job)),
      false,
    );
  }

  #say(jobs: readonly Job[], isDigest: boolean): void {
    const { settings } = this.#ports;
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
      ...(others.length === 0 ? this.#actions(first) : [commandAction(l10n.t('Show Jobs'), `${viewIds.jobs}.focus`)]),
      ...this.#muteAction(sort),
    );
  }

  #actions(job: Job): readonly Action[] {
    // For a failed job, offer its details instead of its output, which it has seldom written.
    if (isFailed(phaseOfJob(job))) {
      const node = jobKey(job);
      return [
        commandAction(l10n.t('Show Details'), commandIds.showDetails, node),
        commandAction(l10n.t('Run Again'), commandIds.runAgain, node),
      ];
    }
    return [
      ...(hasResults(job) ? [commandAction(l10n.t('Show Results'), commandIds.showResults, jobKey(job))] : []),
      { title: l10n.t('Show Job'), run: () => this.#view.reveal(job) },
      ...(job.output === undefined || hasResults(job)
        ? []
        : [{ title: l10n.t('Copy Output URI'), run: () => vscode.env.clipboard.writeText(job.output ?? '') }]),
    ];
  }

  /** Returns the button that turns off notifications, except those about failed jobs, which are always shown. */
  #muteAction(sort: 'info' | 'warning' | 'error'): readonly Action[] {
    if (sort === 'error') return [];
    return [
      {
        title: l10n.t("Don't Show Again"),
        run: async () => {
          await this.#ports.settings.setNotifyOnFinish('failed');
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
