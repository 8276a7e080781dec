import type { ConnectionState } from '../domain/connection.ts';
import type { Account } from '../domain/jobs/job.ts';
import type { JobRecords } from '../domain/jobs/ports.ts';

/** Which account each choice of a connection last led to: numbers, nothing that opens anything. Kept beside the jobs, and so on the disk when they are. */
export class KnownAccounts {
  readonly #records: Pick<JobRecords, 'accountOf' | 'setAccount'>;

  constructor(records: Pick<JobRecords, 'accountOf' | 'setAccount'>) {
    this.#records = records;
  }

  /** The account that the state's choice last led to. Throws when the database does. */
  of(state: ConnectionState): Account | undefined {
    return state.state === 'none' ? undefined : this.#records.accountOf(JSON.stringify(state.choice));
  }

  /** Keeps the account of a choice that has just led to it. Throws when the database does. */
  remember(state: ConnectionState, account: Account): void {
    if (state.state === 'none') return;
    const known = this.of(state);
    if (known?.partition !== account.partition || known.account !== account.account) this.#records.setAccount(JSON.stringify(state.choice), account);
  }
}
