// What windows share besides jobs and starts: who asks the services, how far lists were read, where connections led to.
import { defined } from '../../domain/defined.ts';
import type { Account } from '../../domain/jobs/job.ts';
import { longestLeaseMs } from '../../domain/jobs/lease.ts';
import type { AccountRecords, CursorRecords, LeaseClaim, LeaseRecords } from '../../domain/jobs/ports.ts';
import type { DatabaseFile } from './file.ts';
import { idOf, ofAccount } from './rows.ts';

/** The tables `leases`, `cursors` and `accounts`. */
export class SharedState implements LeaseRecords, CursorRecords, AccountRecords {
  readonly #file: DatabaseFile;
  readonly #write: <T>(work: () => T) => T;

  /** `write` runs its argument as one transaction. */
  constructor(file: DatabaseFile, write: <T>(work: () => T) => T) {
    this.#file = file;
    this.#write = write;
  }

  lease(
    name: string,
    { owner, rank, now, forMs, freshAt }: LeaseClaim,
  ): { readonly held: boolean; readonly freshAt?: number } {
    return this.#write(() => {
      const other = this.#file.all(
        'SELECT rank, until, for_ms, fresh_at FROM leases WHERE name = ? AND owner <> ?',
        name,
        owner,
      )[0];
      const until = Number(other?.['until'] ?? 0);
      // A lease that ends later than any could last: the clock was set back, or the row is invalid.
      // Nobody has to wait for it.
      const latest = now + Math.min(2 * Number(other?.['for_ms'] ?? 0), longestLeaseMs);
      if (other !== undefined && until > now && until <= latest && Number(other['rank']) >= rank) {
        const known = Number(other['fresh_at'] ?? Infinity);
        return { held: false, ...(known <= now ? { freshAt: known } : {}) };
      }
      const lastsMs = Math.min(forMs, longestLeaseMs);
      this.#file.run(
        'INSERT OR REPLACE INTO leases (name, owner, rank, until, for_ms, fresh_at) VALUES (?, ?, ?, ?, ?, ?)',
        name,
        owner,
        Math.min(rank, 1),
        Math.round(now + lastsMs),
        Math.ceil(lastsMs),
        freshAt ?? null,
      );
      return { held: true, ...defined({ freshAt }) };
    });
  }

  release(name: string, owner: string): void {
    this.#write(() => this.#file.run('DELETE FROM leases WHERE name = ? AND owner = ?', name, owner));
  }

  cursors(account: Account): ReadonlyMap<string, string> {
    return this.#file.do(
      () =>
        new Map(
          this.#file
            .all(`SELECT source, cursor FROM cursors WHERE ${ofAccount}`, ...idOf(account))
            .map(row => [String(row['source']), String(row['cursor'])]),
        ),
    );
  }

  setCursors({ partition, account }: Account, cursors: ReadonlyMap<string, string>): void {
    this.#write(() => {
      for (const [source, cursor] of cursors)
        this.#file.run(
          'INSERT OR REPLACE INTO cursors (partition, account, source, cursor) VALUES (?, ?, ?, ?)',
          partition,
          account,
          source,
          cursor,
        );
    });
  }

  accountOf(choice: string): Account | undefined {
    if (!this.#file.exists) return undefined;
    const row = this.#file.do(() =>
      this.#file.all('SELECT partition, account FROM accounts WHERE choice = ?', choice),
    )[0];
    return row && { partition: String(row['partition']), account: String(row['account']) };
  }

  setAccount(choice: string, { partition, account }: Account): void {
    this.#write(() =>
      this.#file.run(
        'INSERT OR REPLACE INTO accounts (choice, partition, account) VALUES (?, ?, ?)',
        choice,
        partition,
        account,
      ),
    );
  }
}
