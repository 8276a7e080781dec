import { l10n } from './l10n.ts';
import { type Job, kindOfJob } from '../domain/jobs/job.ts';

type Named = Pick<Job, 'name' | 'workflow' | 'action'>;

/**
 * Returns a job's name or that of its workflow, or undefined if it has neither, because its ID means nothing to the
 * user.
 */
export function ownName({ name, workflow }: Named): string | undefined {
  return name ?? workflow?.slice(workflow.lastIndexOf('/') + 1);
}

/** Returns the words for a job in a sentence: its name in quotes, else its kind. */
export function jobWords(job: Named): string {
  const name = ownName(job);
  return name === undefined ? l10n.t('{0} job', kindOfJob(job)?.title ?? job.action) : l10n.t('“{0}”', name);
}
