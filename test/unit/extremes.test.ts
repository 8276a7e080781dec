import assert from 'node:assert/strict';
import { minOf, maxOf } from '../../src/domain/extremes.ts';

describe('extremes', () => {
  it('are found among more numbers than a call can take', () => {
    const numbers = Array.from({ length: 300_000 }, (_, index) => index);
    assert.throws(() => Math.max(...numbers), RangeError);
    assert.deepEqual([maxOf(numbers, Number), minOf(numbers, number => -number)], [299_999, -299_999]);
  });

  it('of nothing are the given default', () => {
    assert.deepEqual(
      [maxOf([], Number, 0), maxOf([], Number), minOf([], Number, 7), minOf([], Number)],
      [0, -Infinity, 7, Infinity],
    );
  });
});
