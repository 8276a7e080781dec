// The corpus with random typos: no text, however broken, may make the checks throw, report a problem outside the text
// or leak memory. MUTATIONS and SEED in the environment set how many and which; `npm run test:soak` runs 100,000.
import assert from 'node:assert/strict';
import { heldBytes } from '../heap.ts';
import { badSpecs, goodSpecs } from './fixtures.ts';
import { random } from './random.ts';
import { check } from './support.ts';
import { bound } from '../../pace.ts';

const mutations = Number(process.env['MUTATIONS'] ?? 2_000);
const seed = Number(process.env['SEED'] ?? 1);

/** Bytes of heap that may be in use at the end, however many were checked: compiled code and V8's feedback about it. */
const heldBound = 4 * 2 ** 20;

const tokens = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u',
  '\\ud83e',
  '//',
  '/*',
  '*/',
  '\n',
  '\r\n',
  '\0',
  '\ufeff',
  ' ',
  'null',
  '1e999',
  '-',
  '0',
  '"__proto__":',
  '"action":',
  '"request":',
  '""',
  '🩺',
  '\ud83e',
  '"arn:aws:iam::123456789012:role/r"',
  '"s3://b/k"',
  '/',
];

const pool = [...badSpecs, ...goodSpecs].map(({ text }) => text).filter(text => text.length < 10_000);

/** One to four typos in a text: something removed, inserted, doubled, swapped, or the end cut off. */
function mutated(next: () => number): string {
  const below = (bound: number): number => Math.floor(next() * bound);
  let text = pool[below(pool.length)] ?? '';
  for (let slips = 1 + below(4); slips > 0; slips--) {
    const at = below(text.length + 1);
    const length = below(12);
    const slip: readonly (() => string)[] = [
      () => text.slice(0, at) + text.slice(at + length),
      () => text.slice(0, at) + (tokens[below(tokens.length)] ?? '') + text.slice(at),
      () => text.slice(0, at) + text.slice(at, at + length * 8).repeat(2) + text.slice(at),
      () => text.slice(0, at) + String.fromCharCode(below(0x10000)) + text.slice(at + 1),
      () => text.slice(0, at),
      () => {
        const other = pool[below(pool.length)] ?? '';
        return text.slice(0, at) + other.slice(below(other.length));
      },
      () => text.replace(/"[^"\n]*"/g, whole => (next() < 0.05 ? (tokens[below(tokens.length)] ?? whole) : whole)),
    ];
    text = slip[below(slip.length)]?.() ?? text;
  }
  return text;
}

describe(`${mutations} mutated specs`, function () {
  this.timeout(bound(Math.max(30_000, mutations * 5)));

  it('are checked without an exception, with each problem inside its text and no memory leak', () => {
    const next = random(seed);
    // The first checks load the checks into memory.
    for (let count = 0; count < 500; count++) check(mutated(next));
    const before = heldBytes();
    for (let count = 0; count < mutations; count++) {
      const text = mutated(next);
      try {
        const { problems, spec, variables } = check(text);
        for (const { offset, length } of problems)
          assert.ok(offset >= 0 && length >= 0 && offset + length <= text.length);
        assert.equal(
          spec === undefined,
          variables.some(({ value }) => value === undefined) || problems.some(({ severity }) => severity === 'error'),
        );
      } catch (cause) {
        throw new Error(`mutation ${count} of seed ${seed}: ${JSON.stringify(text)}`, { cause });
      }
    }
    const kept = heldBytes() - before;
    assert.ok(kept < heldBound, `${kept} bytes are not freed`);
  });
});
