import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { TokenBucket, type Permit, type Rate } from '../../../src/domain/jobs/bucket.ts';
import { FakeClock, settled } from '../fakeClock.ts';
import { runs } from '../../runs.ts';

const five: Rate = { perSecond: 5, burst: 5 };

/** A bucket that records when each caller was let through. */
class Watched {
  readonly clock = new FakeClock();
  readonly bucket: TokenBucket;
  readonly went: { readonly who: number; readonly at: number; readonly permit: Permit }[] = [];
  readonly left: number[] = [];
  #arrivals = 0;

  constructor(rate: Rate = five) {
    this.bucket = new TokenBucket(this.clock, rate);
  }

  /** Asks for permission. Returns the caller's number. */
  arrive(signal?: AbortSignal): number {
    const who = this.#arrivals++;
    void this.bucket.take(signal).then(permit => {
      if (permit === undefined) this.left.push(who);
      else this.went.push({ who, at: this.clock.now(), permit });
    });
    return who;
  }

  async arriveAll(count: number): Promise<void> {
    for (let each = 0; each < count; each++) this.arrive();
    await settled();
  }

  get who(): number[] {
    return this.went.map(({ who }) => who);
  }
}

describe('a token bucket', () => {
  it('lets a burst through at once, then one call after another at its rate', async () => {
    const watched = new Watched();
    const { clock, bucket, went } = watched;
    await watched.arriveAll(12);
    assert.equal(went.length, 5);
    await clock.advance(199);
    assert.equal(went.length, 5);
    await clock.advance(1);
    assert.equal(went.length, 6);
    await clock.advance(6 * 200);
    assert.equal(went.length, 12);
    assert.deepEqual([bucket.waiting, clock.pending], [0, 0]);
    await clock.advance(60_000);
    await watched.arriveAll(12);
    assert.equal(went.length, 12 + 5);
  });

  it('halves its rate after a throttled call, and lets nothing through while the service asks for a pause', async () => {
    const watched = new Watched();
    await watched.arriveAll(10);
    watched.went[0]!.permit.throttled(3_000);
    assert.equal(watched.bucket.perSecond, 2.5);
    await watched.clock.advance(2_999);
    assert.equal(watched.went.length, 5);
    await watched.clock.advance(1);
    // What accumulates during the pause does not exceed the burst.
    assert.equal(watched.went.length, 10);
    const from = watched.clock.now();
    await watched.arriveAll(8);
    await watched.clock.advance(8_000);
    const times = watched.went.slice(-3).map(({ at }) => at - from);
    assert.deepEqual(
      times.map((time, index) => time - (times[index - 1] ?? time)),
      [0, 400, 400],
    );
  });

  it('lets through no caller that arrives during a pause, nor uses what accumulated before it', async () => {
    const watched = new Watched();
    await watched.arriveAll(1);
    watched.went[0]!.permit.throttled();
    await watched.arriveAll(1);
    assert.equal(watched.went.length, 1);
    await watched.clock.advance(400);
    assert.equal(watched.went.length, 2);
    watched.went[1]!.permit.throttled(5_000);
    await watched.clock.advance(4_000);
    await watched.arriveAll(1);
    assert.equal(watched.went.length, 2);
    await watched.clock.advance(1_000);
    assert.equal(watched.went.length, 3);
  });

  it('halves its rate once for calls that were in flight together, and again for the next', async () => {
    const watched = new Watched();
    await watched.arriveAll(5);
    for (const { permit } of watched.went) permit.throttled();
    assert.equal(watched.bucket.perSecond, 2.5);
    await watched.arriveAll(1);
    await watched.clock.advance(400);
    watched.went.at(-1)!.permit.throttled();
    assert.equal(watched.bucket.perSecond, 1.25);
  });

  it('keeps a minimum rate however often it is throttled, and waits no longer than 15 minutes', async () => {
    const watched = new Watched();
    for (let round = 0; round < 30; round++) {
      await watched.arriveAll(1);
      await watched.clock.advance(10_000);
      assert.equal(watched.went.length, round + 1);
      watched.went.at(-1)!.permit.throttled();
    }
    assert.equal(watched.bucket.perSecond, 5 / 32);
    watched.went.at(-1)!.permit.throttled(365 * 24 * 3_600_000);
    await watched.arriveAll(1);
    await watched.clock.advance(15 * 60_000 + 10_000);
    assert.equal(watched.went.length, 31);
  });

  it('raises its rate with each success, up to its configured rate', async () => {
    const watched = new Watched();
    await watched.arriveAll(1);
    watched.went[0]!.permit.throttled();
    const rates = [watched.bucket.perSecond];
    for (let success = 0; success < 12; success++) {
      await watched.arriveAll(1);
      await watched.clock.advance(1_000);
      watched.went.at(-1)!.permit.succeeded();
      rates.push(watched.bucket.perSecond);
    }
    assert.deepEqual(rates, [2.5, 2.75, 3, 3.25, 3.5, 3.75, 4, 4.25, 4.5, 4.75, 5, 5, 5]);
  });

  it('forgets a cancelled caller at once and removes its abort listener', async () => {
    const watched = new Watched();
    const stop = new AbortController();
    await watched.arriveAll(6);
    const waiting = [watched.arrive(stop.signal), watched.arrive(stop.signal)];
    const last = watched.arrive();
    assert.equal(getEventListeners(stop.signal, 'abort').length, 2);
    stop.abort();
    await settled();
    assert.deepEqual([watched.left, watched.bucket.waiting], [waiting, 2]);
    await watched.clock.advance(400);
    assert.deepEqual(watched.who, [0, 1, 2, 3, 4, 5, last]);
    assert.equal(watched.clock.pending, 0);
    watched.arrive(stop.signal);
    await settled();
    assert.equal(watched.left.length, 3);

    const other = new AbortController();
    await watched.clock.advance(10_000);
    watched.arrive(other.signal);
    await settled();
    assert.deepEqual([getEventListeners(other.signal, 'abort').length, watched.went.length], [0, 8]);
  });

  it('sets no timer if nobody waits', async () => {
    const watched = new Watched();
    const stop = new AbortController();
    for (let each = 0; each < 8; each++) watched.arrive(stop.signal);
    await settled();
    assert.equal(watched.clock.pending, 1);
    stop.abort();
    await settled();
    assert.equal(watched.clock.pending, 0);
  });

  it('goes on if the clock is set back, and lets through only a burst if it is set forward', async () => {
    const watched = new Watched();
    await watched.arriveAll(20);
    watched.went[0]!.permit.throttled(1_000);
    watched.clock.jump(-3_600_000);
    await watched.clock.advance(2_000);
    assert.ok(watched.went.length > 5);
    const before = watched.went.length;
    watched.clock.jump(24 * 3_600_000);
    await watched.arriveAll(1);
    assert.ok(watched.went.length <= before + 5);
    await watched.clock.advance(60_000);
    assert.equal(watched.went.length, 21);
  });
});

type Step =
  | { readonly do: 'arrive'; readonly count: number; readonly isCalledOff: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'callOff' }
  | { readonly do: 'succeed' }
  | { readonly do: 'throttle'; readonly retryAfterMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('arrive'),
      count: fc.integer({ min: 1, max: 12 }),
      isCalledOff: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(3_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('callOff') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('succeed') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('throttle'), retryAfterMs: fc.constantFrom(0, 0, 500, 5_000) }) },
);
const rate: fc.Arbitrary<Rate> = fc.record({
  perSecond: fc.constantFrom(0.5, 1, 2.5, 5, 7.3),
  burst: fc.constantFrom(1, 2, 2.5, 5),
});

describe('a token bucket, whatever happens', function () {
  it('lets through no more than its rate allows in any window, in order of arrival, and everybody in the end', async () => {
    await fc.assert(
      fc.asyncProperty(rate, fc.array(step, { maxLength: 60, size: '+1' }), async (allowed, steps) => {
        const watched = new Watched(allowed);
        const quiet: { readonly from: number; readonly to: number }[] = [];
        let callingOff = new AbortController();
        let arrived = 0;
        for (const each of steps) {
          switch (each.do) {
            case 'arrive':
              for (let one = 0; one < each.count; one++)
                watched.arrive(each.isCalledOff && one % 2 === 0 ? callingOff.signal : undefined);
              arrived += each.count;
              break;
            case 'wait':
              await watched.clock.advance(each.ms);
              break;
            case 'callOff':
              callingOff.abort();
              callingOff = new AbortController();
              break;
            case 'succeed':
              watched.went.at(-1)?.permit.succeeded();
              break;
            case 'throttle': {
              await settled();
              const before = watched.bucket.perSecond;
              const last = watched.went.at(-1);
              last?.permit.throttled(each.retryAfterMs);
              if (last !== undefined && each.retryAfterMs > 0)
                quiet.push({ from: watched.clock.now(), to: watched.clock.now() + each.retryAfterMs });
              assert.ok(watched.bucket.perSecond <= before && watched.bucket.perSecond >= allowed.perSecond / 32);
              break;
            }
          }
          assert.ok(watched.bucket.perSecond <= allowed.perSecond);
          assert.ok(watched.clock.pending <= 1);
        }
        await settled();
        const waiting = watched.bucket.waiting;
        assert.equal(watched.went.length + watched.left.length + waiting, arrived);
        // A pause, then each caller at the lowest rate.
        await watched.clock.advance(5_000 + (waiting * 32_000) / allowed.perSecond + 1_000);
        assert.equal(watched.went.length + watched.left.length, arrived);
        assert.deepEqual([watched.bucket.waiting, watched.clock.pending], [0, 0]);

        assert.deepEqual(
          watched.who,
          watched.who.toSorted((left, right) => left - right),
        );
        const times = watched.went.map(({ at }) => at);
        for (const [first, from] of times.entries()) {
          for (let last = first; last < times.length; last++) {
            assert.ok(
              last - first + 1 <= allowed.burst + (allowed.perSecond * (times[last]! - from)) / 1_000 + 1e-6,
              `${last - first + 1} in ${times[last]! - from} ms`,
            );
          }
        }
        for (const { from, to } of quiet)
          assert.ok(
            times.every(at => at <= from || at >= to),
            'one call was let through during a pause',
          );
      }),
      { numRuns: runs(500) },
    );
  });
});
