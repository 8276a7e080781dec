// Variables in values: what they resolve to, where they may occur, and how they are checked.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonValue, at } from '../../../src/domain/json.ts';
import { parseOverlay } from '../../../src/domain/spec/overlay.ts';
import { parseSpec } from '../../../src/domain/spec/parse.ts';
import type { Problem } from '../../../src/domain/spec/problem.ts';
import { type VariableSources, variableKinds } from '../../../src/domain/spec/variableKinds.ts';
import { type Resolution, escapeVariables, resolveVariables } from '../../../src/domain/spec/variables.ts';
import { check, fullRequests } from './support.ts';

const sources: VariableSources = {
  env: name => ({ USER: 'clara', EMPTY: '', TRICKY: '${date:YYYY} \\ " 🩺' })[name],
  folder: { name: 'clinical-jobs' },
  now: Date.UTC(2026, 1, 3, 4, 5),
  inputs: new Map([['Which batch?', 'b-17']]),
  overlay: {
    name: 'dev',
    file: 'dev.awsjobvars.json',
    members: {
      account: '123456789012',
      bucket: 'example-clinical-notes',
      number: 7,
      nested: '${env:USER}',
      half: '\ud83e',
    },
  },
};

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
/** An environment that contains a secret under two names, one of which says so. */
const secretly = (name: string): string | undefined =>
  ({ AWS_SECRET_ACCESS_KEY: secret, HARMLESS: `key ${secret}` })[name];

const resolve = (text: string, from: VariableSources = sources): Resolution => resolveVariables(parseSpec(text), from);
/** The spec with one text. */
const specWith = (value: string): string => JSON.stringify({ action: 'a', request: { S3Key: value } });
const resolved = (value: string, from: VariableSources = sources): JsonValue | undefined =>
  at(resolve(specWith(value), from).value, 'request', 'S3Key');
const problemOf = (value: string, from: VariableSources = sources): Problem | undefined =>
  resolve(specWith(value), from).problems[0];

describe('variables', () => {
  const values: readonly (readonly [written: string, means: string])[] = [
    ['${env:USER}', 'clara'],
    ['${env:EMPTY}', ''],
    ['${workspaceFolderBasename}', 'clinical-jobs'],
    ['${input:Which batch?}', 'b-17'],
    ['${var:bucket}', 'example-clinical-notes'],
    ['${date:YYYY-MM-DD}', '2026-02-03'],
    ['${date:YYYY/MM/DD}', '2026/02/03'],
    ['${date:YYYY-MM-DDTHH-mm}', '2026-02-03T04-05'],
    ['${date:YYYYMMDD}', '20260203'],
    ['${date:mm}', '05'],
    ['a/${env:USER}/${env:USER}/b', 'a/clara/clara/b'],
    ['${env:TRICKY}', '${date:YYYY} \\ " 🩺'],
    ['$${env:USER}', '${env:USER}'],
    ['$$${env:USER}', '$${env:USER}'],
    ['$', '$'],
    ['$}{', '$}{'],
    ['{env:USER}', '{env:USER}'],
    ['${env:USER}}', 'clara}'],
  ];
  for (const [written, means] of values)
    it(`${written} is ${JSON.stringify(means)}`, () => {
      assert.equal(resolved(written), means);
      assert.deepEqual(resolve(specWith(written)).problems, []);
    });

  const wrong: readonly (readonly [written: string, code: string, says: RegExp, from?: VariableSources])[] = [
    ['${nope:x}', 'AJ080', /no such variable\. Use one of \$\{var:name\}.*\$\$\{ for a literal \$\{\.$/],
    ['${envs:x}', 'AJ080', /Did you mean env\?/],
    ['${date:YYYY-MM-dd}', 'AJ080', /UTC/],
    ['${date:}', 'AJ080', /missing after the colon/],
    ['${date:-YYYY}', 'AJ080', /UTC/],
    ['${env:USER', 'AJ080', /not closed/],
    ['${a${env:USER}}', 'AJ080', /not closed/],
    ['${workspaceFolderBasename:x}', 'AJ080', /Nothing goes after/],
    ['${env:NOPE}', 'AJ081', /NOPE is not set/],
    ['${var:nope}', 'AJ081', /no "nope" in dev/],
    ['${var:bucke}', 'AJ081', /Did you mean "bucket"\?/],
    ['${var:constructor}', 'AJ081', /no "constructor"/],
    ['${var:number}', 'AJ081', /not a text\. Put it in double quotes/],
    ['${var:nested}', 'AJ081', /not resolved/],
    ['${var:half}', 'AJ081', /half of a character/],
    [
      '${var:x}',
      'AJ081',
      /^None is selected\. Select one\.$/,
      { overlay: { problem: 'None is selected.', next: 'Select one.' } },
    ],
    ['${workspaceFolderBasename}', 'AJ081', /no folder/, { folder: 'none' }],
    ['${env:USER}', 'AJ082', /not trusted/, { env: 'withheld' }],
    ['a/${env:AWS_SECRET_ACCESS_KEY}', 'AJ083', /AWS_SECRET_ACCESS_KEY holds a secret/, { env: secretly }],
    ...(['${env:HARMLESS}', '${var:harmless}', '${input:harmless?}'] as const).map(
      form =>
        [
          form,
          'AJ083',
          /credential or another secret/,
          {
            env: secretly,
            overlay: { name: 'dev', file: 'f', members: { harmless: `x${secret}y` } },
            inputs: new Map([['harmless?', secret]]),
            holdsSecret: (text: string) => text.includes(secret),
          },
        ] as const,
    ),
  ];
  for (const [written, code, says, from] of wrong)
    it(`${written}: ${code}`, () => {
      const found = problemOf(written, from);
      assert.equal(found?.code, code);
      assert.match(found?.message ?? '', says);
      const begin = specWith(written).indexOf('${');
      assert.ok(found !== undefined && found.offset >= begin && found.offset < begin + written.length);
      assert.equal(resolved(written, from), written, 'remains unchanged');
    });

  it('are unknown, without a problem, if nothing is known about them', () => {
    for (const form of ['${var:x}', '${env:X}', '${input:x}', '${date:YYYY}', '${workspaceFolderBasename}'])
      assert.deepEqual([resolve(specWith(form), {}).problems, resolved(form, {})], [[], form]);
  });

  it('may be in the values of region, account and request, at any depth, and nowhere else', () => {
    const text = JSON.stringify({
      $schema: '${env:USER}',
      action: '${env:USER}',
      region: '${env:USER}',
      account: '${env:USER}',
      request: { '${env:USER}': [{ a: '${env:USER}' }, '${env:USER}', 1] },
      other: '${env:USER}',
    });
    const { value, used } = resolve(text);
    assert.deepEqual(value, {
      $schema: '${env:USER}',
      action: '${env:USER}',
      region: 'clara',
      account: 'clara',
      request: { '${env:USER}': [{ a: 'clara' }, 'clara', 1] },
      other: '${env:USER}',
    });
    assert.deepEqual(
      used.map(({ path }) => path),
      [['region'], ['account'], ['request', '${env:USER}', 0, 'a'], ['request', '${env:USER}', 1]],
    );
  });

  it('keep a member called __proto__', () => {
    assert.deepEqual(Object.keys(at(resolve('{"request":{"__proto__":"${env:USER}"}}').value, 'request') as object), [
      '__proto__',
    ]);
  });

  it('are refused and not resolved if there are more than two hundred', () => {
    const { problems, used } = resolve(specWith('${env:USER}'.repeat(5_000)));
    assert.deepEqual([problems.map(({ code }) => code), used.length], [['AJ080'], 200]);
  });
});

/** A text as JSON, with any of its characters escaped. */
const writtenAs = (text: string, choices: readonly boolean[]): string =>
  `"${text
    .split('')
    .map((unit, index) =>
      choices[index % choices.length] === true
        ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
        : JSON.stringify(unit).slice(1, -1),
    )
    .join('')}"`;

const pieces = fc.constantFrom(
  '${env:USER}',
  '${var:bucket}',
  '${input:Which batch?}',
  '${nope}',
  '${',
  '$${',
  '}',
  '$',
  'a',
  '\\',
  '"',
  '\n',
  '🩺',
  'é',
  '\u2028',
  '/',
);
const mixed = fc
  .array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 12 })
  .map(parts => parts.join(''));
const anySources: fc.Arbitrary<VariableSources> = fc.record(
  {
    env: fc.constantFrom<NonNullable<VariableSources['env']>>(
      'withheld',
      () => undefined,
      name => name,
    ),
    folder: fc.constantFrom<NonNullable<VariableSources['folder']>>('none', { name: 'x' }),
    now: fc.oneof(fc.integer(), fc.constant(Number.NaN)),
    inputs: fc.constant(new Map([['Which batch?', '${input:Which batch?}']])),
    overlay: fc.constantFrom<NonNullable<VariableSources['overlay']>>(
      { problem: 'No.', next: 'Select one.' },
      { name: 'a', file: 'a', members: { bucket: '🩺' } },
    ),
  },
  { requiredKeys: [] },
);

describe('variables in any text', function () {
  it('are resolved without an exception, with each problem inside its text', () => {
    fc.assert(
      fc.property(fc.oneof(mixed.map(specWith), mixed, fc.json()), anySources, (text, from) => {
        const { problems, used } = resolve(text, from);
        for (const { offset, length } of [...problems, ...used])
          assert.ok(offset >= 0 && offset + length <= text.length);
        check(text, { variables: from });
      }),
    );
  });

  it('change nothing if there is no ${', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        fc.pre(!JSON.stringify(JSON.parse(text)).includes('${'));
        const parsed = parseSpec(`{"request":${text}}`);
        assert.equal(resolveVariables(parsed, sources).value, parsed.value);
      }),
    );
  });

  it('are not recognized if escaped: every text can be written', () => {
    fc.assert(
      fc.property(mixed, text => {
        assert.equal(resolved(escapeVariables(text)), text);
        assert.deepEqual(resolve(specWith(escapeVariables(text))).used, []);
      }),
    );
  });

  it('are found at their locations, however the text is escaped', () => {
    fc.assert(
      fc.property(
        mixed,
        mixed,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
        fc.constantFrom('', '\ufeff', '// 🩺 ${env:USER}\n'),
        (before, after, choices, head) => {
          const left = before.replaceAll(/[${]/g, '-');
          const right = after.replaceAll(/[${]/g, '-');
          const text = `${head}{ "request": { "a": ${writtenAs(`${left}\${env:USER}${right}`, choices)} } }`;
          const [variable, ...others] = resolve(text).used;
          assert.ok(variable !== undefined && others.length === 0);
          assert.equal(
            JSON.parse(`"${text.slice(variable.offset, variable.offset + variable.length)}"`),
            '${env:USER}',
          );
          assert.equal(at(resolve(text).value, 'request', 'a'), `${left}clara${right}`);
        },
      ),
    );
  });
});

describe('the check of a spec with variables', () => {
  const notes = (change: Record<string, JsonValue>, request: Record<string, JsonValue> = {}): string =>
    JSON.stringify({
      action: 'comprehendmedical:StartEntitiesDetectionV2Job',
      region: 'us-east-1',
      account: '123456789012',
      ...change,
      request: { ...fullRequests['ComprehendMedicalRequest'], ClientRequestToken: undefined, ...request },
    });
  const idMapping = (change: Record<string, JsonValue>, request: Record<string, JsonValue> = {}): string =>
    JSON.stringify({
      action: 'entityresolution:StartIdMappingJob',
      region: 'us-east-1',
      account: '123456789012',
      ...change,
      request: { ...fullRequests['StartIdMappingJobRequest'], ...request },
    });
  const codes = (text: string, variables?: VariableSources): string[] =>
    check(text, variables === undefined ? {} : { variables }).problems.map(({ code }) => code);
  const overlay = (members: Record<string, JsonValue>): VariableSources => ({
    overlay: { name: 'dev', file: 'dev.awsjobvars.json', members: members },
  });

  it('returns the resolved request, the written one, and the overlay that was used', () => {
    const text = notes({ account: '${var:account}' }, { JobName: 'notes ${date:YYYY}' });
    const { spec } = check(text, { variables: sources });
    assert.equal(spec?.account, '123456789012');
    assert.equal(at(spec.request, 'JobName'), 'notes 2026');
    assert.equal(at(spec.written, 'JobName'), 'notes ${date:YYYY}');
    assert.equal(spec.overlay, 'dev');
  });

  it('returns only the request if it contains no variable', () => {
    const { spec } = check(notes({ region: '${env:R}' }), { variables: { ...sources, env: () => 'us-east-1' } });
    assert.deepEqual([spec?.region, spec?.written, spec?.overlay], ['us-east-1', undefined, undefined]);
    assert.ok(spec !== undefined && !('written' in spec) && !('overlay' in spec));
  });

  it('returns neither a spec nor an error while something is unknown', () => {
    const { spec, problems, variables } = check(notes({}, { JobName: '${input:name}' }), { variables: sources });
    assert.deepEqual([spec, problems], [undefined, []]);
    assert.deepEqual(
      variables.map(({ kind, argument, value }) => [kind, argument, value]),
      [['input', 'name', undefined]],
    );
  });

  const judged: readonly (readonly [what: string, code: string, text: string, value: string])[] = [
    ['a pattern', 'AJ014', notes({ account: '${var:x}' }), '12'],
    ['a length', 'AJ015', notes({}, { InputDataConfig: { S3Bucket: '${var:x}', S3Key: 'a/' } }), 'ab'],
    ['a choice', 'AJ013', notes({}, { LanguageCode: '${var:x}' }), 'de'],
    ['a rule', 'AJ020', notes({}, { DataAccessRoleArn: '${var:x}' }), 'arn:aws:iam::123456789012:user/clara'],
    ['blanks', 'AJ014', notes({ account: '${var:x}' }), ' 123456789012 '],
    ['a region', 'AJ060', notes({ region: '${var:x}' }), 'us-east-1a'],
    ['a job type', 'AJ013', idMapping({}, { jobType: '${var:x}' }), 'batch'],
    ['two rules', 'AJ021', notes({ account: '${var:x}' }), '210987654321'],
  ];
  for (const [what, code, text, value] of judged)
    it(`checks ${what} by the resolved value, names it, and offers no fix that would overwrite it`, () => {
      const { problems } = check(text, { variables: overlay({ x: value }) });
      const found = problems.find(problem => problem.code === code);
      assert.ok(found, JSON.stringify(problems));
      assert.deepEqual(found.fixes, []);
      if (code !== 'AJ021') {
        assert.ok(found.message.endsWith(` The value is ${JSON.stringify(value)}.`), found.message);
        assert.equal(text.slice(found.offset, found.offset + found.length), '"${var:x}"');
      }
      assert.deepEqual(
        codes(text).filter(each => each !== 'AJ050'),
        [],
        'an unknown value is not checked',
      );
    });

  it('keeps other fixes, but none that would write the value of a variable', () => {
    const bare = notes({ account: '${var:account}' }, { DataAccessRoleArn: 'ComprehendMedicalData' });
    const fixesOf = (text: string, code: string): number | undefined =>
      check(text, { variables: sources }).problems.find(problem => problem.code === code)?.fixes.length;
    assert.equal(fixesOf(bare, 'AJ020'), 0);
    assert.equal(fixesOf(bare.replace('${var:account}', '123456789012'), 'AJ020'), 1);
    assert.equal(
      fixesOf(
        notes({}, { JobName: '${env:USER}', InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes' } }),
        'AJ042',
      ),
      1,
    );
    assert.equal(
      fixesOf(notes({}, { Priority: '${env:USER}', JobName: 'x' }), 'AJ012'),
      2,
      'a member may be removed with its variable, or be allowed',
    );
    assert.equal(fixesOf(notes({}, { Jobname: '${env:USER}', JobName: 'x' }), 'AJ012'), 1, 'not as another spelling');
  });

  it("does not use the connection's region for a spec whose region is unknown", () => {
    const text = idMapping(
      { region: '${input:region}' },
      { workflowName: 'arn:aws:entityresolution:us-west-2:123456789012:idmappingworkflow/w' },
    );
    assert.deepEqual(check(text, { connection: { region: 'eu-west-1' } }).problems, []);
    assert.deepEqual(
      check(text, {
        connection: { region: 'eu-west-1' },
        variables: { inputs: new Map([['region', 'eu-west-1']]) },
      }).problems.map(({ code }) => code),
      ['AJ063', 'AJ051'],
    );
  });

  it('does not treat an unknown key as no key', () => {
    const same = { S3Bucket: 'example-clinical-notes', S3Key: '${input:key}' };
    assert.deepEqual(codes(notes({}, { InputDataConfig: same, OutputDataConfig: { ...same, S3Key: 'results/' } })), []);
    assert.deepEqual(
      codes(notes({}, { InputDataConfig: same, OutputDataConfig: { ...same, S3Key: 'results/' } }), {
        inputs: new Map([['key', '']]),
      }),
      ['AJ044', 'AJ045'],
    );
  });

  it('reports a literal ${ by the strict schema', () => {
    assert.deepEqual(codes(notes({}, { JobName: '$${x}' })), ['AJ014']);
    assert.deepEqual(
      codes(notes({}, { InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: '$${x}/' } })),
      [],
    );
  });
});

describe('a variables overlay', function () {
  const read = (text: string): unknown => parseOverlay(text, 'dev', 'dev.awsjobvars.json');

  it('is an object of strings with comments', () => {
    assert.deepEqual(read('\ufeff{ // for tests\n  "account": "123456789012",\n}'), {
      name: 'dev',
      file: 'dev.awsjobvars.json',
      members: { account: '123456789012' },
    });
  });

  for (const [text, problem] of [
    ['', /A value is missing/],
    ['[]', /not an object/],
    ['{\n"a" "b"}', /line 2: A colon is missing/],
    ['"x"', /not an object/],
    [`{"a":"${'x'.repeat(1_100_000)}"}`, /too large/],
    ['['.repeat(200), /not an object|cannot be read/],
  ] as const) {
    it(`cannot be read from ${text.slice(0, 20) || 'nothing'}`, () => {
      assert.match((read(text) as { problem: string }).problem, problem);
    });
  }

  it('is read without an exception, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.string({ unit: fc.constantFrom('{', '}', '"', ':', ',', '\\', 'a', '/', '*', '[') }),
        ),
        text => {
          read(text);
        },
      ),
    );
  });
});

it('every kind of variable matches its form', () => {
  for (const { name, form, argument } of variableKinds)
    assert.match(form, argument === undefined ? new RegExp(`^\\$\\{${name}\\}$`) : new RegExp(`^\\$\\{${name}:.+\\}$`));
});
