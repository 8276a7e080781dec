import assert from 'node:assert/strict';
import { findNodeAtLocation, findNodeAtOffset, getNodePath } from 'jsonc-parser';
import { maxSpecLength, parseSpec } from '../../../src/domain/spec/parse.ts';

const codesOf = (text: string): string[] => parseSpec(text).problems.map(({ code }) => code);

describe('parsing a spec', () => {
  it('returns the value, ignoring comments and trailing commas', () => {
    assert.deepEqual(parseSpec('// a\n{ "a": [1, true, null, "x",], /* b */ "b": { "c": -1.5e3, }, }').value, {
      a: [1, true, null, 'x'],
      b: { c: -1500 },
    });
  });

  it('returns a tree that jsonc-parser can search', () => {
    const { root } = parseSpec('{ "a": { "b": [1, { "c": "x" }] } }');
    assert.ok(root);
    const node = findNodeAtLocation(root, ['a', 'b', 1, 'c']);
    assert.ok(node);
    assert.deepEqual([node.offset, node.length, node.value], [25, 3, 'x']);
    assert.deepEqual(getNodePath(node), ['a', 'b', 1, 'c']);
    assert.equal(findNodeAtOffset(root, 26), node);
  });

  it('keeps every offset after a byte order mark', () => {
    const { root, problems } = parseSpec('\ufeff{ "a": 1 }');
    assert.deepEqual(problems, []);
    assert.equal(root?.offset, 1);
  });

  it('treats __proto__ like any other member', () => {
    const { value } = parseSpec('{ "__proto__": { "polluted": true } }');
    assert.deepEqual(Object.keys(value ?? {}), ['__proto__']);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });

  it('uses the later of two members with the same name, and reports the later one', () => {
    const parsed = parseSpec('{ "a": 1, "a": 2 }');
    assert.deepEqual(parsed.value, { a: 2 });
    assert.deepEqual(
      parsed.problems.map(({ code, offset, length }) => [code, offset, length]),
      [['AJ006', 10, 3]],
    );
  });

  it('parses a text of the maximum size, and refuses one character more without parsing', () => {
    const largest = `"${'a'.repeat(maxSpecLength - 2)}"`;
    assert.deepEqual(codesOf(largest), []);
    assert.deepEqual(codesOf(`${largest} `), ['AJ003']);
    assert.equal(parseSpec(`${largest} `).root, undefined);
  });

  for (const [name, text] of Object.entries({
    'open lists': '['.repeat(100_000),
    'open objects': '{"a":'.repeat(100_000),
    'lists closed again': '['.repeat(100_000) + ']'.repeat(100_000),
    'lists after an error': `x ${'['.repeat(100_000)}`,
  }))
    it(`stops at 100,000 ${name}`, () => {
      assert.ok(['AJ005', 'AJ001'].includes(codesOf(text)[0] ?? ''), codesOf(text)[0]);
    });

  it('stops after thousands of values and after twenty errors', () => {
    assert.deepEqual(codesOf(`[${'1,'.repeat(100_000)}1]`), ['AJ008']);
    assert.equal(codesOf('[\n' + '?\n'.repeat(100_000) + ']').length, 20);
  });

  it('reports half a surrogate pair, escaped or not, in names and values, but not whole ones', () => {
    assert.deepEqual(codesOf('{ "a": "\\ud83e" }'), ['AJ007']);
    assert.deepEqual(codesOf('{ "a": "\udd7a" }'), ['AJ007']);
    assert.deepEqual(codesOf('{ "\\ud83e": 1 }'), ['AJ007']);
    assert.deepEqual(codesOf('{ "a": "\\ud83e\\uddea 🩺" }'), []);
  });

  it('reports one error for one typo', () => {
    for (const text of [
      '{ 5: 1 }',
      '{ 5: 1\n}',
      '{ "a" 1 }',
      '{ "a": 1 "b": 2 }',
      "{ 'a': 'b' }",
      '{ "a": "b\n}',
      '{ "a": 007\n}',
      '{ a: b }',
      '[1, 2',
      '{} {}',
    ]) {
      assert.deepEqual(codesOf(text), ['AJ001'], text);
    }
  });

  it('says what to do about a number with leading zeros', () => {
    assert.match(parseSpec('{ "account": 000000000000 }').problems[0]?.message ?? '', /leading zeros.*quotes/);
  });
});
