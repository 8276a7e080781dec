import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type LivePlace, livePlace } from '../../../src/domain/spec/livePlace.ts';
import { runs } from '../../runs.ts';

/** The place at the `|` in a text, which is removed first. */
function at(marked: string): {
  readonly place: LivePlace | undefined;
  readonly text: string;
  readonly replaced: string | undefined;
} {
  const offset = marked.indexOf('|');
  assert.notEqual(offset, -1, 'the text has no cursor');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const place = livePlace(text, offset);
  return {
    place,
    text,
    replaced: place === undefined ? undefined : text.slice(place.offset, place.offset + place.length),
  };
}

const medical = (request: string): string =>
  `{ "action": "comprehendmedical:StartPHIDetectionJob", "region": "eu-west-1", "request": {${request}} }`;
const mapping = (request: string, action = 'StartIdMappingJob'): string =>
  `{ "action": "entityresolution:${action}", "request": {${request}} }`;

describe('a live place', () => {
  for (const [what, text, subject] of [
    ['the region', '{ "region": "|" }', { of: 'regions' }],
    ['the input bucket', medical('"InputDataConfig": { "S3Bucket": "not|es" }'), { of: 'buckets', asUri: false }],
    ['the output bucket', medical('"OutputDataConfig": { "S3Bucket": "|" }'), { of: 'buckets', asUri: false }],
    ['the role', medical('"DataAccessRoleArn": "arn|"'), { of: 'roles', service: 'comprehendmedical' }],
    [
      'the role of the results',
      mapping('"outputSourceConfig": [{ "roleArn": "|" }]'),
      { of: 'roles', service: 'entityresolution' },
    ],
    [
      'the place of the results',
      mapping('"outputSourceConfig": [{ "outputS3Path": "|" }]'),
      { of: 'buckets', asUri: true },
    ],
    [
      'the place of the results, half typed',
      mapping('"outputSourceConfig": [{ "outputS3Path": "s3://exa|" }]'),
      { of: 'buckets', asUri: true },
    ],
    [
      'the input key',
      medical('"InputDataConfig": { "S3Bucket": "my-notes", "S3Key": "|" }'),
      { of: 'prefixes', asUri: false, bucket: 'my-notes', folder: '', prefix: '', foldersOnly: false },
    ],
    [
      'the input key before its bucket',
      medical('"InputDataConfig": { "S3Key": "a/b|/c", "S3Bucket": "my-notes" }'),
      { of: 'prefixes', asUri: false, bucket: 'my-notes', folder: 'a/', prefix: 'a/b', foldersOnly: false },
    ],
    [
      'the output key',
      medical('"OutputDataConfig": { "S3Bucket": "my-notes", "S3Key": "a/|" }'),
      { of: 'prefixes', asUri: false, bucket: 'my-notes', folder: 'a/', prefix: 'a/', foldersOnly: true },
    ],
    [
      'a folder of the results',
      mapping('"outputSourceConfig": [{ "outputS3Path": "s3://my-notes/a/b|" }]'),
      { of: 'prefixes', asUri: true, bucket: 'my-notes', folder: 'a/', prefix: 'a/b', foldersOnly: true },
    ],
  ] as const) {
    it(`is ${what}`, () => {
      assert.deepEqual(at(text).place?.subject, subject);
    });
  }

  it("is the workflow, by the spec's action", () => {
    for (const action of ['StartIdMappingJob', 'StartMatchingJob']) {
      const { subject } = at(mapping('"workflowName": "|"', action)).place ?? {};
      assert.deepEqual(subject?.of === 'workflows' && subject.kind.action, `entityresolution:${action}`);
    }
  });

  it("has the spec's region if it is valid", () => {
    assert.equal(at(medical('"DataAccessRoleArn": "|"')).place?.region, 'eu-west-1');
    assert.equal(at('{ "region": "${env:REGION}", "request": { "DataAccessRoleArn": "|" } }').place?.region, undefined);
  });

  for (const [what, text, replaced] of [
    ['the whole text with its quotes', '{ "request": { "DataAccessRoleArn": "arn:|aws" } }', '"arn:aws"'],
    ['an empty text', '{ "request": { "DataAccessRoleArn": "|" } }', '""'],
    ['nothing where no value stands yet', '{ "request": { "DataAccessRoleArn": | } }', ''],
    ['nothing right behind the colon', '{ "request": { "DataAccessRoleArn":|, "LanguageCode": "en" } }', ''],
    ['nothing at the end of a file that breaks off', '{ "request": { "DataAccessRoleArn": |', ''],
    [
      'what stands before the cursor where the quote is missing',
      '{ "request": { "DataAccessRoleArn": "arn|, \n "LanguageCode": "en" } }',
      '"arn',
    ],
    ['a text that was just begun', '{ "request": { "DataAccessRoleArn": "|\n} }', '"'],
    ['a text at the end of a file that breaks off', '{ "request": { "DataAccessRoleArn": "ar|', '"ar'],
    ['a text behind a slip', '{ "action" "x", , "request": { "JobName": tru, "DataAccessRoleArn": "|" } }', '""'],
    [
      'a text behind comments',
      '// "S3Bucket": "\n{ /* { */ "request": { // }\n "DataAccessRoleArn": /* here */ "|" } }',
      '""',
    ],
    ['a text with a byte order mark before it', '\ufeff{ "request": { "DataAccessRoleArn": "|" } }', '""'],
  ] as const) {
    it(`replaces ${what}`, () => {
      assert.equal(at(text).replaced, replaced);
    });
  }

  for (const [what, text] of Object.entries({
    'a name': '{ "request": { "DataAccess|RoleArn": "" } }',
    'a name that is just typed': '{ "request": { "DataAccessRoleArn|',
    'before the quote': '{ "request": { "DataAccessRoleArn": |"" } }',
    'behind the quote': '{ "request": { "DataAccessRoleArn": ""| } }',
    'behind a value': '{ "request": { "DataAccessRoleArn": 5 | } }',
    'before a value': '{ "request": { "DataAccessRoleArn": | 5 } }',
    'behind the comma': '{ "request": { "DataAccessRoleArn": "", | } }',
    'the wrong level': '{ "DataAccessRoleArn": "|" }',
    'another member': medical('"JobName": "|"'),
    'a role in the second output': mapping('"outputSourceConfig": [{}, { "roleArn": "|" }]'),
    'a text in a list': mapping('"outputSourceConfig": ["|"]'),
    'a line comment': '{ "request": { "DataAccessRoleArn": // "|"\n "" } }',
    'a block comment': '{ "request": { "DataAccessRoleArn": /* "|" */ "" } }',
    'a comment that is not closed': '{ "request": { "DataAccessRoleArn": /* "|',
    'the key of a bucket that is missing': medical('"InputDataConfig": { "S3Key": "|" }'),
    'the key of an address': medical('"InputDataConfig": { "S3Bucket": "s3://notes", "S3Key": "|" }'),
    'the key of an access point': medical(
      '"InputDataConfig": { "S3Bucket": "arn:aws:s3:us-east-1:111122223333:accesspoint/x", "S3Key": "|" }',
    ),
    'the key of a bucket that a variable names': medical(
      '"InputDataConfig": { "S3Bucket": "${env:BUCKET}", "S3Key": "|" }',
    ),
    'a bucket in the results that cannot be': mapping('"outputSourceConfig": [{ "outputS3Path": "s3://A_b/|" }]'),
    'the workflow of an action nobody knows': mapping('"workflowName": "|"', 'StartNothing'),
    'a workflow in a spec without action': '{ "request": { "workflowName": "|" } }',
    'an empty file': '|',
    'a list': '["|"]',
    'a text too large to be a spec': `{ "region": "|", "x": "${'x'.repeat(1_100_000)}" }`,
    'a nesting bomb': `{ "region": "|", "x": ${'['.repeat(100_000)} }`,
  }))
    it(`is not ${what}`, () => {
      assert.equal(at(text).place, undefined);
    });

  it('decodes escapes', () => {
    const { subject } =
      at(medical('"InputDataConfig": { "S3Bucket": "my-notes", "S3Key": "\\u0061\\/|" }')).place ?? {};
    assert.deepEqual(subject?.of === 'prefixes' && [subject.folder, subject.prefix], ['a/', 'a/']);
  });

  it('does not throw, and replaces only a range that contains the cursor, on one line', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '\n',
      ' ',
      '//',
      '/*',
      '*/',
      '"region"',
      '"request"',
      '"InputDataConfig"',
      '"S3Bucket"',
      '"S3Key"',
      '"abc"',
      '"s3://abc/d',
      '5',
      'true',
      '\u0000',
      '\ud800',
    );
    let found = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(200), (pieces, where) => {
        const text = pieces.join('');
        const offset = Math.min(where, text.length);
        const place = livePlace(text, offset);
        if (place === undefined) return;
        found += 1;
        assert.ok(
          place.offset <= offset && offset <= place.offset + place.length && place.offset + place.length <= text.length,
        );
        assert.doesNotMatch(text.slice(place.offset, place.offset + place.length), /\n/);
      }),
      { numRuns: runs(20_000), examples: [[['{', '"region"', ':', '"'], 12]] },
    );
    assert.ok(found > 0);
  });
});
