// The exact results of the fixes, for each kind. That every fix helps is tested on the whole corpus.
import assert from 'node:assert/strict';
import { type JsonValue, at } from '../../../src/domain/json.ts';
import type { Code } from '../../../src/domain/spec/codes.ts';
import { parseSpec } from '../../../src/domain/spec/parse.ts';
import { applyFix } from '../../../src/domain/spec/problem.ts';
import { assertFixesHelp } from './helpful.ts';
import { badSpecs, goodSpecs } from './fixtures.ts';
import { check } from './support.ts';

const textOf = (name: string): string => {
  const found = [...badSpecs, ...goodSpecs].find(
    fixture => fixture.name.endsWith(`/${name}`) || fixture.name.endsWith(`/${name}.awsjob.json`),
  );
  assert.ok(found, name);
  return found.text;
};

/** The text after a fix of a code's first problem, chosen by the start of the fix's title. */
function fixed(text: string, code: Code, title = ''): string {
  const fixes = check(text).problems.find(problem => problem.code === code)?.fixes ?? [];
  const fix = fixes.find(candidate => candidate.title.startsWith(title));
  assert.ok(fix, `${code} has no fix "${title}" but ${JSON.stringify(fixes.map(candidate => candidate.title))}`);
  return applyFix(text, fix);
}

const request = (text: string, ...path: (string | number)[]): JsonValue | undefined =>
  at(parseSpec(text).value, 'request', ...path);

describe('fixes', () => {
  for (const { name, text } of [...badSpecs, ...goodSpecs])
    it(`${name}: each offered fix removes its problem and adds no error`, () => {
      assertFixesHelp(text);
    });

  const single: readonly (readonly [
    name: string,
    code: Code,
    path: readonly (string | number)[],
    value: JsonValue | undefined,
  ])[] = [
    ['role-is-a-session', 'AJ020', ['DataAccessRoleArn'], 'arn:aws:iam::123456789012:role/ComprehendMedicalData'],
    [
      'role-is-an-instance-profile',
      'AJ020',
      ['DataAccessRoleArn'],
      'arn:aws:iam::123456789012:role/ComprehendMedicalData',
    ],
    ['role-by-name', 'AJ020', ['DataAccessRoleArn'], 'arn:aws:iam::123456789012:role/ComprehendMedicalData'],
    ['role-with-region', 'AJ020', ['DataAccessRoleArn'], 'arn:aws:iam::123456789012:role/ComprehendMedicalData'],
    ['role-with-colon', 'AJ020', ['DataAccessRoleArn'], 'arn:aws:iam::123456789012:role/ComprehendMedicalData'],
    ['role-with-blanks-around', 'AJ014', ['DataAccessRoleArn'], 'arn:aws:iam::123456789012:role/ComprehendMedicalData'],
    [
      'bucket-is-an-address-with-key',
      'AJ030',
      ['InputDataConfig'],
      { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    ],
    ['bucket-is-a-web-address', 'AJ030', ['InputDataConfig'], { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' }],
    ...[
      'bucket-is-a-host',
      'bucket-is-a-host-with-region',
      'bucket-is-a-host-with-dualstack',
      'bucket-is-a-host-in-china',
    ].map(
      name => [name, 'AJ030', ['InputDataConfig'], { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' }] as const,
    ),
    [
      'bucket-is-a-path-style-address',
      'AJ030',
      ['InputDataConfig'],
      { S3Bucket: 'example-clinical-notes', S3Key: 'notes/2026 b/' },
    ],
    [
      'bucket-is-a-presigned-address',
      'AJ030',
      ['InputDataConfig'],
      { S3Bucket: 'example-clinical-notes', S3Key: 'notes/a.txt' },
    ],
    [
      'bucket-is-a-page-of-the-console',
      'AJ030',
      ['InputDataConfig'],
      { S3Bucket: 'example-clinical-notes', S3Key: 'notes/2026/' },
    ],
    ['bucket-is-an-address-in-capitals', 'AJ030', ['InputDataConfig', 'S3Bucket'], 'example_notes'],
    ['key-is-an-address', 'AJ047', ['InputDataConfig'], { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' }],
    [
      'key-is-an-address-of-another-bucket',
      'AJ047',
      ['InputDataConfig'],
      { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    ],
    [
      'key-is-an-address-without-bucket',
      'AJ047',
      ['InputDataConfig'],
      { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    ],
    [
      'key-is-an-address-with-one-slash',
      'AJ047',
      ['InputDataConfig'],
      { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    ],
    ['key-is-a-web-address', 'AJ047', ['InputDataConfig'], { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' }],
    ['key-is-an-arn', 'AJ047', ['OutputDataConfig'], { S3Bucket: 'example-results', S3Key: 'entities/' }],
    [
      'output-path-with-an-address-inside',
      'AJ047',
      ['outputSourceConfig', 0, 'outputS3Path'],
      's3://example-results/id-mapping/',
    ],
    ['output-path-with-a-host', 'AJ033', ['outputSourceConfig', 0, 'outputS3Path'], 's3://example-results/id-mapping/'],
    ['output-is-a-file', 'AJ048', ['OutputDataConfig', 'S3Key'], 'results/'],
    ['output-is-a-file-at-the-top', 'AJ048', ['OutputDataConfig', 'S3Key'], 'out.csv/'],
    ['output-path-is-a-file', 'AJ048', ['outputSourceConfig', 0, 'outputS3Path'], 's3://example-results/id-mapping/'],
    [
      'bucket-with-slash-at-the-end',
      'AJ030',
      ['OutputDataConfig'],
      { S3Bucket: 'example-results', S3Key: 'entities/' },
    ],
    ['bucket-in-capitals', 'AJ031', ['InputDataConfig', 'S3Bucket'], 'example-clinical-notes'],
    ['output-path-in-capitals', 'AJ031', ['outputSourceConfig', 0, 'outputS3Path'], 's3://example-results/id-mapping/'],
    ['output-path-is-a-bucket', 'AJ033', ['outputSourceConfig', 0, 'outputS3Path'], 's3://example-results/'],
    ['output-path-is-an-arn', 'AJ033', ['outputSourceConfig', 0, 'outputS3Path'], 's3://example-results/id-mapping/'],
    [
      'output-path-is-a-web-address',
      'AJ033',
      ['outputSourceConfig', 0, 'outputS3Path'],
      's3://example-results/id-mapping/',
    ],
    ['two-slashes', 'AJ040', ['InputDataConfig', 'S3Key'], 'notes/2026/'],
    [
      'slash-at-the-start-in-output-path',
      'AJ041',
      ['outputSourceConfig', 0, 'outputS3Path'],
      's3://example-results/id-mapping/',
    ],
    ['prefix-without-slash', 'AJ042', ['InputDataConfig', 'S3Key'], 'notes/'],
    ['output-without-slash', 'AJ043', ['OutputDataConfig', 'S3Key'], 'entities/'],
    ['asterisk', 'AJ046', ['InputDataConfig', 'S3Key'], 'notes/'],
    [
      'kms-bare-id',
      'AJ053',
      ['outputSourceConfig', 0, 'KMSArn'],
      'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ],
    ['kms-key-by-name', 'AJ055', ['KMSKey'], 'alias/my-key'],
    ['kms-key-in-capitals', 'AJ055', ['KMSKey'], '1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['kms-key-with-word', 'AJ055', ['KMSKey'], '1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['token-in-the-file', 'AJ072', ['ClientRequestToken'], undefined],
    ['language-with-country', 'AJ013', ['LanguageCode'], 'en'],
    ['no-language', 'AJ011', ['LanguageCode'], 'en'],
    ['job-type-lower-case', 'AJ013', ['jobType'], 'BATCH'],
    ['job-name-a-number', 'AJ010', ['JobName'], '2026'],
  ];
  for (const [name, code, path, value] of single)
    it(`${code} in ${name} writes ${JSON.stringify(value) ?? 'nothing'}`, () => {
      assert.deepEqual(request(fixed(textOf(name), code), ...path), value);
    });

  it('AJ030 with a key on both sides lets the user choose', () => {
    const text = textOf('bucket-is-an-address-beside-a-key');
    assert.deepEqual(request(fixed(text, 'AJ030', 'Change to the bucket'), 'InputDataConfig'), {
      S3Bucket: 'example-clinical-notes',
      S3Key: 'notes/',
    });
    assert.deepEqual(request(fixed(text, 'AJ030', 'Split into'), 'InputDataConfig'), {
      S3Bucket: 'example-clinical-notes',
      S3Key: 'other/',
    });
  });

  it('AJ047 offers to keep another bucket, and nothing if no bucket is named', () => {
    assert.deepEqual(
      request(fixed(textOf('key-is-an-address-of-another-bucket'), 'AJ047', 'Change to the key'), 'InputDataConfig'),
      { S3Bucket: 'example-other', S3Key: 'notes/' },
    );
    for (const name of [
      'key-is-an-address-of-elsewhere',
      'bucket-is-a-host-of-an-access-point',
      'bucket-is-an-access-point',
    ])
      assert.deepEqual(
        check(textOf(name)).problems.flatMap(({ fixes }) => fixes),
        [],
        name,
      );
  });

  it('AJ060 recognizes zones, cases and dashes', () => {
    for (const name of [
      'region-zone',
      'region-capitals',
      'region-underscores',
      'region-no-dashes',
      'region-blank-at-the-end',
    ]) {
      assert.equal(at(parseSpec(fixed(textOf(name), 'AJ060')).value, 'region'), 'us-east-1', name);
    }
  });

  it('AJ063 changes the region, or adds one if the connection has another', () => {
    const text = textOf('workflow-of-another-region');
    assert.equal(at(parseSpec(fixed(text, 'AJ063')).value, 'region'), 'us-west-2');
    const silent = text.replace(/\n {2}"region": "us-east-1",/, '');
    assert.ok(!silent.includes('us-east-1",\n  "account'));
    const [found] = check(silent, { connection: { region: 'eu-west-1' } }).problems.filter(
      ({ code }) => code === 'AJ063',
    );
    assert.ok(found?.fixes[0]);
    assert.match(
      applyFix(silent, found.fixes[0]),
      /"action": "entityresolution:StartIdMappingJob",\n {2}"region": "us-west-2",\n {2}"account"/,
    );
  });

  it('AJ017 offers every kind that fits, indents the lines, and keeps comments', () => {
    const offered = (name: string): string[] => check(textOf(name)).problems[0]?.fixes.map(({ title }) => title) ?? [];
    assert.equal(offered('cli-input').length, 5);
    assert.deepEqual(offered('cli-input-of-a-workflow'), [
      'Make it a job spec for ID Mapping',
      'Make it a job spec for Matching',
    ]);
    assert.deepEqual(offered('cli-input-of-id-mapping'), ['Make it a job spec for ID Mapping']);
    const text = '// mine\n{\n  "workflowName": "patient-matching", // its name\n}\n';
    assert.equal(
      fixed(text, 'AJ017', 'Make it a job spec for Matching'),
      '// mine\n{\n  "action": "entityresolution:StartMatchingJob",\n  "request": {\n    "workflowName": "patient-matching", // its name\n  }\n}\n',
    );
  });

  it('AJ017 moves members beside the action into the request', () => {
    const cases: readonly (readonly [before: string, after: string])[] = [
      [
        '{ "action": "entityresolution:StartMatchingJob", "workflowName": "w" }',
        '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w" } }',
      ],
      [
        '{\r\n  "workflowName": "w", // its name\r\n  "action": "entityresolution:StartMatchingJob",\r\n}',
        '{\r\n  "request": {\r\n    "workflowName": "w"\r\n  }, // its name\r\n  "action": "entityresolution:StartMatchingJob",\r\n}',
      ],
      [
        '{\n  "action": "entityresolution:StartIdMappingJob",\n  "workflowName": "w",\n  // all of it\n  "jobType": "BATCH",\n}',
        '{\n  "action": "entityresolution:StartIdMappingJob",\n  "request": {\n    "workflowName": "w",\n    // all of it\n    "jobType": "BATCH"\n  },\n}',
      ],
    ];
    for (const [before, after] of cases) {
      assert.deepEqual(
        check(before).problems.map(({ code }) => code),
        ['AJ017'],
      );
      assert.equal(fixed(before, 'AJ017'), after);
      assert.deepEqual(check(after).problems, []);
    }
    assert.match(
      fixed('{ "region": "us-east-1", "workflowName": "w" }', 'AJ017', 'Make it a job spec for Matching'),
      /^\{ "region": "us-east-1", "action": "entityresolution:StartMatchingJob", "request": \{ "workflowName": "w" \} \}$/,
    );
    assert.deepEqual(
      check(textOf('cover-among-the-request-members')).problems.map(({ fixes }) => fixes),
      [[]],
    );
  });

  it('removing a member keeps comments, line endings and the other members', () => {
    const around = (member: string): string =>
      `{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w" }${member}}`;
    const cases: readonly (readonly [before: string, after: string])[] = [
      [around(', "x": 1 '), around(' ')],
      [around(', "x": 1, '), around(', ')],
      [around(' /* a */ , /* b */ "x": 1 /* c */ '), around(' /* a */  /* b */ /* c */ ')],
      [around(',\n  // why\n  "x": 1, // what\n'), around(',\n  // why\n  // what\n')],
      [around(',\r\n  "x": 1,\r\n'), around(',\r\n')],
      [
        '{\n  "x": 1,\n  "action": "entityresolution:StartMatchingJob",\n  "request": { "workflowName": "w" }\n}\n',
        '{\n  "action": "entityresolution:StartMatchingJob",\n  "request": { "workflowName": "w" }\n}\n',
      ],
    ];
    for (const [before, after] of cases) assert.equal(fixed(before, 'AJ012', 'Remove'), after);
  });

  it('a huge text gets problems but no fixes, because trying them would take too long', () => {
    const text = `${textOf('job-type-lower-case')}// ${'a'.repeat(300_000)}`;
    assert.deepEqual(
      check(text).problems.map(({ code, fixes }) => [code, fixes.length]),
      [['AJ013', 0]],
    );
  });
});
