import { l10n } from '../l10n.ts';
import { titleOf } from '../../domain/jobs/job.ts';
import { showMessage } from '../window/messages.ts';
import { hasResults } from '../results/hasResults.ts';
import type { RunCommand } from './command.ts';
import { resultTargets } from './resultTarget.ts';

/** Shows what the jobs found. */
export const run: RunCommand = async (context, target, targets) => {
  for (const job of await resultTargets(context, target, targets)) {
    if (hasResults(job)) (await context.results()).showJob(job);
    else
      void showMessage(
        'info',
        l10n.t(
          '“{0}” has no results to show. Only jobs of Comprehend Medical that have ended have results.',
          titleOf(job),
        ),
      );
  }
};
