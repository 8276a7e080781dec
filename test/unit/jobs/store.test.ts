import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Job, keyText } from '../../../src/domain/jobs/job.ts';
import { JobStore, type StoreChange } from '../../../src/domain/jobs/store.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { account, entities, idMapping, intentOf, requestOf, startedJob } from './fakeServices.ts';
import { allJobs } from './allJobs.ts';
import { runs } from '../../runs.ts';

const now = Date.UTC(2030, 0, 1);
const other = { ...account, account: '210987654321' };

describe('the store of jobs', () => {
  let folder: string;
  let records: JobDatabase;
  /** Another window's connection to the same file. */
  let elsewhere: JobDatabase;
  let store: JobStore;
  let changes: StoreChange[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    records = new JobDatabase(join(folder, 'jobs.sqlite'));
    elsewhere = new JobDatabase(join(folder, 'jobs.sqlite'));
    store = new JobStore(records);
    changes = [];
    store.onDidChange(change => {
      changes.push(change);
    });
  });

  afterEach(() => {
    store.dispose();
    records.dispose();
    elsewhere.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const write = (database: JobDatabase, job: Job): void => {
    database.resolve(
      intentOf(entities, {}, now, {
        id: job.intentId ?? '',
        fingerprint: job.id,
        partition: job.partition,
        account: job.account,
        state: 'started',
        jobId: job.id,
      }),
      job,
    );
  };
  const [a, b, c] = ['a', 'b', 'c'].map(id => startedJob(entities, id, now)) as [Job, Job, Job];
  const change = (more: Partial<StoreChange>): StoreChange => ({ all: false, added: [], changed: [], ...more });
  const ids = (): readonly string[] => store.unfinished.map(({ id }) => id).sort();

  it('is empty before an account is selected, and does not query the database', () => {
    store.sync();
    store.intentsChanged();
    assert.deepEqual([store.unfinished, store.openIntents, store.account], [[], [], undefined]);
    assert.deepEqual(changes, []);
  });

  it('switches between accounts', () => {
    write(records, a);
    write(records, { ...b, ...other });
    records.begin(intentOf(idMapping, requestOf(idMapping), now), false);
    store.select(account);
    assert.deepEqual([ids(), store.openIntents.length, store.account], [['a'], 1, account]);
    store.select(other);
    assert.deepEqual([ids(), store.openIntents.length], [['b'], 0]);
    assert.equal(store.get(keyText(a)), undefined);
    store.select(undefined);
    assert.deepEqual([ids(), store.openIntents.length], [[], 0]);
    store.select(account);
    assert.deepEqual([ids(), store.openIntents.length], [['a'], 1]);
    assert.deepEqual(
      changes,
      Array.from({ length: 4 }, () => change({ all: true })),
    );
  });

  it('names exactly the job that changed', () => {
    for (const job of [a, b, c]) write(records, job);
    store.select(account);
    changes.length = 0;
    store.apply(b, { id: 'b', status: 'IN_PROGRESS' }, now + 1);
    assert.deepEqual(changes, [change({ changed: [keyText(b)] })]);
    assert.equal(store.get(keyText(b))?.status, 'IN_PROGRESS');
    assert.equal(records.job(b)?.status, 'IN_PROGRESS');
    store.applyGone(c, now + 2);
    assert.deepEqual(changes.slice(1), [change({ changed: [keyText(c)] })]);
  });

  it("records and reports a user's change to a job", () => {
    for (const job of [a, b]) write(records, job);
    store.select(account);
    changes.length = 0;
    assert.equal(store.change(a, job => ({ ...job, watched: false }))?.watched, false);
    assert.deepEqual(
      [records.job(a)?.watched, store.get(keyText(a))?.watched, changes],
      [false, false, [change({ changed: [keyText(a)] })]],
    );
    store.change(a, job => job);
    assert.equal(
      store.change(c, job => ({ ...job, watched: false })),
      undefined,
    );
    assert.equal(changes.length, 1);
  });

  it('reports nothing that is not new', () => {
    write(records, a);
    store.select(account);
    store.apply(a, { id: 'a', status: 'COMPLETED' }, now + 1);
    changes.length = 0;
    store.apply(a, { id: 'a', status: 'COMPLETED' }, now + 2);
    store.apply(a, { id: 'a', status: 'IN_PROGRESS' }, now + 3);
    store.apply({ ...a, id: 'unknown' }, { id: 'unknown', status: 'FAILED' }, now + 3);
    store.sync();
    assert.deepEqual(changes, []);
    assert.equal(store.get(keyText(a))?.status, 'COMPLETED');
  });

  it('picks up what another window wrote, and names only that', () => {
    for (const job of [a, b]) write(records, job);
    store.select(account);
    changes.length = 0;
    write(elsewhere, c);
    elsewhere.update(b, job => ({ ...job, status: 'FAILED' }));
    store.sync();
    assert.deepEqual(changes, [change({ added: [keyText(c)], changed: [keyText(b)] })]);
    store.sync();
    assert.equal(changes.length, 1);
    elsewhere.begin(intentOf(idMapping, requestOf(idMapping), now), false);
    store.sync();
    assert.deepEqual(changes[1], change({ all: true }));
    assert.equal(store.openIntents.length, 1);
  });

  it('reports nothing that another window wrote for another account', () => {
    write(records, a);
    store.select(account);
    changes.length = 0;
    write(elsewhere, { ...b, ...other });
    store.sync();
    assert.deepEqual([changes, ids()], [[], ['a']]);
  });

  it("reports another window's change once, even if an answer arrives too", () => {
    write(records, a);
    store.select(account);
    changes.length = 0;
    elsewhere.update(a, job => ({ ...job, status: 'COMPLETED' }));
    store.apply(a, { id: 'a', status: 'IN_PROGRESS' }, now + 1); // an outdated answer of the service
    assert.deepEqual(changes, [change({ changed: [keyText(a)] })]);
    assert.equal(store.get(keyText(a))?.status, 'COMPLETED');
    store.sync();
    assert.equal(changes.length, 1);
  });

  it('shows the job of a start', () => {
    store.select(account);
    const intent = intentOf(entities, requestOf(entities), now, { id: 'i' });
    records.begin(intent, true);
    store.intentsChanged();
    assert.deepEqual([store.openIntents.length, changes.slice(1)], [1, [change({ all: true })]]);
    records.resolve({ ...intent, state: 'started', jobId: 'a' }, a);
    store.intentsChanged(a);
    assert.deepEqual(
      [store.openIntents.length, ids(), changes.slice(2)],
      [0, ['a'], [change({ all: true, added: [keyText(a)] })]],
    );
    store.intentsChanged(a);
    assert.deepEqual(changes.slice(3), [change({ all: true })]);
  });

  it('does not show the job of a start in another account', () => {
    store.select(other);
    write(records, a);
    store.intentsChanged(a);
    assert.deepEqual(ids(), []);
    store.apply(a, { id: 'a', status: 'COMPLETED' }, now);
    assert.deepEqual(ids(), []);
    assert.equal(records.job(a)?.status, 'COMPLETED', 'it is written nevertheless');
  });

  it('shows nothing of the old account if the new one cannot be read, and reads it when it can', () => {
    write(records, a);
    write(records, { ...b, ...other });
    store.select(account);
    changes.length = 0;
    const jobs = records.unfinished.bind(records);
    records.unfinished = () => {
      throw new Error('disk');
    };
    assert.throws(() => {
      store.select(other);
    });
    assert.deepEqual([ids(), changes], [[], [change({ all: true })]]);
    assert.throws(() => {
      store.sync();
    });
    records.unfinished = jobs;
    store.sync();
    assert.deepEqual(ids(), ['b']);
  });

  it('keeps its jobs if the database cannot be read, and later picks up what it missed', () => {
    write(records, a);
    store.select(account);
    write(elsewhere, b);
    const openIntents = records.openIntents.bind(records);
    records.openIntents = () => {
      throw new Error('disk');
    };
    assert.throws(() => {
      store.sync();
    });
    assert.deepEqual(ids(), ['a']);
    records.openIntents = openIntents;
    changes.length = 0;
    store.sync();
    assert.deepEqual([ids(), changes], [['a', 'b'], [change({ added: [keyText(b)] })]]);
  });

  it('fires no event after it was disposed', () => {
    store.select(account);
    changes.length = 0;
    store.dispose();
    store.select(other);
    assert.deepEqual(changes, []);
  });

  it('can be followed by its events alone', function () {
    const ids3 = ['a', 'b', 'c'];
    const step = fc.tuple(
      fc.constantFrom('mine', 'theirs', 'sync', 'start', 'startElsewhere', 'lost'),
      fc.constantFrom(...ids3),
      fc.constantFrom('SUBMITTED', 'IN_PROGRESS', 'COMPLETED', 'PAUSED'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), steps => {
        const path = join(folder, `${fc.hash(JSON.stringify(steps))}-${Math.random()}.sqlite`);
        const [here, there] = [new JobDatabase(path), new JobDatabase(path)];
        const followed = new JobStore(here);
        const shown = new Map<string, string>();
        followed.select(account);
        followed.onDidChange(({ added, changed }) => {
          for (const key of added) {
            assert.ok(!shown.has(key));
            shown.set(key, JSON.stringify(followed.get(key)));
          }
          for (const key of changed) {
            assert.ok(shown.has(key));
            shown.set(key, JSON.stringify(followed.get(key)));
          }
        });
        for (const [what, id, status] of steps) {
          const job = startedJob(entities, id, now);
          if (what === 'mine') followed.apply(job, { id, status }, now);
          else if (what === 'theirs') there.update(job, known => ({ ...known, status }));
          else if (what === 'sync') followed.sync();
          else if (what === 'lost') followed.applyGone(job, now);
          else if (what === 'startElsewhere') write(there, job);
          else {
            write(here, job);
            followed.intentsChanged(job);
          }
          for (const [key, text] of shown) assert.equal(JSON.stringify(followed.get(key)), text);
        }
        followed.sync();
        assert.deepEqual(
          [...shown].sort(),
          allJobs(here, account)
            .map(each => [keyText(each), JSON.stringify(each)])
            .sort(),
        );
        for (const job of allJobs(here, account)) assert.deepEqual(followed.get(keyText(job)), job);
        here.dispose();
        there.dispose();
      }),
      { numRuns: runs(25) },
    );
  });
});
