import { defined } from '../../domain/defined.ts';
import { type Job, keyText, kindOfJob, titleOf } from '../../domain/jobs/job.ts';
import { medicalKinds } from '../../domain/jobs/kinds.ts';
import { l10n } from '../l10n.ts';
import { hasResults } from '../results/hasResults.ts';
import { showMessage } from '../window/messages.ts';
import { pick } from '../window/pick.ts';
import { statusText, timeText } from '../words.ts';
import type { CommandContext, RunCommand } from './command.ts';
import { resultTarget } from './resultTarget.ts';

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
    ...others.map(other => ({
      ...defined({ other }),
      label: titleOf(other),
      description: [
        kindOfJob(other)?.title ?? other.action,
        statusText(other.status),
        ...(other.submittedAt === undefined ? [] : [timeText(other.submittedAt)]),
      ].join(' · '),
    })),
    ...(own.codes === undefined ? [] : [{ label: l10n.t('No Other Job'), description: l10n.t('Show only own codes') }]),
  ];
  const chosen = await pick<(typeof choices)[number] & { readonly other?: Job }>(choices, {
    title: l10n.t('Show Codes Of'),
    placeHolder: l10n.t('Select the job whose codes to show'),
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  open.setCodes(own, chosen.other === undefined ? undefined : open.of(chosen.other));
};

/** How many of the newest jobs are searched. */
const maxSearched = 5_000;

/** The other jobs that read the same documents and have ended, the newest first. */
export function jobsOverSameInput(job: Job, { ports: { list } }: CommandContext): readonly Job[] {
  if (job.input === undefined) return [];
  return list
    .find({ actions: medicalKinds.map(({ action }) => action) }, maxSearched)
    .filter(
      other =>
        keyText(other) !== keyText(job) &&
        other.region === job.region &&
        other.input === job.input &&
        hasResults(other),
    );
}
