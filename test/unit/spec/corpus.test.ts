import type { CheckedSpec } from '../../../src/domain/spec/checked.ts';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { type Code, codes } from '../../../src/domain/spec/codes.ts';
import type { VariableSources } from '../../../src/domain/spec/variableKinds.ts';
import { badSpecs, goodSpecs } from './fixtures.ts';
import { check, repositoryFile } from './support.ts';

const codesOf = ({ problems }: CheckedSpec): string[] => problems.map(({ code }) => code).sort();

/** The values of the variables in the good specs. */
const variables: VariableSources = {
  env: name => ({ AWS_ACCOUNT_ID: '123456789012' })[name],
  folder: { name: 'clinical-jobs' },
  now: Date.UTC(2026, 1, 3, 4, 5),
  inputs: new Map([['Which batch?', 'b-17']]),
  overlay: {
    name: 'dev',
    file: 'dev.awsjobvars.json',
    members: {
      region: 'us-east-1',
      bucket: 'example-clinical-notes',
      results: 's3://example-results',
      role: 'EntityResolutionData',
      jobType: 'BATCH',
    },
  },
};

/** The conditions that hold for every problem of every text. */
function assertSound(text: string, { problems, spec, variables: used }: CheckedSpec): void {
  const isOpen = used.some(({ value }) => value === undefined);
  assert.equal(
    spec === undefined,
    isOpen || problems.some(({ severity }) => severity === 'error'),
    'there is a spec exactly if there is no error and nothing unknown',
  );
  let last = 0;
  for (const { code, severity, offset, length, message } of problems) {
    assert.ok(offset >= last && offset + length <= text.length, `${code} is inside the text and in order`);
    last = offset;
    assert.equal(severity, codes[code].severity);
    assert.match(message, /^\S.*[.?]$/, `${code} is a sentence`);
  }
}

describe('the corpus of specs', () => {
  it('is large enough', () => {
    assert.ok(badSpecs.length >= 150 && goodSpecs.length >= 40, `${badSpecs.length} bad, ${goodSpecs.length} good`);
  });

  it('includes every code except those for texts that are too large to keep, for time, and for problems outside the file', () => {
    const shown = new Set([...badSpecs, ...goodSpecs].flatMap(({ expected }) => expected));
    const hidden = (Object.keys(codes) as Code[]).filter(code => !shown.has(code));
    assert.deepEqual(hidden, ['AJ003', 'AJ009', 'AJ071', 'AJ081', 'AJ082', 'AJ083', 'AJ090', 'AJ091']);
  });

  for (const { name, text, expected } of badSpecs)
    it(`${name}: ${expected.join(' ')}`, () => {
      const checked = check(text);
      assert.deepEqual(codesOf(checked), expected);
      assert.equal(checked.spec, undefined);
      assertSound(text, checked);
    });

  for (const { name, text, expected } of goodSpecs)
    it(`${name}: can be sent${expected.length === 0 ? '' : `, with ${expected.join(' ')}`}`, () => {
      const checked = check(text, { variables });
      assert.deepEqual(codesOf(checked), expected);
      assert.ok(checked.spec);
      assertSound(text, checked);
      assert.deepEqual(codesOf(check(text)), expected, 'whether the values of its variables are known or not');
    });

  const examples = repositoryFile('examples/');
  for (const file of readdirSync(examples).filter(name => name.endsWith('.awsjob.json')))
    it(`examples/${file} can be sent, in the sandbox's account only`, () => {
      const checked = check(readFileSync(new URL(file, examples), 'utf8'));
      assert.ok(
        checked.problems.every(({ code }) => code === 'AJ050'),
        JSON.stringify(checked.problems),
      );
      assert.equal(checked.spec?.account, '000000000000');
    });
});
