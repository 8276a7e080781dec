import { titleOf } from '../../domain/jobs/job.ts';
import { workflowResource } from '../../domain/jobLog/delivery.ts';
import { documentUri } from '../details/uris.ts';
import { l10n } from '../l10n.ts';
import { showMessage } from '../window/messages.ts';
import { openPreview } from '../window/preview.ts';
import { withProgress } from '../window/progress.ts';
import type { RunCommand } from './command.ts';
import { jobTargets } from './targets.ts';

/** Shows the logs of the jobs, reading them now. */
export const run: RunCommand = async (context, target, targets) => {
  for (const job of await jobTargets(context, target, targets)) {
    if (workflowResource(job) === undefined) {
      void showMessage(
        'info',
        l10n.t('“{0}” has no job log. Only workflows of AWS Entity Resolution write one.', titleOf(job)),
      );
      continue;
    }
    const logs = await context.ports.jobLogs();
    await withProgress(l10n.t('Reading the job log…'), async signal => {
      const reading = logs.read(job, signal);
      await openPreview(documentUri('log', job));
      await reading;
    });
  }
};
