import type { ConnectionState } from '../connection.ts';
import type { Job } from '../jobs/job.ts';
import type { JobLogPort } from './port.ts';

/** Returns the port that reads the logs of a job, or undefined while there is no connection to the job's account. */
export function logAccess(state: ConnectionState, job: Pick<Job, 'account' | 'partition'>): JobLogPort | undefined {
  if (state.state !== 'connected') return undefined;
  const { services, logs } = state.connected;
  const { account, partition } = services.identity;
  return account === job.account && partition === job.partition ? logs : undefined;
}
