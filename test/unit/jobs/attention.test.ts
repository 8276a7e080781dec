import assert from 'node:assert/strict';
import { Attention } from '../../../src/domain/jobs/attention.ts';
import { FakeClock } from '../fakeClock.ts';

const minute = 60_000;

describe('attention', () => {
  it('lasts while the window has the focus and for 15 minutes more', () => {
    const clock = new FakeClock();
    const attention = new Attention(clock, true);
    clock.jump(60 * minute);
    assert.ok(attention.isUserPresent);
    attention.focusChanged(false);
    clock.jump(10 * minute);
    attention.focusChanged(false); // a repeated event counts once
    assert.ok(attention.isUserPresent);
    clock.jump(5 * minute);
    assert.ok(!attention.isUserPresent);
    attention.focusChanged(true);
    assert.ok(attention.isUserPresent);
  });

  it('starts for a window that opens in the background, for the same time', () => {
    const clock = new FakeClock();
    const attention = new Attention(clock, false);
    assert.ok(attention.isUserPresent);
    clock.jump(15 * minute);
    assert.ok(!attention.isUserPresent);
  });
});
