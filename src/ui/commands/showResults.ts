import { l10n } from '../l10n.ts';
import { titleOf } from '../../domain/jobs/job.ts';
import { showMessage } from '../window/messages.ts';
import { hasDocuments, hasResults } from '../results/hasResults.ts';
import type { RunCommand } from './command.ts';
import { resultTargets } from './resultTarget.ts';

/** Shows what the jobs found, or matched. */
export const run: RunCommand = async (context, target, targets) => {
  for (const job of await resultTargets(context, target, targets)) {
    if (hasDocuments(job)) (await context.results()).showJob(job);
    else if (hasResults(job))
      (await import('../resolution/showRun.ts')).showRun(job, await context.results(), context.ports);
    else
      void showMessage(
        'info',
        l10n.t('“{0}” has no results to show. Only jobs that have ended have results.', titleOf(job)),
      );
  }
};
