import assert from 'node:assert/strict';
import { bounded, settingBounds } from '../../../src/host/bounds.ts';

describe('a numeric setting', () => {
  for (const [id, bounds] of Object.entries(settingBounds)) {
    it(`${id} stays within its limits, whatever its value`, () => {
      const { min, max, default: standard } = bounds;
      for (const [value, read] of [
        [min, min],
        [max, max],
        [min - 1, min],
        [-Number.MAX_VALUE, min],
        [max + 1, max],
        [Number.MAX_VALUE, max],
        [2 ** 53, max],
        [NaN, standard],
        [Infinity, standard],
        [-Infinity, standard],
        [JSON.parse('1e999'), standard],
        [String(max), standard],
        ['', standard],
        [null, standard],
        [undefined, standard],
        [true, standard],
        [[max], standard],
        [{ valueOf: () => max }, standard],
      ] as const)
        assert.equal(bounded(value, bounds), read, String(value));
    });
  }
});
