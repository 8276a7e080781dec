import type { Connected, ConnectionState } from './connection.ts';
import { type Account, sameAccount } from './jobs/job.ts';

/**
 * Returns the open connection to an account, such as a job's; undefined if there is none. Nothing of a job is read with
 * the credentials of another account.
 */
export function connectedTo(state: ConnectionState, account: Account): Connected | undefined {
  return state.state === 'connected' && sameAccount(state.connected.services.identity, account)
    ? state.connected
    : undefined;
}
