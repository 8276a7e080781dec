import type { Clock } from '../clock.ts';
import { type Job, type JobKey, keyText } from './job.ts';
import type { QueryRecords } from './ports.ts';
import { type GroupCount, type JobFilter, type JobQuery, defaultQuery } from './query.ts';
import type { JobStore } from './store.ts';

/** What `update` found to have changed: whether the set of groups or their counts did, and which groups' rows did. */
export interface ListChange {
  readonly groups: boolean;
  readonly counts: boolean;
  readonly rows: readonly string[];
}

/** The rows of a group that are shown. */
export interface GroupRows {
  /** Keys of jobs (see `keyText`), in the query's order. */
  readonly keys: readonly string[];
  /** How many more jobs of the group are known. */
  readonly rest: number;
}

/** How many rows of a group are shown at first; each "Load More" doubles them. */
export const initialRows = 50;
/** How many older jobs a "Load More" outside any group reads at once. */
export const loadMoreCount = 500;
/** How many jobs are read at once when iterating over all. */
const piece = 500;

/**
 * The jobs of the store's account, arranged by a query: groups with counts, and the first rows of each. Only those
 * rows are ever in memory. Results are cached until `update` reads again.
 */
export class JobList {
  readonly #store: JobStore;
  readonly #records: QueryRecords;
  readonly #clock: Clock;
  #query: JobQuery;
  #counts: readonly GroupCount[] | undefined;
  readonly #limits = new Map<string, number>();
  readonly #rows = new Map<string, readonly string[]>();

  constructor(store: JobStore, records: QueryRecords, clock: Clock, query = defaultQuery) {
    this.#store = store;
    this.#records = records;
    this.#clock = clock;
    this.#query = query;
  }

  get query(): JobQuery {
    return this.#query;
  }

  /** Switches to another query and drops the cached results. */
  setQuery(query: JobQuery): void {
    if (query.grouping !== this.#query.grouping) this.#limits.clear();
    this.#query = query;
    this.clearCache();
  }

  /** Drops the cached results; called when the account changes. */
  clearCache(): void {
    this.#counts = undefined;
    this.#rows.clear();
  }

  /** The groups that have jobs. Throws when the database does. */
  groups(): readonly GroupCount[] {
    return (this.#counts ??= this.#countsNow());
  }

  /** How many jobs match the filter. */
  get total(): number {
    return this.groups().reduce((sum, { jobs }) => sum + jobs, 0);
  }

  /** Returns the first rows of a group. Throws when the database does. */
  rows(group: string): GroupRows {
    let keys = this.#rows.get(group);
    if (keys === undefined) this.#rows.set(group, (keys = this.#keysNow(group)));
    const jobs = this.groups().find(each => each.group === group)?.jobs ?? 0;
    return { keys, rest: Math.max(0, jobs - keys.length) };
  }

  /** Shows the next rows of a group and returns how many are to be added. */
  showMore(group: string): number {
    const more = this.#limitOf(group);
    this.#limits.set(group, 2 * more);
    this.#rows.delete(group);
    return more;
  }

  /** Returns the keys of the first jobs that match the query, across groups. Throws when the database does. */
  first(limit: number): readonly string[] {
    const { account } = this.#store;
    return account === undefined ? [] : this.#records.keys(account, this.#query, this.#clock.now(), limit).map(keyText);
  }

  /**
   * Returns every job that matches the query now, in its order but without its groups. Reads in batches during
   * iteration and keeps none of them. Throws when the database does.
   */
  all(): Iterable<Job> {
    const { account } = this.#store;
    return this.#jobsOf(
      account === undefined ? [] : this.#records.keys(account, this.#query, this.#clock.now(), Infinity),
    );
  }

  /** Returns the statuses of the account's jobs, regardless of the query. Throws when the database does. */
  statuses(): readonly string[] {
    const { account } = this.#store;
    return account === undefined
      ? []
      : this.#records
          .counts(account, { ...defaultQuery, grouping: 'status' }, this.#clock.now())
          .map(({ group }) => group);
  }

  /** Returns the newest jobs that match a filter, regardless of the query. Throws when the database does. */
  find(filter: JobFilter, limit: number): readonly Job[] {
    const { account } = this.#store;
    return account === undefined
      ? []
      : this.#records.jobsOf(this.#records.keys(account, { ...defaultQuery, filter }, this.#clock.now(), limit));
  }

  /** Reads the cached results again and returns what changed. Throws when the database does. */
  update(): ListChange {
    const before = this.#counts;
    if (before === undefined) return { groups: true, counts: true, rows: [] };
    const counts = (this.#counts = this.#countsNow());
    const known = new Map(before.map(each => [each.group, each]));
    const groups = counts.length !== before.length || counts.some(({ group }) => !known.has(group));
    const moved = new Set(
      counts
        .filter(
          ({ group, jobs, unfinished }) =>
            known.get(group)?.jobs !== jobs || known.get(group)?.unfinished !== unfinished,
        )
        .map(({ group }) => group),
    );
    const rows: string[] = [];
    const left = new Set(counts.map(({ group }) => group));
    for (const [group, keys] of this.#rows) {
      const now = left.has(group) ? this.#keysNow(group) : [];
      const isSame = now.length === keys.length && now.every((key, index) => keys[index] === key);
      if (!left.has(group)) this.#rows.delete(group);
      else if (!isSame) this.#rows.set(group, now); // if unchanged, keep the same array: views compare by identity
      if (!isSame) rows.push(group);
    }
    return { groups, counts: moved.size > 0, rows };
  }

  *#jobsOf(keys: readonly JobKey[]): Generator<Job> {
    for (let from = 0; from < keys.length; from += piece) yield* this.#records.jobsOf(keys.slice(from, from + piece));
  }

  #limitOf(group: string): number {
    return this.#limits.get(group) ?? initialRows;
  }

  #countsNow(): readonly GroupCount[] {
    const { account } = this.#store;
    return account === undefined ? [] : this.#records.counts(account, this.#query, this.#clock.now());
  }

  #keysNow(group: string): readonly string[] {
    const { account } = this.#store;
    const keys =
      account === undefined
        ? []
        : this.#records.keys(account, this.#query, this.#clock.now(), this.#limitOf(group), group).map(keyText);
    this.#store.hold(keys);
    return keys;
  }
}
