// How runs and batches are told of.
import { kindOf } from '../../domain/jobs/kinds.ts';
import type { RunCount } from '../../domain/jobs/queue/ports.ts';
import type { Hold, Run } from '../../domain/jobs/queue/run.ts';
import { type Stage, stageOf, stages } from '../../domain/jobs/queue/stage.ts';
import { sentenceOf } from '../../domain/visible.ts';
import { l10n } from '../l10n.ts';
import { statusText } from '../words.ts';

/** What a run waits for, or how it ended. `status`: that of its job, if that is in the history. */
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
        ? l10n.t('Not started: “{0}” was not started, or is no longer in the history', run.afterName ?? '')
        : l10n.t('Not started: “{0}” ended as {1}', run.afterName ?? '', statusText(run.blockedBy));
    case 'sending':
      return l10n.t('Starting…');
    case 'unclear':
      return l10n.t('May have started; looking for its job');
    case 'started':
      return status === undefined ? l10n.t('Started; its job is no longer in the history') : statusText(status);
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
      return l10n.t('Held: it has waited too long');
    case 'twin':
      return l10n.t('Held: a job with the same request is running or not confirmed yet');
    case 'check':
      return l10n.t('Held: {0}', words);
  }
}

const stageTexts: Readonly<Record<Stage, readonly [name: () => string, counted: (count: string) => string]>> = {
  waiting: [() => l10n.t('Waiting'), count => l10n.t('{0} waiting', count)],
  held: [() => l10n.t('Held'), count => l10n.t('{0} held', count)],
  starting: [() => l10n.t('Starting'), count => l10n.t('{0} starting', count)],
  running: [() => l10n.t('Running'), count => l10n.t('{0} running', count)],
  succeeded: [() => l10n.t('Succeeded'), count => l10n.t('{0} succeeded', count)],
  failed: [() => l10n.t('Failed'), count => l10n.t('{0} failed', count)],
  stopped: [() => l10n.t('Stopped'), count => l10n.t('{0} stopped', count)],
  removed: [() => l10n.t('Removed from History'), count => l10n.t('{0} removed from history', count)],
  refused: [() => l10n.t('Refused'), count => l10n.t('{0} refused', count)],
  notStarted: [() => l10n.t('Not Started'), count => l10n.t('{0} not started', count)],
};

/** The name of a stage. */
export const stageText = (stage: Stage): string => stageTexts[stage][0]();

/** How the runs of a batch stand, in one line. */
export function stagesText(counts: ReadonlyMap<Stage, number>): string {
  return stages
    .map(stage => [stage, counts.get(stage) ?? 0] as const)
    .filter(([, count]) => count > 0)
    .map(([stage, count]) => stageTexts[stage][1](count.toLocaleString()))
    .join(' · ');
}

/** How the runs of a batch stand, in one line. */
export function countsText(counts: readonly RunCount[]): string {
  const found = new Map<Stage, number>();
  for (const each of counts) {
    const stage = stageOf(each);
    found.set(stage, (found.get(stage) ?? 0) + each.count);
  }
  return stagesText(found);
}

/** The kind of a run's job, as AWS writes it. */
export const kindText = (action: string): string => kindOf(action)?.title ?? action;
