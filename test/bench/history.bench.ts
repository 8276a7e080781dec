// The cost of a long history: a hundred thousand jobs opened, filtered and kept in memory; and a refresh of twelve
// thousand with few changes.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { join } from 'node:path';
import { makeScratch } from '../../scripts/processes.mjs';
import type { Clock } from '../../src/domain/clock.ts';
import { type Job, type Snapshot, discovered } from '../../src/domain/jobs/job.ts';
import { jobKinds } from '../../src/domain/jobs/kinds.ts';
import { JobList } from '../../src/domain/jobs/list.ts';
import { type JobQuery, defaultQuery } from '../../src/domain/jobs/query.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import type { Row } from './row.ts';
import { Measurement } from './yardstick.ts';

const account = { partition: 'aws', account: '123456789012' };
const now = Date.UTC(2030, 0, 1);
const clock: Clock = { now: () => now, after: () => () => undefined, random: () => 0.5 };
const runs = 7;

/** A finished job of a generated history; `index` counts minutes back in time. */
function jobAt(index: number): Job {
  const kind = jobKinds[index % jobKinds.length] ?? jobKinds[0];
  if (kind === undefined) throw new Error('no kinds');
  const id = index.toString(16).padStart(32, '0');
  const submittedAt = now - index * 60_000;
  const words =
    kind.service === 'entityresolution'
      ? ['SUCCEEDED', 'FAILED']
      : ['COMPLETED', 'FAILED', 'STOPPED', 'PARTIAL_SUCCESS'];
  const snapshot: Snapshot = {
    id,
    status: words[index % words.length] ?? '',
    submittedAt,
    endedAt: submittedAt + 600_000,
    ...(kind.service === 'entityresolution'
      ? { workflow: `workflow-${index % 60}` }
      : {
          name: `ward-${index % 12}-notes-${index}`,
          input: `s3://example-notes/ward-${index % 12}/${index}/`,
          output: `s3://example-results/${index}/`,
          role: 'arn:aws:iam::123456789012:role/ComprehendMedicalData',
        }),
  };
  return discovered({ ...account, region: 'us-east-1', service: kind.service, id }, kind.action, snapshot, now);
}

/** Reads what a view shows first: the groups and the first rows of each. */
function look(list: JobList): void {
  for (const { group } of list.groups()) list.rows(group);
}

export default function bench(): Promise<readonly Row[]> {
  const path = join(makeScratch(), 'jobs.sqlite');
  const filled = new JobDatabase(path);
  for (let from = 0; from < 100_000; from += 1_000)
    filled.add(Array.from({ length: 1_000 }, (_, index) => jobAt(from + index)));
  filled.dispose();

  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const opening = new Measurement();
  const queries: Readonly<Record<string, Partial<JobQuery>>> = {
    'by text': { filter: { text: 'ward-7 notes-99' } },
    'by status': { filter: { statuses: ['FAILED'] } },
    'of a week': { filter: { withinMs: 7 * 86_400_000 } },
    'grouped by day': { grouping: 'day' },
    'longest first': { sorting: 'longest' },
  };
  const filtering = Object.entries(queries).map(([name, query]) => ({ name, query, measurement: new Measurement() }));
  let heap = 0;
  for (let run = 0; run < runs; run += 1) {
    const records = new JobDatabase(path);
    const store = new JobStore(records);
    const list = new JobList(store, records, clock);
    opening.take(() => {
      store.select(account);
      look(list);
    });
    for (const { query, measurement } of filtering) {
      measurement.take(() => {
        list.setQuery({ ...defaultQuery, ...query });
        for (const { group } of list.groups().slice(0, 7)) list.rows(group);
      });
    }
    collect();
    heap = Math.max(heap, process.memoryUsage().heapUsed - before);
    records.dispose();
  }

  const records = new JobDatabase(path);
  const store = new JobStore(records);
  store.select(account);
  const jobs = store.hold(
    records
      .keys(account, defaultQuery, now, 12_000)
      .map(({ partition, account: number, region, service, id }) => [partition, number, region, service, id].join('/')),
  );
  const said = (round: number): { job: Job; snapshot: Snapshot }[] =>
    jobs.map((job, index) => {
      const { id, status, name, input, output, role, submittedAt, endedAt } = job;
      return {
        job,
        snapshot: JSON.parse(
          JSON.stringify({
            id,
            status,
            name,
            input,
            output,
            role,
            submittedAt,
            endedAt,
            ...(index % 1_200 === 0 ? { message: `round ${round}` } : {}),
          }),
        ) as Snapshot,
      };
    });
  // As in a host that has been watching for a while: the first rounds only warm up the JavaScript engine.
  for (let round = 0; round < runs; round += 1) store.applyAll(said(round), now);
  const diffing = new Measurement();
  for (let round = runs; round < 2 * runs; round += 1) {
    const news = said(round);
    diffing.take(() => {
      store.applyAll(news, now);
    });
  }
  records.dispose();

  return Promise.resolve([
    opening.row('100,000 jobs: open, groups and first rows', 200),
    ...filtering.map(({ name, measurement }) => measurement.row(`100,000 jobs: ${name}`, 100)),
    { name: '100,000 jobs: heap growth', value: Number((heap / 1e6).toFixed(1)), unit: 'MB', limit: 60 },
    diffing.row('12,000 jobs told of, 10 moved: diff and write', 16),
  ]);
}
