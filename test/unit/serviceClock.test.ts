import assert from 'node:assert/strict';
import { ServiceClock } from '../../src/aws/serviceClock.ts';

describe("the services' clock", () => {
  let wall: number;
  let steady: number;
  let clock: ServiceClock;
  beforeEach(() => {
    wall = Date.UTC(2030, 0, 1);
    steady = 0;
    clock = new ServiceClock(
      () => wall,
      () => steady,
    );
  });
  const passes = (ms: number): void => {
    wall += ms;
    steady += ms;
  };
  /** An answer of a service whose clock is `aheadMs` ahead, which took `tookMs`. */
  const answer = (aheadMs: number, tookMs = 100): void => {
    const sentAt = wall;
    passes(tookMs);
    clock.recordResponse(new Date(wall + aheadMs).toUTCString(), sentAt);
    passes(5_000);
  };
  const isAbout = (ms: number): void => {
    assert.ok(Math.abs((clock.offsetMs ?? NaN) - ms) <= 1_000, String(clock.offsetMs));
  };

  it('is known once two answers agree, however far it is off', () => {
    for (const aheadMs of [0, 20 * 60_000, -20 * 60_000, 400 * 24 * 3_600_000]) {
      clock = new ServiceClock(
        () => wall,
        () => steady,
      );
      answer(aheadMs);
      assert.equal(clock.offsetMs, undefined);
      answer(aheadMs);
      isAbout(aheadMs);
    }
  });

  it('is not known while one of the last answers disagrees', () => {
    for (const wrong of [0, 1, 2]) {
      clock = new ServiceClock(
        () => wall,
        () => steady,
      );
      for (let index = 0; index < 3; index += 1) answer(index === wrong ? 3_600_000 : 0);
      assert.equal(clock.offsetMs, undefined);
      for (let index = 0; index < 3; index += 1) answer(0);
      isAbout(0);
    }
  });

  it('is not derived from an answer that took long or has no date', () => {
    answer(0, 60_000);
    answer(0, 60_000);
    clock.recordResponse(undefined, wall);
    clock.recordResponse('yesterday', wall);
    assert.equal(clock.offsetMs, undefined);
  });

  it("is dropped when this machine's clock was set or it slept, but not while the clock is gradually corrected", () => {
    answer(60_000);
    answer(60_000);
    passes(10 * 60_000);
    wall += 300;
    isAbout(60_000);
    wall += 60_000;
    assert.equal(clock.offsetMs, undefined);
    answer(0);
    answer(0);
    isAbout(0);
  });
});
