// Text in a narrow row: names that fit and still differ, and times in a few characters.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shortTimeText } from '../../../src/ui/tree/shortTime.ts';
import { maxNameLength, shortNames } from '../../../src/ui/tree/shortNames.ts';

describe('short names', () => {
  const of = (...names: readonly string[]): readonly (string | undefined)[] => {
    const short = shortNames(names);
    return names.map(name => short.get(name));
  };

  it('leave a name that fits unchanged', () => {
    assert.deepEqual(of('notes', 'patient-id-mapping'), ['notes', 'patient-id-mapping']);
  });

  it('cut the middle, where names of a series are the same', () => {
    assert.deepEqual(of('synthetic-radiology-letters-02431', 'synthetic-radiology-letters-02432'), [
      'syn…rs-02431',
      'syn…rs-02432',
    ]);
  });

  it('keep the difference if it is in the middle', () => {
    const [first, second] = of(
      'nightly-2030-01-14-cardiology-discharge-notes',
      'nightly-2030-01-15-cardiology-discharge-notes',
    );
    assert.notEqual(first, second);
    assert.match(first ?? '', /^nig….*14/);
    assert.match(second ?? '', /^nig….*15/);
  });

  it('are at most as long as what fits, or the whole name, and never the same for two names', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', '-', '1', '𝒳', 'notes-', 'synthetic-'), { minLength: 1, maxLength: 30 })
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 30 }), names => {
        const short = shortNames(names);
        assert.equal(short.size, new Set(names).size);
        assert.equal(new Set(short.values()).size, short.size);
        for (const [whole, form] of short)
          assert.ok(
            form === whole || (Array.from(form).length <= maxNameLength && form.includes('…')),
            `${whole} → ${form}`,
          );
      }),
    );
  });
});

describe('short moments', () => {
  const now = new Date(2030, 10, 27, 15, 4).getTime();
  const at = (...parts: readonly [number, number, number, number, number, number?]): number =>
    new Date(...parts).getTime();

  it('show the time today, otherwise the day, and the year if it differs', () => {
    assert.deepEqual(
      [at(2030, 10, 27, 10, 42), at(2030, 10, 26, 23, 59), at(2030, 10, 3, 10, 42), at(2029, 10, 3, 10, 42)].map(time =>
        shortTimeText(time, now),
      ),
      ['10:42', 'Nov 26', 'Nov 3', 'Nov 3, 2029'],
    );
  });

  it('show more if two would be the same', () => {
    assert.deepEqual(
      [at(2030, 10, 27, 10, 42, 7), at(2030, 10, 26, 23, 59), at(2030, 10, 3, 10, 42)].map(time =>
        shortTimeText(time, now, true),
      ),
      ['10:42:07', 'Nov 26, 23:59', 'Nov 3, 10:42'],
    );
  });

  it('show nothing for an invalid time', () => {
    assert.equal(shortTimeText(NaN, now), '');
  });
});
