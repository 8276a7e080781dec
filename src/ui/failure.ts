// Why a job failed and what to do about it, in the same words for its row, tooltip, details and notification.
import { defined } from '../domain/defined.ts';
import { l10n } from './l10n.ts';
import { type Job, phaseOfJob } from '../domain/jobs/job.ts';
import { knownMessage } from './knownMessages.ts';

export interface Failure {
  /** What went wrong, as a sentence or in the service's words. Absent if the service gives no reason. */
  readonly reason?: string;
  /** What to do next, as a sentence or two. */
  readonly next: string;
  /** Whether a check before a start would show the cause. */
  readonly isAboutRights: boolean;
}

/** Returns the failure of a job that failed or partly succeeded, or undefined for any other job. */
export function failureOf(job: Pick<Job, 'action' | 'status' | 'message' | 'gone'>): Failure | undefined {
  const phase = phaseOfJob(job);
  if (job.gone === true || (phase !== 'failed' && phase !== 'partial')) return undefined;
  const said = (job.message ?? '').replaceAll(/\s+/g, ' ').trim();
  const known = knownMessage(said);
  const reason = said === '' ? undefined : (known?.what ?? said);
  const next =
    phase === 'partial'
      ? l10n.t('The manifest in the output folder lists the files that were not processed.')
      : reason === undefined
        ? l10n.t('AWS gives no reason. Check the input, the role and the output location, then run the job again.')
        : known === undefined
          ? l10n.t('Correct the cause, then run the job again.')
          : l10n.t('{0} Then run the job again.', known.next);
  return { ...defined({ reason }), next, isAboutRights: known !== undefined };
}
