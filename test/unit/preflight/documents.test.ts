import assert from 'node:assert/strict';
import { InputTally, isUtf8 } from '../../../src/domain/preflight/checks/documents.ts';
import { isProtected } from '../../../src/domain/protection.ts';

describe('the tally of an input', () => {
  it('keeps the ten largest of a million, and no more of them', () => {
    const tally = new InputTally();
    for (let index = 0; index < 1_000_000; index += 1) tally.add(`notes/${index}.txt`, (index * 7_919) % 65_536 || 1);
    assert.equal(tally.documents, 1_000_000);
    assert.equal(tally.largest.length, 10);
    assert.deepEqual(
      tally.largest.map(({ bytes }) => bytes),
      tally.largest.map(({ bytes }) => bytes).toSorted((a, b) => b - a),
    );
    assert.equal(tally.largest[0]?.bytes, 65_535);
  });

  it('counts what the service may refuse, with a few examples each', () => {
    const tally = new InputTally();
    for (let index = 0; index < 20; index += 1) tally.add(`n//${index}.pdf`, 0);
    tally.add('n/folder/', 0);
    tally.add('n/large.txt', 71_681);
    tally.add('n/largest.txt', 71_680);
    assert.deepEqual(
      [tally.documents, tally.empty, tally.doubleSlash, tally.notText, tally.tooLarge],
      [22, 20, 20, 20, 1],
    );
    assert.equal(tally.examples('empty').length, 5);
    assert.deepEqual(tally.examples('tooLarge'), ['n/large.txt']);
    assert.deepEqual(tally.examples('other'), []);
  });
});

describe('the beginning of a document', () => {
  const bytes = (...numbers: readonly number[]): Uint8Array => Uint8Array.from(numbers);
  for (const [name, value, expected] of [
    ['plain', new TextEncoder().encode('Pain in the left knee.'), true],
    ['with emoji', new TextEncoder().encode('😀 ä'), true],
    ['cut off in a character', new TextEncoder().encode('x😀').subarray(0, 3), true],
    ['empty', bytes(), true],
    ['Latin-1', bytes(0x4d, 0xfc, 0x6c, 0x6c), false],
    ['UTF-16', bytes(0xff, 0xfe, 0x41, 0x00), false],
    ['binary', bytes(0x50, 0x4b, 0x03, 0x04, 0x00), false],
  ] as const)
    it(`${name} is ${expected ? '' : 'not '}text`, () => {
      assert.equal(isUtf8(value), expected);
    });
});

describe('a protected connection', () => {
  const identity = { account: '111122223333' };
  const choice = { region: 'us-east-1' };
  for (const [patterns, profile, expected] of [
    [[], 'prod', false],
    [['111122223333'], undefined, true],
    [['prod-*'], 'prod-west', true],
    [['prod-*'], 'my-prod-west', false],
    [['*'], 'any', true],
    [['*'], undefined, true],
    // What is written wrongly protects rather than not.
    ['prod-*', 'prod-west', true],
    [[111122223333], undefined, true],
    [[{}], undefined, true],
    [null, 'prod', false],
    [['111122223333*'], undefined, false],
  ] as const)
    it(`${JSON.stringify(patterns)} with ${profile ?? 'no profile'}: ${expected}`, () => {
      assert.equal(
        isProtected(patterns, { choice, ...(profile === undefined ? {} : { profile }) }, identity),
        expected,
      );
    });
  it('is never the sandbox', () => {
    assert.equal(isProtected(['*', '000000000000'], { choice: { sandbox: true } }, { account: '000000000000' }), false);
  });
});
