import { l10n } from '../l10n.ts';
import { titleOf } from '../../domain/jobs/job.ts';
import { specTextOf } from '../../domain/spec/awsCli.ts';
import { showMessage } from '../window/messages.ts';
import { openNewSpec } from '../openNewSpec.ts';
import type { RunCommand } from './command.ts';
import { repeatableRequest } from './oldRequest.ts';
import { jobTargets } from './targets.ts';

/** Creates a spec from each job's request as it was sent, bound to the job's region and account. */
export const run: RunCommand = async (context, target, targets) => {
  for (const job of await jobTargets(context, target, targets)) {
    const found = await repeatableRequest(job, context);
    if ('why' in found) {
      void showMessage('warning', l10n.t('Could not create a spec from “{0}”. {1}', titleOf(job), found.why));
      continue;
    }
    const { kind, request } = found;
    await openNewSpec(
      specTextOf(kind, request, { region: job.region, account: job.account }),
      fileNameOf(titleOf(job), kind.family),
    );
  }
};

/** Returns a job's name in a form that is a valid file name on every operating system. */
function fileNameOf(label: string, family: string): string {
  const name = label
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|(?<![-.])[-.]+$/g, '')
    .slice(0, 60);
  return name === '' ? family.toLowerCase() : name;
}
