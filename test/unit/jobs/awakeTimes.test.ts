import assert from 'node:assert/strict';
import { AwakeTimes } from '../../../src/domain/jobs/awakeTimes.ts';

describe('how long a start was looked for', () => {
  it('counts from when it was sent, and leaves out a sleep of the machine', () => {
    let now = 1_000_000;
    const times = new AwakeTimes(() => now);
    const intent = { id: 'a', sentAt: now - 10_000 };
    assert.equal(times.elapsedMs(intent), 10_000);
    now += 5_000;
    assert.equal(times.elapsedMs(intent), 15_000);
    now += 3_600_000;
    assert.equal(times.elapsedMs(intent), 75_000, 'an hour of sleep is not an hour of looking');
    now += 5_000;
    assert.equal(times.elapsedMs(intent), 80_000);
    now -= 3_600_000;
    assert.equal(times.elapsedMs(intent), 80_000, 'nor does a clock that is set back take any of it away');
  });

  it('counts a start that this window has not looked for from when it was sent', () => {
    const times = new AwakeTimes(() => 3_600_000);
    assert.equal(times.elapsedMs({ id: 'a', sentAt: 0 }), 3_600_000);
    times.forget('a');
    assert.equal(times.elapsedMs({ id: 'a', sentAt: 3_000_000 }), 600_000);
  });
});
