import { l10n } from 'vscode';
import { type Job, kindOfJob } from '../domain/jobs/job.ts';

type Named = Pick<Job, 'name' | 'workflow' | 'action'>;

/** What a person calls a job, or undefined where it has neither a name nor a workflow: its ID tells nobody anything. */
export function ownName({ name, workflow }: Named): string | undefined {
  return name ?? workflow?.slice(workflow.lastIndexOf('/') + 1);
}

/** A job in a sentence: its name in quotes, else its kind. */
export function jobWords(job: Named): string {
  const name = ownName(job);
  return name === undefined ? l10n.t('{0} job', kindOfJob(job)?.title ?? job.action) : l10n.t('“{0}”', name);
}
