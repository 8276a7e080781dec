import assert from 'node:assert/strict';
import { Emitter } from '../../src/domain/event.ts';

describe('an event', () => {
  it('calls its listeners in the order they were added', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.event(value => {
      heard.push(`a${value}`);
    });
    emitter.event(value => {
      heard.push(`b${value}`);
    });
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['a1', 'b1', 'a2', 'b2']);
  });

  it('keeps a listener that was added twice, each removed by itself and only once', () => {
    const emitter = new Emitter<number>();
    let heard = 0;
    const listener = (): void => {
      heard += 1;
    };
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire(1);
    first.dispose();
    first.dispose();
    emitter.fire(1);
    assert.equal(heard, 3);
  });

  it('tolerates listeners that are added, removed and fire during a call', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    const own = emitter.event(value => {
      own.dispose();
      emitter.event(late => {
        heard.push(late * 10);
      });
      if (value < 3) emitter.fire(value + 1);
    });
    emitter.event(value => {
      heard.push(value);
    });
    emitter.fire(1);
    assert.deepEqual(heard, [2, 20, 1]);
  });

  it('calls the other listeners if one throws, keeps the exception from the caller, and does not hide it', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.event(() => {
      throw new TypeError('a mistake');
    });
    emitter.event(value => {
      heard.push(value);
    });
    const own = globalThis.queueMicrotask;
    const later: (() => void)[] = [];
    globalThis.queueMicrotask = callback => {
      later.push(callback);
    };
    try {
      emitter.fire(1);
    } finally {
      globalThis.queueMicrotask = own;
    }
    assert.deepEqual(heard, [1]);
    assert.equal(later.length, 1);
    assert.throws(() => {
      later[0]?.();
    }, TypeError);
  });

  it('calls nothing after it was disposed', () => {
    const emitter = new Emitter<number>();
    emitter.event(() => {
      assert.fail();
    });
    emitter.dispose();
    emitter.fire(1);
  });
});
