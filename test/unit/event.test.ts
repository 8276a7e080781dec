import assert from 'node:assert/strict';
import { Emitter } from '../../src/domain/event.ts';

describe('an event', () => {
  it('calls who listens, in the order in which they came', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.event(value => { heard.push(`a${value}`); });
    emitter.event(value => { heard.push(`b${value}`); });
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['a1', 'b1', 'a2', 'b2']);
  });

  it('takes the same listener twice for two, each let go by itself and only once', () => {
    const emitter = new Emitter<number>();
    let heard = 0;
    const listener = (): void => { heard += 1; };
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire(1);
    first.dispose();
    first.dispose();
    emitter.fire(1);
    assert.equal(heard, 3);
  });

  it('bears listeners that come, go and fire while it calls', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    const own = emitter.event(value => {
      own.dispose();
      emitter.event(late => { heard.push(late * 10); });
      if (value < 3) emitter.fire(value + 1);
    });
    emitter.event(value => { heard.push(value); });
    emitter.fire(1);
    assert.deepEqual(heard, [2, 20, 1]);
  });

  it('tells the others when one throws, keeps the fault from whoever announces, and does not hide it', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.event(() => { throw new TypeError('a mistake'); });
    emitter.event(value => { heard.push(value); });
    const own = globalThis.queueMicrotask;
    const later: (() => void)[] = [];
    globalThis.queueMicrotask = callback => { later.push(callback); };
    try {
      emitter.fire(1);
    } finally {
      globalThis.queueMicrotask = own;
    }
    assert.deepEqual(heard, [1]);
    assert.equal(later.length, 1);
    assert.throws(() => { later[0]?.(); }, TypeError);
  });

  it('is silent after it was let go', () => {
    const emitter = new Emitter<number>();
    emitter.event(() => { assert.fail(); });
    emitter.dispose();
    emitter.fire(1);
  });
});
