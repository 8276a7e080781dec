import { l10n } from '../l10n.ts';
import { type Job, isUnfinished, isWatched } from '../../domain/jobs/job.ts';
import { confirmModal, showMessage, showStatusMessage } from '../window/messages.ts';
import { visible } from '../../domain/visible.ts';
import type { RunCommand } from './command.ts';
import { partitionJobs, jobLines, jobsWords } from './fitting.ts';
import { jobTargets } from './targets.ts';

/** Removes jobs that are no longer watched from the history, after confirmation. Changes nothing in AWS. */
export const run: RunCommand = async (context, target, targets) => {
  const chosen = await jobTargets(context, target, targets);
  if (chosen.length === 0) return;
  const { jobs, skippedText } = partitionJobs(chosen, job =>
    isWatched(job) ? l10n.t('not finished; stop watching it first') : undefined,
  );
  if (jobs.length === 0) {
    void showMessage('info', l10n.t('Nothing was removed. {0}', skippedText));
    return;
  }
  const remove = l10n.t('Remove');
  const question = l10n.t('Remove {0} from the history?', visible(jobsWords(jobs)));
  if (!(await confirmModal(question, detailOf(jobs, skippedText), remove))) return;
  context.ports.store.remove(jobs);
  context.ports.log.info('removed from history', { count: jobs.length });
  showStatusMessage(l10n.t('Removed {0} from the history', jobsWords(jobs)), 5_000);
};

function detailOf(jobs: readonly Job[], skippedText: string): readonly string[] {
  const running = jobs.filter(isUnfinished);
  const paragraphs = [
    jobLines(jobs),
    [
      l10n.t(
        'The local record is deleted permanently: who confirmed the start, the spec and commit, and the timeline. Jobs and files at AWS are not affected. A removed job is not listed here again unless you watch it by its ID.',
      ),
    ],
    running.length === 0 ? [] : [l10n.t('Still running at AWS: {0}.', jobsWords(running))],
    skippedText === '' ? [] : [skippedText],
  ].filter(({ length }) => length > 0);
  return paragraphs.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}
