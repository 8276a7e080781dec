// What the store keeps in memory and what it reads from disk if the history is large.
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Job, type JobKey, type Snapshot, keyText } from '../../../src/domain/jobs/job.ts';
import { defaultQuery } from '../../../src/domain/jobs/query.ts';
import { JobStore, type StoreChange } from '../../../src/domain/jobs/store.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { account, entities, idMapping, region, startedJob } from './fakeServices.ts';
import { bound } from '../../pace.ts';
import { longIt } from '../../runs.ts';

const now = Date.UTC(2030, 0, 1);

describe('the store with a long history', function () {
  this.timeout(bound(120_000));
  let records: JobDatabase;
  let store: JobStore;
  let changes: StoreChange[];
  /** The number of keys that were read from disk, by jobs read and by jobs written. */
  let asked: { read: number; written: number };

  beforeEach(() => {
    records = new JobDatabase(':memory:');
    store = new JobStore(records);
    changes = [];
    asked = { read: 0, written: 0 };
    const jobsOf = records.jobsOf.bind(records);
    records.jobsOf = keys => {
      asked.read += keys.length;
      return jobsOf(keys);
    };
    const updateAll = records.updateAll.bind(records);
    records.updateAll = (keys, change) => {
      asked.written += keys.length;
      return updateAll(keys, change);
    };
  });

  afterEach(() => {
    store.dispose();
    records.dispose();
  });

  const jobAt = (index: number, status = 'COMPLETED'): Job =>
    startedJob(entities, `job-${index}`, now - index * 1_000, { status, name: `notes of ward ${index}` });
  function fill(count: number, status?: (index: number) => string): readonly string[] {
    for (let from = 0; from < count; from += 5_000)
      records.add(
        Array.from({ length: Math.min(5_000, count - from) }, (_, index) =>
          jobAt(from + index, status?.(from + index)),
        ),
      );
    store.select(account);
    store.onDidChange(change => {
      changes.push(change);
    });
    return records.keys(account, defaultQuery, now, Infinity).map(keyText);
  }
  const snapshotOf = ({ id, status, name, input, output, role, submittedAt }: Job): Snapshot => ({
    id,
    status,
    name: name!,
    input: input!,
    output: output!,
    role: role!,
    submittedAt: submittedAt!,
  });

  it('keeps only unfinished jobs in memory until it is asked', () => {
    fill(5_000, index => (index % 100 === 0 ? 'IN_PROGRESS' : 'COMPLETED'));
    assert.equal(store.unfinished.length, 50);
    assert.equal(asked.read, 0);
  });

  it('reads requested jobs once, all at a time, and keeps them in the order of requests', () => {
    const keys = fill(1_000);
    const wanted = [...keys.slice(0, 100)].reverse();
    assert.deepEqual(store.hold(wanted).map(keyText), wanted);
    assert.deepEqual([store.hold(wanted).length, asked.read], [100, 100]);
    store.get(keys[5]!);
    assert.equal(asked.read, 100);
    assert.deepEqual(
      store
        .hold([
          ...keys.slice(98, 102),
          'aws/123456789012/us-east-1/comprehendmedical/none',
          'aws/210987654321/us-east-1/comprehendmedical/job-1',
        ])
        .map(keyText),
      keys.slice(98, 102),
    );
  });

  it('returns every visible row, even if there are more than it keeps', () => {
    const keys = fill(21_000);
    assert.equal(store.hold(keys).length, keys.length);
    for (const key of [keys[0]!, keys[15_000]!, keys.at(-1)!]) assert.equal(keyText(store.get(key)!), key);
    // Changes are also reported for rows that were dropped from memory.
    const first = store.get(keys[1]!)!;
    store.change(first, job => ({ ...job, watched: false }));
    assert.deepEqual(
      changes.flatMap(({ added, changed }) => [...added, ...changed]),
      [keys[1]],
    );
    assert.equal(store.get(keys[1]!)?.watched, false);
    assert.equal(store.hold(keys).length, keys.length);
  });

  it('processes twelve thousand answers with a hundred changes, writes those, and reports no other', () => {
    const keys = fill(12_000, () => 'IN_PROGRESS');
    const said = store.unfinished.map((job, index) => ({
      job,
      snapshot: { ...snapshotOf(job), ...(index % 120 === 0 ? { status: 'COMPLETED', endedAt: now } : {}) },
    }));
    const moved = said.filter((_, index) => index % 120 === 0).map(({ job }) => keyText(job));
    store.applyAll(said, now + 1);
    assert.equal(moved.length, 100);
    assert.deepEqual(
      changes.map(({ all, added, changed }) => [all, added, [...changed].sort()]),
      [[false, [], [...moved].sort()]],
    );
    assert.deepEqual([asked.written, asked.read], [100, 0]);
    assert.equal(store.unfinished.length, keys.length - 100);
    changes.length = 0;
    store.applyAll(said, now + 2);
    assert.deepEqual([changes, asked.written], [[], 100]);
  });

  it('reports nothing for jobs that a list returns again, in memory or not', () => {
    const keys = fill(500);
    const snapshots = Array.from({ length: 500 }, (_, index) => snapshotOf(jobAt(index)));
    store.applyListed(entities, region, undefined, snapshots, now + 1);
    assert.deepEqual(changes, []);
    store.hold(keys);
    asked.written = 0;
    store.applyListed(entities, region, undefined, snapshots, now + 2);
    assert.deepEqual([changes, asked.written], [[], 0]);
    store.applyListed(
      entities,
      region,
      undefined,
      [
        { ...snapshots[7]!, message: 'late word' },
        { id: 'new', status: 'SUBMITTED', submittedAt: now },
      ],
      now + 3,
    );
    assert.deepEqual(changes, [
      { all: false, added: [keyText({ ...jobAt(0), id: 'new' })], changed: [] },
      { all: false, added: [], changed: [keyText(jobAt(7))] },
    ]);
  });

  it('does not let a list of Entity Resolution finish a job whose end is awaited, even by another window', () => {
    const job = (id: string, more: Partial<Job> = {}): Job =>
      startedJob(idMapping, id, now, { workflow: 'people', status: 'RUNNING', ...more });
    records.add([job('mine'), job('unwatched', { watched: false }), job('gone', { gone: true })]);
    store.select(account);
    records.add([job('theirs')]); // written by another window, and not picked up here yet
    const listed = ['mine', 'theirs', 'unwatched', 'gone', 'new'].map(
      (id): Snapshot => ({ id, status: 'SUCCEEDED', submittedAt: now, endedAt: now + 1 }),
    );
    store.applyListed(idMapping, region, 'people', listed, now + 1);
    const statusOf = (id: string): string | undefined =>
      records.job({ ...account, region, service: 'entityresolution', id } satisfies JobKey)?.status;
    assert.deepEqual(['mine', 'theirs', 'unwatched', 'gone', 'new'].map(statusOf), [
      'RUNNING',
      'RUNNING',
      'SUCCEEDED',
      'RUNNING',
      'SUCCEEDED',
    ]);
  });

  it('watches a job of another window that a view had read before it was reported', () => {
    fill(3);
    const another = startedJob(entities, 'of another window', now, { status: 'SUBMITTED' });
    records.add([another]);
    assert.deepEqual(store.hold([keyText(another)]), [another]);
    assert.deepEqual(store.unfinished, []);
    store.intentsChanged(another);
    assert.deepEqual([store.unfinished, changes.at(-1)?.changed], [[another], [keyText(another)]]);
  });

  longIt('keeps its memory bounded, however many rows are read (HELD_JOBS)', () => {
    const keys = fill(Number(process.env['HELD_JOBS'] ?? 30_000));
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heapMb = (): number => {
      collect();
      return process.memoryUsage().heapUsed / 1e6;
    };
    const before = heapMb();
    for (let from = 0; from < keys.length; from += 500)
      assert.equal(store.hold(keys.slice(from, from + 500)).length, 500);
    const grownMb = heapMb() - before;
    process.stdout.write(`      heap grown by ${grownMb.toFixed(1)} MB\n`);
    assert.ok(grownMb < 60, `${grownMb}`);
    assert.equal(store.get(keys[0]!)?.id, 'job-0');
  });
});
