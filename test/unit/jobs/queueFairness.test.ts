// A batch of a thousand starts beside the watch of the running jobs: neither takes the other's share of what the
// services accept.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JobKind } from '../../../src/domain/jobs/kinds.ts';
import { documentedRates, pacedServices } from '../../../src/domain/jobs/paced.ts';
import type { JobServices } from '../../../src/domain/jobs/ports.ts';
import { isFinished, phaseOf } from '../../../src/domain/jobs/status.ts';
import { JobStore } from '../../../src/domain/jobs/store.ts';
import { Watcher } from '../../../src/domain/jobs/watcher.ts';
import { answered } from '../../../src/domain/refusal.ts';
import { isWhole } from '../../runs.ts';
import { type Call, entities, idMapping, phi, refusalOf } from './fakeServices.ts';
import { QueueWorld } from './queueWorld.ts';

const intervalMs = 15_000;
const batchSize = 1_000;
/** How long a world lives: at most so long that no job gets old, because old ones are looked at less often. */
const minutes = isWhole ? 10 : 4;
const starts = 5;
const regionOf = (index: number): string => `eu-west-${index}`;

/** What a world saw. */
interface Seen {
  /** The longest time for which a running job was not looked at, in milliseconds. */
  readonly stalestMs: number;
  readonly sent: number;
  readonly throttled: number;
}

describe('a batch of a thousand starts', function () {
  this.timeout(300_000);

  it('leaves the watch its freshness, and the watch leaves it its rate', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 400 }),
        async (regions, watched, answerMs) => {
          const beside = await live(regions, watched, answerMs, batchSize);
          assert.equal(beside.throttled, 0);
          // As long as without a batch: the interval and its jitter, the answer, and the calls that stand before it.
          assert.ok(beside.stalestMs <= 2 * intervalMs, `${beside.stalestMs} ms without a look`);
          // Ten at a time of two operations in each region, each seen to have ended within two looks.
          assert.ok(beside.sent >= Math.min(batchSize, regions * 20 * 0.8 * minutes), `${beside.sent} sent`);
        },
      ),
      { numRuns: isWhole ? 10 : 1 },
    );
  });
});

/** Some minutes of a window that watches jobs of another program and sends a batch. */
async function live(regions: number, watched: number, answerMs: number, count: number): Promise<Seen> {
  const world = new QueueWorld();
  const { clock, services, records } = world;
  const started = new Map<string, number>();
  const lately = new Map<string, number[]>();
  let throttled = 0;
  services.delayMs = () => answerMs;
  services.refusing = (call: Call) => {
    const { operation, kind, region } = call;
    // A service that counts the regions together, except for starts.
    const key = `${operation} ${kind.family} ${operation === 'start' ? region : ''}`;
    const calls = (lately.get(key) ?? []).filter(at => clock.now() - at < 1_000);
    calls.push(clock.now());
    lately.set(key, calls);
    const most = operation === 'start' ? starts : documentedRates[kind.service][operation];
    if (calls.length > most) {
      throttled += 1;
      return refusalOf('throttled', { nothingHappened: true });
    }
    return undefined;
  };
  const store = new JobStore(records);
  store.select(services.identity);
  const watcher = new Watcher({
    store,
    records,
    clock,
    inFlight: new Set(),
    pace: () => ({ intervalMs, visible: true }),
    onFault: fault => world.faults.push(fault),
  });
  watcher.setServices(pacedServices(services, clock));
  const runner = world.open('window', {
    // Of every verification come services of its own.
    services: () => Promise.resolve(answered(delegate(services))),
    // As the check of the active jobs does.
    recheck: async ({ action, region }, through) => {
      const kind = kindAt(action === entities.action ? 0 : 1);
      const paced = pacedServices(through, clock);
      const active = Object.keys(kind.phases).filter(status => !isFinished(phaseOf(kind.phases, status)));
      await Promise.all(active.map(status => paced.list(kind, region, { status })));
      return undefined;
    },
    onOutcome: (_run, outcome) => {
      store.intentsChanged(outcome.type === 'started' ? outcome.job : undefined);
      if (outcome.type === 'started') started.set(outcome.job.id, clock.now());
    },
  });
  store.onDidChange(() => {
    runner.wake();
  });
  const kindAt = (index: number): JobKind => (index % 2 === 0 ? entities : phi);
  runner.add(
    world.batch(),
    Array.from({ length: count }, (_, index) =>
      world.run(kindAt(index), `n${index}`, { region: regionOf(Math.floor(index / 2) % regions) }),
    ),
  );
  for (let index = 0; index < watched; index += 1)
    store.applyListed(
      idMapping,
      regionOf(index % regions),
      'people',
      [watchedJob(index)].map(job => {
        services.has(idMapping, { ...job, submittedAt: clock.now(), workflow: 'people' }, regionOf(index % regions));
        return job;
      }),
      clock.now(),
    );
  let stalestMs = 0;
  const from = clock.now();
  while (clock.now() - from < minutes * 60_000) {
    await clock.advance(1_000);
    for (const [id, at] of started)
      if (clock.now() - at > 10_000) {
        services.move(id, { status: 'COMPLETED', endedAt: clock.now() });
        started.delete(id);
      }
    // Until it has looked for the first time, it is as fresh as its start.
    stalestMs = Math.max(stalestMs, clock.now() - Math.max(from, watcher.state.freshAt ?? from));
  }
  const sent = world.states().filter(state => state === 'started').length;
  assert.deepEqual(world.faults, []);
  watcher.dispose();
  store.dispose();
  world.dispose();
  return { stalestMs, sent, throttled };
}

const watchedJob = (index: number): { readonly id: string; readonly status: string } => ({
  id: index.toString(16).padStart(32, '0'),
  status: 'RUNNING',
});

function delegate(services: JobServices): JobServices {
  return {
    identity: services.identity,
    region: services.region,
    endpoint: (...given) => services.endpoint(...given),
    start: (...given) => services.start(...given),
    list: (...given) => services.list(...given),
    describe: (...given) => services.describe(...given),
    stop: (...given) => services.stop(...given),
    workflows: (...given) => services.workflows(...given),
  };
}
