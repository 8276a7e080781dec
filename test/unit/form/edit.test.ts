import assert from 'node:assert/strict';
import { addEntry, applied, isOptional, remove, setText } from '../../../src/domain/form/edit.ts';
import { parseSpec } from '../../../src/domain/spec/parse.ts';
import type { Edit, Path } from '../../../src/domain/spec/problem.ts';

const medical = 'comprehendmedical:StartPHIDetectionJob';
const mapping = 'entityresolution:StartIdMappingJob';
const after = (text: string, edits: readonly Edit[] | undefined): string | undefined => edits && applied(text, edits);
const set = (text: string, path: Path, value: string): string | undefined =>
  after(text, setText(parseSpec(text), path, value));
const without = (text: string, path: Path): string | undefined => after(text, remove(parseSpec(text), path));
const lines = (...parts: readonly string[]): string => `${parts.join('\n')}\n`;

describe('a change in the form as a change of the text', () => {
  it('replaces a value and nothing around it', () => {
    const text = lines('{ // mine', `  "action":"${medical}" ,`, '  "request":{"JobName" : "a",},', '}');
    const edits = setText(parseSpec(text), ['request', 'JobName'], 'b "c"\\');
    assert.deepEqual(edits, [{ offset: text.indexOf('"a"'), length: 3, content: '"b \\"c\\"\\\\"' }]);
    assert.deepEqual(setText(parseSpec(text), ['request', 'JobName'], 'a'), [], 'the existing value needs no edit');
  });

  it("inserts a new member in the schema's order, on its own line if its neighbours have one", () => {
    const text = lines('{', `  "action": "${medical}",`, '  "request": {', '    "LanguageCode": "en"', '  }', '}');
    assert.equal(
      set(text, ['region'], 'us-east-1'),
      lines(
        '{',
        `  "action": "${medical}",`,
        '  "region": "us-east-1",',
        '  "request": {',
        '    "LanguageCode": "en"',
        '  }',
        '}',
      ),
    );
    assert.equal(
      set(text, ['request', 'JobName'], 'n'),
      lines(
        '{',
        `  "action": "${medical}",`,
        '  "request": {',
        '    "JobName": "n",',
        '    "LanguageCode": "en"',
        '  }',
        '}',
      ),
    );
    assert.equal(
      set(text, ['request', 'KMSKey'], 'k'),
      lines(
        '{',
        `  "action": "${medical}",`,
        '  "request": {',
        '    "LanguageCode": "en",',
        '    "KMSKey": "k"',
        '  }',
        '}',
      ),
    );
  });

  it('creates the objects around it, formatted as by hand', () => {
    const text = lines('{', `  "action": "${medical}",`, '  "request": {}', '}');
    assert.equal(
      set(text, ['request', 'InputDataConfig', 'S3Bucket'], 'b'),
      lines(
        '{',
        `  "action": "${medical}",`,
        '  "request": {',
        '    "InputDataConfig": {',
        '      "S3Bucket": "b"',
        '    }',
        '  }',
        '}',
      ),
    );
    assert.equal(
      set(`{"action":"${medical}"}`, ['request', 'JobName'], 'n'),
      `{"action":"${medical}", "request": { "JobName": "n" }}`,
    );
  });

  it('keeps one line on one line', () => {
    const text = lines(
      '{',
      `  "action": "${medical}",`,
      '  "request": {',
      '    "InputDataConfig": { "S3Bucket": "b" },',
      '    "OutputDataConfig": {}',
      '  }',
      '}',
    );
    assert.match(
      set(text, ['request', 'InputDataConfig', 'S3Key'], 'notes/') ?? '',
      /"InputDataConfig": \{ "S3Bucket": "b", "S3Key": "notes\/" \},\n/,
    );
    assert.match(
      set(text.replace('{ "S3Bucket": "b" }', '{ "S3Key": "k/" }'), ['request', 'InputDataConfig', 'S3Bucket'], 'b') ??
        '',
      /\{ "S3Bucket": "b", "S3Key": "k\/" \},\n/,
    );
  });

  it('keeps a comment with its member', () => {
    const text = lines(
      '{',
      `  "action": "${medical}", // which`,
      '  "request": { // what',
      '    "JobName": "n" // the name',
      '  }',
      '}',
    );
    assert.equal(set(text, ['region'], 'r'), text.replace('// which\n', '// which\n  "region": "r",\n'));
    assert.equal(
      set(text, ['request', 'LanguageCode'], 'en'),
      text.replace('"n" // the name\n', '"n", // the name\n    "LanguageCode": "en"\n'),
    );
  });

  it('keeps tabs, Windows line endings, trailing commas and a byte order mark', () => {
    const text = `\ufeff{\r\n\t"action": "${medical}",\r\n\t"request": {\r\n\t\t"JobName": "n",\r\n\t},\r\n}\r\n`;
    assert.equal(
      set(text, ['request', 'LanguageCode'], 'en'),
      text.replace('"n",\r\n', '"n",\r\n\t\t"LanguageCode": "en",\r\n'),
    );
    assert.equal(
      set(text, ['request', 'InputDataConfig', 'S3Bucket'], 'b'),
      text.replace('"n",\r\n', '"n",\r\n\t\t"InputDataConfig": {\r\n\t\t\t"S3Bucket": "b"\r\n\t\t},\r\n'),
    );
  });

  it('never overwrites what it did not read: other types, lists, a text that is not JSON', () => {
    for (const [text, path] of [
      [`{ "account": 12 }`, ['account']],
      [`{ "request": [] }`, ['request', 'JobName']],
      [`{ "request": { "InputDataConfig": "x" } }`, ['request', 'InputDataConfig', 'S3Key']],
      [`{ "request": { "JobName": `, ['request', 'JobName']],
      ['', ['region']],
      ['[]', ['region']],
      ['"x"', ['region']],
      [`{ "a": "b"`, ['a']],
    ] as const)
      assert.equal(setText(parseSpec(text), path, 'v'), undefined, text);
  });

  it('edits the effective one of two members with the same name', () => {
    assert.equal(set('{ "region": "a", "region": "b" }', ['region'], 'c'), '{ "region": "a", "region": "c" }');
  });

  it('removes a member with its comma and line', () => {
    const text = lines(
      '{',
      `  "action": "${medical}",`,
      '  "region": "r", // here',
      '  "account": "1",',
      '  "request": {}',
      '}',
    );
    assert.equal(without(text, ['account']), text.replace('  "account": "1",\n', ''));
    assert.equal(remove(parseSpec(text), ['nothing']), undefined);
  });

  it('adds the entry of a list with its required members, and removes the list with its last entry', () => {
    const text = lines(
      '{',
      `  "action": "${mapping}",`,
      '  "request": {',
      '    "workflowName": "w",',
      '    "jobType": "BATCH"',
      '  }',
      '}',
    );
    const added = after(text, addEntry(parseSpec(text), ['request', 'outputSourceConfig']));
    assert.equal(
      added,
      text.replace(
        '"w",\n',
        '"w",\n    "outputSourceConfig": [\n      {\n        "roleArn": "",\n        "outputS3Path": ""\n      }\n    ],\n',
      ),
    );
    assert.equal(addEntry(parseSpec(added ?? ''), ['request', 'outputSourceConfig']), undefined, 'exactly one');
    assert.equal(without(added ?? '', ['request', 'outputSourceConfig', 0]), text);
    assert.match(
      after(
        text.replace('"w",', '"w", "outputSourceConfig": [],'),
        addEntry(parseSpec(text.replace('"w",', '"w", "outputSourceConfig": [],')), ['request', 'outputSourceConfig']),
      ) ?? '',
      /"outputSourceConfig": \[\n\s+\{\n/,
    );
  });

  it('knows what may be left out', () => {
    const parsed = parseSpec(`{ "action": "${medical}", "request": {} }`);
    assert.deepEqual(
      [
        ['region'],
        ['action'],
        ['request', 'JobName'],
        ['request', 'LanguageCode'],
        ['request', 'InputDataConfig', 'S3Bucket'],
        ['request', 'InputDataConfig', 'S3Key'],
      ].map(path => isOptional(parsed, path)),
      [true, false, true, false, false, true],
    );
  });
});
