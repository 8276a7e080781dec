import { type Account, type Job, keyText } from '../../../src/domain/jobs/job.ts';
import { defaultQuery } from '../../../src/domain/jobs/query.ts';
import type { JobStore } from '../../../src/domain/jobs/store.ts';
import type { JobDatabase } from '../../../src/machine/database.ts';

/** Every job of an account as stored on disk, by ID. */
export function allJobs(records: JobDatabase, account: Account): readonly Job[] {
  return [...records.jobsOf(records.keys(account, defaultQuery, 0, Infinity))].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every job of the store's account as the store returns it, by ID. */
export function jobsIn(store: JobStore, records: JobDatabase): readonly Job[] {
  const { account } = store;
  return account === undefined
    ? []
    : [...store.hold(allJobs(records, account).map(keyText))].sort((a, b) => (a.id < b.id ? -1 : 1));
}
