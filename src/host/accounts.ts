import type * as vscode from 'vscode';
import type { ConnectionState } from '../domain/connection.ts';
import type { Account } from '../domain/jobs/job.ts';

const key = 'accountsByChoice';

/** Which account each choice of a connection last led to: numbers, nothing that opens anything. */
export class KnownAccounts {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** The account that the state's choice last led to. */
  of(state: ConnectionState): Account | undefined {
    return state.state === 'none' ? undefined : this.#all()[JSON.stringify(state.choice)];
  }

  /** Keeps the account of a choice that has just led to it. */
  remember(state: ConnectionState, { partition, account }: Account): void {
    if (state.state === 'none') return;
    const known = this.of(state);
    if (known?.partition === partition && known.account === account) return;
    void this.#state.update(key, { ...this.#all(), [JSON.stringify(state.choice)]: { partition, account } });
  }

  #all(): Readonly<Record<string, Account>> {
    return this.#state.get<Record<string, Account>>(key) ?? {};
  }
}
