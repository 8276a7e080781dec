// Several windows with one history: add, remove, prune, report ends, follow each other, take turns.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { type Account, type Job, discovered, applySnapshot } from '../../../src/domain/jobs/job.ts';
import { longestLeaseMs } from '../../../src/domain/jobs/lease.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { allJobs } from '../jobs/allJobs.ts';
import { account, entities, idMapping, intentOf, phi, requestOf, startedJob } from '../jobs/fakeServices.ts';
import { race } from './race.ts';
import { runs } from '../../runs.ts';

const now = Date.UTC(2030, 0, 1);
const other: Account = { ...account, account: '210987654321' };

describe('the shared history', function () {
  let folder: string;
  let path: string;
  let one: JobDatabase;
  /** The connection of another window. */
  let two: JobDatabase;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'history-'));
    path = join(folder, 'jobs.sqlite');
    one = new JobDatabase(path);
    two = new JobDatabase(path);
  });

  afterEach(() => {
    one.dispose();
    two.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const listed = (id: string, status = 'COMPLETED', more: Partial<Job> = {}): Job => ({
    ...discovered(
      { ...account, region: 'us-east-1', service: 'comprehendmedical', id },
      entities.action,
      { id, status, submittedAt: now },
      now,
    ),
    ...more,
  });
  /** A job as recorded when this extension starts it, with its intent. */
  const started = (id: string, more: Partial<Job> = {}, sentAt = now): Job => {
    const job = startedJob(entities, id, sentAt, more);
    const intent = intentOf(entities, requestOf(entities, id), sentAt, {
      id: job.intentId!,
      partition: job.partition,
      account: job.account,
    });
    one.begin(intent, true);
    one.resolve({ ...intent, state: 'started', jobId: id }, job);
    return job;
  };
  const idsOf = (jobs: readonly Job[]): readonly string[] => jobs.map(({ id }) => id).sort();
  const ends = (records: JobDatabase, job: Job, status = 'COMPLETED'): void => {
    records.update(job, known => applySnapshot(known, { id: job.id, status }, now + 1));
  };
  const intentIds = (): readonly string[] => {
    const raw = new DatabaseSync(path);
    try {
      return raw
        .prepare('SELECT id FROM intents ORDER BY id')
        .all()
        .map(row => String(row['id']));
    } finally {
      raw.close();
    }
  };

  describe('jobs from a list', () => {
    it('are written once, and known facts of a job are kept', () => {
      const [a, b] = [listed('a'), listed('b')];
      assert.deepEqual(one.add([a, b, a]), [a, b]);
      assert.deepEqual(two.add([listed('a', 'IN_PROGRESS'), listed('c')]), [listed('c')]);
      assert.deepEqual(allJobs(one, account), [a, b, listed('c')]);
      assert.deepEqual(one.add([]), []);
    });

    it('are not news if they have finished or when they finish, unless a user asked for them', () => {
      one.add([
        listed('done'),
        listed('running', 'IN_PROGRESS'),
        listed('wanted', 'IN_PROGRESS', { watched: true }),
        listed('unwanted', 'IN_PROGRESS', { watched: false, intentId: 'x' }),
      ]);
      for (const id of ['running', 'wanted', 'unwanted']) ends(two, listed(id));
      assert.deepEqual(idsOf(one.takeFinished(account)), ['wanted']);
    });

    it('do not come back once they were removed, in any window', () => {
      one.add([listed('a'), listed('b', 'IN_PROGRESS')]);
      two.remove([listed('a'), listed('b')]);
      two.remove([listed('a')]);
      assert.deepEqual(
        [one.add([listed('a'), listed('b'), listed('c')]).map(({ id }) => id), idsOf(allJobs(one, account))],
        [['c'], ['c']],
      );
      assert.equal(one.hasUnfinished(), false);
      // The same ID elsewhere is another job.
      assert.equal(
        one.add([listed('a', 'COMPLETED', { region: 'us-west-2' }), listed('a', 'COMPLETED', other)]).length,
        2,
      );
    });

    it('come back if a user asks for a removed one, and belong to their start as before', () => {
      const job = started('ours');
      one.add([listed('theirs', 'IN_PROGRESS')]);
      one.remove([job, listed('theirs')]);
      const back = two.add([listed('ours', 'IN_PROGRESS'), listed('theirs', 'IN_PROGRESS')], true);
      assert.deepEqual(
        back.map(({ id, intentId }) => [id, intentId]),
        [
          ['ours', job.intentId],
          ['theirs', undefined],
        ],
      );
      assert.deepEqual([allJobs(one, account).length, [...one.claimedIds(account)]], [2, ['ours']]);
      assert.ok(
        'running' in one.begin(intentOf(entities, requestOf(entities, 'ours'), now, { id: 'again' }), true),
        'no second one is started without asking',
      );
      one.remove([job]);
      assert.deepEqual(two.add([listed('ours', 'IN_PROGRESS')]), []);
    });

    it('are written all or none', () => {
      const raw = new DatabaseSync(path);
      one.version();
      raw.exec(
        "CREATE TRIGGER full BEFORE INSERT ON jobs WHEN NEW.id = 'b' BEGIN SELECT RAISE(ABORT, 'disk full'); END",
      );
      assert.throws(() => one.add([listed('a'), listed('b')]));
      assert.deepEqual(allJobs(one, account), []);
      raw.close();
    });
  });

  it('allow a new start if their running job was removed, and are not matched to the new start', () => {
    const job = started('a');
    one.remove([job]);
    assert.ok('begun' in two.begin(intentOf(entities, requestOf(entities, 'a'), now, { id: 'again' }), true));
    assert.deepEqual([...two.claimedIds(account)], ['a']);
    one.add([listed('never claimed')]);
    one.remove([listed('never claimed')]);
    assert.deepEqual([...two.claimedIds(account)], ['a']);
  });

  describe('pruning', () => {
    it('deletes what finished long ago together with its start, and nothing else', () => {
      const before = now - 1_000;
      const old = started('old', {}, before - 1);
      const untold = started('untold', {}, before - 1);
      for (const job of [old, untold]) ends(one, job);
      const { submittedAt: _submittedAt, ...undated } = listed('undated');
      one.add([
        listed('listed', 'FAILED', { submittedAt: before - 1 }),
        listed('young', 'FAILED', { submittedAt: before }),
        listed('running', 'IN_PROGRESS', { submittedAt: 0 }),
        listed('paused', 'PAUSED', { submittedAt: 0 }),
        undated,
      ]);
      one.takeFinished(account);
      // Its end is reported after the others.
      one.update(untold, job => ({ ...job, status: 'IN_PROGRESS' }));
      ends(one, untold, 'FAILED');
      for (const [id, state] of [
        ['refused', 'refused'],
        ['open', 'unclear'],
        ['lost', 'notFound'],
      ] as const) {
        const intent = intentOf(entities, requestOf(entities, id), before - 1, { id });
        one.begin(intent, true);
        one.resolve({ ...intent, state });
      }
      const seen = two.changes(account, 0);
      assert.equal(one.prune(before), 2);
      assert.deepEqual(idsOf(allJobs(one, account)), ['paused', 'running', 'undated', 'untold', 'young']);
      assert.deepEqual(intentIds(), ['intent-untold', 'lost', 'open']);
      assert.notEqual(two.changes(account, 0).removals, seen.removals);
      assert.equal(one.prune(before), 0);
      assert.equal(two.changes(account, 0).removals, seen.removals + 1, 'pruning nothing is not reported');
    });

    it('treats a list that returns such a job again like any other read', () => {
      one.add([listed('a')]);
      one.prune(now + 1);
      assert.deepEqual(one.add([listed('a')]).length, 1);
    });
  });

  describe('the end of a watched job', () => {
    it('is reported once, over all windows and accounts', () => {
      const [a, b, foreign] = [started('a'), started('b'), started('foreign', other)];
      assert.deepEqual(one.takeFinished(account), []);
      ends(one, a);
      ends(two, b, 'FAILED');
      ends(two, foreign);
      assert.equal(one.hasUnfinished(), true);
      assert.deepEqual(idsOf(two.takeFinished(account)), ['a', 'b']);
      assert.deepEqual([one.takeFinished(account), two.takeFinished(account)], [[], []]);
      ends(one, a); // the service returns it again
      one.update(a, job => ({ ...job, output: 's3://out/a/' }));
      assert.deepEqual(one.takeFinished(account), []);
      assert.deepEqual(idsOf(one.takeFinished(other)), ['foreign']);
      assert.equal(one.hasUnfinished(), false);
    });

    it("is reported if the start's own answer arrives after it", () => {
      one.add([listed('a')]);
      assert.deepEqual(one.takeFinished(account), []);
      started('a');
      assert.deepEqual(
        idsOf(two.takeFinished(account)),
        ['a'],
        'a list had told that it was finished before anybody knew whose it was',
      );
      const unanswered = intentOf(phi, requestOf(phi), now, { id: 'late' });
      one.begin(unanswered, true);
      one.adopt(
        { ...unanswered, state: 'started', jobId: 'b' },
        startedJob(phi, 'b', now, { status: 'COMPLETED', intentId: 'late' }),
      );
      assert.deepEqual(idsOf(two.takeFinished(account)), ['b']);
    });

    it('is reported once by processes that all ask at the same time', async () => {
      const jobs = Array.from({ length: 40 }, (_, index) => started(`j${index}`));
      for (const job of jobs) ends(one, job);
      const told = (await race(path, 'news', ['a', 'b', 'c', 'd', 'e'])) as readonly string[][];
      assert.deepEqual(told.flat().sort(), idsOf(jobs));
      assert.equal(told.filter(ids => ids.length > 0).length, 1);
    });

    it('is kept if reporting fails halfway', () => {
      ends(one, started('a'));
      const raw = new DatabaseSync(path);
      raw.exec("CREATE TRIGGER full BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'disk full'); END");
      assert.throws(() => one.takeFinished(account));
      raw.exec('DROP TRIGGER full');
      raw.close();
      assert.deepEqual(idsOf(one.takeFinished(account)), ['a']);
    });
  });

  describe('following another window', () => {
    it('returns what was written since, and says if something was removed', () => {
      const begin = two.changes(account, 0);
      assert.deepEqual(begin, { seq: 0, removals: 0, jobs: [] });
      const version = two.version();
      one.add([listed('a'), listed('b', 'IN_PROGRESS'), listed('foreign', 'COMPLETED', other)]);
      assert.notEqual(two.version(), version);
      const first = two.changes(account, begin.seq);
      assert.deepEqual([idsOf(first.jobs), first.removals], [['a', 'b'], 0]);
      assert.deepEqual(two.changes(account, first.seq).jobs, []);
      ends(one, listed('b'));
      one.update(listed('a'), job => job);
      const second = two.changes(account, first.seq);
      assert.deepEqual(
        second.jobs.map(({ id, status }) => [id, status]),
        [['b', 'COMPLETED']],
      );
      one.remove([listed('a')]);
      const third = two.changes(account, second.seq);
      assert.deepEqual([third.jobs, third.seq, third.removals], [[], second.seq, 1]);
      assert.deepEqual(idsOf(two.changes(other, begin.seq).jobs), ['foreign']);
    });

    it('misses nothing, whoever writes what in whatever order', () => {
      const step = fc.tuple(
        fc.constantFrom('add', 'move', 'remove', 'prune', 'look'),
        fc.constantFrom('a', 'b', 'c', 'd'),
        fc.boolean(),
      );
      fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), steps => {
          const file = join(folder, `${Math.random()}.sqlite`);
          const [mine, theirs, reader] = [new JobDatabase(file), new JobDatabase(file), new JobDatabase(file)];
          const followed = new Map<string, Job>();
          let { seq, removals } = reader.changes(account, 0);
          let version = reader.version();
          const look = (): void => {
            const next = reader.version();
            const changes = next === version ? { seq, removals, jobs: [] } : reader.changes(account, seq);
            if (changes.removals !== removals) {
              followed.clear();
              for (const job of allJobs(reader, account)) followed.set(job.id, job);
            }
            for (const job of changes.jobs) followed.set(job.id, job);
            ({ seq, removals } = changes);
            version = next;
            assert.deepEqual(
              [...followed.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
              allJobs(reader, account),
            );
          };
          for (const [what, id, isMine] of steps) {
            const records = isMine ? mine : theirs;
            if (what === 'add') records.add([listed(id, 'IN_PROGRESS')]);
            else if (what === 'move') ends(records, listed(id));
            else if (what === 'remove') records.remove([listed(id)]);
            else if (what === 'prune') records.prune(now + 1);
            else look();
          }
          look();
          for (const each of [mine, theirs, reader]) each.dispose();
        }),
        { numRuns: runs(60) },
      );
    });
  });

  describe('the lease', () => {
    const claim = (
      owner: string,
      more: { readonly rank?: number; readonly now?: number; readonly forMs?: number; readonly freshAt?: number } = {},
    ): Parameters<JobDatabase['lease']>[1] => ({ owner, rank: 1, now, forMs: 1_000, ...more });

    it('belongs to one window until it expires, and shows the others how recent the data is', () => {
      assert.deepEqual(one.lease('w', claim('a', { freshAt: now - 5 })), { held: true, freshAt: now - 5 });
      assert.deepEqual(two.lease('w', claim('b', { now: now + 999 })), { held: false, freshAt: now - 5 });
      assert.deepEqual(two.lease('another account', claim('b')), { held: true });
      assert.deepEqual(one.lease('w', claim('a', { now: now + 500 })), { held: true }, 'renewed');
      assert.deepEqual(two.lease('w', claim('b', { now: now + 1_499 })), { held: false });
      assert.deepEqual(two.lease('w', claim('b', { now: now + 1_500 })), { held: true });
      assert.deepEqual(one.lease('w', claim('a', { now: now + 1_501 })), { held: false });
    });

    it("lasts as long as its window asked for, however short the other's interval is", () => {
      one.lease('w', claim('slow', { forMs: 80_000 }));
      assert.equal(two.lease('w', claim('quick', { now: now + 10_000, forMs: 7_500 })).held, false);
      assert.equal(
        two.lease('w', claim('quick', { now: now - 1_000, forMs: 7_500 })).held,
        false,
        'a clock may go back slightly',
      );
      assert.equal(
        two.lease('w', claim('quick', { now: now - 80_001, forMs: 7_500 })).held,
        true,
        'the clock was set back',
      );
    });

    it("moves to a higher rank at once, and a user's refresh lasts no longer than a visible window", () => {
      one.lease('w', claim('hidden', { rank: 0 }));
      assert.equal(two.lease('w', claim('other hidden', { rank: 0 })).held, false);
      assert.equal(two.lease('w', claim('seen', { rank: 1 })).held, true);
      assert.equal(one.lease('w', claim('hidden', { rank: 0 })).held, false);
      assert.equal(one.lease('w', claim('wish', { rank: 2 })).held, true);
      assert.equal(two.lease('w', claim('another wish', { rank: 2 })).held, true);
      assert.equal(one.lease('w', claim('seen', { rank: 1 })).held, false);
      two.lease('w', claim('another wish', { rank: 0 })); // its window is hidden
      assert.equal(one.lease('w', claim('seen', { rank: 1 })).held, true);
    });

    for (const [what, row] of [
      ['ends in the far future', { rank: 1, until: 9e15, for_ms: 9e15, fresh_at: null }],
      ['says it was taken for days', { rank: 1, until: now + 86_400_000, for_ms: 86_400_000, fresh_at: null }],
      ['outranks every window', { rank: 99, until: now + 86_400_000, for_ms: 864_000_000, fresh_at: now }],
    ] as const) {
      it(`does not stop any window because of a row that ${what}`, () => {
        one.release('w', 'a'); // creates the tables
        const sqlite = new DatabaseSync(path);
        sqlite
          .prepare('INSERT INTO leases (name, owner, rank, until, for_ms, fresh_at) VALUES (?, ?, ?, ?, ?, ?)')
          .run('w', 'stranger', row.rank, row.until, row.for_ms, row.fresh_at);
        sqlite.close();
        assert.equal(two.lease('w', claim('b')).held, true);
      });
    }

    it('lasts at most a minute and a half, whatever a window asks for', () => {
      one.lease('w', claim('a', { forMs: 1e12 }));
      assert.equal(two.lease('w', claim('b', { now: now + longestLeaseMs - 1 })).held, false);
      assert.equal(two.lease('w', claim('b', { now: now + longestLeaseMs })).held, true);
    });

    it('never says that the data is more recent than now', () => {
      one.lease('w', claim('a', { freshAt: now + 5_000 }));
      assert.deepEqual(two.lease('w', claim('b')), { held: false });
    });

    it('is not awaited if the clock was set back', () => {
      one.lease('w', claim('a', { now: now + 3_600_000 }));
      assert.equal(two.lease('w', claim('b')).held, true);
      assert.equal(one.lease('w', claim('a')).held, false);
    });

    it('is free after its owner has released it', () => {
      one.lease('w', claim('a'));
      two.release('w', 'b');
      assert.equal(two.lease('w', claim('b')).held, false);
      one.release('w', 'a');
      assert.equal(two.lease('w', claim('b')).held, true);
    });

    it('is held by one of many processes that want it at the same time', async () => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      const held = (await race(path, 'lease', names)) as readonly { held: boolean }[];
      assert.equal(held.filter(each => each.held).length, 1);
      const owner = names[held.findIndex(each => each.held)];
      assert.equal(one.lease('w2', claim('x')).held, true);
      assert.deepEqual(
        names.map(name => one.lease('watch', { owner: name, rank: 1, now: 1_001, forMs: 1_000 }).held),
        names.map(name => name === owner),
      );
    });
  });

  it('keeps how far each list was read, for each account', () => {
    one.setCursors(
      account,
      new Map([
        ['list|a', '1'],
        ["it's|%|ä", '{"nextToken":"x"}'],
      ]),
    );
    two.setCursors(account, new Map([['list|a', '2']]));
    two.setCursors(other, new Map([['list|a', '3']]));
    two.setCursors(other, new Map());
    assert.deepEqual([...one.cursors(account)].sort(), [
      ["it's|%|ä", '{"nextToken":"x"}'],
      ['list|a', '2'],
    ]);
    assert.deepEqual([...one.cursors(other)], [['list|a', '3']]);
    assert.deepEqual([...one.cursors({ ...account, partition: 'sandbox' })], []);
  });

  it('finds jobs that the service dropped before their end was seen, and no others', () => {
    started('gone', { gone: true });
    started('gone unknown', { gone: true, status: 'PAUSED' });
    started('gone finished', { gone: true, status: 'COMPLETED' });
    started('running');
    started('foreign', { ...other, gone: true });
    one.add([{ ...startedJob(idMapping, 'mapping', now, { gone: true, status: 'RUNNING' }) }]);
    assert.deepEqual(idsOf(two.gone(account)), ['gone', 'gone unknown', 'mapping']);
    assert.deepEqual(idsOf(two.unfinished(account)), ['running']);
  });
});
