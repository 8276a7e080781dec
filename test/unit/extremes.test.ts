import assert from 'node:assert/strict';
import { leastOf, mostOf } from '../../src/domain/extremes.ts';

describe('extremes', () => {
  it('are found among more numbers than a call can take', () => {
    const numbers = Array.from({ length: 300_000 }, (_, index) => index);
    assert.throws(() => Math.max(...numbers), RangeError);
    assert.deepEqual([mostOf(numbers, Number), leastOf(numbers, number => -number)], [299_999, -299_999]);
  });

  it('of nothing are the given default', () => {
    assert.deepEqual([mostOf([], Number, 0), mostOf([], Number), leastOf([], Number, 7), leastOf([], Number)], [0, -Infinity, 7, Infinity]);
  });
});
