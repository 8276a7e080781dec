import { defined } from '../../domain/defined.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { l10n } from '../l10n.ts';
import { showMessage } from '../window/messages.ts';
import { pick } from '../window/pick.ts';
import type { RunCommand } from './command.ts';
import { choiceOfJob, jobsOverSameInput } from './jobOverInput.ts';
import { resultTarget, staysOpen } from './resultTarget.ts';

/** Lays the codes of another job over the documents of a job: of one over the same input. */
export const run: RunCommand = async (context, target) => {
  const job = await resultTarget(context, target);
  if (job === undefined) return;
  const { open } = await context.results();
  const own = open.of(job);
  const others = jobsOverSameInput(job, context);
  if (others.length === 0) {
    void showMessage(
      'info',
      l10n.t(
        'There is no other job over the same input ({0}) that has ended. Start one that finds ICD-10-CM, RxNorm or SNOMED CT codes.',
        job.input ?? '',
      ),
    );
    return;
  }
  const choices = [
    ...others.map(other => ({ ...defined({ other }), ...choiceOfJob(other) })),
    ...(own.codes === undefined ? [] : [{ label: l10n.t('No Other Job'), description: l10n.t('Show only own codes') }]),
  ];
  const chosen = await pick<(typeof choices)[number] & { readonly other?: Job }>(choices, {
    title: l10n.t('Show Codes Of'),
    placeHolder: l10n.t('Select the job whose codes to show'),
    matchOnDescription: true,
    ignoreFocusOut: staysOpen(target),
  });
  if (chosen === undefined) return;
  open.setCodes(own, chosen.other === undefined ? undefined : open.of(chosen.other));
};
