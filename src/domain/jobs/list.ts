import type { Clock } from '../clock.ts';
import { type Job, type JobKey, keyText } from './job.ts';
import type { JobRecords } from './ports.ts';
import { type GroupCount, type JobFilter, type JobQuery, defaultQuery } from './query.ts';
import type { JobStore } from './store.ts';

/** What a look at the database found to be another than before: whose rows came, went or moved; whether the groups themselves did, or their counts. */
export interface ListChange {
  readonly groups: boolean;
  readonly counts: boolean;
  readonly rows: readonly string[];
}

/** The rows of a group as far as they are shown. */
export interface GroupRows {
  /** Keys of jobs (see `keyText`), in the query's order. */
  readonly keys: readonly string[];
  /** How many more are known. */
  readonly rest: number;
}

/** Rows of a group at first; each "Load More" doubles them. */
export const firstRows = 50;
/** So many older jobs are read at once where a "Load More" is of no group. */
export const moreRows = 500;
/** Jobs that are read at once where all are gone through. */
const piece = 500;

/**
 * The jobs of the store's account as a query puts them: groups with counts, and of each the first rows. Nothing but those rows is
 * ever in memory. It holds what was read until `update` looks again.
 */
export class JobList {
  readonly #store: JobStore;
  readonly #records: Pick<JobRecords, 'counts' | 'keys' | 'jobsOf'>;
  readonly #clock: Clock;
  #query: JobQuery;
  #counts: readonly GroupCount[] | undefined;
  readonly #limits = new Map<string, number>();
  readonly #rows = new Map<string, readonly string[]>();

  constructor(store: JobStore, records: Pick<JobRecords, 'counts' | 'keys' | 'jobsOf'>, clock: Clock, query = defaultQuery) {
    this.#store = store;
    this.#records = records;
    this.#clock = clock;
    this.#query = query;
  }

  get query(): JobQuery {
    return this.#query;
  }

  /** Asks for something else from now on; what was read is forgotten. */
  ask(query: JobQuery): void {
    if (query.grouping !== this.#query.grouping) this.#limits.clear();
    this.#query = query;
    this.forget();
  }

  /** Forgets what was read; the account is another. */
  forget(): void {
    this.#counts = undefined;
    this.#rows.clear();
  }

  /** The groups that have jobs. Throws when the database does. */
  groups(): readonly GroupCount[] {
    return this.#counts ??= this.#countsNow();
  }

  /** The jobs that the filter lets through. */
  get total(): number {
    return this.groups().reduce((sum, { jobs }) => sum + jobs, 0);
  }

  /** The first rows of a group. Throws when the database does. */
  rows(group: string): GroupRows {
    let keys = this.#rows.get(group);
    if (keys === undefined) this.#rows.set(group, keys = this.#keysNow(group));
    const jobs = this.groups().find(each => each.group === group)?.jobs ?? 0;
    return { keys, rest: Math.max(0, jobs - keys.length) };
  }

  /** Shows the next rows of a group; gives how many there are to be. */
  showMore(group: string): number {
    const more = this.#limitOf(group);
    this.#limits.set(group, 2 * more);
    this.#rows.delete(group);
    return more;
  }

  /** The keys of the first jobs that the query finds, whatever their groups. Throws when the database does. */
  first(limit: number): readonly string[] {
    const { account } = this.#store;
    return account === undefined ? [] : this.#records.keys(account, this.#query, this.#clock.now(), limit).map(keyText);
  }

  /**
   * Every job that the query finds now, in its order but without its groups; read piece by piece as they are gone through, and none of
   * them kept. Throws when the database does.
   */
  all(): Iterable<Job> {
    const { account } = this.#store;
    return this.#jobsOf(account === undefined ? [] : this.#records.keys(account, this.#query, this.#clock.now(), Infinity));
  }

  /** The statuses that jobs of the account have, whatever the view shows. Throws when the database does. */
  statuses(): readonly string[] {
    const { account } = this.#store;
    return account === undefined ? [] : this.#records.counts(account, { ...defaultQuery, grouping: 'status' }, this.#clock.now()).map(({ group }) => group);
  }

  /** The newest jobs that a filter lets through, whatever the view shows. Throws when the database does. */
  find(filter: JobFilter, limit: number): readonly Job[] {
    const { account } = this.#store;
    return account === undefined ? [] : this.#records.jobsOf(this.#records.keys(account, { ...defaultQuery, filter }, this.#clock.now(), limit));
  }

  /** Looks again at what was read, and says what of it is another. Throws when the database does. */
  update(): ListChange {
    const before = this.#counts;
    if (before === undefined) return { groups: true, counts: true, rows: [] };
    const counts = this.#counts = this.#countsNow();
    const known = new Map(before.map(each => [each.group, each]));
    const groups = counts.length !== before.length || counts.some(({ group }) => !known.has(group));
    const moved = new Set(counts.filter(({ group, jobs, unfinished }) => known.get(group)?.jobs !== jobs || known.get(group)?.unfinished !== unfinished).map(({ group }) => group));
    const rows: string[] = [];
    const left = new Set(counts.map(({ group }) => group));
    for (const [group, keys] of this.#rows) {
      const now = left.has(group) ? this.#keysNow(group) : [];
      const isSame = now.length === keys.length && now.every((key, index) => keys[index] === key);
      if (!left.has(group)) this.#rows.delete(group);
      else if (!isSame) this.#rows.set(group, now); // else the very list stays, by which a view knows it
      if (!isSame) rows.push(group);
    }
    return { groups, counts: moved.size > 0, rows };
  }

  * #jobsOf(keys: readonly JobKey[]): Generator<Job> {
    for (let from = 0; from < keys.length; from += piece) yield * this.#records.jobsOf(keys.slice(from, from + piece));
  }

  #limitOf(group: string): number {
    return this.#limits.get(group) ?? firstRows;
  }

  #countsNow(): readonly GroupCount[] {
    const { account } = this.#store;
    return account === undefined ? [] : this.#records.counts(account, this.#query, this.#clock.now());
  }

  #keysNow(group: string): readonly string[] {
    const { account } = this.#store;
    const keys = account === undefined ? [] : this.#records.keys(account, this.#query, this.#clock.now(), this.#limitOf(group), group).map(keyText);
    this.#store.hold(keys);
    return keys;
  }
}
