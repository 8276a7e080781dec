import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Intent } from '../../../src/domain/jobs/intent.ts';
import { applySnapshot } from '../../../src/domain/jobs/job.ts';
import { schemaVersion } from '../../../src/machine/database/schema.ts';
import { JobDatabase, StorageError } from '../../../src/machine/database.ts';
import { account, entities, idMapping, intentOf, requestOf, startedJob } from '../jobs/fakeServices.ts';
import { allJobs } from '../jobs/allJobs.ts';
import { race } from './race.ts';

const now = Date.UTC(2030, 0, 1);

describe('the job database', function () {
  let folder: string;
  let path: string;
  let open: JobDatabase[];

  /** A separate connection to the file. */
  function database(): JobDatabase {
    const made = new JobDatabase(path);
    open.push(made);
    return made;
  }

  /** Accesses the file directly, without the class under test. */
  function raw<T>(use: (sqlite: DatabaseSync) => T): T {
    const sqlite = new DatabaseSync(path);
    try {
      return use(sqlite);
    } finally {
      sqlite.close();
    }
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jobs-'));
    path = join(folder, 'storage', 'jobs.sqlite');
    open = [];
  });

  afterEach(() => {
    for (const each of open) each.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  describe('an intent', () => {
    const request = requestOf(idMapping);
    const first = intentOf(idMapping, request, now, { id: 'first' });
    const second = intentOf(idMapping, request, now + 1, { id: 'second' });

    for (const state of ['sending', 'unclear'] as const) {
      it(`that is ${state} prevents an identical one, from another connection too`, () => {
        const one = database();
        one.begin(first, false);
        one.resolve({ ...first, state });
        for (const each of [one, database()])
          assert.deepEqual(each.begin(second, false), { unanswered: { ...first, state } });
        assert.deepEqual(one.openIntents(account), [{ ...first, state }]);
      });
    }

    for (const state of ['refused', 'dismissed', 'started'] as const) {
      it(`that is ${state} does not prevent an identical one`, () => {
        const one = database();
        one.begin(first, false);
        one.resolve({ ...first, state, ...(state === 'started' ? { jobId: 'j' } : {}) });
        assert.deepEqual(one.openIntents(account), []);
        assert.deepEqual(one.begin(second, false), { begun: second });
      });
    }

    it('does not prevent a different one', () => {
      const one = database();
      one.begin(first, false);
      const others = [
        intentOf(idMapping, requestOf(idMapping, 'other'), now, { id: 'request' }),
        { ...second, id: 'account', account: '210987654321', fingerprint: 'account' },
      ];
      for (const other of others) assert.deepEqual(one.begin(other, false), { begun: other });
      assert.equal(one.openIntents(account).length, 2);
      assert.equal(one.openIntents({ ...account, account: '210987654321' }).length, 1);
      assert.equal(one.openIntents({ ...account, partition: 'sandbox' }).length, 0);
    });

    it('is not begun beside an unfinished job of the same work, from any window, unless a user was asked', () => {
      const records = database();
      const other = database();
      const intent = intentOf(entities, requestOf(entities), 1_000);
      records.begin(intent, true);
      const job = startedJob(entities, 'running', 1_000, { intentId: intent.id });
      records.resolve({ ...intent, state: 'started', jobId: job.id }, job);
      const again = { ...intent, id: 'again' };
      const found = other.begin(again, true);
      assert.ok('running' in found && found.running.id === 'running');
      assert.ok('running' in other.begin(again, true, ['another']), 'asked about another');
      assert.ok('begun' in other.begin(again, true, ['another', 'running']));
      other.resolve({ ...again, state: 'refused' });
      records.update(job, known => ({ ...known, status: 'COMPLETED' }));
      assert.ok('begun' in other.begin(again, true));
    });

    it('that was not found is replaced: dismissed if the kind has no token', () => {
      const one = database();
      one.begin(first, false);
      one.resolve({ ...first, state: 'notFound' });
      assert.deepEqual(one.openIntents(account), [{ ...first, state: 'notFound' }]);
      assert.deepEqual(one.begin(second, false), { begun: second });
      assert.deepEqual(one.openIntents(account), [second]);
      raw(sqlite => {
        assert.equal(sqlite.prepare("SELECT state FROM intents WHERE id = 'first'").get()?.['state'], 'dismissed');
      });
    });

    it('that was not found passes its ID, and so its token, to the next one if the kind has a token', () => {
      const one = database();
      one.begin(first, true);
      one.resolve({ ...first, state: 'notFound' });
      const resent = { ...second, id: 'first', firstSentAt: now };
      assert.deepEqual(one.begin(second, true), { begun: resent });
      assert.deepEqual(one.openIntents(account), [resent]);
      one.resolve({ ...resent, state: 'notFound' });
      assert.deepEqual(one.begin({ ...second, id: 'third', sentAt: now + 2 }, true), {
        begun: { ...resent, sentAt: now + 2 },
      });
    });

    it('with a job ID never goes back, whatever is written', () => {
      const one = database();
      const started: Intent = { ...first, state: 'started', jobId: 'j1' };
      one.begin(first, false);
      one.resolve(started, startedJob(idMapping, 'j1', now));
      for (const state of ['unclear', 'notFound', 'refused', 'dismissed', 'sending'] as const) {
        database().resolve({ ...first, state });
        raw(sqlite => {
          assert.deepEqual(JSON.parse(String(sqlite.prepare('SELECT intent FROM intents').get()?.['intent'])), started);
        });
      }
      assert.deepEqual(one.openIntents(account), []);
    });

    it('that was given up becomes started if its answer arrives late', () => {
      const one = database();
      one.begin(first, false);
      one.resolve({ ...first, state: 'notFound' });
      one.resolve({ ...first, state: 'started', jobId: 'late' }, startedJob(idMapping, 'late', now));
      assert.deepEqual(one.openIntents(account), []);
      assert.equal(allJobs(one, account).length, 1);
    });

    it('that is closed is not reopened by a window that knew it open', () => {
      for (const state of ['refused', 'dismissed'] as const) {
        const one = database();
        const each = { ...first, id: state, fingerprint: state };
        one.begin(each, false);
        one.resolve({ ...each, state });
        one.resolve({ ...each, state: 'notFound' });
        one.resolve({ ...each, state: 'unclear' });
        assert.deepEqual(one.openIntents(account), []);
      }
    });

    it('that is being sent again is not given up for its first request', () => {
      const one = database();
      one.begin(first, true);
      one.resolve({ ...first, state: 'notFound' });
      one.begin(second, true);
      one.resolve({ ...first, state: 'notFound' }); // another window that looked for the first request
      one.resolve({ ...first, state: 'dismissed' }); // a user, in an outdated row
      assert.deepEqual(one.openIntents(account), [{ ...second, id: 'first', firstSentAt: now }]);
    });

    it('never replaces another one on disk', () => {
      const one = database();
      one.begin(first, false);
      one.resolve({ ...first, state: 'notFound' });
      one.begin(second, false); // the first is dismissed
      one.resolve({ ...first, state: 'unclear' }); // its own window learns later that there is no answer
      assert.deepEqual(one.openIntents(account), [second]);
    });

    it('is begun by exactly one of many competing processes', async () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const results = (await race(path, 'begin', names)) as readonly { begun?: string; unanswered?: string }[];
      const begun = results.flatMap(result => result.begun ?? []);
      assert.equal(begun.length, 1);
      assert.deepEqual(
        results.flatMap(result => result.unanswered ?? []),
        Array.from({ length: names.length - 1 }, () => begun[0]),
      );
      assert.equal(database().openIntents(account).length, 1);
    });

    it('is on disk when its process is killed', async () => {
      await race(path, 'die', ['killed']);
      assert.deepEqual(
        database()
          .openIntents(account)
          .map(({ id, state }) => [id, state]),
        [['killed', 'sending']],
      );
      assert.ok(database().hasUnfinished());
    });
  });

  describe('a job', () => {
    const job = startedJob(entities, 'j1', now, { specUri: 'file:///a' });
    const intent = intentOf(entities, requestOf(entities), now, { id: 'intent-j1' });

    it('is written together with its intent in one transaction', () => {
      const one = database();
      one.begin(intent, true);
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      assert.deepEqual(allJobs(one, account), [job]);
      assert.deepEqual(one.job(job), job);
      assert.deepEqual([...one.claimedIds(account)], ['j1']);
      assert.deepEqual([...one.claimedIds({ ...account, partition: 'sandbox' })], []);
    });

    it('is not written if the intent cannot be, nor the intent if the job cannot be', () => {
      const one = database();
      one.begin(intent, true);
      raw(sqlite => {
        sqlite.exec("CREATE TRIGGER full BEFORE INSERT ON jobs BEGIN SELECT RAISE(ABORT, 'disk full'); END");
      });
      assert.throws(() => {
        one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      }, StorageError);
      assert.deepEqual(one.openIntents(account), [intent]);
      assert.deepEqual(allJobs(one, account), []);
      raw(sqlite => {
        sqlite.exec('DROP TRIGGER full');
      });
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      assert.deepEqual(allJobs(one, account), [job]);
    });

    it('is the same only if account, region, service and ID are', () => {
      const one = database();
      const others = [
        job,
        { ...job, region: 'us-west-2' },
        { ...job, account: '210987654321' },
        { ...job, partition: 'sandbox' },
        { ...job, service: 'entityresolution' as const },
        { ...job, id: 'j2' },
      ];
      for (const each of others)
        one.resolve(
          { ...intent, id: JSON.stringify(each), fingerprint: JSON.stringify(each), state: 'started', jobId: each.id },
          each,
        );
      assert.equal(allJobs(one, account).length, 4);
      assert.equal(allJobs(one, { ...account, partition: 'sandbox' }).length, 1);
    });

    it('that the service listed before keeps what it returned, and gets its origin', () => {
      const one = database();
      const {
        intentId: _intentId,
        request: _request,
        specUri: _specUri,
        ...heardOf
      } = { ...job, status: 'COMPLETED', output: 's3://out/told/', seenAt: now + 5 };
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, heardOf);
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      assert.deepEqual(one.job(job), {
        ...heardOf,
        intentId: job.intentId,
        request: job.request,
        specUri: 'file:///a',
      });
      assert.equal(one.takeFinished(account).length, 1);
      assert.ok(!one.hasUnfinished());
    });

    it('that was listed and removed is not news when it is watched by its ID', () => {
      const one = database();
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, { ...job, status: 'COMPLETED' });
      assert.equal(one.takeFinished(account).length, 1);
      one.remove([job]);
      const [back] = one.add([{ ...job, status: 'COMPLETED' }], true);
      assert.deepEqual([back?.intentId, one.takeFinished(account)], [job.intentId, []]);
    });

    it('that was marked gone is watched again when a start adds it', () => {
      const one = database();
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, { ...job, gone: true });
      one.resolve({ ...intent, id: 'again', state: 'started', jobId: 'j1' }, { ...job, intentId: 'again' });
      assert.equal(one.job(job)?.gone, undefined);
      assert.ok(one.hasUnfinished());
    });

    it('that is finished is not overwritten by a slow answer from another connection', () => {
      const [one, other] = [database(), database()];
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      assert.equal(other.job(job)?.status, 'SUBMITTED');
      one.update(job, known => applySnapshot(known, { id: 'j1', status: 'COMPLETED' }, now + 10));
      assert.equal(
        other.update(job, known => applySnapshot(known, { id: 'j1', status: 'IN_PROGRESS' }, now + 20))?.status,
        'COMPLETED',
      );
      assert.equal(one.job(job)?.status, 'COMPLETED');
    });

    it('is written only if it has changed', () => {
      const [one, other] = [database(), database()];
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      const before = other.version();
      assert.deepEqual(
        one.update(job, known => known),
        job,
      );
      assert.equal(other.version(), before);
      one.update(job, known => ({ ...known, status: 'IN_PROGRESS' }));
      assert.notEqual(other.version(), before);
    });

    it('that does not exist is not created by an update', () => {
      assert.equal(
        database().update(job, known => ({ ...known, status: 'COMPLETED' })),
        undefined,
      );
      assert.deepEqual(allJobs(database(), account), []);
    });

    it('is unchanged if the change throws, and the database goes on working', () => {
      const one = database();
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      assert.throws(
        () =>
          one.update(job, () => {
            throw new RangeError('no');
          }),
        StorageError,
      );
      assert.deepEqual(one.job(job), job);
      assert.equal(one.update(job, known => ({ ...known, status: 'COMPLETED' }))?.status, 'COMPLETED');
    });

    it('is not lost when five processes write a hundred each at once', async () => {
      assert.deepEqual(
        await race(path, 'write', ['a', 'b', 'c', 'd', 'e']),
        Array.from({ length: 5 }, () => 'written'),
      );
      const one = database();
      const expected = ['a', 'b', 'c', 'd', 'e'].flatMap(name =>
        Array.from({ length: 100 }, (_, index) => `${name}-${index}`),
      );
      assert.deepEqual(
        allJobs(one, account)
          .map(({ id }) => id)
          .sort(),
        expected.sort(),
      );
      assert.deepEqual(one.openIntents(account), []);
      raw(sqlite => {
        assert.equal(sqlite.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
      });
    });
  });

  describe('a job that was found for an intent', () => {
    const intent = intentOf(idMapping, requestOf(idMapping), now, { id: 'lost' });
    const job = startedJob(idMapping, 'j1', now, { intentId: 'lost' });

    it('is used if it belongs to no start', () => {
      const one = database();
      one.begin(intent, false);
      assert.ok(one.adopt({ ...intent, state: 'started', jobId: 'j1' }, job));
      assert.deepEqual(one.openIntents(account), []);
      assert.deepEqual(allJobs(one, account), [job]);
    });

    it('is not used if another start has it in the meantime', () => {
      const one = database();
      one.begin(intent, false);
      const owner = intentOf(idMapping, requestOf(idMapping, 'other'), now, { id: 'owner' });
      database().resolve({ ...owner, state: 'started', jobId: 'j1' }, { ...job, intentId: 'owner' });
      assert.ok(!one.adopt({ ...intent, state: 'started', jobId: 'j1' }, job));
      assert.deepEqual(one.openIntents(account), [intent]);
      assert.equal(one.job(job)?.intentId, 'owner');
    });

    it('is not used if the intent was answered in the meantime', () => {
      const one = database();
      one.begin(intent, false);
      database().resolve({ ...intent, state: 'started', jobId: 'its own' }, { ...job, id: 'its own' });
      assert.ok(!one.adopt({ ...intent, state: 'started', jobId: 'j1' }, job));
      assert.deepEqual(
        allJobs(one, account).map(({ id }) => id),
        ['its own'],
      );
    });
  });

  describe('the file', () => {
    const job = startedJob(entities, 'j1', now);
    const intent = intentOf(entities, requestOf(entities), now, { id: 'intent-j1' });
    const fill = (): void => {
      const one = database();
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      one.begin({ ...intent, id: 'open', fingerprint: 'open' }, true);
      one.dispose();
    };

    it('is in WAL mode, and every commit waits for the disk', () => {
      fill();
      raw(sqlite => {
        assert.equal(sqlite.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal');
      });
      // `synchronous` belongs to a connection: only the connection under test can return it, through the calls it makes
      // itself.
      const seen: unknown[] = [];
      const { prototype } = DatabaseSync;
      const exec = Object.getOwnPropertyDescriptor(prototype, 'exec');
      assert.ok(exec !== undefined);
      prototype.exec = function (this: DatabaseSync, sql: string): void {
        Reflect.apply(exec.value as (sql: string) => void, this, [sql]);
        if (sql === 'COMMIT')
          seen.push(
            this.prepare('PRAGMA synchronous').get()?.['synchronous'],
            this.prepare('PRAGMA journal_mode').get()?.['journal_mode'],
          );
      };
      try {
        database().begin({ ...intent, id: 'another', fingerprint: 'another' }, true);
      } finally {
        Object.defineProperty(prototype, 'exec', exec);
      }
      assert.deepEqual(seen, [2, 'wal']);
    });

    it('keeps everything over a restart', () => {
      fill();
      const one = database();
      assert.deepEqual(allJobs(one, account), [job]);
      assert.deepEqual(
        one.openIntents(account).map(({ id }) => id),
        ['open'],
      );
      assert.ok(one.hasUnfinished());
      assert.ok('unanswered' in one.begin({ ...intent, id: 'x', fingerprint: 'open' }, true));
    });

    it('is not created by the check for anything unfinished', () => {
      assert.equal(database().hasUnfinished(), false);
      assert.equal(existsSync(path), false);
      assert.deepEqual(readdirSync(folder), []);
    });

    it('answers that check by jobs and unclear starts', () => {
      const one = database();
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      assert.equal(one.hasUnfinished(), true);
      one.update(job, known => applySnapshot(known, { id: 'j1', status: 'STOP_REQUESTED' }, now));
      assert.equal(one.hasUnfinished(), true);
      one.update(job, known => applySnapshot(known, { id: 'j1', status: 'STOPPED' }, now));
      assert.equal(one.hasUnfinished(), true, 'nobody was told of its end');
      one.takeFinished(account);
      assert.equal(one.hasUnfinished(), false);
      one.begin({ ...intent, id: 'open', fingerprint: 'open' }, true);
      assert.equal(one.hasUnfinished(), true);
      one.resolve({ ...intent, id: 'open', fingerprint: 'open', state: 'notFound' });
      assert.equal(one.hasUnfinished(), false);
    });

    for (const mode of ['wal', 'delete']) {
      it(`of a newer version (journal_mode ${mode}) is refused and not changed`, () => {
        fill();
        raw(sqlite => {
          sqlite.exec(`PRAGMA journal_mode = ${mode}; PRAGMA user_version = ${schemaVersion + 1}`);
        });
        const before = readFileSync(path);
        for (const use of [
          (one: JobDatabase): unknown => allJobs(one, account),
          (one: JobDatabase): unknown => one.begin(intent, true),
          (one: JobDatabase): unknown => one.hasUnfinished(),
        ]) {
          assert.throws(
            () => use(database()),
            (fault: unknown) =>
              fault instanceof StorageError && fault.path === path && fault.message.includes('newer version'),
          );
        }
        for (const each of open) each.dispose();
        assert.ok(before.equals(readFileSync(path)));
      });
    }

    for (const [name, broken, spoil] of [
      [
        'is no database',
        ['jobs', 'begin', 'openIntents'],
        () => Buffer.from('<html>this is not a database, and long enough to be read as one</html>'.repeat(100)),
      ],
      ['is cut off', ['jobs', 'begin', 'openIntents'], (whole: Buffer) => whole.subarray(0, 5_000)],
      [
        'has a page of rubbish',
        ['jobs'],
        (whole: Buffer) => Buffer.concat([whole.subarray(0, 4_096), Buffer.alloc(4_096, 0x5a), whole.subarray(8_192)]),
      ],
    ] as const satisfies readonly (readonly [
      string,
      readonly ('jobs' | 'begin' | 'openIntents')[],
      (whole: Buffer) => Buffer,
    ])[]) {
      it(`that ${name} is an error that names its location, and is not changed`, () => {
        fill();
        writeFileSync(path, spoil(readFileSync(path)));
        const before = readFileSync(path);
        const one = database();
        const uses = {
          jobs: () => allJobs(one, account),
          begin: () => one.begin(intent, true),
          openIntents: () => one.openIntents(account),
        };
        for (const use of broken) {
          assert.throws(
            uses[use],
            (fault: unknown) =>
              fault instanceof StorageError &&
              fault.path === path &&
              fault.message !== '' &&
              fault.cause instanceof Error,
          );
        }
        one.dispose();
        assert.ok(before.equals(readFileSync(path)));
      });
    }

    it('is opened again after it could not be opened', () => {
      fill();
      const good = readFileSync(path);
      writeFileSync(path, 'no database at all, only a text that somebody saved under this name'.repeat(50));
      const one = database();
      assert.throws(() => allJobs(one, account), StorageError);
      writeFileSync(path, good);
      assert.deepEqual(allJobs(one, account), [job]);
    });

    it('in a location where none can be created is an error, not a crash', () => {
      writeFileSync(join(folder, 'storage'), 'a file where the folder should be');
      const one = database();
      assert.throws(() => one.begin(intent, true), StorageError);
      assert.throws(() => one.version(), StorageError);
      assert.equal(one.hasUnfinished(), false);
      rmSync(join(folder, 'storage'));
      mkdirSync(path, { recursive: true });
      assert.throws(() => one.begin(intent, true), StorageError);
    });

    it('that another process locks too long is an error, and nothing is begun', () => {
      fill();
      raw(sqlite => {
        sqlite.exec('BEGIN IMMEDIATE');
        const waiting = new JobDatabase(path, 50);
        open.push(waiting);
        assert.throws(() => waiting.begin({ ...intent, id: 'held', fingerprint: 'held' }, true), StorageError);
        sqlite.exec('ROLLBACK');
      });
      assert.deepEqual(
        database()
          .openIntents(account)
          .map(({ id }) => id),
        ['open'],
      );
    });

    it('can be used again after it was closed, because an answer may arrive late', () => {
      const one = database();
      one.begin(intent, true);
      one.dispose();
      one.resolve({ ...intent, state: 'started', jobId: 'j1' }, job);
      assert.deepEqual(allJobs(database(), account), [job]);
    });
  });

  describe('a damaged row', () => {
    const jobs = ['a', 'b', 'c'].map(id => startedJob(entities, id, now));
    const intents = ['a', 'b', 'c'].map(id => intentOf(entities, requestOf(entities, id), now, { id }));
    const damages = ['', '{"id":"b"', 'null', '7', '[]', '{}', '{"id":7,"status":null}'];

    for (const damage of damages) {
      it(`(${damage || 'empty'}) hides no other row, and is kept`, () => {
        const one = database();
        for (const job of jobs)
          one.resolve(
            {
              ...intentOf(entities, {}, now, { id: `of ${job.id}`, fingerprint: job.id }),
              state: 'started',
              jobId: job.id,
            },
            job,
          );
        for (const intent of intents) one.begin(intent, true);
        raw(sqlite => {
          sqlite.prepare("UPDATE jobs SET job = ? WHERE id = 'b'").run(damage);
          sqlite.prepare("UPDATE intents SET intent = ? WHERE id = 'b'").run(damage);
        });
        assert.deepEqual(
          allJobs(one, account).map(({ id }) => id),
          ['a', 'c'],
        );
        assert.deepEqual(
          one.openIntents(account).map(({ id }) => id),
          ['a', 'c'],
        );
        assert.equal(one.job({ ...jobs[0]!, id: 'b' }), undefined);
        assert.equal(
          one.update({ ...jobs[0]!, id: 'b' }, job => ({ ...job, status: 'COMPLETED' })),
          undefined,
        );
        assert.equal(one.update(jobs[0]!, job => ({ ...job, status: 'COMPLETED' }))?.status, 'COMPLETED');
        assert.deepEqual([...one.claimedIds(account)].sort(), ['a', 'b', 'c']);
        raw(sqlite => {
          assert.equal(sqlite.prepare("SELECT job FROM jobs WHERE id = 'b'").get()?.['job'], damage);
          assert.equal(sqlite.prepare("SELECT intent FROM intents WHERE id = 'b'").get()?.['intent'], damage);
        });
      });
    }

    it('of an unclear start still prevents an identical one, and is looked for from then on', () => {
      const one = database();
      const intent = intents[1]!;
      one.begin(intent, true);
      raw(sqlite => {
        sqlite.exec("UPDATE intents SET intent = '{'");
      });
      const again = { ...intent, id: 'again', sentAt: now + 1 };
      const expected = { ...again, id: 'b', state: 'sending' };
      assert.deepEqual(one.begin(again, true), { unanswered: expected });
      assert.deepEqual(one.openIntents(account), [expected]);
    });

    it('is repaired when its answer arrives', () => {
      const one = database();
      one.begin(intents[0]!, true);
      raw(sqlite => {
        sqlite.exec("UPDATE intents SET intent = '{'");
      });
      one.resolve({ ...intents[0]!, state: 'started', jobId: 'a' }, jobs[0]);
      assert.deepEqual(allJobs(one, account), [jobs[0]]);
      assert.deepEqual(one.openIntents(account), []);
    });
  });
});

describe('a row with an unknown structure', () => {
  const job = startedJob(entities, 'whole', now, { status: 'COMPLETED' });
  const odd: readonly (readonly [member: string, value: unknown])[] = [
    ['submittedAt', '2030-01-01'],
    ['submittedAt', 1e300],
    ['endedAt', null],
    ['seenAt', {}],
    ['timeline', 7],
    ['timeline', [null]],
    ['timeline', [{ status: 3, seenAt: now }]],
    ['metrics', []],
    ['metrics', { a: 'b' }],
    ['name', { a: 1 }],
    ['workflow', 5],
    ['input', []],
    ['specUri', 0],
    ['confirmed', 'me'],
    ['confirmed', { at: 'x', by: 'y' }],
    ['watched', 'yes'],
    ['gone', 1],
    ['request', 'text'],
    ['written', []],
    ['intentId', 9],
  ];
  for (const [member, value] of odd) {
    it(`in its ${member} (${JSON.stringify(value)}) loses that member, and hides no other row`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'odd-'));
      const path = join(folder, 'jobs.sqlite');
      const records = new JobDatabase(path);
      records.add([job, { ...job, id: 'odd' }]);
      const sqlite = new DatabaseSync(path);
      sqlite
        .prepare("UPDATE jobs SET job = ? WHERE id = 'odd'")
        .run(JSON.stringify({ ...job, id: 'odd', [member]: value }));
      sqlite.close();
      const found = allJobs(records, account);
      assert.deepEqual(found.map(({ id }) => id).sort(), ['odd', 'whole']);
      const read = found.find(({ id }) => id === 'odd')! as unknown as Record<string, unknown>;
      assert.ok(member === 'seenAt' ? typeof read['seenAt'] === 'number' : !(member in read), member);
      records.update(found.find(({ id }) => id === 'odd')!, each => ({ ...each, status: 'FAILED' }));
      records.dispose();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
  }
});
