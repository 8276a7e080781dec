import assert from 'node:assert/strict';
import fc from 'fast-check';
import { at } from '../../../src/domain/json.ts';
import { plainName, specForFolder, specNamesOf } from '../../../src/domain/spec/split.ts';
import { check } from './support.ts';

const text = `{
  // Monthly notes.
  "action": "comprehendmedical:StartEntitiesDetectionV2Job",
  "request": {
    "JobName": "notes-\${date:YYYY-MM}",
    "InputDataConfig": { "S3Bucket": "in-bucket", "S3Key": "notes/\${date:YYYY-MM}/" },
    "OutputDataConfig": { "S3Bucket": "out-bucket", "S3Key": "found/" },
    "DataAccessRoleArn": "arn:aws:iam::123456789012:role/Notes",
    "LanguageCode": "en", // the only one
  },
}
`;
/** The request of a text with the date's variables resolved. */
const requestOf = (of: string | undefined): unknown =>
  check(of ?? '', { variables: { now: Date.UTC(2026, 5, 15) } }).spec?.request;

describe('splitting a spec by the folders below its input', () => {
  it('changes the input and the name, and keeps comments and variables', () => {
    const split = specForFolder(text, 'north');
    assert.equal(
      split,
      text
        .replace('notes/${date:YYYY-MM}/', 'notes/${date:YYYY-MM}/north/')
        .replace('notes-${date:YYYY-MM}', 'notes-${date:YYYY-MM}-north'),
    );
    assert.equal(at(requestOf(split) as object as never, 'InputDataConfig', 'S3Key'), 'notes/2026-06/north/');
  });

  it('takes a folder of any name literally', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter(name => !/[/\0]/.test(name)),
        folder => {
          const request = requestOf(specForFolder(text, folder));
          assert.ok(request, folder);
          assert.equal(at(request as never, 'InputDataConfig', 'S3Key'), `notes/2026-06/${folder}/`);
        },
      ),
    );
  });

  it('names folder and input with the slash between them, also for a whole bucket', () => {
    const plain = (key: string): string => JSON.stringify({ request: { InputDataConfig: { S3Key: key } } });
    assert.equal(specForFolder(plain('notes'), 'a'), plain('notes/a/'));
    assert.equal(specForFolder(plain(''), 'a'), plain('a/'));
    assert.equal(specForFolder('{ "request": {} }', 'a'), undefined);
    assert.equal(specForFolder('not JSON', 'a'), undefined);
  });

  it('leaves a name that would become too long as it is', () => {
    const long = JSON.stringify({ request: { JobName: 'n'.repeat(250), InputDataConfig: { S3Key: '' } } });
    assert.match(specForFolder(long, 'a-folder') ?? '', /"n{250}"/);
  });

  it('gives each folder a file name of its own, whatever its case and characters', () => {
    assert.deepEqual(specNamesOf('notes', ['North', 'north', 'a b', 'a:b', '..']), [
      'notes-North',
      'notes-north-2',
      'notes-a-b',
      'notes-a-b-2',
      'notes-..',
    ]);
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), folders => {
        const names = specNamesOf('notes', folders).map(name => name.toLowerCase());
        assert.equal(new Set(names).size, folders.length);
        for (const folder of folders) assert.doesNotMatch(plainName(folder), /[/\\:*?"<>|]/);
      }),
    );
  });
});
