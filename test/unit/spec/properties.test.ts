import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../../src/domain/json.ts';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import type { Code } from '../../../src/domain/spec/codes.ts';
import { parseSpec } from '../../../src/domain/spec/parse.ts';
import { assertFixesHelp } from './helpful.ts';
import { badSpecs, goodSpecs } from './fixtures.ts';
import { check, fullRequests } from './support.ts';
import { bound } from '../../pace.ts';
import { runs } from '../../runs.ts';

const { validate } = await import('../../../src/domain/spec/validate.generated.js');

const numRuns = runs(500);

/** Every text in the corpus's values, valid and invalid, by its member: what a user may have typed there. */
const typed = new Map<string, string[]>();
function collect(value: JsonValue | undefined, member: string): void {
  if (typeof value === 'string') typed.set(member, [...(typed.get(member) ?? []), value]);
  else if (Array.isArray(value))
    (value as readonly JsonValue[]).forEach(item => {
      collect(item, member);
    });
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value as JsonObject)) collect(inner, name);
}
for (const { text } of [...badSpecs, ...goodSpecs]) collect(parseSpec(text).value, '');
const everything = [...new Set([...typed.values()].flat())].filter(value => value.length < 300);

const somethingElse: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(...everything),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>,
  fc.string({ unit: 'grapheme' }),
);
const memberNames = [...typed.keys(), 's3bucket', 'KmsKey', 'Bucket', 'x', '__proto__', ''];

/** A value like the given one, in which anything may be wrong: values, members, names. */
function like(value: JsonValue, member: string): fc.Arbitrary<JsonValue> {
  if (Array.isArray(value)) return fc.array(like((value as readonly JsonValue[])[0] ?? null, member), { maxLength: 2 });
  if (typeof value !== 'object' || value === null) {
    return fc.oneof(
      { weight: 6, arbitrary: fc.constant(value) },
      { weight: 3, arbitrary: fc.constantFrom<JsonValue>(...(typed.get(member) ?? ['x'])) },
      { weight: 1, arbitrary: somethingElse },
    );
  }
  const members = Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, inner]) => [name, like(inner ?? null, name)]),
  );
  const object: fc.Arbitrary<JsonObject> = fc.record(members, { requiredKeys: [] });
  const stray = fc.option(fc.tuple(fc.constantFrom(...memberNames), somethingElse), { freq: 4 });
  return fc
    .oneof({ weight: 3, arbitrary: fc.record(members) }, { weight: 1, arbitrary: object })
    .chain(made => stray.map(extra => (extra === null ? made : { ...made, [extra[0]]: extra[1] })));
}

/** Text that may occur between two tokens. */
const gaps = ['', '', ' ', '\n', '\r\n  ', ' // a, b: {\n', ' /* "x": */ '];

/** A value as somebody may have written it: with blanks, line breaks and comments anywhere, and a trailing comma. */
function written(value: JsonValue, next: () => number): string {
  const gap = (): string => gaps[next() % gaps.length] ?? '';
  const list = (open: string, parts: readonly string[], close: string): string =>
    open +
    parts.map(part => gap() + part + gap()).join(',') +
    (parts.length > 0 && next() % 3 === 0 ? `,${gap()}` : '') +
    close;
  if (Array.isArray(value))
    return list(
      '[',
      (value as readonly JsonValue[]).map(item => written(item, next)),
      ']',
    );
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return list(
    '{',
    Object.entries(value as JsonObject).map(
      ([name, inner]) => `${JSON.stringify(name)}${gap()}:${gap()}${written(inner ?? null, next)}`,
    ),
    '}',
  );
}

const values: fc.Arbitrary<JsonValue> = fc
  .constantFrom(...jobKinds)
  .chain(({ action, definition }) =>
    like({ action, region: 'us-east-1', account: '123456789012', request: fullRequests[definition] ?? {} }, ''),
  );
const specTexts: fc.Arbitrary<string> = fc
  .tuple(values, fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 200 }))
  .map(([value, choices]) => {
    let index = 0;
    return written(value, () => choices[index++ % choices.length] ?? 0);
  });

describe('any text', function () {
  this.timeout(bound(30_000 + numRuns * 20));

  it('is parsed and checked without an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', size: 'medium' }),
          fc.string({
            unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '/', '*', 'a', '1', '\n', '\0', '\ud800'),
          }),
          fc.json(),
        ),
        text => {
          check(text);
        },
      ),
      { numRuns },
    );
  });

  it('of any JSON value has the value that JSON.parse returns', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value);
        assert.deepEqual(parseSpec(text).value, JSON.parse(text));
      }),
      { numRuns },
    );
  });
});

describe('a very long text in any one member', function () {
  const units = [
    'a',
    'A',
    '1',
    '.',
    '-',
    '_',
    '/',
    '*',
    '@',
    ' ',
    '%',
    'a/',
    'a@a.',
    '.s3.',
    '1:',
    'arn:aws:kms:',
    's3://a/',
    '🩺',
    '\n',
  ];
  const longest = runs(50_000);
  const full = jobKinds.map(
    ({ action, definition }): JsonObject => ({
      action,
      region: 'us-east-1',
      account: '123456789012',
      request: fullRequests[definition] ?? {},
    }),
  );

  /** Each text of a value in turn with its second half replaced, so that rules that look at the start still apply. */
  function* swollen(value: JsonValue, put: (inner: JsonValue) => JsonValue): Generator<JsonValue> {
    if (Array.isArray(value)) yield* swollen((value as readonly JsonValue[])[0] ?? null, inner => put([inner]));
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value as JsonObject))
        yield* swollen(inner ?? null, changed => put({ ...(value as JsonObject), [name]: changed }));
    else if (typeof value === 'string')
      for (const unit of units) for (const start of ['', value]) yield put(start + unit.repeat(longest / unit.length));
  }

  it('is checked in linear time', () => {
    for (const value of [full[0], full[5], full[6]])
      for (const spec of swollen(value ?? null, inner => inner)) {
        const text = JSON.stringify(spec);
        const started = performance.now();
        check(text);
        const took = performance.now() - started;
        // A search that backtracks at every character takes many seconds; the limit allows for slow machines.
        assert.ok(took < bound(2_000), `${Math.round(took)} ms for ${text.slice(0, 300)}`);
      }
  });
});

describe('any spec', function () {
  this.timeout(bound(30_000 + numRuns * 20));

  it('is a ValidSpec exactly if it has no error and nothing unknown, and then its request is the one in the file', () => {
    fc.assert(
      fc.property(specTexts, text => {
        const { spec, problems, parsed, variables } = check(text);
        assert.equal(
          spec === undefined,
          variables.some(({ value }) => value === undefined) || problems.some(({ severity }) => severity === 'error'),
        );
        if (spec !== undefined) assert.deepEqual(spec.written ?? spec.request, (parsed.value as JsonObject)['request']);
      }),
      { numRuns },
    );
  });

  it('that the schema accepts is refused only for what no service accepts: an impossible role, bucket, address, character or variable', () => {
    const beyond: ReadonlySet<Code> = new Set<Code>(['AJ006', 'AJ007', 'AJ020', 'AJ021', 'AJ031', 'AJ033', 'AJ080']);
    fc.assert(
      fc.property(specTexts, text => {
        const { parsed, problems } = check(text);
        if (!validate(parsed.value)) return;
        for (const { code, severity } of problems) assert.ok(severity !== 'error' || beyond.has(code), code);
      }),
      { numRuns },
    );
  });

  it('has no two problems with the same code at the same location', () => {
    fc.assert(
      fc.property(specTexts, text => {
        const places = check(text).problems.map(
          ({ code, path, offset }) => `${code} ${offset} ${JSON.stringify(path)}`,
        );
        assert.equal(new Set(places).size, places.length, places.join('\n'));
      }),
      { numRuns },
    );
  });

  it('gets only fixes that help: the problem disappears and no error appears', () => {
    fc.assert(
      fc.property(specTexts, fc.constantFrom(undefined, 'us-east-1', 'us-gov-west-1'), (text, region) => {
        assertFixesHelp(text, region === undefined ? {} : { connection: { region } });
      }),
      { numRuns },
    );
  });
});
