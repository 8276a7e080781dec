import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ExternalChanges, differences } from '../../../src/domain/form/changes.ts';
import { TypingRuns } from '../../../src/domain/form/typingRuns.ts';
import type { JsonValue } from '../../../src/domain/json.ts';

describe('changes by others', () => {
  it('are the members that differ, as deep as both values have them', () => {
    const one = { a: 'x', b: { c: 'x', d: ['1', '2'] }, e: null };
    assert.deepEqual(
      [...differences(one, { a: 'x', b: { c: 'y', d: ['1'] }, e: null, f: 1 })],
      [['b', 'c'], ['b', 'd', 1], ['f']],
    );
    assert.deepEqual([...differences(one, undefined)], [[]]);
    assert.deepEqual([...differences(one, structuredClone(one))], []);
  });

  it('affect the member, everything in it and everything around it, and nothing beside it', () => {
    const changes = new ExternalChanges();
    changes.note(
      { request: { InputDataConfig: { S3Bucket: 'a', S3Key: 'k' }, JobName: 'n' } },
      { request: { InputDataConfig: { S3Bucket: 'b', S3Key: 'k' }, JobName: 'n' } },
      7,
    );
    const touched = (...path: readonly string[]): boolean => changes.changedSince(path, 6);
    assert.deepEqual(
      [
        touched('request', 'InputDataConfig', 'S3Bucket'),
        touched('request', 'InputDataConfig'),
        touched('request', 'InputDataConfig', 'S3Key'),
        touched('request', 'JobName'),
      ],
      [true, true, false, false],
    );
    assert.equal(
      changes.changedSince(['request', 'InputDataConfig', 'S3Bucket'], 7),
      false,
      'what the page has been shown is no surprise',
    );
    changes.note({ request: {} }, { request: 'x' }, 9);
    assert.equal(changes.changedSince(['request', 'JobName'], 8), true, 'the object around it is gone');
  });

  it('are the whole spec if there were more than can be remembered', () => {
    const changes = new ExternalChanges();
    changes.note({}, Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`m${index}`, index])), 3);
    assert.equal(changes.changedSince(['anything'], 2), true);
    assert.equal(changes.changedSince(['anything'], 3), false);
  });

  it('are none between equal values, and some between others', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        if (isSame) assert.deepEqual([...differences(one as JsonValue, other as JsonValue)], []);
        assert.deepEqual([...differences(one as JsonValue, JSON.parse(JSON.stringify(one)) as JsonValue)], []);
      }),
    );
  });
});

describe('runs of typing', () => {
  /** Types a text letter by letter after another, in a run with that number. */
  const type = (runs: TypingRuns, run: number, start: string, letters: string): void => {
    for (let length = 0; length < letters.length; length += 1)
      runs.typed(run, start + letters.slice(0, length), start + letters.slice(0, length + 1));
  };

  it('are undone as a whole: an undo continues inside a run and stops at its ends', () => {
    const runs = new TypingRuns();
    type(runs, 1, '', 'notes');
    assert.deepEqual(
      ['', 'n', 'no', 'note', 'notes'].map(text => runs.isWithin(text)),
      [false, true, true, true, false],
    );
    assert.equal(runs.isWithin('else'), false);
  });

  it('end when the page starts another, with a change by others, and with an undo', () => {
    for (const between of [
      (runs: TypingRuns) => {
        type(runs, 2, 'ab', 'cd');
      },
      (runs: TypingRuns) => {
        runs.ended();
        type(runs, 1, 'ab', 'cd');
      },
    ]) {
      const runs = new TypingRuns();
      type(runs, 1, '', 'ab');
      between(runs);
      assert.deepEqual(
        ['a', 'ab', 'abc'].map(text => runs.isWithin(text)),
        [true, false, true],
      );
    }
    const runs = new TypingRuns();
    type(runs, 1, '', 'ab');
    type(runs, 1, 'Xab', 'cd');
    assert.deepEqual(
      ['a', 'ab', 'Xab', 'Xabc'].map(text => runs.isWithin(text)),
      [true, false, false, true],
    );
  });

  it('are limited in length, and remembered only up to a limit', () => {
    const runs = new TypingRuns();
    type(runs, 0, '', 'x'.repeat(100));
    assert.equal(
      Array.from({ length: 101 }, (_, length) => runs.isWithin('x'.repeat(length))).filter(within => !within).length,
      3,
      'one more undo stop',
    );
    for (let index = 0; index < 100; index += 1) type(runs, index + 1, `${index}`, 'ab');
    assert.equal(runs.isWithin('x'), false, 'the oldest are dropped');
    assert.equal(runs.isWithin('99a'), true);
  });

  it('do not keep huge texts', () => {
    const runs = new TypingRuns();
    type(runs, 1, 'x'.repeat(200_000), 'abc');
    assert.equal(runs.isWithin(`${'x'.repeat(200_000)}a`), false);
  });
});
