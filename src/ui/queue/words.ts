// How runs and batches are told of.
import { phaseOfJob } from '../../domain/jobs/job.ts';
import { kindOf } from '../../domain/jobs/kinds.ts';
import type { RunCount } from '../../domain/jobs/queue/ports.ts';
import type { Hold, Run } from '../../domain/jobs/queue/run.ts';
import { isFinished, type phaseOf } from '../../domain/jobs/status.ts';
import { sentenceOf } from '../../domain/visible.ts';
import { l10n } from '../l10n.ts';
import { statusText } from '../words.ts';

/** What a run waits for, or how it ended. `status`: that of its job. */
export function runText(run: Run, status?: string): string {
  switch (run.state) {
    case 'waiting':
      return run.after === undefined ? holdText(run.hold) : l10n.t('Waiting for “{0}” to succeed', run.afterName ?? '');
    case 'asking':
      return holdText(run.hold);
    case 'cancelled':
      return l10n.t('Canceled before it was sent');
    case 'blocked':
      return run.blockedBy === undefined
        ? l10n.t('Not started: “{0}” was not started', run.afterName ?? '')
        : l10n.t('Not started: “{0}” ended as {1}', run.afterName ?? '', statusText(run.blockedBy));
    case 'sending':
      return l10n.t('Starting…');
    case 'unclear':
      return l10n.t('May have started; looking for its job');
    case 'started':
      return status === undefined ? l10n.t('Started') : statusText(status);
    case 'refused':
      return l10n.t('Refused. {0}', sentenceOf(run.refusal?.message ?? ''));
    case 'notFound':
      return l10n.t('Never confirmed, and no job was found');
    case 'dismissed':
      return l10n.t('Dismissed');
  }
}

function holdText(hold: Hold | undefined): string {
  const words = sentenceOf(hold?.text ?? '');
  switch (hold?.why) {
    case undefined:
      return l10n.t('Waiting for its turn');
    case 'limit':
      return l10n.t('Waiting for the service. {0}', words);
    case 'connection':
      return l10n.t('Waiting for the connection. {0}', words);
    case 'old':
      return l10n.t('Held: it has waited too long. Confirm it again');
    case 'twin':
      return l10n.t('Held: a job with the same request is running or not confirmed yet');
    case 'check':
      return l10n.t('Held: {0}', words);
  }
}

/** How the runs of a batch stand, in one line. */
export function countsText(counts: readonly RunCount[]): string {
  const sum = (of: (count: RunCount) => boolean): number =>
    counts.reduce((total, count) => total + (of(count) ? count.count : 0), 0);
  const started = (of: (phase: ReturnType<typeof phaseOf>) => boolean) => (count: RunCount) =>
    count.state === 'started' && of(phaseOfJob({ action: count.action, status: count.status ?? '' }));
  const parts: readonly (readonly [number, (count: number) => string])[] = [
    [sum(({ state }) => state === 'waiting'), count => l10n.t('{0} waiting', count.toLocaleString())],
    [sum(({ state }) => state === 'asking'), count => l10n.t('{0} held', count.toLocaleString())],
    [
      sum(({ state }) => state === 'sending' || state === 'unclear'),
      count => l10n.t('{0} starting', count.toLocaleString()),
    ],
    [sum(started(phase => !isFinished(phase))), count => l10n.t('{0} running', count.toLocaleString())],
    [
      sum(started(phase => phase === 'succeeded' || phase === 'partial')),
      count => l10n.t('{0} succeeded', count.toLocaleString()),
    ],
    [sum(started(phase => phase === 'failed')), count => l10n.t('{0} failed', count.toLocaleString())],
    [
      sum(started(phase => isFinished(phase) && !['succeeded', 'partial', 'failed'].includes(phase))),
      count => l10n.t('{0} stopped', count.toLocaleString()),
    ],
    [sum(({ state }) => state === 'refused'), count => l10n.t('{0} refused', count.toLocaleString())],
    [
      sum(({ state }) => ['cancelled', 'blocked', 'notFound', 'dismissed'].includes(state)),
      count => l10n.t('{0} not started', count.toLocaleString()),
    ],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => words(count))
    .join(' · ');
}

/** The kind of a run's job, as AWS writes it. */
export const kindText = (action: string): string => kindOf(action)?.title ?? action;
