import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Account } from '../../../src/domain/jobs/job.ts';
import { isUnfinished } from '../../../src/domain/jobs/job.ts';
import { isUnanswered } from '../../../src/domain/jobs/intent.ts';
import { type JobKind, kindOf } from '../../../src/domain/jobs/kinds.ts';
import { type Batch, type Hold, type Run, resumed } from '../../../src/domain/jobs/queue/run.ts';
import { QueueRunner } from '../../../src/domain/jobs/queue/runner.ts';
import { serviceFacts } from '../../../src/domain/jobs/services.ts';
import type { StartOutcome } from '../../../src/domain/jobs/start.ts';
import { answered, refused } from '../../../src/domain/refusal.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { runs as shareOf } from '../../runs.ts';
import { FakeClock, settled } from '../fakeClock.ts';
import {
  FakeServices,
  account,
  entities,
  idMapping,
  refusalOf,
  region,
  requestOf,
  startedJob,
} from './fakeServices.ts';

const hourMs = 3_600_000;
const confirmed = { at: 0, by: 'arn:aws:iam::123456789012:user/me' };

describe('the queue', () => {
  let clock: FakeClock;
  let services: FakeServices;
  let records: JobDatabase;
  let runner: QueueRunner;
  let ids: number;
  let current: Account | undefined;
  let hold: Hold | undefined;
  let outcomes: StartOutcome[];
  let windows: QueueRunner[];

  /** A window on the same history. */
  function openRunner(name: string, of = records): QueueRunner {
    const opened = new QueueRunner({
      queue: of.queue,
      records: of,
      windowId: name,
      start: { records: of, clock, inFlight: new Set(), newId: () => `${name}-${(ids += 1)}` },
      account: () => current,
      services: () => Promise.resolve(answered(services)),
      active: group => {
        const isOfGroup = (each: { readonly action: string }): boolean => each.action === group.action;
        return (
          of.unfinished(account).filter(isOfGroup).length +
          of.openIntents(account).filter(intent => isOfGroup(intent) && isUnanswered(intent)).length
        );
      },
      recheck: () => Promise.resolve(hold),
      askAfterMs: () => 12 * hourMs,
      intervalMs: () => 15_000,
      onOutcome: (_run, outcome) => outcomes.push(outcome),
      onFault: fault => {
        throw fault;
      },
    });
    windows.push(opened);
    return opened;
  }

  beforeEach(() => {
    clock = new FakeClock();
    services = new FakeServices(clock);
    records = new JobDatabase(':memory:');
    ids = 0;
    current = account;
    hold = undefined;
    outcomes = [];
    windows = [];
    runner = openRunner('window');
  });

  afterEach(() => {
    for (const each of windows) each.dispose();
    records.dispose();
  });

  const batchOf = (id: string): Batch => ({ id, ...account, name: id, createdAt: clock.now() });
  const runOf = (kind: JobKind, name: string, more: Partial<Run> = {}): Run => ({
    id: `run-${name}`,
    batchId: 'batch',
    position: 0,
    name,
    ...account,
    region,
    action: kind.action,
    request: requestOf(kind, name),
    state: 'waiting',
    waitsSince: clock.now(),
    confirmed: { ...confirmed, at: clock.now() },
    ...more,
  });
  const states = (): readonly string[] => records.queue.runsOf('batch', 0, 10_000).map(({ state }) => state);
  const sent = (): readonly unknown[] =>
    services.calls
      .filter(({ operation }) => operation === 'start')
      .map(({ kind, request }) => (kind === idMapping ? request?.['workflowName'] : request?.['JobName']));
  /** Ends a job, as the watch would see it. */
  const end = async (name: string, status = 'SUCCEEDED'): Promise<void> => {
    const run = records.queue.run(`run-${name}`);
    assert.ok(run?.jobId !== undefined, `${name} has a job`);
    const kind = kindOf(run.action);
    assert.ok(kind !== undefined);
    const { service } = kind;
    records.update({ ...account, region, service, id: run.jobId }, job => ({ ...job, status, endedAt: clock.now() }));
    for (const each of windows) each.wake();
    await settled();
  };

  it('sends one ID mapping job at a time, in order, the next when the one before has ended', async () => {
    runner.add(
      batchOf('batch'),
      ['a', 'b', 'c'].map(name => runOf(idMapping, name)),
    );
    await clock.advance(10_000);
    assert.deepEqual(sent(), ['a']);
    assert.deepEqual(states(), ['started', 'waiting', 'waiting']);
    assert.equal(records.queue.queuedCount(account), 2);
    await end('a');
    await clock.advance(10_000);
    await end('b', 'FAILED');
    await clock.advance(10_000);
    assert.deepEqual(sent(), ['a', 'b', 'c']);
    assert.deepEqual(states(), ['started', 'started', 'started']);
  });

  it('sends ten jobs of an operation, and another operation beside them', async () => {
    runner.add(batchOf('batch'), [
      ...Array.from({ length: 12 }, (_, index) => runOf(entities, `n${index}`)),
      runOf(idMapping, 'map'),
    ]);
    await clock.advance(60_000);
    assert.equal(sent().length, 11);
    assert.ok(sent().includes('map'));
    await end('n0', 'COMPLETED');
    await clock.advance(10_000);
    assert.equal(sent().at(-1), 'n10');
  });

  it('never sends faster than its share of the documented rate', async () => {
    services.refusing = ({ operation }) =>
      operation === 'start' ? refusalOf('invalid', { nothingHappened: true }) : undefined;
    runner.add(
      batchOf('batch'),
      Array.from({ length: 100 }, (_, index) => runOf(entities, `n${index}`)),
    );
    await clock.advance(120_000);
    const times = services.calls.map(({ at }) => at);
    assert.equal(times.length, 100);
    for (const [index, at] of times.entries())
      for (let other = index + 3; other < times.length; other += 1) {
        const within = ((times[other] ?? 0) - at) / 1_000;
        assert.ok(other - index + 1 <= 1 + 2.5 * within + 1e-6, `${other - index + 1} in ${within} s`);
      }
    assert.ok(states().every(state => state === 'refused'));
  });

  for (const kind of ['conflict', 'limit', 'throttled', 'expired', 'network'] as const) {
    it(`puts a run back that the service refuses for now (${kind}), and tries it again`, async () => {
      services.refusing = ({ operation }) =>
        operation === 'start' ? refusalOf(kind, { nothingHappened: true, message: 'not now' }) : undefined;
      runner.add(batchOf('batch'), [runOf(idMapping, 'a'), runOf(idMapping, 'b')]);
      await clock.advance(12_000);
      assert.deepEqual(states(), ['waiting', 'waiting']);
      assert.equal(records.queue.run('run-a')?.hold?.text, 'not now');
      services.refusing = () => undefined;
      await clock.advance(20_000);
      assert.deepEqual(states(), ['started', 'waiting']);
      assert.deepEqual(new Set(sent()), new Set(['a']), 'the order is kept');
      assert.equal(records.queue.run('run-a')?.hold, undefined);
    });
  }

  it('does not try a run again that the service refuses for good, and goes on with the next', async () => {
    services.refusing = ({ request }) =>
      request?.['workflowName'] === 'a'
        ? refusalOf('invalid', { nothingHappened: true, message: 'No such thing' })
        : undefined;
    runner.add(batchOf('batch'), [runOf(idMapping, 'a'), runOf(idMapping, 'b')]);
    await clock.advance(60_000);
    assert.deepEqual(states(), ['refused', 'started']);
    assert.equal(records.queue.run('run-a')?.refusal?.message, 'No such thing');
    services.refusing = () => undefined;
    await end('b');
    runner.resume(['run-a'], resumed, { ...confirmed, at: clock.now() });
    await clock.advance(10_000);
    assert.deepEqual(states(), ['started', 'started'], 'the user may send it again');
  });

  it('holds what nobody has seen for twelve hours, until it is confirmed again', async () => {
    let isRunning = false;
    services.refusing = ({ operation }) =>
      operation === 'start' && isRunning ? refusalOf('conflict', { nothingHappened: true }) : undefined;
    runner.add(batchOf('batch'), [runOf(idMapping, 'a'), runOf(idMapping, 'b')]);
    await clock.advance(1_000);
    isRunning = true;
    await clock.advance(12 * hourMs + 60_000);
    assert.deepEqual(states(), ['started', 'asking']);
    isRunning = false;
    const before = sent().length;
    await end('a');
    await clock.advance(hourMs);
    assert.equal(sent().length, before);
    runner.resume(['run-b'], resumed, { ...confirmed, at: clock.now() });
    await clock.advance(60_000);
    assert.deepEqual(states(), ['started', 'started']);
  });

  it('holds a run with a problem that a check finds, and one whose request is running', async () => {
    hold = { why: 'check', text: 'The bucket does not exist.' };
    runner.add(batchOf('batch'), [runOf(entities, 'a')]);
    await clock.advance(1_000);
    assert.deepEqual(records.queue.run('run-a')?.hold, hold);
    assert.equal(services.count('start'), 0);
    hold = undefined;
    runner.resume(['run-a'], resumed, { ...confirmed, at: clock.now() });
    await clock.advance(1_000);
    runner.add({ ...batchOf('second') }, [
      runOf(entities, 'twin', { batchId: 'second', request: requestOf(entities, 'a') }),
    ]);
    await clock.advance(5_000);
    assert.deepEqual(records.queue.run('run-twin')?.hold, { why: 'twin' });
    assert.equal(services.count('start'), 1);
    runner.resume(['run-twin'], resumed, { ...confirmed, at: clock.now() });
    await clock.advance(5_000);
    assert.equal(services.count('start'), 2, 'the user agreed');
  });

  it('sends a run after the one it comes after has succeeded, and never if that failed', async () => {
    runner.add(batchOf('batch'), [
      runOf(entities, 'a'),
      runOf(idMapping, 'b', { after: 'run-a' }),
      runOf(entities, 'c'),
      runOf(idMapping, 'd', { after: 'run-c' }),
      runOf(idMapping, 'e', { after: 'run-d' }),
    ]);
    await clock.advance(10_000);
    assert.deepEqual(states(), ['started', 'waiting', 'started', 'waiting', 'waiting']);
    await end('a', 'COMPLETED');
    await end('c', 'FAILED');
    await clock.advance(10_000);
    assert.deepEqual(states(), ['started', 'started', 'started', 'blocked', 'blocked']);
  });

  for (const kind of [entities, idMapping]) {
    it(`follows the new start of a run whose first start was never confirmed (${kind.family})`, async () => {
      services.refusing = ({ operation }) => (operation === 'start' ? refusalOf('timeout') : undefined);
      runner.add(batchOf('batch'), [runOf(kind, 'a')]);
      await clock.advance(1_000);
      assert.deepEqual(states(), ['unclear']);
      const [unclear] = records.openIntents(account);
      assert.ok(unclear !== undefined);
      records.resolve({ ...unclear, state: 'notFound' });
      assert.deepEqual(states(), ['notFound']);
      services.refusing = () => undefined;
      runner.resume(['run-a'], resumed, { ...confirmed, at: clock.now() });
      await clock.advance(10_000);
      assert.deepEqual(states(), ['started']);
      assert.equal(services.all.length, 1);
    });
  }

  it('counts a run as started whose job is found after it was put back into the queue', async () => {
    services.refusing = ({ operation }) => (operation === 'start' ? refusalOf('timeout') : undefined);
    runner.add(batchOf('batch'), [runOf(entities, 'a')]);
    await clock.advance(1_000);
    const [unclear] = records.openIntents(account);
    assert.ok(unclear !== undefined);
    records.resolve({ ...unclear, state: 'notFound' });
    current = undefined;
    runner.resume(['run-a'], resumed, { ...confirmed, at: clock.now() });
    assert.deepEqual(states(), ['waiting']);
    const job = startedJob(entities, 'late', clock.now(), { intentId: unclear.id });
    assert.ok(records.adopt({ ...unclear, state: 'started', jobId: job.id }, job));
    assert.deepEqual(states(), ['started']);
    current = account;
    runner.wake();
    await clock.advance(60_000);
    assert.equal(services.count('start'), 1, 'it is not sent again');
  });

  it('cancels and moves what was not sent', async () => {
    runner.add(
      batchOf('batch'),
      ['a', 'b', 'c', 'd'].map(name => runOf(idMapping, name)),
    );
    await clock.advance(1_000);
    records.queue.moveRuns(['run-d'], 'run-b');
    assert.equal(runner.cancel(['run-a', 'run-b']), 1);
    await end('a');
    await clock.advance(10_000);
    assert.deepEqual(sent(), ['a', 'd']);
    await end('d');
    await clock.advance(10_000);
    assert.deepEqual(sent(), ['a', 'd', 'c']);
  });

  it('sends nothing for another account, and goes on when its own is back', async () => {
    current = { ...account, account: '999999999999' };
    runner.add(batchOf('batch'), [runOf(entities, 'a')]);
    await clock.advance(60_000);
    assert.equal(services.calls.length, 0);
    current = account;
    services.identity = { ...services.identity, account: '999999999999' };
    runner.connectionChanged();
    await clock.advance(60_000);
    assert.equal(services.calls.length, 0, 'the verified account is another one');
    services.identity = { ...services.identity, account: account.account };
    await clock.advance(60_000);
    assert.deepEqual(states(), ['started']);
  });

  it('is sent by one window; when that is gone, another goes on within two intervals', async () => {
    const other = openRunner('other');
    runner.add(
      batchOf('batch'),
      Array.from({ length: 3 }, (_, index) => runOf(idMapping, `n${index}`)),
    );
    other.wake();
    await clock.advance(1_000);
    assert.equal(other.state.following, true);
    assert.deepEqual(sent(), ['n0']);
    // Killed: it releases nothing.
    windows.splice(windows.indexOf(runner), 1);
    runner.wake = () => undefined;
    const killedAt = clock.now();
    await end('n0');
    while (sent().length < 2) {
      assert.ok(clock.now() - killedAt <= 2 * 15_000, 'within two intervals');
      await clock.advance(500);
    }
    assert.deepEqual(sent(), ['n0', 'n1']);
  });

  it('says once when a batch is through', async () => {
    runner.add(batchOf('batch'), [runOf(entities, 'a'), runOf(entities, 'b')]);
    assert.deepEqual(records.queue.takeThrough(account), []);
    runner.cancel(['run-b']);
    await clock.advance(10_000);
    assert.deepEqual(records.queue.takeThrough(account), []);
    await end('a', 'COMPLETED');
    assert.deepEqual(
      records.queue.takeThrough(account).map(({ id }) => id),
      ['batch'],
    );
    assert.deepEqual(records.queue.takeThrough(account), []);
  });

  it('keeps nothing of a request whose job was removed, nor of a batch that was removed', async () => {
    runner.add(batchOf('batch'), [runOf(entities, 'secret')]);
    await clock.advance(1_000);
    await end('secret', 'COMPLETED');
    const run = records.queue.run('run-secret');
    assert.ok(run?.jobId !== undefined);
    records.remove([{ ...account, region, service: 'comprehendmedical', id: run.jobId }]);
    assert.doesNotMatch(JSON.stringify(records.queue.run('run-secret')), /secret\/|notes/);
    records.queue.removeBatches(['batch']);
    assert.equal(records.queue.run('run-secret'), undefined);
  });

  it('loses no run and doubles none, whatever fails and whoever dies', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 5, max: 40 }), async (seed, count) => {
        const folder = mkdtempSync(join(tmpdir(), 'queue-'));
        const path = join(folder, 'jobs.sqlite');
        try {
          await oneWorld(seed, count, path);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: shareOf(50) },
    );
  });

  /** Runs a batch in windows that die, against a service with its limits that fails at random. */
  async function oneWorld(seed: number, count: number, path: string): Promise<void> {
    let state = seed | 0;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      return (state >>> 0) / 2 ** 32;
    };
    clock = new FakeClock();
    services = new FakeServices(clock);
    ids = 0;
    outcomes = [];
    const ended = new Set<string>();
    const active = (kind: JobKind): number =>
      services.all.filter(({ action, snapshot }) => action === kind.action && !ended.has(snapshot.id)).length;
    let most = 0;
    services.refusing = ({ operation, kind }) => {
      if (operation !== 'start') return undefined;
      if (active(kind) >= serviceFacts[kind.service].maxActiveJobs)
        return refusalOf(kind.service === 'entityresolution' ? 'conflict' : 'limit', { nothingHappened: true });
      const chance = random();
      if (chance < 0.15) return refusalOf('throttled', { nothingHappened: true });
      return chance < 0.25 ? refusalOf('network', { nothingHappened: true }) : undefined;
    };
    services.delayMs = () => Math.round(random() * 300);
    let history = new JobDatabase(path);
    let window = openRunner('w0', history);
    const kinds = Array.from({ length: count }, () => (random() < 0.5 ? entities : idMapping));
    window.add(
      batchOf('batch'),
      kinds.map((kind, index) => runOf(kind, `n${index}`)),
    );
    for (let turn = 1; turn < 5_000; turn += 1) {
      await clock.advance(Math.round(random() * 20_000));
      for (const kind of [entities, idMapping]) most = Math.max(most, active(kind));
      // Some jobs end, as the watch sees it.
      for (const job of history.unfinished(account))
        if (isUnfinished(job) && random() < 0.3) {
          ended.add(job.id);
          const status = job.service === 'entityresolution' ? 'SUCCEEDED' : 'COMPLETED';
          history.update(job, now => ({ ...now, status, endedAt: clock.now() }));
        }
      window.wake();
      if (random() < 0.2) {
        // Dies between two steps, and another window is opened.
        window.dispose();
        windows.splice(windows.indexOf(window), 1);
        await clock.advance(1_000);
        history.dispose();
        history = new JobDatabase(path);
        window = openRunner(`w${turn}`, history);
        window.wake();
      }
      const left = history.queue.runsOf('batch', 0, count).filter(({ state: now }) => now !== 'started');
      if (left.length === 0) break;
      // An aborted start may have been carried out; the watch finds its job, as tested elsewhere.
      for (const intent of history.openIntents(account)) {
        const { snapshot } =
          services.all.find(
            ({ action, snapshot: { name, workflow } }) =>
              action === intent.action && (name ?? workflow) !== undefined && name === intent.request['JobName'],
          ) ?? {};
        if (snapshot === undefined && intent.state === 'unclear') history.resolve({ ...intent, state: 'notFound' });
      }
      for (const run of left)
        if (run.state === 'notFound')
          history.queue.updateRuns([run.id], each => resumed(each, { ...confirmed, at: clock.now() }));
    }
    const runs = history.queue.runsOf('batch', 0, count);
    assert.deepEqual(
      runs.map(({ name, state: now }) => [name, now]).filter(([, now]) => now !== 'started'),
      [],
      `seed ${seed}`,
    );
    assert.equal(services.all.length, count, `seed ${seed}: as many jobs as runs`);
    assert.equal(new Set(runs.map(({ jobId }) => jobId)).size, count);
    assert.ok(most <= 10);
    window.dispose();
    windows.splice(windows.indexOf(window), 1);
    history.dispose();
  }

  it('takes no run while the account cannot be verified, and says why', async () => {
    const failing = new QueueRunner({
      queue: records.queue,
      records,
      windowId: 'failing',
      start: { records, clock, inFlight: new Set(), newId: () => 'x' },
      account: () => current,
      services: () => Promise.resolve(refused(refusalOf('expired', { nothingHappened: true }))),
      active: () => 0,
      recheck: () => Promise.resolve(undefined),
      askAfterMs: () => hourMs,
      intervalMs: () => 15_000,
      onOutcome: () => undefined,
      onFault: () => undefined,
    });
    windows.push(failing);
    failing.add(batchOf('batch'), [runOf(entities, 'a')]);
    await clock.advance(20_000);
    assert.equal(failing.state.refusal?.kind, 'expired');
    assert.deepEqual(states(), ['waiting']);
  });
});
