import { type Job, isUnfinished, kindOfJob } from '../../domain/jobs/job.ts';

/** Whether the results of a job can be shown: it reads documents, it is not running, and it is known where its output is. */
export function hasResults(job: Job): boolean {
  return kindOfJob(job)?.service === 'comprehendmedical' && !isUnfinished(job) && job.output !== undefined;
}
