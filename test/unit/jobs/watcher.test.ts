import assert from 'node:assert/strict';
import { type Job, isUnfinished, keyText } from '../../../src/domain/jobs/job.ts';
import { JobStore } from '../../../src/domain/jobs/store.ts';
import { type WatchState, Watcher } from '../../../src/domain/jobs/watcher.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { FakeClock, settled } from '../fakeClock.ts';
import {
  type Call,
  FakeServices,
  account,
  entities,
  idMapping,
  intentOf,
  phi,
  refusalOf,
  requestOf,
  startedJob,
} from './fakeServices.ts';
import { jobsIn } from './allJobs.ts';

const intervalMs = 15_000;
const hour = 3_600_000;

describe('the watch', () => {
  let clock: FakeClock;
  let services: FakeServices;
  let records: JobDatabase;
  let store: JobStore;
  let watcher: Watcher;
  let pace: { intervalMs: number; visible: boolean };
  let inFlight: Set<string>;
  let faults: unknown[];
  let expectedFaults: number;

  beforeEach(() => {
    clock = new FakeClock();
    services = new FakeServices(clock);
    records = new JobDatabase(':memory:');
    store = new JobStore(records);
    pace = { intervalMs, visible: true };
    inFlight = new Set();
    faults = [];
    expectedFaults = 0;
    watcher = new Watcher({
      store,
      records,
      clock,
      pace: () => pace,
      inFlight,
      onFault: fault => {
        faults.push(fault);
      },
    });
    store.select(account);
  });

  afterEach(async () => {
    watcher.dispose();
    const calls = services.calls.length;
    await clock.advance(hour);
    assert.equal(services.calls.length, calls, 'a call after the end');
    assert.equal(clock.pending, 0, 'a timer that was not cleared');
    assert.equal(faults.length, expectedFaults, String(faults[0]));
    store.dispose();
    records.dispose();
  });

  /** A job as recorded when this window starts it; it runs in the service. */
  function starts(id: string, kind = entities, more: Partial<Job> = {}): Job {
    const job = startedJob(kind, id, clock.now(), more);
    records.resolve(
      intentOf(kind, requestOf(kind), clock.now(), {
        id: job.intentId ?? id,
        fingerprint: id,
        state: 'started',
        jobId: id,
      }),
      job,
    );
    services.runs(job);
    store.intentsChanged(job);
    return job;
  }

  const statusOf = (id: string): string | undefined => jobsIn(store, records).find(job => job.id === id)?.status;
  const times = (): readonly number[] => services.calls.map(({ at }) => at);
  const since = (from: number): readonly number[] => times().map(at => at - from);

  describe('over time', () => {
    it('polls at once, then at the configured interval', async () => {
      starts('a');
      const from = clock.now();
      watcher.setServices(services);
      await clock.advance(4 * intervalMs);
      assert.deepEqual(since(from), [0, 15_000, 30_000, 45_000, 60_000]);
      pace.intervalMs = 5_000;
      watcher.paceChanged();
      await clock.advance(10_000);
      assert.deepEqual(since(from).slice(5), [65_000, 70_000]);
    });

    it('polls less often the longer a job has run, but at least every five minutes', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(48 * hour);
      const ages = times().map(at => at - (times()[0] ?? 0));
      const pauses = ages.slice(1).map((age, index) => [age, age - (ages[index] ?? 0)] as const);
      for (const [most, factor] of [
        [10 * 60_000, 1],
        [hour, 2],
        [6 * hour, 4],
        [48 * hour, 8],
      ] as const) {
        assert.ok(
          pauses.some(([age, pause]) => age <= most && pause === factor * intervalMs),
          `${factor}`,
        );
      }
      assert.equal(Math.max(...pauses.map(([, pause]) => pause)), 8 * intervalMs);
      pace = { intervalMs: 60_000, visible: false };
      watcher.paceChanged();
      const from = services.calls.length;
      await clock.advance(hour);
      assert.deepEqual(
        [
          ...new Set(
            times()
              .slice(from + 1)
              .map((at, index) => at - (times()[from + index] ?? 0)),
          ),
        ],
        [5 * 60_000],
      );
    });

    it('lengthens or shortens its intervals slightly, so that windows do not poll in step', async () => {
      clock.chance = 0;
      starts('a');
      watcher.setServices(services);
      await clock.advance(0);
      clock.chance = 0.999999;
      await clock.advance(10 * 60_000 - 1);
      const pauses = times()
        .slice(1)
        .map((at, index) => at - (times()[index] ?? 0));
      assert.equal(pauses[0], 0.9 * intervalMs);
      assert.ok(
        pauses.slice(1).every(pause => pause === 1.1 * intervalMs),
        String(pauses),
      );
    });

    it('schedules the next round when the answer has arrived, and never has two in flight', async () => {
      starts('a');
      services.delayMs = () => 40_000;
      const from = clock.now();
      watcher.setServices(services);
      await clock.advance(200_000);
      assert.deepEqual(since(from), [0, 55_000, 110_000, 165_000]);
    });

    it('polls a quarter as often while the view is hidden, and catches up when it is shown', async () => {
      starts('a');
      pace.visible = false;
      const from = clock.now();
      watcher.setServices(services);
      await clock.advance(130_000);
      assert.deepEqual(since(from), [0, 60_000, 120_000]);
      pace.visible = true;
      watcher.paceChanged(); // 10 s after the last round: 5 s more
      await clock.advance(5_000);
      assert.deepEqual(since(from).slice(3), [135_000]);
      pace.visible = false;
      watcher.paceChanged();
      await clock.advance(40_000);
      pace.visible = true;
      watcher.paceChanged(); // overdue
      await clock.advance(0);
      assert.deepEqual(since(from).slice(4), [175_000]);
    });

    it('does not delay what is due at once if the interval changes or a job is added', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(1_000);
      watcher.setServices(services);
      watcher.paceChanged();
      starts('b');
      await clock.advance(0);
      assert.equal(services.calls.length, 2);
    });

    it('stops when all jobs have finished, sets no timer, and resumes when a job is added', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(intervalMs);
      services.move('a', { status: 'COMPLETED' });
      await clock.advance(intervalMs);
      assert.equal(statusOf('a'), 'COMPLETED');
      const calls = services.calls.length;
      assert.deepEqual([clock.pending, watcher.state.nextAt], [0, undefined]);
      await clock.advance(hour);
      assert.equal(services.calls.length, calls);
      starts('b');
      await clock.advance(0);
      assert.equal(services.calls.length, calls + 1);
    });

    it('does not start for jobs that have finished or are of an unknown kind', async () => {
      starts('a', entities, { status: 'FAILED' });
      starts('c', entities, { action: 'comprehendmedical:StartNewJob' });
      records.begin(
        intentOf(entities, requestOf(entities), clock.now(), { action: 'comprehendmedical:StartNewJob' }),
        true,
      );
      store.intentsChanged();
      watcher.setServices(services);
      assert.equal(clock.pending, 0);
      await clock.advance(hour);
      assert.equal(services.calls.length, 0);
    });

    it('polls a job that was marked gone on connecting and on a refresh, and watches it if it is listed again', async () => {
      starts('b', entities, { gone: true });
      watcher.setServices(services);
      await clock.advance(0);
      assert.equal(jobsIn(store, records).find(({ id }) => id === 'b')?.gone, undefined);
      assert.equal(clock.pending, 1);
      const lostOne = starts('d', phi, { gone: true });
      services.forget('d');
      const before = services.calls.filter(({ kind }) => kind === phi).length;
      await clock.advance(hour);
      assert.equal(services.calls.filter(({ kind }) => kind === phi).length, before, 'not by the timer');
      await watcher.refreshNow();
      assert.ok(services.calls.filter(({ kind }) => kind === phi).length > before);
      assert.ok(lostOne.gone);
    });

    it('goes on polling a job with an unknown status', async () => {
      starts('a');
      services.move('a', { status: 'PAUSED' });
      watcher.setServices(services);
      await clock.advance(10 * intervalMs);
      assert.equal(statusOf('a'), 'PAUSED');
      assert.equal(services.calls.length, 11);
      services.move('a', { status: 'COMPLETED' });
      await clock.advance(intervalMs);
      assert.equal(statusOf('a'), 'COMPLETED');
    });

    it('picks up what another window wrote in each round', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(0);
      let version = 1;
      records.version = () => version;
      await clock.advance(intervalMs);
      records.resolve(
        intentOf(entities, {}, clock.now(), { id: 'there', fingerprint: 'there', state: 'started', jobId: 'there' }),
        startedJob(entities, 'there', clock.now()),
      );
      version = 2;
      await clock.advance(intervalMs);
      assert.equal(statusOf('there'), 'SUBMITTED');
    });

    it('is not confused by a clock that is set', async () => {
      starts('a');
      watcher.setServices(services);
      services.refusing = () => refusalOf('throttled');
      await clock.advance(1_000);
      clock.jump(-3 * hour);
      watcher.paceChanged();
      services.refusing = () => undefined;
      const calls = services.calls.length;
      await clock.advance(2 * 60_000);
      assert.ok(services.calls.length > calls, 'polls again although the clock was set back');
      clock.jump(3 * hour);
      const before = services.calls.length;
      await clock.advance(10 * intervalMs);
      assert.ok(services.calls.length - before >= 9 && services.calls.length - before <= 11);
    });

    it('handles any interval without polling in a loop', async () => {
      starts('a');
      pace.intervalMs = 2 ** 33;
      watcher.setServices(services);
      await clock.advance(0);
      pace.visible = false;
      watcher.paceChanged();
      await clock.advance(24 * hour);
      assert.equal(services.calls.length, 1);
    });
  });

  describe('with many jobs', () => {
    it('polls 500 jobs with one or two calls per round', async () => {
      for (let index = 0; index < 500; index += 1)
        records.resolve(
          intentOf(entities, {}, clock.now(), {
            id: `${index}`,
            fingerprint: `${index}`,
            state: 'started',
            jobId: `${index}`,
          }),
          startedJob(entities, `${index}`, clock.now()),
        );
      store.select(account);
      for (const job of jobsIn(store, records)) services.runs(job, 'IN_PROGRESS');
      watcher.setServices(services);
      await clock.advance(3 * intervalMs);
      assert.ok(jobsIn(store, records).every(({ status }) => status === 'IN_PROGRESS'));
      assert.deepEqual([services.count('list'), services.count('describe')], [4, 0]);
      for (const { id } of jobsIn(store, records)) services.move(id, { status: 'COMPLETED' });
      await clock.advance(hour);
      assert.ok(jobsIn(store, records).every(({ status }) => status === 'COMPLETED'));
      assert.deepEqual([services.count('list'), services.count('describe'), clock.pending], [5, 0, 0]);
    });

    it('polls each kind, region and workflow separately, in parallel', async () => {
      starts('a');
      starts('b');
      starts('c', phi);
      starts('d', entities, { region: 'us-west-2' });
      starts('e', idMapping, { workflow: 'one' });
      starts('f', idMapping, { workflow: 'two' });
      watcher.setServices(services);
      await clock.advance(0);
      assert.deepEqual(
        services.calls.map(({ operation, kind, region, query }) => [
          operation,
          kind.family,
          region,
          query?.workflow ?? '',
        ]),
        [
          ['list', 'EntitiesDetectionV2', 'us-east-1', ''],
          ['list', 'PHIDetection', 'us-east-1', ''],
          ['list', 'EntitiesDetectionV2', 'us-west-2', ''],
          ['list', 'IdMapping', 'us-east-1', 'one'],
          ['list', 'IdMapping', 'us-east-1', 'two'],
        ],
      );
    });

    it('does not let a group with slow or missing answers delay another', async () => {
      starts('a');
      starts('c', phi);
      for (const delayMs of [50_000, 24 * hour]) {
        services.delayMs = ({ kind }) => (kind === entities ? delayMs : 0);
        watcher.setServices(services);
        const from = services.calls.length;
        await clock.advance(5 * 60_000);
        const asked = services.calls
          .slice(from)
          .filter(({ kind }) => kind === phi)
          .map(({ at }) => at);
        assert.deepEqual([...new Set(asked.slice(1).map((at, index) => at - (asked[index] ?? 0)))], [intervalMs]);
        // A group in flight is not up to date, however often the others are updated.
        if (delayMs === 24 * hour) assert.equal(watcher.state.freshAt, undefined);
      }
    });

    it('gets a finished Entity Resolution job once', async () => {
      starts('a', idMapping);
      watcher.setServices(services);
      await clock.advance(intervalMs);
      services.move('a', { status: 'SUCCEEDED', metrics: { inputRecords: 3 } });
      await clock.advance(hour);
      assert.deepEqual(
        [statusOf('a'), jobsIn(store, records)[0]?.metrics, services.count('describe')],
        ['SUCCEEDED', { inputRecords: 3 }, 1],
      );
    });

    it('marks a job gone only when it is old enough to be listed, and then no longer polls it', async () => {
      const from = clock.now();
      starts('a');
      services.forget('a');
      watcher.setServices(services);
      await clock.advance(10 * 60_000);
      assert.ok(jobsIn(store, records).every(isUnfinished));
      await clock.advance(60_000);
      assert.equal(jobsIn(store, records)[0]?.gone, true);
      assert.ok((jobsIn(store, records)[0]?.seenAt ?? 0) - from > 10 * 60_000);
      assert.equal(clock.pending, 0);
    });
  });

  describe('when refused', () => {
    const pauses = (from = 0): readonly number[] =>
      times()
        .slice(from)
        .map((at, index, all) => at - (all[index - 1] ?? at))
        .slice(1);

    for (const [chance, factor] of [
      [0, 0.75],
      [0.5, 1],
      [0.999999, 1.25],
    ] as const) {
      it(`waits longer each time, up to five minutes (random ${chance})`, async () => {
        clock.chance = chance;
        starts('a');
        services.refusing = () => refusalOf('throttled');
        watcher.setServices(services);
        await clock.advance(hour);
        const expected = [2, 4, 8, 16, 32, 64].map(times2 => Math.min(5 * 60_000, intervalMs * times2 * factor));
        pauses()
          .slice(0, 6)
          .forEach((pause, index) => {
            assert.ok(Math.abs(pause - (expected[index] ?? 0)) < 1, `${index}: ${pause}`);
          });
        assert.ok(
          pauses()
            .slice(6)
            .every(pause => pause === 5 * 60_000),
        );
      });
    }

    it('waits up to ten minutes if only a user can fix the cause', async () => {
      starts('a');
      services.refusing = () => refusalOf('denied');
      watcher.setServices(services);
      await clock.advance(3 * hour);
      assert.equal(Math.max(...pauses()), 10 * 60_000);
    });

    it('waits as long as the service asks', async () => {
      starts('a');
      services.refusing = () => refusalOf('throttled', { retryAfterMs: 20 * 60_000 });
      watcher.setServices(services);
      await clock.advance(hour - 1);
      assert.deepEqual(pauses(), [20 * 60_000, 20 * 60_000]);
    });

    it('says when it polls the refused group again, even if others are polled sooner', async () => {
      starts('a');
      starts('c', phi);
      services.refusing = ({ kind }) =>
        kind === entities ? refusalOf('throttled', { retryAfterMs: 60_000 }) : undefined;
      services.delayMs = () => 100;
      watcher.setServices(services);
      await clock.advance(1_000);
      assert.deepEqual(
        [watcher.state.failure?.nextAt, watcher.state.nextAt],
        [clock.now() - 900 + 60_000, clock.now() - 900 + intervalMs],
      );
      await clock.advance(59_150);
      assert.deepEqual(
        [watcher.state.failure?.refusal.kind, watcher.state.failure?.nextAt],
        ['throttled', undefined],
        'in flight',
      );
    });

    it('does not wait for days if asked to, and handles the value', async () => {
      starts('a');
      services.refusing = () => refusalOf('throttled', { retryAfterMs: 1e15 });
      watcher.setServices(services);
      await clock.advance(2 * hour);
      assert.equal(services.calls.length, 3);
    });

    it('never polls more often than without a refusal: neither hidden nor at a long interval', async () => {
      starts('a');
      services.refusing = () => refusalOf('throttled');
      pace.visible = false;
      watcher.setServices(services);
      await clock.advance(61_000);
      assert.deepEqual(pauses(), [60_000]);
      pace = { intervalMs: 10 * 60_000, visible: true };
      watcher.setServices(services);
      const from = services.calls.length;
      await clock.advance(hour);
      assert.ok(
        pauses(from).every(pause => pause >= 10 * 60_000),
        String(pauses(from)),
      );
    });

    it('starts over with the usual interval after an answer', async () => {
      starts('a');
      services.refusing = () => refusalOf('throttled');
      watcher.setServices(services);
      await clock.advance(2 * 60_000);
      services.refusing = () => undefined;
      await clock.advance(3 * 60_000);
      const from = services.calls.length;
      await clock.advance(10 * intervalMs);
      assert.deepEqual(
        pauses(from),
        Array.from({ length: 9 }, () => intervalMs),
      );
      services.refusing = () => refusalOf('throttled');
      const next = services.calls.length;
      await clock.advance(60_000);
      assert.deepEqual(pauses(next).map(Math.round), [30_000]);
    });

    it('has one state that says since when the data is old', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(0);
      const fresh = clock.now();
      assert.deepEqual([watcher.state.freshAt, watcher.state.failure], [fresh, undefined]);
      services.refusing = () => refusalOf('network');
      await clock.advance(30 * 60_000);
      assert.deepEqual(
        [watcher.state.freshAt, watcher.state.failure?.since, watcher.state.failure?.refusal.kind],
        [fresh, fresh + intervalMs, 'network'],
      );
      services.refusing = () => undefined;
      await clock.advance(6 * 60_000);
      assert.equal(watcher.state.failure, undefined);
      assert.ok((watcher.state.freshAt ?? 0) > fresh);
    });

    it('does not delay the others', async () => {
      starts('a');
      starts('b', phi);
      services.refusing = call => (call.kind === entities ? refusalOf('denied') : undefined);
      const from = clock.now();
      watcher.setServices(services);
      await clock.advance(9 * 60_000);
      const [bad, good] = [entities, phi].map(kind => services.calls.filter(call => call.kind === kind));
      assert.deepEqual(
        good?.map(({ at }) => at - from),
        Array.from({ length: 37 }, (_, index) => index * intervalMs),
      );
      assert.ok((bad?.length ?? 0) < 8);
      services.move('b', { status: 'COMPLETED' });
      await clock.advance(intervalMs);
      assert.equal(statusOf('b'), 'COMPLETED');
    });

    it('does not delay a job that is added to another group', async () => {
      starts('a');
      services.refusing = call => (call.kind === entities ? refusalOf('denied') : undefined);
      watcher.setServices(services);
      await clock.advance(hour);
      starts('b', phi);
      await clock.advance(intervalMs);
      assert.ok(services.calls.some(({ kind }) => kind === phi));
    });

    it('drops the refusal of a group that is no longer watched, and delays nothing', async () => {
      starts('a');
      services.refusing = call => (call.kind === entities ? refusalOf('denied') : undefined);
      watcher.setServices(services);
      await clock.advance(hour);
      assert.ok(watcher.state.failure !== undefined);
      records.update(startedJob(entities, 'a', 0), job => ({ ...job, status: 'COMPLETED' }));
      store.select(account);
      assert.deepEqual([watcher.state.failure, clock.pending], [undefined, 0]);
      starts('b', phi);
      await clock.advance(3 * intervalMs);
      assert.ok(services.calls.filter(({ kind }) => kind === phi).length >= 3);
    });

    it('by the user, polls again no sooner than after any other refusal', async () => {
      starts('a');
      services.refusing = () => refusalOf('cancelled'); // an MFA code was requested
      watcher.setServices(services);
      await clock.advance(hour);
      assert.ok(services.calls.length < 20, `${services.calls.length} times in an hour`);
    });
  });

  describe('with a fault', () => {
    it('goes on if a service throws, in that group and in the others', async () => {
      expectedFaults = 1;
      starts('a');
      starts('b', phi);
      services.refusing = call => {
        if (call.kind === entities && faults.length === 0) throw new TypeError('a mistake');
        return undefined;
      };
      watcher.setServices(services);
      await clock.advance(0);
      assert.ok(faults[0] instanceof TypeError);
      assert.equal(watcher.state.failure?.refusal.name, 'TypeError');
      services.move('a', { status: 'COMPLETED' });
      services.move('b', { status: 'COMPLETED' });
      await clock.advance(2 * 60_000);
      assert.deepEqual([statusOf('a'), statusOf('b'), watcher.state.failure], ['COMPLETED', 'COMPLETED', undefined]);
    });

    it('does not end a round while another group is still in flight', async () => {
      expectedFaults = 1;
      starts('a');
      starts('b', phi);
      services.delayMs = call => (call.kind === phi ? 60_000 : 0);
      services.refusing = call => {
        if (call.kind === entities && faults.length === 0) throw new TypeError('a mistake');
        return undefined;
      };
      watcher.setServices(services);
      await clock.advance(10 * 60_000);
      const asked = services.calls.filter(({ kind }) => kind === phi);
      asked.forEach((call, index) => {
        assert.ok(index === 0 || call.at >= (asked[index - 1]?.endedAt ?? Infinity), 'two in flight');
      });
    });

    for (const method of ['version', 'changes', 'openIntents', 'updateAll', 'claimedIds', 'lease'] as const) {
      it(`goes on if the database fails for a while (${method})`, async () => {
        starts('a');
        records.begin(intentOf(idMapping, requestOf(idMapping), clock.now()), false);
        store.intentsChanged();
        watcher.setServices(services);
        await clock.advance(0);
        const own = records[method].bind(records);
        Object.defineProperty(records, method, {
          value: () => {
            throw new Error('disk');
          },
          configurable: true,
        });
        if (method !== 'version')
          Object.defineProperty(records, 'version', { value: () => Math.random(), configurable: true });
        services.move('a', { status: 'COMPLETED' });
        await clock.advance(2 * 60_000);
        assert.ok(faults.length > 0);
        Object.defineProperty(records, method, { value: own, configurable: true });
        await clock.advance(15 * 60_000);
        assert.equal(statusOf('a'), 'COMPLETED');
        expectedFaults = faults.length;
        assert.ok(expectedFaults < 20, `${expectedFaults} faults in two minutes`);
      });
    }
  });

  describe('on a refresh by the user', () => {
    it('goes on if the jobs marked gone cannot be read at that moment', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(1_000);
      Object.assign(records, {
        gone: () => {
          throw new Error('locked');
        },
        version: () => {
          throw new Error('locked');
        },
      });
      await watcher.refreshNow();
      expectedFaults = faults.length;
      assert.ok(expectedFaults > 0 && expectedFaults < 10, `${expectedFaults}`);
      for (const own of ['gone', 'version']) Reflect.deleteProperty(records, own);
      services.move('a', { status: 'COMPLETED' });
      await clock.advance(10 * 60_000);
      assert.equal(statusOf('a'), 'COMPLETED');
    });

    it('connects again even if they cannot be read at that moment', async () => {
      starts('a');
      Object.assign(records, {
        gone: () => {
          throw new Error('locked');
        },
      });
      watcher.setServices(services);
      expectedFaults = faults.length;
      Reflect.deleteProperty(records, 'gone');
      await clock.advance(10 * 60_000);
      assert.ok(services.calls.length > 10, `${services.calls.length}`);
    });

    it('polls at once, whatever was due, and resolves when it is done', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(1_000);
      services.move('a', { status: 'IN_PROGRESS' });
      await watcher.refreshNow();
      assert.equal(statusOf('a'), 'IN_PROGRESS');
      assert.equal(services.calls.length, 2);
      await clock.advance(14_999);
      assert.equal(services.calls.length, 2);
      await clock.advance(1);
      assert.equal(services.calls.length, 3);
    });

    it('polls groups that are backing off, too', async () => {
      starts('a');
      services.refusing = () => refusalOf('denied');
      watcher.setServices(services);
      await clock.advance(hour);
      const since0 = watcher.state.failure?.since;
      const calls = services.calls.length;
      await watcher.refreshNow();
      assert.deepEqual([services.calls.length, watcher.state.failure?.since], [calls + 1, since0]);
      services.refusing = () => undefined;
      await watcher.refreshNow();
      assert.equal(watcher.state.failure, undefined);
    });

    it('polls jobs marked gone even if their group is in flight at that moment: in its next turn', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(1_000);
      services.delayMs = () => 5_000;
      await clock.advance(intervalMs);
      const gone = starts('b', entities, { gone: true });
      void watcher.refreshNow();
      await clock.advance(5 * intervalMs);
      assert.equal(records.job(gone)?.gone, undefined);
    });

    it('waits for calls in flight, and does not repeat them', async () => {
      starts('a');
      services.delayMs = () => 3_000;
      watcher.setServices(services);
      await clock.advance(1_000);
      let done = false;
      const asked = Promise.all([watcher.refreshNow(), watcher.refreshNow()]).then(() => {
        done = true;
      });
      await clock.advance(1_999);
      assert.equal(done, false);
      await clock.advance(1);
      await asked;
      assert.equal(services.calls.length, 1);
    });

    it('polls once for two simultaneous refreshes', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(1_000);
      await Promise.all([watcher.refreshNow(), watcher.refreshNow()]);
      assert.equal(services.calls.length, 2);
    });

    it('has nothing to wait for without services or jobs, and picks up what other windows wrote', async () => {
      await watcher.refreshNow();
      watcher.setServices(services);
      await watcher.refreshNow();
      assert.equal(services.calls.length, 0);
      records.version = () => 99;
      records.resolve(
        intentOf(entities, {}, clock.now(), { state: 'started', jobId: 'there' }),
        startedJob(entities, 'there', clock.now()),
      );
      let told = 0;
      store.onDidChange(() => {
        told += 1;
        if (told === 1) void watcher.refreshNow();
      });
      await watcher.refreshNow();
      assert.equal(statusOf('there'), 'SUBMITTED');
      assert.equal(
        services.calls.filter(({ operation }) => operation === 'list').length,
        1,
        'a listener that refreshes makes no second round',
      );
    });
  });

  describe('with other services', () => {
    const other = { partition: 'aws', account: '210987654321' };

    for (const heeds of [true, false]) {
      it(`applies no answer of the previous ones (${heeds ? 'they observe' : 'they ignore'} the cancellation)`, async () => {
        starts('a');
        services.heedsSignal = heeds;
        services.delayMs = () => 60_000;
        watcher.setServices(services);
        await clock.advance(1_000);
        const next = new FakeServices(clock);
        next.identity = { ...next.identity, ...other };
        records.resolve(
          intentOf(entities, {}, clock.now(), { ...other, id: 'i', fingerprint: 'i', state: 'started', jobId: 'a' }),
          { ...startedJob(entities, 'a', clock.now()), ...other },
        );
        next.has(entities, { id: 'a', status: 'IN_PROGRESS', submittedAt: clock.now() });
        services.move('a', { status: 'FAILED' });
        store.select(other);
        watcher.setServices(next);
        await clock.advance(1);
        assert.equal(next.calls.length, 1, 'polls at once, not after an answer that may never arrive');
        await clock.advance(10 * 60_000);
        assert.equal(statusOf('a'), 'IN_PROGRESS');
        assert.equal(records.job(startedJob(entities, 'a', 0))?.status, 'SUBMITTED');
        assert.equal(services.calls.length, 1);
      });
    }

    it('does not count an answer of the previous ones as an update', async () => {
      starts('a');
      services.heedsSignal = false;
      services.delayMs = () => 60_000;
      watcher.setServices(services);
      await clock.advance(30_000);
      watcher.setServices(services);
      await clock.advance(45_000);
      assert.equal(watcher.state.freshAt, undefined);
      await clock.advance(30_000);
      assert.equal(watcher.state.freshAt, clock.now() - 15_000);
    });

    it('resolves a refresh that waits for a cancelled call', async () => {
      starts('a');
      services.heedsSignal = false;
      services.delayMs = () => 24 * hour;
      watcher.setServices(services);
      await clock.advance(0);
      let done = false;
      void watcher.refreshNow().then(() => {
        done = true;
      });
      watcher.setServices(undefined);
      await settled();
      assert.ok(done);
      await clock.advance(24 * hour);
    });

    it('drops earlier refusals', async () => {
      starts('a');
      services.refusing = () => refusalOf('expired');
      watcher.setServices(services);
      await clock.advance(hour);
      const calls = services.calls.length;
      services.refusing = () => undefined;
      watcher.setServices(services);
      assert.deepEqual([watcher.state.failure, watcher.state.freshAt], [undefined, undefined]);
      await clock.advance(0);
      assert.equal(services.calls.length, calls + 1);
    });

    it('or none, polls nothing', async () => {
      starts('a');
      watcher.setServices(services);
      await clock.advance(0);
      watcher.setServices(undefined);
      assert.equal(clock.pending, 0);
      starts('b');
      watcher.paceChanged();
      await watcher.refreshNow();
      await clock.advance(hour);
      assert.equal(services.calls.length, 1);
    });
  });

  describe('with unclear starts', () => {
    const unanswered = (kind = entities, name = 'notes', more = {}): ReturnType<typeof intentOf> => {
      const intent = intentOf(kind, requestOf(kind, name), clock.now(), { id: name, state: 'unclear', ...more });
      records.begin(intent, kind.repeatable);
      store.intentsChanged();
      return intent;
    };

    it('finds the job, shows it and watches it', async () => {
      watcher.setServices(services);
      await clock.advance(hour);
      unanswered();
      await clock.advance(10_000);
      services.has(entities, { id: 'found', status: 'SUBMITTED', name: 'notes', submittedAt: clock.now() });
      await clock.advance(intervalMs);
      assert.deepEqual([statusOf('found'), store.openIntents], ['SUBMITTED', []]);
      services.move('found', { status: 'COMPLETED' });
      await clock.advance(intervalMs);
      assert.equal(statusOf('found'), 'COMPLETED');
      await clock.advance(hour);
      assert.deepEqual([services.count('start'), clock.pending], [0, 0]);
    });

    it('gives up after its time, says so, and no longer looks', async () => {
      unanswered();
      watcher.setServices(services);
      await clock.advance(3 * 60_000 - 1);
      assert.equal(store.openIntents[0]?.state, 'unclear');
      await clock.advance(intervalMs);
      assert.deepEqual([store.openIntents.map(({ state }) => state), clock.pending], [['notFound'], 0]);
    });

    it('leaves a start alone whose answer this window still awaits', async () => {
      const intent = unanswered(idMapping);
      inFlight.add(intent.id);
      watcher.setServices(services);
      await clock.advance(hour);
      assert.equal(services.calls.length, 0);
      inFlight.delete(intent.id);
      store.intentsChanged();
      await clock.advance(0);
      assert.ok(services.calls.length > 0);
    });

    it('finds the others if one cannot be looked for', async () => {
      unanswered(entities, 'first');
      unanswered(idMapping, 'second');
      services.refusing = call => (call.kind === entities ? refusalOf('denied') : undefined);
      services.has(idMapping, { id: 'found', status: 'QUEUED', workflow: 'second', submittedAt: clock.now() });
      watcher.setServices(services);
      await clock.advance(0);
      assert.equal(statusOf('found'), 'QUEUED');
      assert.deepEqual(
        [store.openIntents.map(({ id }) => id), watcher.state.failure?.refusal.kind],
        [['first'], 'denied'],
      );
    });

    it('keeps no failure of a dismissed start', async () => {
      const intent = unanswered();
      services.refusing = () => refusalOf('denied');
      watcher.setServices(services);
      await clock.advance(0);
      assert.ok(watcher.state.failure !== undefined);
      records.resolve({ ...intent, state: 'dismissed' });
      store.intentsChanged();
      assert.deepEqual([watcher.state.failure, clock.pending], [undefined, 0]);
    });

    it('gives the earlier job to the earlier of two starts', async () => {
      services.has(idMapping, { id: 'j1', status: 'RUNNING', workflow: 'people', submittedAt: clock.now() });
      services.has(idMapping, { id: 'j2', status: 'RUNNING', workflow: 'people', submittedAt: clock.now() + 1_000 });
      const request = requestOf(idMapping, 'people');
      const later = intentOf(idMapping, { ...request, jobType: 'BATCH' }, clock.now() + 1_000, { id: 'a later one' });
      const earlier = intentOf(idMapping, request, clock.now(), { id: 'the earlier one' });
      for (const intent of [later, earlier]) records.begin(intent, false);
      store.intentsChanged();
      watcher.setServices(services);
      await clock.advance(2_000);
      assert.deepEqual(
        jobsIn(store, records)
          .map(({ id, intentId }) => [id, intentId])
          .sort(),
        [
          ['j1', 'the earlier one'],
          ['j2', 'a later one'],
        ],
      );
    });

    it('looks for no other start after it was cancelled', async () => {
      unanswered(entities, 'first');
      unanswered(phi, 'second');
      services.delayMs = () => 1_000;
      watcher.setServices(services);
      await clock.advance(500);
      watcher.setServices(undefined);
      await clock.advance(hour);
      assert.equal(services.calls.length, 1);
    });

    it('shows what was found even if it is cancelled at that moment', async () => {
      unanswered();
      services.has(entities, { id: 'found', status: 'SUBMITTED', name: 'notes', submittedAt: clock.now() });
      const adopt = records.adopt.bind(records);
      records.adopt = (...pair) => {
        const done = adopt(...pair);
        watcher.setServices(services);
        return done;
      };
      watcher.setServices(services);
      await clock.advance(1);
      assert.deepEqual([statusOf('found'), store.openIntents], ['SUBMITTED', []]);
    });
  });

  describe('after it was disposed', () => {
    it('does nothing, whatever is called', async () => {
      starts('a');
      services.delayMs = () => 1_000;
      watcher.setServices(services);
      await clock.advance(500);
      let states = 0;
      watcher.onDidChange(() => {
        states += 1;
      });
      watcher.dispose();
      services.move('a', { status: 'COMPLETED' });
      await clock.advance(5_000);
      watcher.setServices(services);
      watcher.paceChanged();
      await watcher.refreshNow();
      starts('b');
      await clock.advance(hour);
      assert.deepEqual([states, services.calls.length, clock.pending, statusOf('a')], [0, 1, 0, 'SUBMITTED']);
    });

    it('opens no closed database when an answer arrives late', async () => {
      starts('a');
      records.begin(intentOf(idMapping, requestOf(idMapping), clock.now()), false);
      store.intentsChanged();
      services.delayMs = () => 1_000;
      services.heedsSignal = false;
      watcher.setServices(services);
      await clock.advance(500);
      watcher.dispose();
      const touched: string[] = [];
      for (const method of [
        'jobs',
        'job',
        'openIntents',
        'begin',
        'resolve',
        'adopt',
        'update',
        'claimedIds',
        'version',
      ] as const) {
        Object.defineProperty(records, method, {
          value: () => {
            touched.push(method);
            throw new Error(method);
          },
        });
      }
      await clock.advance(hour);
      assert.deepEqual(touched, []);
    });
  });

  it('reports its states in order: refreshing, then when the next round is', async () => {
    const states: WatchState[] = [];
    watcher.onDidChange(state => {
      states.push(state);
    });
    starts('a');
    watcher.setServices(services);
    await clock.advance(0);
    const last = states.slice(-2);
    assert.deepEqual(
      last.map(({ refreshing }) => refreshing),
      [true, false],
    );
    assert.deepEqual(last[1], { refreshing: false, freshAt: clock.now(), nextAt: clock.now() + intervalMs });
  });

  it('reports a job only when it has changed', async () => {
    const job = starts('a');
    watcher.setServices(services);
    await clock.advance(0);
    const told: string[] = [];
    store.onDidChange(({ all, added, changed }) => {
      told.push(...added, ...changed, ...(all ? ['all'] : []));
    });
    await clock.advance(5 * intervalMs);
    assert.deepEqual(told, []);
    services.move('a', { status: 'IN_PROGRESS' });
    await clock.advance(5 * intervalMs);
    assert.deepEqual(told, [keyText(job)]);
  });

  it('makes no call twice in a round', async () => {
    starts('a');
    starts('b');
    starts('c', phi);
    starts('d', idMapping);
    watcher.setServices(services);
    await clock.advance(5 * intervalMs);
    const asked = (call: Call): string =>
      JSON.stringify([call.at, call.operation, call.kind.action, call.id, call.query]);
    assert.equal(new Set(services.calls.map(asked)).size, services.calls.length);
  });
});
