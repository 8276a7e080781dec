import type { ConnectionState } from '../connection.ts';
import type { Job } from '../jobs/job.ts';
import type { ResultsPort } from './port.ts';

/**
 * Returns the port that reads the files of a job, or undefined while there is no connection to the job's account:
 * results are never read with the credentials of another one.
 */
export function resultsAccess(
  state: ConnectionState,
  job: Pick<Job, 'account' | 'partition'>,
): ResultsPort | undefined {
  if (state.state !== 'connected') return undefined;
  const { services, results } = state.connected;
  const { account, partition } = services.identity;
  return account === job.account && partition === job.partition ? results : undefined;
}
