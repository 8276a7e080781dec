import { l10n } from 'vscode';
import { type Job, titleOf } from '../../domain/jobs/job.ts';
import { visible } from '../../domain/visible.ts';
import { counted } from '../counted.ts';

/** Of the jobs a command was called on: those it fits, and a sentence about the others, empty when there are none. */
export interface Fitting {
  readonly jobs: readonly Job[];
  readonly leftOut: string;
}

/** Sorts jobs by whether a command fits them; `whyNot`: the reason in a few words, undefined for a job it fits. */
export function fitting(jobs: readonly Job[], whyNot: (job: Job) => string | undefined): Fitting {
  const reasons = new Map<string, Job[]>();
  const fits = jobs.filter(job => {
    const reason = whyNot(job);
    if (reason !== undefined) reasons.set(reason, [...reasons.get(reason) ?? [], job]);
    return reason === undefined;
  });
  const [[only] = []] = jobs.length === 1 ? [...reasons] : [];
  if (only !== undefined) return { jobs: fits, leftOut: l10n.t('{0}: {1}.', jobsWords(jobs), only) };
  return { jobs: fits, leftOut: reasons.size === 0 ? '' : l10n.t('Skipped: {0}.', [...reasons].map(([reason, each]) => `${jobsWords(each)} (${reason})`).join(', ')) };
}

/** Jobs that a question names before it only counts. */
const listed = 10;

/** A line for each of several jobs, for a question; of one job none, for its question names it. */
export function jobLines(jobs: readonly Job[]): readonly string[] {
  if (jobs.length < 2) return [];
  return [...jobs.slice(0, listed).map(job => visible(`${titleOf(job)} · ${job.id}`)), ...(jobs.length > listed ? [l10n.t('… and {0} more', jobs.length - listed)] : [])];
}

/** One job by its name, several by their number. */
export function jobsWords(jobs: readonly Job[]): string {
  const [first] = jobs;
  return jobs.length === 1 && first !== undefined ? l10n.t('“{0}”', titleOf(first)) : counted(l10n.t('{0, plural, one {# job} other {# jobs}}'), jobs.length);
}
