import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseManifest, parseSuccessList, parseUnprocessedList } from '../../../src/domain/results/manifest.ts';

describe('a manifest', () => {
  it('is read with its counts and the places of its lists', () => {
    const summary = {
      Status: 'PARTIAL_SUCCESS',
      InputFileCount: 3,
      TotalMeteredCharacters: 1_234,
      UnprocessedFilesCount: 1,
      SuccessFilesCount: 2,
      TotalDurationSeconds: 60,
      SuccessfulFilesListLocation: 'out/1-EntitiesDetection-x/Success',
      UnprocessedFilesListLocation: 's3://other/out/Unprocessed',
      FailedJobErrorMessage: '',
    };
    assert.deepEqual(parseManifest(JSON.stringify({ Summary: summary })), {
      status: 'PARTIAL_SUCCESS',
      inputFiles: 3,
      successFiles: 2,
      unprocessedFiles: 1,
      meteredCharacters: 1_234,
      durationSeconds: 60,
      successList: 'out/1-EntitiesDetection-x/Success',
      unprocessedList: 's3://other/out/Unprocessed',
    });
  });

  it('is read without its summary around it, in camel case, and in part', () => {
    assert.deepEqual(parseManifest('{"successFilesCount":2,"inputFileCount":"two"}'), { successFiles: 2 });
  });

  for (const text of ['', '{', '[]', '{}', '{"Summary":[]}', '{"Summary":{"Unknown":1}}', '\u0000'])
    it(`is none: ${JSON.stringify(text)}`, () => {
      assert.equal(parseManifest(text), undefined);
    });
});

describe('the lists of a manifest', () => {
  it('are read, and entries that are none are counted', () => {
    const files = [{ Input: 'notes/a b#.txt', Output: 'out/a.out', InputSize: 5 }, { Input: 'b' }, 7, null];
    assert.deepEqual(parseSuccessList(JSON.stringify({ Files: files })), {
      items: [{ input: 'notes/a b#.txt', output: 'out/a.out', inputBytes: 5 }],
      skipped: 3,
    });
  });

  it('give the reasons of unprocessed documents, or bare paths as in an older form', () => {
    const text = JSON.stringify({ Files: [{ Input: 'a', ErrorCode: 'X', ErrorMessage: 'why' }, 'b', '', {}] });
    assert.deepEqual(parseUnprocessedList(text), {
      items: [{ input: 'a', code: 'X', message: 'why' }, { input: 'b' }],
      skipped: 2,
    });
  });

  it('never throw, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        parseManifest(text);
        parseSuccessList(text);
        parseUnprocessedList(`{"Files":[${text}]}`);
      }),
    );
  });
});
