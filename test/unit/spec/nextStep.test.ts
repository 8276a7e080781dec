// Every error says what to do. The types ensure that each has such a part; this test ensures that it is shown and is an
// instruction.
import type { CheckContext } from '../../../src/domain/spec/checked.ts';
import assert from 'node:assert/strict';
import { type Code, codes } from '../../../src/domain/spec/codes.ts';
import type { Problem } from '../../../src/domain/spec/problem.ts';
import { parseSpec } from '../../../src/domain/spec/parse.ts';
import { badSpecs } from './fixtures.ts';
import { check, fullRequests } from './support.ts';

/** Texts whose errors depend on other knowledge. */
const others: readonly (readonly [text: string, context: CheckContext])[] = [
  [
    '{ "action": "entityresolution:StartMatchingJob", "region": "${env:NOPE}", "account": "${env:AWS_SECRET_ACCESS_KEY}", "request": { "workflowName": "${workspaceFolderBasename}${var:a}" } }',
    {
      variables: {
        env: () => undefined,
        folder: 'none',
        overlay: { name: 'dev', file: 'dev.awsjobvars.json', members: {} },
      },
    },
  ],
  [
    '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w" } }',
    {
      clock: {
        now: (
          at => () =>
            (at += 10_000)
        )(0),
      },
    },
  ],
  [
    '{ "action": "entityresolution:StartMatchingJob", "after": "a.awsjob.json", "request": { "workflowName": "w" } }',
    { chain: { circle: ['a.awsjob.json', 'a.awsjob.json'] } },
  ],
];

const errors: readonly Problem[] = [
  ...badSpecs.flatMap(({ text }) => check(text).problems),
  ...others.flatMap(([text, context]) => check(text, context).problems),
  ...parseSpec(' '.repeat(1_100_000)).problems,
].filter(({ severity }) => severity === 'error');

/** The verbs that an instruction starts with. */
const orders =
  /^(?:Add|Change|Check|Choose|Complete|Copy|Correct|Keep|Look|Open|Put|Remove|Rename|Save|Set|Shorten|Use|Write)\b/;

describe('an error', () => {
  it('of every code is among those tested', () => {
    const seen = new Set(errors.map(({ code }) => code));
    assert.deepEqual(
      (Object.keys(codes) as Code[]).filter(code => codes[code].severity === 'error' && !seen.has(code)),
      [],
    );
  });

  it('says in its message what to do, with or without a fix', () => {
    for (const { code, message, next = '' } of errors) {
      assert.match(next, /[.]$/, `${code}: ${message}`);
      assert.ok(message.includes(next), message);
      assert.match(next, orders, `${code}: ${message}`);
    }
  });

  const request = fullRequests['ComprehendMedicalRequest'] ?? {};
  const spec = (changed: object, top: object = {}): string =>
    JSON.stringify({ action: 'comprehendmedical:StartPHIDetectionJob', request: { ...request, ...changed }, ...top });
  const mended: readonly (readonly [what: string, text: string, code: Code, fix: RegExp | undefined])[] = [
    ['an account of 11 digits', spec({}, { account: '12345678901' }), 'AJ014', undefined],
    ['an account with dashes', spec({}, { account: '1234-5678-9012' }), 'AJ014', /^Change to "123456789012"$/],
    [
      'a job name with what it cannot hold',
      spec({ JobName: 'notes (1), new' }),
      'AJ014',
      /^Change to "notes -1- new"$/,
    ],
    ['an empty job name', spec({ JobName: '' }), 'AJ015', /^Remove JobName$/],
    ['an empty role', spec({ DataAccessRoleArn: '' }), 'AJ015', undefined],
    ["a user's ARN", spec({ DataAccessRoleArn: 'arn:aws:iam::123456789012:user/clara' }), 'AJ020', undefined],
    [
      'a mistyped action',
      spec({}, { action: 'comprehendmedical:StartPHIDetectonJob' }),
      'AJ013',
      /^Change to "comprehendmedical:StartPHIDetectionJob"$/,
    ],
    [
      's3://Example_Notes as a bucket',
      spec({ InputDataConfig: { S3Bucket: 's3://Example_Notes', S3Key: 'notes/' } }),
      'AJ030',
      /^Change to the bucket example_notes/,
    ],
  ];
  for (const [what, text, code, fix] of mended)
    it(`of ${what} ${fix === undefined ? 'says what to do' : 'has a fix'}`, () => {
      const found = check(text).problems.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        found.map(each => each.code),
        [code],
      );
      const titles = found[0]?.fixes.map(({ title }) => title) ?? [];
      if (fix === undefined) assert.deepEqual(titles, []);
      else assert.match(titles[0] ?? '', fix);
    });
});
