import type { Job } from '../../domain/jobs/job.ts';
import { Ended } from './exitCodes.ts';
import type { Session } from './session.ts';

/** So many jobs are looked through whose facts contain an ID. */
const maxFound = 200;

/** Returns the job of the selected account with an ID. Throws Ended if the history has none. */
export function findJob({ list, store, path }: Session, id: string): Job {
  const [job, ...others] = list.find({ text: id }, maxFound).filter(each => each.id === id);
  if (job === undefined)
    throw new Ended(
      `There is no job ${JSON.stringify(id)} of account ${store.account?.account ?? 'unknown'} in the job history ${path}. “aws-job-specs list” shows those that are.`,
    );
  if (others.length > 0) throw new Ended(`Jobs in several regions have the ID ${JSON.stringify(id)}.`);
  return job;
}
