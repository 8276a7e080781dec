import { l10n } from '../l10n.ts';
import { type Job, isUnfinished, isEndUnknown } from '../../domain/jobs/job.ts';
import { showMessage, showStatusMessage } from '../window/messages.ts';
import type { CommandContext } from './command.ts';
import { partitionJobs, jobsWords } from './fitting.ts';
import { jobTargets } from './targets.ts';

/** Starts or stops watching jobs, and reports those for which that changes nothing. */
export async function setWatched(
  watched: boolean,
  context: CommandContext,
  target: unknown,
  targets: readonly unknown[] | undefined,
): Promise<void> {
  const chosen = await jobTargets(context, target, targets);
  if (chosen.length === 0) return;
  const { jobs, skippedText } = partitionJobs(chosen, job => whyNot(job, watched));
  for (const job of jobs) context.ports.store.change(job, known => ({ ...known, watched }));
  if (jobs.length === 0) {
    void showMessage('info', l10n.t('No changes. {0}', skippedText));
    return;
  }
  const done = watched
    ? l10n.t('Watching {0}.', jobsWords(jobs))
    : l10n.t('Stopped watching {0}. The job itself is not affected.', jobsWords(jobs));
  if (skippedText === '') showStatusMessage(done, 5_000);
  else void showMessage('info', `${done} ${skippedText}`);
}

function whyNot(job: Job, watched: boolean): string | undefined {
  if (!isEndUnknown(job)) return l10n.t('already finished');
  if (!isUnfinished(job)) return l10n.t('no longer listed by AWS');
  if (watched) return job.watched === false ? undefined : l10n.t('already watched');
  return job.watched === false ? l10n.t('not watched') : undefined;
}
