import type { ConnectionState } from '../domain/connection.ts';
import type { Account } from '../domain/jobs/job.ts';
import type { AccountRecords } from '../domain/jobs/ports.ts';

/**
 * The account that each connection last led to: account numbers, no secrets. Stored with the jobs, and
 * therefore on disk if they are.
 */
export class KnownAccounts {
  readonly #records: AccountRecords;

  constructor(records: AccountRecords) {
    this.#records = records;
  }

  /** The account that the state's choice last led to. Throws when the database does. */
  of(state: ConnectionState): Account | undefined {
    return state.state === 'none' ? undefined : this.#records.accountOf(JSON.stringify(state.choice));
  }

  /** Stores the account that the state's choice has just led to. Throws when the database does. */
  remember(state: ConnectionState, account: Account): void {
    if (state.state === 'none') return;
    const known = this.of(state);
    if (known?.partition !== account.partition || known.account !== account.account)
      this.#records.setAccount(JSON.stringify(state.choice), account);
  }
}
