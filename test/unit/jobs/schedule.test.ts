import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Discovery } from '../../../src/domain/jobs/discovery.ts';
import { documentedRates, pacedServices } from '../../../src/domain/jobs/paced.ts';
import { Schedule, backoffAfter, pauseByAge, remainingOf } from '../../../src/domain/jobs/schedule.ts';
import { JobStore } from '../../../src/domain/jobs/store.ts';
import { Watcher } from '../../../src/domain/jobs/watcher.ts';
import { type Refusal, type RefusalKind, isPassing } from '../../../src/domain/refusal.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { FakeClock } from '../fakeClock.ts';
import {
  type Call,
  FakeServices,
  account,
  entities,
  idMapping,
  intentOf,
  matching,
  phi,
  refusalOf,
  requestOf,
  startedJob,
} from './fakeServices.ts';
import { runs } from '../../runs.ts';

const intervalMs = 15_000;
const minute = 60_000;
const hour = 60 * minute;
const kinds: readonly RefusalKind[] = [
  'denied',
  'credentials',
  'expired',
  'invalid',
  'conflict',
  'limit',
  'notFound',
  'throttled',
  'fault',
  'network',
  'timeout',
  'badReply',
  'cancelled',
  'wrongAccount',
];
const refusal: fc.Arbitrary<Refusal> = fc
  .tuple(fc.constantFrom(...kinds), fc.option(fc.integer({ min: 0, max: 10 * hour }), { nil: undefined }))
  .map(([kind, retryAfterMs]) => refusalOf(kind, retryAfterMs === undefined ? {} : { retryAfterMs }));
const interval = fc.integer({ min: 5_000, max: hour });
const chance = fc.double({ min: 0, max: 0.999, noNaN: true });

describe('the schedule', function () {
  it('lengthens the interval as a job gets older, by a factor of at most eight', () => {
    fc.assert(
      fc.property(
        interval,
        fc.integer({ min: -hour, max: 100 * hour }),
        fc.integer({ min: 0, max: 100 * hour }),
        (every, age, more) => {
          const [young, old] = [pauseByAge(every, age), pauseByAge(every, age + more)];
          assert.ok(young >= every && young <= old && old <= 8 * every);
        },
      ),
    );
    assert.deepEqual(
      [0, 10 * minute - 1, 10 * minute, hour, 6 * hour].map(age => pauseByAge(1, age)),
      [1, 1, 2, 4, 8],
    );
  });

  it('backs off within limits: longer with each failure, up to ten minutes, or up to an hour if the service asks', () => {
    fc.assert(
      fc.property(fc.array(refusal, { minLength: 1, maxLength: 30 }), interval, chance, (refusals, every, luck) => {
        const clock = new FakeClock();
        clock.chance = luck;
        let before: ReturnType<typeof backoffAfter> | undefined;
        const first = clock.now();
        for (const each of refusals) {
          const backoff = backoffAfter(each, before, every, clock);
          const most = isPassing(each) ? 5 * minute : 10 * minute;
          const asked = Math.min(each.retryAfterMs ?? 0, hour);
          assert.ok(backoff.pauseMs >= asked && backoff.pauseMs <= Math.max(most, asked), `${backoff.pauseMs}`);
          assert.ok(backoff.pauseMs >= Math.min(1.5 * every - 1, most), 'longer than usual');
          assert.deepEqual(
            [backoff.failures, backoff.since, backoff.notBefore],
            [(before?.failures ?? 0) + 1, first, clock.now() + backoff.pauseMs],
          );
          before = backoff;
          clock.jump(backoff.pauseMs);
        }
      }),
    );
  });

  it('backs off longer from failure to failure', () => {
    const clock = new FakeClock();
    let before: ReturnType<typeof backoffAfter> | undefined;
    const pauses = Array.from(
      { length: 7 },
      () => (before = backoffAfter(refusalOf('throttled'), before, intervalMs, clock)).pauseMs,
    );
    assert.deepEqual(pauses, [30_000, 60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
  });

  it('rests for the remainder of an interval, and not at all if the clock was set back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -hour, max: hour }), fc.integer({ min: 0, max: hour }), (ahead, pauseMs) => {
        const rest = remainingOf(ahead, pauseMs, 0);
        assert.ok(rest >= 0 && rest <= pauseMs);
        assert.equal(rest, ahead > pauseMs || ahead < 0 ? 0 : ahead);
      }),
    );
  });

  /** The steps that change a schedule. */
  const keys = ['a', 'b', 'c', 'd'];
  const step = fc.oneof(
    fc.record({ do: fc.constantFrom('answered' as const, 'postpone' as const), key: fc.constantFrom(...keys) }),
    fc.record({ do: fc.constant('refused' as const), key: fc.constantFrom(...keys), refusal }),
    fc.record({
      do: fc.constant('recordAsked' as const),
      key: fc.constantFrom(...keys),
      ago: fc.integer({ min: -hour, max: hour }),
    }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 20 * minute }) }),
    fc.record({ do: fc.constant('jump' as const), ms: fc.integer({ min: -2 * hour, max: 2 * hour }) }),
    fc.record({ do: fc.constant('makeAllDue' as const) }),
    fc.record({ do: fc.constant('keep' as const), keys: fc.subarray(keys) }),
  );

  it('has every part due within its limit, whatever happens to the others and the clock', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        interval,
        fc.boolean(),
        fc.integer({ min: 1, max: 20 }),
        chance,
        (steps, every, visible, factor, luck) => {
          const clock = new FakeClock();
          clock.chance = luck;
          const schedule = new Schedule(clock);
          const pace = { intervalMs: every, visible };
          const pauseMs = every * factor;
          const defaultMs =
            1.1 * Math.min(pauseMs * (visible ? 1 : 4), Math.max(5 * minute, every * (visible ? 1 : 4))) + 1;
          /** The back-off of the last refusal; nothing else may make a rest longer. */
          const refused = new Map<string, number>();
          for (const each of steps) {
            switch (each.do) {
              case 'answered':
                schedule.answered(each.key);
                refused.delete(each.key);
                break;
              case 'postpone':
                schedule.postpone(each.key);
                break;
              case 'refused':
                schedule.refused(each.key, each.refusal, every);
                refused.set(each.key, schedule.backoffs.get(each.key)!.pauseMs);
                break;
              case 'recordAsked':
                schedule.recordAsked(each.key, clock.now() - each.ago);
                break;
              case 'wait':
              case 'jump':
                clock.jump(each.ms);
                break;
              case 'makeAllDue':
                schedule.makeAllDue();
                for (const key of keys) {
                  refused.delete(key);
                  assert.equal(schedule.remainingMs(key, pauseMs, pace), 0);
                }
                break;
              case 'keep':
                schedule.keep(new Set(each.keys));
                for (const key of keys)
                  if (!each.keys.includes(key)) {
                    refused.delete(key);
                    assert.equal(schedule.remainingMs(key, pauseMs, pace), 0);
                  }
                break;
            }
            for (const key of keys) {
              const rest = schedule.remainingMs(key, pauseMs, pace);
              assert.ok(
                rest >= 0 && rest <= Math.max(defaultMs, refused.get(key) ?? 0),
                `${key} rests ${rest} ms after ${each.do}`,
              );
            }
          }
          // Left alone, each part falls due. A time in the future, from a clock that was set back, may occur once more.
          for (let time = 0; time < 3; time += 1)
            clock.jump(Math.max(...keys.map(key => schedule.remainingMs(key, pauseMs, pace))));
          assert.deepEqual(
            keys.map(key => schedule.remainingMs(key, pauseMs, pace)),
            [0, 0, 0, 0],
          );
        },
      ),
      { numRuns: runs(500) },
    );
  });

  it('leaves the others alone, whatever happens to one', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), steps => {
        const clock = new FakeClock();
        const schedule = new Schedule(clock);
        const pace = { intervalMs, visible: true };
        schedule.answered('other');
        const due = clock.now() + schedule.remainingMs('other', intervalMs, pace);
        for (const each of steps) {
          if (each.do === 'wait' || each.do === 'jump' || each.do === 'makeAllDue' || each.do === 'keep') continue;
          if (each.do === 'refused') schedule.refused(each.key, each.refusal, intervalMs);
          else if (each.do === 'recordAsked') schedule.recordAsked(each.key, clock.now());
          else schedule[each.do](each.key);
          assert.equal(clock.now() + schedule.remainingMs('other', intervalMs, pace), due);
        }
      }),
    );
  });

  it('counts a call from elsewhere as a call, but never makes a part due later than its own calls do', () => {
    const clock = new FakeClock();
    const schedule = new Schedule(clock);
    const rest = (): number => schedule.remainingMs('a', intervalMs, { intervalMs, visible: true });
    schedule.recordAsked('a', clock.now() - 5_000);
    assert.equal(rest(), intervalMs - 5_000);
    schedule.answered('a');
    schedule.recordAsked('a', clock.now() - 10_000);
    assert.equal(rest(), intervalMs);
    schedule.clear();
    schedule.recordAsked('a', clock.now() + hour); // by a clock that was ahead
    assert.equal(rest(), 0);
  });
});

/** The whole watch over real parts except the services: history, lists, rate limits, schedule. */
describe('the watch with its schedule', function () {
  /** The longest time that an answer is awaited. */
  const patienceMs = 20_000;
  let clock: FakeClock;
  let services: FakeServices;
  let records: JobDatabase;
  let store: JobStore;
  let watcher: Watcher;
  let pace: { intervalMs: number; visible: boolean };
  let faults: unknown[];

  function open(): void {
    clock = new FakeClock();
    services = new FakeServices(clock);
    services.delayMs = () => 50;
    records = new JobDatabase(':memory:');
    store = new JobStore(records);
    store.select(account);
    pace = { intervalMs, visible: true };
    faults = [];
    watcher = new Watcher({
      store,
      records,
      clock,
      pace: () => pace,
      inFlight: new Set(),
      onFault: fault => {
        faults.push(fault);
      },
      discovery: new Discovery({ store, records, clock }),
    });
  }
  function close(): void {
    watcher.dispose();
    store.dispose();
    records.dispose();
    assert.deepEqual(faults, []);
  }
  beforeEach(open);
  afterEach(close);

  function starts(id: string, kind = entities, ago = 0): void {
    const job = startedJob(
      kind,
      id,
      clock.now() - ago,
      kind.service === 'entityresolution' ? { workflow: 'people' } : {},
    );
    records.resolve(
      intentOf(kind, requestOf(kind), job.submittedAt!, {
        id: job.intentId!,
        fingerprint: id,
        state: 'started',
        jobId: id,
      }),
      job,
    );
    services.runs(job);
    store.intentsChanged(job);
  }
  function show(visible: boolean): void {
    pace.visible = visible;
    watcher.paceChanged();
  }
  const overlapping = (calls: readonly Call[]): readonly string[] =>
    calls.flatMap((call, index) =>
      calls
        .slice(0, index)
        .filter(
          earlier =>
            earlier.kind === call.kind &&
            earlier.operation === call.operation &&
            earlier.workflow === call.workflow &&
            earlier.query?.submittedAfter === call.query?.submittedAfter &&
            earlier.query?.nextToken === call.query?.nextToken &&
            (earlier.endedAt ?? Infinity) > call.at &&
            earlier.at <= call.at,
        )
        // The list for unfinished jobs and the list for new jobs may be the same request.
        .slice(1)
        .map(() => `${call.operation} ${call.kind.family} at ${call.at}`),
    );
  const pausesOf = (calls: readonly Call[]): readonly number[] =>
    calls.slice(1).map((call, index) => call.at - calls[index]!.at);

  it('polls nothing while the view is hidden and no job is unfinished, whatever happened before', async () => {
    starts('a');
    watcher.setServices(pacedServices(services, clock));
    await clock.advance(minute);
    show(false);
    services.move('a', { status: 'COMPLETED' });
    await clock.advance(10 * minute);
    const { length } = services.calls;
    await clock.advance(24 * hour);
    assert.deepEqual([services.calls.length, clock.pending, watcher.state.nextAt], [length, 0, undefined]);
    show(true);
    await clock.advance(minute);
    assert.ok(services.calls.length > length);
  });

  it('catches up once after a laptop was asleep, at the rate of the services', async () => {
    for (const [index, kind] of [entities, phi, idMapping, matching].entries())
      for (let each = 0; each < 10; each += 1) starts(`${kind.family}-${each}`, kind, index * hour);
    watcher.setServices(pacedServices(services, clock));
    await clock.advance(10 * minute);
    for (const asleepMs of [8 * hour, 3 * 24 * hour]) {
      const { length } = services.calls;
      clock.jump(asleepMs); // timers keep their remaining time, as if the machine had been asleep
      await clock.advance(intervalMs);
      const calls = services.calls.slice(length);
      const parts = new Map<string, number>();
      for (const { kind, workflow, operation, query } of calls) {
        const part = `${operation} ${kind.family} ${workflow ?? ''} ${query?.submittedAfter ?? ''} ${query?.status ?? ''}`;
        parts.set(part, (parts.get(part) ?? 0) + 1);
      }
      assert.ok(
        [...parts.values()].every(count => count <= 2),
        `once each, or twice where the interval has passed: ${JSON.stringify([...parts])}`,
      );
      for (const call of calls) {
        const most = documentedRates[call.kind.service][call.operation as 'list'];
        const within = calls.filter(
          other =>
            other.kind === call.kind &&
            other.operation === call.operation &&
            other.at >= call.at &&
            other.at < call.at + 1_000,
        );
        assert.ok(within.length <= most, `${within.length} calls of ${call.operation} in a second`);
      }
    }
  });

  it('tolerates a clock that is set back and forward, and keeps its interval', async () => {
    starts('a');
    watcher.setServices(pacedServices(services, clock));
    await clock.advance(minute);
    for (const ms of [-hour, 2 * hour, -24 * hour, 23 * hour, -30_000, 30_000]) {
      const { length } = services.calls;
      clock.jump(ms);
      const age = clock.now() - store.unfinished[0]!.submittedAt!;
      await clock.advance(2 * minute);
      const polls = services.calls.slice(length).filter(({ kind }) => kind === entities);
      const usual = pauseByAge(intervalMs, age);
      assert.ok(polls.length >= Math.floor((2 * minute) / usual / 1.2), `${polls.length} after ${ms}`);
      assert.ok(polls.length <= 2 * ((2 * minute) / usual) + 4, `${polls.length} after ${ms}`);
    }
  });

  it('does not let a list without an answer delay an unfinished job', async () => {
    starts('a');
    for (let index = 0; index < 20; index += 1)
      services.has(idMapping, {
        id: `m${index}`,
        status: 'SUCCEEDED',
        submittedAt: clock.now(),
        workflow: `w${index}`,
      });
    services.delayMs = ({ kind }) => (kind === entities ? 50 : 10 * minute);
    watcher.setServices(pacedServices(services, clock));
    await clock.advance(20 * minute);
    const polls = services.calls.filter(({ kind, query }) => kind === entities && query?.submittedAfter !== undefined);
    const most = Math.max(...pausesOf(polls));
    assert.ok(most <= 2 * 1.1 * intervalMs + 1_000, `${most} ms without a look`);
    assert.deepEqual(overlapping(services.calls), []);
  });

  it('does not let a job without an answer delay the lists', async () => {
    starts('a', phi);
    services.has(entities, { id: 'elsewhere', status: 'COMPLETED', submittedAt: clock.now() });
    services.delayMs = ({ kind }) => (kind === phi ? 10 * minute : 50);
    watcher.setServices(pacedServices(services, clock));
    await clock.advance(20 * minute);
    const heads = services.calls.filter(({ kind }) => kind === entities);
    assert.ok(Math.max(...pausesOf(heads)) <= 5 * 1.1 * intervalMs + 1_000, `${Math.max(...pausesOf(heads))}`);
    assert.deepEqual(overlapping(services.calls), []);
  });

  it('polls every part within its limit, and none twice at once, whatever happens to the others', async () => {
    const families = [entities, phi, idMapping, matching];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ kind: fc.nat(3), ago: fc.integer({ min: 0, max: 8 * hour }) }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.array(
          fc.record({
            kind: fc.nat(3),
            delayMs: fc.constantFrom(0, 300, 5_000, patienceMs),
            refuses: fc.constantFrom<RefusalKind | undefined>(undefined, undefined, 'throttled', 'denied', 'network'),
          }),
          { maxLength: 3 },
        ),
        chance,
        async (jobs, troubles, luck) => {
          close();
          open();
          clock.chance = luck;
          for (const [index, { kind, ago }] of jobs.entries()) starts(`job-${index}`, families[kind], ago);
          const troubleOf = (call: Call): (typeof troubles)[number] | undefined =>
            troubles.find(({ kind }) => families[kind] === call.kind);
          services.delayMs = call => troubleOf(call)?.delayMs ?? 50;
          services.refusing = call => {
            const kind = troubleOf(call)?.refuses;
            return kind === undefined ? undefined : refusalOf(kind);
          };
          watcher.setServices(pacedServices(services, clock));
          const from = clock.now();
          await clock.advance(20 * minute);
          assert.deepEqual(overlapping(services.calls), []);
          for (const { kind: index } of jobs) {
            const kind = families[index]!;
            if (troubles.some(trouble => families[trouble.kind] === kind)) continue;
            const calls = services.calls
              .filter(call => call.kind === kind && call.operation === 'list')
              .map(({ at }) => at);
            const pauses = [...calls, clock.now()].map((at, each) => at - (each === 0 ? from : calls[each - 1]!));
            assert.ok(
              Math.max(...pauses) <= 8 * intervalMs * 1.1 + 3 * patienceMs + 2_000,
              `${kind.family}: ${Math.max(...pauses)} ms without a look`,
            );
          }
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
