import { l10n } from '../l10n.ts';
import { type Job, titleOf } from '../../domain/jobs/job.ts';
import { visible } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';

/** The jobs that a command applies to, and a sentence about the others; empty if there are none. */
export interface Fitting {
  readonly jobs: readonly Job[];
  readonly skippedText: string;
}

/**
 * Separates the jobs that a command applies to from the others. `whyNot` returns the reason in a few words, or
 * undefined if the command applies.
 */
export function partitionJobs(jobs: readonly Job[], whyNot: (job: Job) => string | undefined): Fitting {
  const reasons = new Map<string, Job[]>();
  const fits = jobs.filter(job => {
    const reason = whyNot(job);
    if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), job]);
    return reason === undefined;
  });
  const [[only] = []] = jobs.length === 1 ? [...reasons] : [];
  if (only !== undefined) return { jobs: fits, skippedText: l10n.t('{0}: {1}.', jobsWords(jobs), only) };
  return {
    jobs: fits,
    skippedText:
      reasons.size === 0
        ? ''
        : l10n.t('Skipped: {0}.', [...reasons].map(([reason, each]) => `${jobsWords(each)} (${reason})`).join(', ')),
  };
}

/** The maximum number of jobs that a question lists by name. */
const listed = 10;

/** Returns a line for each of several jobs, for a question; none for a single job, which the question itself names. */
export function jobLines(jobs: readonly Job[]): readonly string[] {
  if (jobs.length < 2) return [];
  return [
    ...jobs.slice(0, listed).map(job => visible(`${titleOf(job)} · ${job.id}`)),
    ...(jobs.length > listed ? [l10n.t('… and {0} more', jobs.length - listed)] : []),
  ];
}

/** Returns the title of a single job, or the number of several jobs. */
export function jobsWords(jobs: readonly Job[]): string {
  const [first] = jobs;
  return jobs.length === 1 && first !== undefined
    ? l10n.t('“{0}”', titleOf(first))
    : formatPlural(l10n.t('{0, plural, one {# job} other {# jobs}}'), jobs.length);
}
