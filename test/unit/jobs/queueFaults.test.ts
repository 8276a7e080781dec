// The queue when something is wrong: the clock, the database, a row, the connection, the moment.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { JobServices } from '../../../src/domain/jobs/ports.ts';
import { canBeResumed, heldByChecks, resumedAsSeen } from '../../../src/domain/jobs/queue/resume.ts';
import { type Hold, resumed } from '../../../src/domain/jobs/queue/run.ts';
import type { Answer } from '../../../src/domain/refusal.ts';
import { answered, refused } from '../../../src/domain/refusal.ts';
import { runs as shareOf } from '../../runs.ts';
import { FakeServices, account, entities, idMapping, refusalOf } from './fakeServices.ts';
import { QueueWorld, hourMs } from './queueWorld.ts';

describe('the queue, when something is wrong,', () => {
  let world: QueueWorld;
  beforeEach(() => {
    world = new QueueWorld();
  });
  afterEach(() => {
    world.dispose();
  });

  describe('the connection', () => {
    it('sends nothing with services that were verified for a connection that has been left', async () => {
      const other = { ...account, account: '999999999999' };
      const verifications: ((answer: Answer<JobServices>) => void)[] = [];
      const window = world.open('window', {
        services: () =>
          new Promise(resolve => {
            verifications.push(resolve);
          }),
      });
      window.add(world.batch(), [world.run(entities, 'mine')]);
      await world.clock.advance(1_000);
      assert.equal(verifications.length, 1);
      world.current = other;
      window.connectionChanged();
      window.add(world.batch('theirs', other), [world.run(entities, 'other', { ...other, batchId: 'theirs' })]);
      // The answer for the connection that was left comes late, whether or not the next one is being verified.
      verifications[0]?.(answered(world.services));
      await world.clock.advance(120_000);
      assert.deepEqual(world.sent(), []);
      const theirs = new FakeServices(world.clock);
      theirs.identity = { ...other, arn: 'arn:aws:iam::999999999999:user/me' };
      for (const verified of verifications.slice(1)) verified(answered(theirs));
      await world.clock.advance(60_000);
      assert.deepEqual(world.sent(), []);
      assert.equal(theirs.count('start'), 1);
      assert.deepEqual([world.states(), world.states('theirs')], [['waiting'], ['started']]);
    });

    it('refuses a start of a run with the credentials of another account, whoever asks', () => {
      world.records.queue.addBatch(world.batch(), [world.run(entities, 'a')]);
      const { request } = world.run(entities, 'a');
      const intent = {
        id: 'i',
        action: entities.action,
        request,
        fingerprint: 'f',
        state: 'sending',
        sentAt: 0,
      } as const;
      const begin = (of: typeof account, where: string): object =>
        world.records.begin({ ...intent, ...of, region: where, runId: 'run-a' }, true);
      assert.deepEqual(begin({ ...account, account: '999999999999' }, 'us-east-1'), { taken: true });
      assert.deepEqual(begin(account, 'eu-west-1'), { taken: true });
      assert.ok('begun' in begin(account, 'us-east-1'));
    });

    it('puts no run back that was confirmed with a connection to another account', async () => {
      const window = world.open('window');
      window.add(world.batch(), [world.run(entities, 'a', { state: 'asking', hold: { why: 'old' } })]);
      world.current = { ...account, account: '999999999999' };
      window.connectionChanged();
      window.resume(['run-a'], resumed, { at: world.clock.now(), by: 'arn:aws:iam::999999999999:user/me' });
      world.current = account;
      window.connectionChanged();
      await world.clock.advance(30_000);
      assert.deepEqual([world.states(), world.sent()], [['asking'], []]);
      window.resume(['run-a'], resumed, { at: world.clock.now(), by: 'arn:aws:iam::123456789012:user/me' });
      await world.clock.advance(30_000);
      assert.deepEqual(world.states(), ['started']);
    });

    it('is not there: it is asked for again only after a pause, and at once with another connection', async () => {
      let asked = 0;
      const window = world.open('window', {
        services: async () => {
          asked += 1;
          return Promise.resolve(refused(refusalOf('signedOut', { nothingHappened: true })));
        },
      });
      window.add(world.batch(), [world.run(entities, 'a')]);
      await world.clock.advance(29_000);
      assert.equal(asked, 1);
      await world.clock.advance(4 * 30_000);
      assert.equal(asked, 5);
      window.connectionChanged();
      await world.clock.advance(1_000);
      assert.equal(asked, 6);
    });

    it('verifies once for all groups, and again after a refusal of the credentials', async () => {
      let verified = 0;
      const window = world.open('window', {
        services: async () => {
          verified += 1;
          return Promise.resolve(answered(world.services));
        },
      });
      const groups = Array.from({ length: 20 }, (_, index) => `eu-west-${index}`);
      window.add(
        world.batch(),
        groups.map(where => world.run(entities, where, { region: where })),
      );
      await world.clock.advance(5_000);
      assert.equal(world.sent().length, 20);
      assert.equal(verified, 1);
      world.services.refusing = () => refusalOf('expired', { nothingHappened: true });
      window.add(world.batch('second'), [world.run(entities, 'late', { batchId: 'second' })]);
      await world.clock.advance(5_000);
      assert.deepEqual(world.states('second'), ['waiting']);
      world.services.refusing = () => undefined;
      await world.clock.advance(20_000);
      assert.deepEqual(world.states('second'), ['started']);
      assert.equal(verified, 2);
    });

    it('lets another window send that can, while this one is signed out', async () => {
      const denied = world.open('denied', {
        services: () => Promise.resolve(refused(refusalOf('signedOut', { nothingHappened: true }))),
      });
      denied.add(world.batch(), [world.run(entities, 'a')]);
      await world.clock.advance(1_000);
      assert.equal(denied.state.refusal?.kind, 'signedOut');
      world.open('good').wake();
      await world.clock.advance(30_000);
      assert.deepEqual(world.states(), ['started']);
    });
  });

  describe('a service that does not answer', () => {
    it('delays only its own group, and the window keeps the lease meanwhile', async () => {
      const hanging = new Promise<Hold | undefined>(() => undefined);
      const rechecked: string[] = [];
      const recheck =
        (window: string) =>
        (run: { readonly name: string }): Promise<Hold | undefined> => {
          rechecked.push(`${window} ${run.name}`);
          return run.name === 'stuck' ? hanging : Promise.resolve(undefined);
        };
      const window = world.open('one', { recheck: recheck('one') });
      const other = world.open('two', { recheck: recheck('two') });
      window.add(world.batch(), [world.run(idMapping, 'stuck'), world.run(entities, 'a')]);
      await world.clock.advance(5_000);
      assert.deepEqual(world.sent(), ['a']);
      other.wake();
      await world.clock.advance(300_000);
      window.add(world.batch('second'), [world.run(entities, 'b', { batchId: 'second' })]);
      await world.clock.advance(5_000);
      assert.deepEqual(world.sent(), ['a', 'b']);
      assert.deepEqual(rechecked, ['one a', 'one stuck', 'one b']);
      assert.equal(other.state.following, true);
    });

    it('sends nothing that it has checked after another window took over', async () => {
      let pass: (hold: undefined) => void = () => undefined;
      let isAsleep = false;
      const one = world.open('one', {
        recheck: () =>
          new Promise(resolve => {
            pass = resolve;
          }),
        // It does not get to renew its lease.
        account: () => (isAsleep ? undefined : account),
      });
      one.add(world.batch(), [world.run(idMapping, 'a'), world.run(idMapping, 'b')]);
      await world.clock.advance(1_000);
      isAsleep = true;
      const two = world.open('two');
      two.wake();
      await world.clock.advance(30_000);
      assert.deepEqual(world.sent(), ['a']);
      pass(undefined);
      await world.clock.advance(5_000);
      assert.deepEqual(world.sent(), ['a']);
    });
  });

  describe('the clock', () => {
    const yearMs = 365 * 24 * hourMs;

    it('was a year ahead: what waits for a later time is not sent a year later', async () => {
      world.services.refusing = () => refusalOf('conflict', { nothingHappened: true });
      world.open('window').add(world.batch(), [world.run(idMapping, 'a')]);
      await world.clock.advance(1_000);
      assert.deepEqual(world.sent(), ['a']);
      world.services.refusing = () => undefined;
      world.clock.jump(-yearMs);
      await world.clock.advance(60_000);
      // Since when it waits is no longer known.
      assert.deepEqual(world.states(), ['asking']);
      const now = world.clock.now();
      world.records.queue.updateRuns(['run-a'], run => ({
        ...run,
        state: 'waiting',
        waitsSince: now,
        notBefore: now + yearMs,
      }));
      await world.clock.advance(60_000);
      assert.deepEqual(world.states(), ['started']);
    });

    it('was set back: the credentials are verified again, and a full group is tried in time', async () => {
      let verified = 0;
      world
        .open('window', {
          services: async () => {
            verified += 1;
            return Promise.resolve(answered(world.services));
          },
        })
        .add(world.batch(), [world.run(idMapping, 'a'), world.run(idMapping, 'b'), world.run(entities, 'c')]);
      await world.clock.advance(1_000);
      assert.deepEqual([world.sent().length, verified], [2, 1]);
      world.clock.jump(-10 * 60_000);
      world.records.queue.updateRuns(['run-b'], run => ({ ...run, waitsSince: world.clock.now() }));
      await world.clock.advance(16 * 60_000);
      assert.deepEqual(world.sent(), ['c', 'a', 'b']);
      assert.equal(verified, 2);
    });

    it('moved on while the checks of a run took place: it is held, not sent', async () => {
      let pass: (hold: undefined) => void = () => undefined;
      world
        .open('window', {
          recheck: () =>
            new Promise(resolve => {
              pass = resolve;
            }),
        })
        .add(world.batch(), [world.run(entities, 'a')]);
      await world.clock.advance(1_000);
      world.clock.jump(13 * hourMs);
      pass(undefined);
      await world.clock.advance(60_000);
      assert.deepEqual(world.sent(), []);
      assert.equal(world.records.queue.run('run-a')?.hold?.why, 'old');
    });

    it('jumps at random, and nothing is sent twice or that nobody has seen for longer than the setting says', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: -48 * hourMs, max: 48 * hourMs }), { minLength: 1, maxLength: 12 }),
          async jumps => {
            const of = new QueueWorld();
            // What has really passed since the last confirmation, by a clock that nobody sets.
            let passed = 0;
            let jumped = 0;
            of.services.meanwhile = () => {
              assert.ok(passed <= 12 * hourMs + 5 * 60_000 + Math.abs(jumped), `${passed} ms`);
            };
            of.open('window').add(
              of.batch(),
              Array.from({ length: 6 }, (_, index) => of.run(idMapping, `n${index}`)),
            );
            for (const jump of jumps) {
              await of.clock.advance(30_000);
              passed += 30_000;
              of.clock.jump(jump);
              jumped += jump;
              for (const run of of.records.queue.runsOf('batch', 0, 10))
                if (run.state === 'started') of.end(run, 'SUCCEEDED');
            }
            for (let turn = 0; turn < 10; turn += 1) {
              const held = of.records.queue.runsOf('batch', 0, 10).map(({ id }) => id);
              const confirmed = { at: of.clock.now(), by: 'me' };
              of.records.queue.updateRuns(held, run => resumed(run, confirmed));
              await of.clock.advance(30_000);
              for (const run of of.records.queue.runsOf('batch', 0, 10))
                if (run.state === 'started') of.end(run, 'SUCCEEDED');
            }
            assert.deepEqual(of.sent(), ['n0', 'n1', 'n2', 'n3', 'n4', 'n5']);
            assert.deepEqual(of.faults, []);
            of.dispose();
          },
        ),
        { numRuns: shareOf(40) },
      );
    });
  });

  describe('the moment', () => {
    for (const [what, change] of [
      ['canceled', { state: 'cancelled' }],
      ['never confirmed', { state: 'notFound' }],
      ['held because of another problem', { hold: { why: 'check', text: 'The bucket is public.' } }],
    ] as const)
      it(`was another when the user was asked about a held run: it is ${what}, and not sent`, async () => {
        const window = world.open('window');
        window.add(world.batch(), [world.run(entities, 'a', { state: 'asking', hold: { why: 'old' } })]);
        const seen = world.records.queue.queued(account, 10);
        world.records.queue.updateRuns(['run-a'], run => ({ ...run, ...change }));
        const confirmed = { at: world.clock.now(), by: 'arn:aws:iam::123456789012:user/me' };
        window.resume(['run-a'], resumedAsSeen(seen), confirmed);
        await world.clock.advance(30_000);
        assert.deepEqual(world.sent(), []);
        world.records.queue.updateRuns(['run-a'], run => ({ ...run, state: 'asking', hold: { why: 'old' } }));
        window.resume(['run-a'], resumedAsSeen(seen), confirmed);
        await world.clock.advance(30_000);
        assert.deepEqual(world.states(), ['started']);
      });

    it('has another problem besides the one that was accepted: it is held again, with both', async () => {
      let problems = ['The bucket is public.'];
      const window = world.open('window', { recheck: run => Promise.resolve(heldByChecks(run, problems, false)) });
      window.add(world.batch(), [world.run(entities, 'a')]);
      const accept = async (): Promise<void> => {
        const confirmed = { at: world.clock.now(), by: 'arn:aws:iam::123456789012:user/me' };
        window.resume(['run-a'], resumedAsSeen(world.records.queue.queued(account, 1)), confirmed);
        await world.clock.advance(5_000);
      };
      await world.clock.advance(1_000);
      problems = ['The bucket is public.', 'The role cannot write the output.'];
      await accept();
      assert.deepEqual(world.records.queue.run('run-a')?.hold, { why: 'check', text: problems.join(' ') });
      const [first = ''] = problems;
      assert.ok(heldByChecks({ accepted: first }, [first], true), 'nothing is accepted on a protected connection');
      problems = ['The role cannot write the output.'];
      await accept();
      assert.deepEqual(world.states(), ['started']);
    });

    it('of a refused run is over once another batch does it again', () => {
      const run = world.run(entities, 'a', { state: 'refused' });
      assert.ok(canBeResumed(run));
      const { queue } = world.records;
      queue.addBatch(world.batch(), [run]);
      const seen = queue.runsOf('batch', 0, 1);
      queue.addBatch(world.batch('newer'), [], ['run-a']);
      const [retried] = queue.updateRuns(['run-a'], now => resumedAsSeen(seen)(now, run.confirmed));
      assert.equal(retried?.state, 'refused');
      assert.ok(!canBeResumed(retried));
    });

    it('came to another run while the service wanted a pause: the order is that of now', async () => {
      const rechecked: string[] = [];
      const window = world.open('window', {
        recheck: ({ name }) => {
          rechecked.push(name);
          return Promise.resolve(undefined);
        },
      });
      world.services.refusing = () => refusalOf('throttled', { nothingHappened: true, retryAfterMs: 120_000 });
      window.add(
        world.batch(),
        ['a', 'b', 'c'].map(name => world.run(entities, name)),
      );
      await world.clock.advance(60_000);
      const before = world.sent().length;
      assert.deepEqual(new Set(rechecked), new Set(['a']));
      rechecked.length = 0;
      world.services.refusing = () => undefined;
      world.records.queue.moveRuns(['run-c'], 'run-a');
      window.cancel(['run-a']);
      await world.clock.advance(120_000);
      assert.deepEqual(world.sent().slice(before), ['c', 'b']);
      assert.deepEqual(rechecked, ['c', 'b']);
    });

    it('cancels a run while its checks take place, and not one that is being sent', async () => {
      let pass: (hold: undefined) => void = () => undefined;
      const window = world.open('window', {
        recheck: () =>
          new Promise(resolve => {
            pass = resolve;
          }),
      });
      world.services.delayMs = () => 5_000;
      window.add(world.batch(), [world.run(entities, 'a'), world.run(entities, 'b')]);
      await world.clock.advance(1_000);
      assert.equal(window.cancel(['run-a']), 1);
      pass(undefined);
      await world.clock.advance(1_000);
      assert.deepEqual(world.sent(), []);
      pass(undefined);
      await world.clock.advance(1_000);
      assert.deepEqual(world.states(), ['cancelled', 'sending']);
      assert.equal(window.cancel(['run-b']), 0);
      await world.clock.advance(10_000);
      assert.deepEqual(world.states(), ['cancelled', 'started']);
    });
  });

  describe('a row', () => {
    const damage = (id: string, run: string, path: string): void => {
      const raw = new DatabaseSync(path);
      raw.prepare('UPDATE runs SET run = ? WHERE id = ?').run(run, id);
      raw.close();
    };

    it('that is damaged holds up no other', async () => {
      await inFile(async (of, path) => {
        of.open('window').add(of.batch(), [
          of.run(idMapping, 'torn'),
          of.run(idMapping, 'a', { after: 'run-torn' }),
          of.run(idMapping, 'b', { after: 'run-torn' }),
          of.run(idMapping, 'c'),
        ]);
        damage('run-torn', '{"id":', path);
        // Readable, but not what the columns say.
        damage('run-b', JSON.stringify({ ...of.run(idMapping, 'b'), state: 'asking' }), path);
        await of.clock.advance(30_000);
        assert.deepEqual(of.faults, []);
        assert.deepEqual(of.sent(), ['c']);
      });
    });

    it('of a kind that is not known is held, and so is what comes after a run that is not there', async () => {
      world
        .open('window')
        .add(world.batch(), [
          world.run(entities, 'new', { action: 'comprehendmedical:StartThoughtDetectionJob' }),
          world.run(entities, 'a', { after: 'run-nowhere' }),
          world.run(entities, 'b'),
        ]);
      await world.clock.advance(30_000);
      assert.deepEqual(world.states(), ['asking', 'blocked', 'started']);
      assert.match(world.records.queue.run('run-new')?.hold?.text ?? '', /does not know this kind/);
    });
  });

  describe('the database', () => {
    it('is locked by another program: nothing is sent, and everything once it is free', async () => {
      await inFile(async (of, path) => {
        of.open('window').add(of.batch(), [of.run(entities, 'a'), of.run(idMapping, 'b')]);
        const raw = new DatabaseSync(path);
        raw.exec('BEGIN IMMEDIATE');
        await of.clock.advance(60_000);
        assert.deepEqual(of.sent(), []);
        assert.ok(of.faults.length > 0);
        raw.exec('COMMIT');
        raw.close();
        await of.clock.advance(60_000);
        assert.deepEqual(of.states(), ['started', 'started']);
        assert.equal(of.sent().length, 2);
      });
    });

    it('is full: nothing is sent whose intent cannot be written, and nothing twice whose answer cannot', async () => {
      await inFile(async (of, path) => {
        const raw = new DatabaseSync(path);
        const fails = (when: string): void => {
          raw.exec(
            `CREATE TRIGGER full BEFORE ${when} ON intents BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
          );
        };
        of.open('window').add(of.batch(), [of.run(idMapping, 'a')]);
        fails('INSERT');
        await of.clock.advance(120_000);
        assert.deepEqual([of.sent(), of.states()], [[], ['waiting']]);
        raw.exec('DROP TRIGGER full');
        fails('UPDATE');
        await of.clock.advance(600_000);
        // Its job is looked for by the watch.
        assert.deepEqual([of.sent(), of.states()], [['a'], ['sending']]);
        raw.exec('DROP TRIGGER full');
        raw.close();
        const [intent] = of.records.openIntents(account);
        assert.ok(intent !== undefined);
        of.records.resolve({ ...intent, state: 'started', jobId: 'job-1' });
        await of.clock.advance(600_000);
        assert.deepEqual([of.sent(), of.states()], [['a'], ['started']]);
      });
    });

    it('is deleted: the runs that wait are carried over and sent once, in order', async () => {
      await inFile(async (of, path) => {
        of.services.refusing = () => refusalOf('conflict', { nothingHappened: true });
        of.open('window').add(
          of.batch(),
          ['a', 'b', 'c'].map(name => of.run(entities, name)),
        );
        await of.clock.advance(1_000);
        of.services.refusing = () => undefined;
        const before = of.sent().length;
        for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
        await of.clock.advance(120_000);
        assert.deepEqual(of.states(), ['started', 'started', 'started']);
        assert.deepEqual(of.sent().slice(before), ['a', 'b', 'c']);
      });
    });

    it('keeps no byte of the request of a removed job, nor of a removed batch', async () => {
      await inFile(async (of, path) => {
        of.services.refusing = ({ request }) =>
          request?.['JobName'] === 'patient-refused'
            ? refusalOf('invalid', { nothingHappened: true, message: 'patient-refused is no such thing' })
            : undefined;
        of.open('window').add(of.batch(), [
          of.run(entities, 'patient-removed', {
            specUri: 'file:///patient-removed',
            written: { a: 'patient-removed' },
            accepted: 'The folder patient-removed is not empty.',
          }),
          of.run(entities, 'patient-refused'),
          of.run(entities, 'patient-cancelled', { state: 'cancelled' }),
        ]);
        await of.clock.advance(10_000);
        const run = of.records.queue.runsOf('batch', 0, 1)[0];
        assert.ok(run?.jobId !== undefined);
        of.end(run, 'COMPLETED');
        const bytes = (): string =>
          ['', '-wal'].map(end => readFileSync(`${path}${end}`, { flag: 'a+' }).toString('latin1')).join('');
        assert.match(bytes(), /"JobName":"patient-removed/);
        of.records.remove([{ ...account, region: run.region, service: 'comprehendmedical', id: run.jobId }]);
        of.records.version();
        // The id of a run is the test's; a real one is random.
        assert.doesNotMatch(bytes(), /(?<!run-)patient-removed/);
        of.records.queue.removeBatches(['batch']);
        of.records.version();
        assert.doesNotMatch(bytes(), /patient-/);
      });
    });
  });

  it('keeps the order that runs are moved into, however often', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.option(fc.nat(9))), { maxLength: 60 }), moves => {
        const of = new QueueWorld();
        const names = Array.from({ length: 10 }, (_, index) => `run-${index}`);
        of.records.queue.addBatch(
          of.batch(),
          names.map((_, index) => of.run(idMapping, String(index))),
        );
        const order = [...names];
        for (const [which, before] of moves) {
          const id = `run-${which}`;
          const target = before === null ? undefined : `run-${before}`;
          if (target === id) continue;
          of.records.queue.moveRuns([id], target);
          order.splice(order.indexOf(id), 1);
          order.splice(target === undefined ? order.length : order.indexOf(target), 0, id);
        }
        assert.deepEqual(
          of.records.queue.queued(account, 100).map(({ id }) => id),
          order,
        );
        of.dispose();
      }),
      { numRuns: shareOf(100) },
    );
  });
});

/** Runs a test with a history on disk. */
async function inFile(test: (world: QueueWorld, path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'queue-'));
  const path = join(folder, 'jobs.sqlite');
  const world = new QueueWorld(path);
  try {
    world.records.version();
    await test(world, path);
  } finally {
    world.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
