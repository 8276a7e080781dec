import assert from 'node:assert/strict';
import { bounded, settingBounds } from '../../../src/host/bounds.ts';

describe('a numeric setting', () => {
  for (const [id, bounds] of Object.entries(settingBounds)) {
    it(`${id} stays within its limits, whatever its value`, () => {
      const { least, most, usual } = bounds;
      for (const [value, read] of [
        [least, least], [most, most], [least - 1, least], [-Number.MAX_VALUE, least], [most + 1, most], [Number.MAX_VALUE, most], [2 ** 53, most],
        [NaN, usual], [Infinity, usual], [-Infinity, usual], [JSON.parse('1e999'), usual],
        [String(most), usual], ['', usual], [null, usual], [undefined, usual], [true, usual], [[most], usual], [{ valueOf: () => most }, usual],
      ] as const) assert.equal(bounded(value, bounds), read, String(value));
    });
  }
});
