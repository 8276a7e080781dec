// Whatever jobs, services, the disk and a user do, in whatever order: nothing is requested twice at once, every change
// is seen within a time limit after the last failure, and when all jobs have finished, nothing goes on.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isUnfinished, phaseOfJob } from '../../../src/domain/jobs/job.ts';
import { isFinished } from '../../../src/domain/jobs/status.ts';
import { JobStore } from '../../../src/domain/jobs/store.ts';
import { Watcher } from '../../../src/domain/jobs/watcher.ts';
import type { RefusalKind } from '../../../src/domain/refusal.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { FakeClock } from '../fakeClock.ts';
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
import { runs } from '../../runs.ts';
// What the watch loads late is there at once: its loading takes real time, which the tests' clock does not wait for.
import '../../../src/domain/jobs/reconcile.ts';

const intervalMs = 15_000;
const minute = 60_000;
/** The longest back-off, a round of the rarest sort, and the time of slow answers. */
const boundMs = 10 * minute + 4 * intervalMs + 5 * minute;

const kinds = [entities, phi, idMapping];
const refusals = [
  'throttled',
  'fault',
  'network',
  'timeout',
  'denied',
  'expired',
  'badReply',
  'cancelled',
  'invalid',
] satisfies readonly RefusalKind[];
const someKind = fc.nat(kinds.length - 1);

type Step =
  | { readonly do: 'start' | 'unclear'; readonly kind: number; readonly isReal: boolean }
  | { readonly do: 'move'; readonly job: number; readonly status: number }
  | { readonly do: 'refuse'; readonly kind: number; readonly refusal: RefusalKind; readonly retryAfterMs: number }
  | { readonly do: 'throw' | 'answer'; readonly kind: number }
  | { readonly do: 'disk'; readonly works: boolean }
  | { readonly do: 'slow'; readonly ms: number }
  | { readonly do: 'show'; readonly visible: boolean }
  | { readonly do: 'interval'; readonly ms: number }
  | { readonly do: 'refresh' | 'reconnect' | 'disconnect' }
  | { readonly do: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('start', 'start', 'unclear'), kind: someKind, isReal: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('move'), job: fc.nat(20), status: fc.nat(8) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('refuse'),
      kind: someKind,
      refusal: fc.constantFrom(...refusals),
      retryAfterMs: fc.constantFrom(0, 0, 1_000, 2 * minute),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('throw', 'answer'), kind: someKind }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disk'), works: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('slow'), ms: fc.constantFrom(0, 300, 5_000, 20_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('show'), visible: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('interval'), ms: fc.constantFrom(5_000, intervalMs) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('refresh', 'reconnect', 'disconnect') }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.integer({ min: 0, max: 3 * minute }) }) },
);

/** Everything around a watch, with the conditions that must always hold. */
class World {
  readonly clock = new FakeClock();
  readonly services = new FakeServices(this.clock);
  readonly records = new JobDatabase(':memory:');
  readonly store = new JobStore(this.records);
  readonly faults: unknown[] = [];
  readonly watcher: Watcher;
  readonly ids: string[] = [];
  readonly overlaps: string[] = [];
  isConnected = true;
  readonly #answers = new Map<string, RefusalKind | 'throw'>();
  readonly #pace = { intervalMs, visible: true };
  #retryAfterMs = 0;
  #diskWorks = true;
  #count = 0;
  /** Calls before this one were cancelled and may still be in flight. */
  #calledOff = 0;

  constructor() {
    this.watcher = new Watcher({
      store: this.store,
      records: this.records,
      clock: this.clock,
      pace: () => this.#pace,
      inFlight: new Set(),
      onFault: fault => {
        this.faults.push(fault);
      },
    });
    this.services.refusing = ({ kind }) => {
      const answer = this.#answers.get(kind.action);
      if (answer === 'throw') throw new TypeError('a mistake');
      return answer === undefined
        ? undefined
        : refusalOf(answer, this.#retryAfterMs === 0 ? {} : { retryAfterMs: this.#retryAfterMs });
    };
    const update = this.records.updateAll.bind(this.records);
    this.records.updateAll = (...change) => {
      if (!this.#diskWorks) throw new Error('disk');
      return update(...change);
    };
    this.store.select(account);
    this.store.onDidChange(() => {
      this.#noneGoesBack();
    });
    this.services.meanwhile = call => {
      this.#noneOverlaps(call);
    };
  }

  readonly #finished = new Map<string, string>();

  #noneGoesBack(): void {
    for (const job of jobsIn(this.store, this.records)) {
      const before = this.#finished.get(job.id);
      if (isFinished(phaseOfJob(job))) this.#finished.set(job.id, job.status);
      else assert.equal(before, undefined, `${job.id} was ${before}, and is ${job.status}`);
    }
  }

  /** No two of the current calls of a group are in flight at once; looking for an intent is its own group. */
  #noneOverlaps(call: Call): void {
    const out = this.services.calls
      .slice(this.#calledOff)
      .filter(
        other =>
          other !== call &&
          other.endedAt === undefined &&
          other.kind === call.kind &&
          other.region === call.region &&
          other.workflow === call.workflow,
      );
    if (out.length > 1) this.overlaps.push(`${out.length + 1} calls of ${call.kind.action} at once`);
  }

  async take(each: Step): Promise<void> {
    const { clock, services, store, watcher, records } = this;
    switch (each.do) {
      case 'start': {
        const kind = kinds[each.kind]!;
        const job = startedJob(kind, `job${(this.#count += 1)}`, clock.now());
        records.resolve(
          intentOf(kind, requestOf(kind), clock.now(), {
            id: job.intentId!,
            fingerprint: job.id,
            state: 'started',
            jobId: job.id,
          }),
          job,
        );
        services.runs(job);
        this.ids.push(job.id);
        store.intentsChanged(job);
        break;
      }
      case 'unclear': {
        const kind = kinds[each.kind]!;
        const request = requestOf(kind, `lost${(this.#count += 1)}`);
        const intent = intentOf(kind, request, clock.now(), { id: `intent${this.#count}`, state: 'unclear' });
        records.begin(intent, kind.repeatable);
        if (each.isReal) {
          const id = `found${this.#count}`;
          services.has(kind, {
            id,
            status: Object.keys(kind.phases)[0]!,
            submittedAt: clock.now(),
            ...kind.facts(request),
          });
          this.ids.push(id);
        }
        store.intentsChanged();
        break;
      }
      case 'move':
        this.#move(this.ids[each.job % (this.ids.length || 1)], each.status);
        break;
      case 'refuse':
        this.#answers.set(kinds[each.kind]!.action, each.refusal);
        this.#retryAfterMs = each.retryAfterMs;
        break;
      case 'throw':
        this.#answers.set(kinds[each.kind]!.action, 'throw');
        break;
      case 'answer':
        this.#answers.delete(kinds[each.kind]!.action);
        break;
      case 'disk':
        this.#diskWorks = each.works;
        break;
      case 'slow':
        services.delayMs = () => each.ms;
        break;
      case 'show':
        this.#pace.visible = each.visible;
        watcher.paceChanged();
        break;
      case 'interval':
        this.#pace.intervalMs = each.ms;
        watcher.paceChanged();
        break;
      case 'refresh':
        void watcher.refreshNow();
        break;
      case 'reconnect':
        this.#calledOff = services.calls.length;
        this.isConnected = true;
        watcher.setServices(services);
        break;
      case 'disconnect':
        this.#calledOff = services.calls.length;
        this.isConnected = false;
        watcher.setServices(undefined);
        break;
      case 'wait':
        await clock.advance(each.ms);
        break;
    }
  }

  /** Moves a job to a later status, sometimes to an unknown one. */
  #move(id: string | undefined, status: number): void {
    const now = this.#snapshot(id);
    if (id === undefined || now === undefined || isFinished(phaseOfJob(now))) return;
    const kind = kinds.find(({ action }) => action === now.action)!;
    const words = [...Object.keys(kind.phases).slice(0, 2), 'PAUSED', ...Object.keys(kind.phases).slice(2)];
    const later = words.slice(words.indexOf(now.status) + 1);
    const next = later[status % (later.length || 1)];
    if (next !== undefined) this.services.move(id, { status: next });
  }

  #snapshot(id: string | undefined): { readonly action: string; readonly status: string } | undefined {
    for (const { action, snapshot } of this.services.all)
      if (snapshot.id === id) return { action, status: snapshot.status };
    return undefined;
  }

  /** Everything works again, and the view is visible. */
  mend(): void {
    this.#answers.clear();
    this.#diskWorks = true;
    this.services.delayMs = () => 100;
    this.#pace.visible = true;
    this.#pace.intervalMs = intervalMs;
    this.watcher.paceChanged();
  }

  /** Compares each known job with the service's. */
  compare(): void {
    const known = Object.fromEntries(jobsIn(this.store, this.records).map(({ id, status }) => [id, status]));
    const real = Object.fromEntries(this.services.all.map(({ snapshot }) => [snapshot.id, snapshot.status]));
    assert.deepEqual(known, real);
    for (const job of jobsIn(this.store, this.records)) assert.deepEqual(this.records.job(job), job);
  }

  dispose(): void {
    this.watcher.dispose();
    this.store.dispose();
    this.records.dispose();
  }
}

describe('the watch, whatever happens', function () {
  it('sees every change within a time limit after the last failure, requests nothing twice at once, and stops', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
        const world = new World();
        const { clock, services, store, watcher } = world;
        watcher.setServices(services);
        for (const each of steps) await world.take(each);
        world.mend();
        if (!world.isConnected) watcher.setServices(services);
        await clock.advance(boundMs);
        world.compare();
        assert.ok(store.openIntents.every(({ state }) => state === 'notFound'));
        assert.equal(watcher.state.failure, undefined);

        for (const { snapshot, action } of services.all) {
          if (!isFinished(phaseOfJob({ action, status: snapshot.status })))
            services.move(snapshot.id, { status: 'FAILED' });
        }
        await clock.advance(8 * intervalMs + 5_000);
        world.compare();
        assert.ok(!jobsIn(store, world.records).some(isUnfinished));
        assert.deepEqual([clock.pending, watcher.state.nextAt], [0, undefined]);
        const calls = services.calls.length;
        await clock.advance(60 * minute);
        assert.equal(services.calls.length, calls);
        assert.deepEqual(world.overlaps, []);
        world.dispose();
      }),
      { numRuns: runs(200) },
    );
  });

  it('makes only a few calls a minute, however it is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          step.filter(
            each =>
              each.do !== 'refresh' && each.do !== 'reconnect' && each.do !== 'disconnect' && each.do !== 'interval',
          ),
          { maxLength: 60 },
        ),
        async steps => {
          const world = new World();
          const { clock, services, watcher } = world;
          watcher.setServices(services);
          for (const each of steps) await world.take(each);
          await clock.advance(10 * minute);
          // No more rounds in a minute than the interval allows: four whole ones, and one that started before.
          for (const kind of kinds) {
            const starts = services.calls.filter(
              call =>
                call.kind === kind &&
                call.operation === 'list' &&
                call.query?.nextToken === undefined &&
                call.query?.status === undefined,
            );
            const intents = steps.filter(each => each.do === 'unclear').length;
            const groups = 1 + intents; // each looks for itself
            for (const { at } of starts)
              assert.ok(
                starts.filter(call => call.at >= at && call.at < at + minute).length <=
                  5 * groups + steps.filter(each => each.do === 'start' || each.do === 'unclear').length,
              );
          }
          world.dispose();
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('does nothing after it was disposed at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.array(step, { maxLength: 10 }), async (before, after) => {
        const world = new World();
        const { clock, services, watcher } = world;
        watcher.setServices(services);
        for (const each of before) await world.take(each);
        watcher.dispose();
        const calls = services.calls.length;
        for (const each of after) await world.take(each);
        await clock.advance(30 * minute);
        assert.deepEqual([services.calls.length, clock.pending], [calls, 0]);
        world.dispose();
      }),
      {
        numRuns: runs(60),
        // Disposed while what looks for starts is loaded.
        examples: [[[{ do: 'unclear', kind: 0, isReal: false }, { do: 'refresh' }], []]],
      },
    );
  });
});
