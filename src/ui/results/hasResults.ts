import { type Job, isUnfinished } from '../../domain/jobs/job.ts';

/** Whether the results of a job can be shown: it is not running, and it is known where its output is. */
export function hasResults(job: Job): boolean {
  return !isUnfinished(job) && job.output !== undefined;
}

/** Whether its results are those of documents: of Comprehend Medical. */
export function hasDocuments(job: Job): boolean {
  return job.service === 'comprehendmedical' && hasResults(job);
}
