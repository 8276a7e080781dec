// What the log writes about faults: nothing of their text, whatever it looks like.
import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { kindsByName } from '../../../src/aws/refusals.ts';
import { errorName } from '../../../src/domain/errorNames.ts';
import { faultLines } from '../../../src/machine/faultLines.ts';

const frames = (fault: unknown): readonly string[] => faultLines(fault).slice(1);

describe('a fault in the log', () => {
  it('is its name, its code and where it happened', () => {
    const [head, first, ...more] = faultLines(Object.assign(new RangeError('patient 17'), { code: 'ENOENT' }));
    assert.equal(head, 'RangeError ENOENT');
    assert.match(first ?? '', /^at .*\(faultLines\.test\.ts:\d+:\d+\)$/);
    assert.ok(more.length > 0 && more.length <= 5);
  });

  it('has its frames even if Node wrote a code beside the name', () => {
    let fault: unknown;
    try {
      readFileSync(5, { encoding: 'no such' as 'utf8' });
    } catch (thrown) {
      fault = thrown;
    }
    assert.match(faultLines(fault).join('\n'), /^TypeError ERR_INVALID_\w+\n(?:at .*\n?)+$/);
    assert.ok(frames(new Error('')).length > 0);
  });

  for (const line of [
    'at 10:30:15',
    'at ward 7 : 10:30:15',
    'at Smith (Smith.txt:10:30)',
    '    at note (/data/notes/Doe_John.txt:19:61)',
    'at Object.<anonymous> (file:///x/John-Doe.js:1:1)',
  ]) {
    it(`has no frame for a text that says “${line.trim()}”`, () => {
      for (const message of [line, `read\n${line}`, `${line}\n${line}`, `\n${line}\n`]) {
        for (const fault of [
          new Error(message),
          Object.assign(new Error(message), { message: 'another' }),
          Object.assign(new Error(message), { message: '' }),
          Object.assign(new Error('x'), { name: message }),
        ]) {
          const said = faultLines(fault).join('\n');
          assert.doesNotMatch(said, /10:30|Smith|Doe|note |ward/, said);
        }
        const stack = `${message}\n${line}`;
        assert.deepEqual(frames({ name: 'Error', message: 'x', stack }), []);
        assert.deepEqual(frames({ name: 'Error', stack }), []);
      }
    });
  }

  it('shows only a known name and locations in files', () => {
    const texts = fc
      .array(fc.constantFrom('SECRET', ' ', '\n', ':', 'at ', '(', ')', '1:2', '.js', 'Error', '\\', '/'))
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(texts, texts, texts, (name, message, code) => {
        for (const fault of [
          Object.assign(new Error(message), { name, code }),
          { name, message, code, stack: `${name}: ${message}` },
          message,
          [message],
        ])
          assert.doesNotMatch(faultLines(fault).join('\n'), /SECRET/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes names and codes from a fixed list', () => {
    for (const name of [
      'PatientSmithError',
      'John',
      'ERR_PATIENT_SMITH',
      'ESMITH',
      'error',
      '',
      'SmithException',
      17,
      undefined,
      'toString',
      '__proto__',
    ])
      assert.equal(errorName(name), '(another)');
    for (const name of [
      'TypeError',
      'StorageError',
      'ThrottlingException',
      'ECONNREFUSED',
      'ERR_SQLITE_ERROR',
      'ERR_INVALID_ARG_TYPE',
      'UND_ERR_CONNECT_TIMEOUT',
      'Canceled',
    ])
      assert.equal(errorName(name), name);
  });

  it('has every refusal that we name or distinguish', () => {
    const src = fileURLToPath(new URL('../../../src/', import.meta.url));
    const written = globSync('{aws,domain,ui}/**/*.ts', { cwd: src }).flatMap(file =>
      [
        ...readFileSync(join(src, file), 'utf8').matchAll(
          /refusal\(\s*'\w+',\s*'(\w+)'|kind: '\w+',\s*name: '(\w+)'|\{ name: '(\w+)'|\), \{\s*name: '(\w+)'/g,
        ),
      ].map(found => found.slice(1).find(name => name !== undefined) ?? ''),
    );
    for (const name of ['NoCredentials', 'WrongPartition', 'AnswerTooLarge', 'NoSuchProfile', 'MfaDeclined'])
      assert.ok(written.includes(name), name);
    assert.deepEqual(
      [...written, ...Object.keys(kindsByName)].filter(name => errorName(name) !== name),
      [],
    );
  });

  it('has every error that the job services and STS declare', () => {
    const require = createRequire(import.meta.url);
    for (const client of ['comprehendmedical', 'entityresolution', 'sts']) {
      const models = join(dirname(require.resolve(`@aws-sdk/client-${client}/package.json`)), 'dist-types', 'models');
      const names = readdirSync(models)
        .filter(file => file.endsWith('.d.ts'))
        .flatMap(file =>
          [...readFileSync(join(models, file), 'utf8').matchAll(/class (\w+) extends/g)].map(([, name = '']) => name),
        )
        .filter(name => !/^(?:ComprehendMedical|EntityResolution|STS)ServiceException$/.test(name));
      assert.ok(names.length > 5);
      assert.deepEqual(
        names.filter(name => errorName(name) !== name),
        [],
        client,
      );
    }
  });
});
