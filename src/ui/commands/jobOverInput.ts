import { type Job, keyText, kindOfJob, titleOf } from '../../domain/jobs/job.ts';
import { medicalKinds } from '../../domain/jobs/kinds.ts';
import { hasDocuments } from '../results/hasResults.ts';
import type { Choice } from '../window/pick.ts';
import { statusText, timeText } from '../words.ts';
import type { CommandContext } from './command.ts';

/** How many of the newest jobs are searched. */
const maxSearched = 5_000;

/** Returns the other jobs that read the same documents and have ended, the newest first. */
export function jobsOverSameInput(job: Job, { ports: { list } }: CommandContext): readonly Job[] {
  if (job.input === undefined) return [];
  return list
    .find({ actions: medicalKinds.map(({ action }) => action) }, maxSearched)
    .filter(
      other =>
        keyText(other) !== keyText(job) &&
        other.region === job.region &&
        other.input === job.input &&
        hasDocuments(other),
    );
}

/** Returns the row of such a job in a list. */
export function choiceOfJob(job: Job): Choice {
  return {
    label: titleOf(job),
    description: [
      kindOfJob(job)?.title ?? job.action,
      statusText(job.status),
      ...(job.submittedAt === undefined ? [] : [timeText(job.submittedAt)]),
    ].join(' · '),
  };
}
