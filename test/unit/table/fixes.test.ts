// Fixes of a table: each is in a cell, is quoted as the cell needs it, and removes its problem.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyFix } from '../../../src/domain/spec/problem.ts';
import { type CheckedTable, checkTable, tableSpecOf } from '../../../src/domain/table/check.ts';
import { finished, readTable } from '../../../src/domain/table/open.ts';
import { check, fullRequests } from '../spec/support.ts';

const { ClientRequestToken: _token, ...request } = fullRequests['ComprehendMedicalRequest'] ?? {};
const specText = (S3Key: string, LanguageCode = 'en'): string =>
  JSON.stringify({
    action: 'comprehendmedical:StartEntitiesDetectionV2Job',
    region: 'us-east-1',
    account: '123456789012',
    request: { ...request, LanguageCode, InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key } },
  });
const csv = 'notes.awsjobs.csv';
const json = 'notes.awsjobs.json';

function checked(name: string, text: string, spec: string): CheckedTable {
  const base = tableSpecOf(check(spec));
  assert.ok(typeof base !== 'string');
  return finished(checkTable(readTable(name, text), base, 'notes.awsjob.json', check, {}));
}

/** The texts that the fixes of a table make of it: code, title, text. */
const fixed = (name: string, text: string, spec = specText('in/')): string[][] =>
  checked(name, text, spec).problems.flatMap(({ code, fixes = [] }) =>
    fixes.map(fix => [code, fix.title, applyFix(text, fix)]),
  );

describe('the fixes of a table', () => {
  it('are those of the spec that replace the value of the cell', () => {
    assert.deepEqual(fixed(csv, 'LanguageCode,JobName\nEN,a\n'), [
      ['AJ013', 'Change to "en"', 'LanguageCode,JobName\nen,a\n'],
    ]);
    assert.deepEqual(fixed(json, '[{ "LanguageCode": "EN" }]'), [
      ['AJ013', 'Change to "en"', '[{ "LanguageCode": "en" }]'],
    ]);
  });

  it('are in quotes where CSV needs them, with its delimiter', () => {
    assert.deepEqual(fixed(csv, 'JobName;InputDataConfig.S3Key\na;"/x;""y""/"\n'), [
      ['AJ041', 'Remove the slash at the start', 'JobName;InputDataConfig.S3Key\na;"x;""y""/"\n'],
    ]);
    assert.deepEqual(fixed(json, '[{ "InputDataConfig.S3Key": "/x\\"y/" }]'), [
      ['AJ041', 'Remove the slash at the start', '[{ "InputDataConfig.S3Key": "x\\"y/" }]'],
    ]);
  });

  it('have an apostrophe before what would be a formula', () => {
    assert.deepEqual(fixed(csv, 'InputDataConfig.S3Key\n/-x/\n'), [
      ['AJ041', 'Remove the slash at the start', "InputDataConfig.S3Key\n'-x/\n"],
    ]);
    assert.deepEqual(fixed(csv, 'JobName\n=A1\n'), [['formula', 'Put an apostrophe before it', "JobName\n'=A1\n"]]);
  });

  it('replace the value of a variable, without what is around it in the spec', () => {
    const spec = specText('${var:site}/');
    assert.deepEqual(fixed(csv, 'site\n/north\n', spec), [['AJ041', 'Remove the slash at the start', 'site\nnorth\n']]);
    assert.deepEqual(fixed(json, '[{ "language": "EN" }]', specText('in/', '${var:language}')), [
      ['AJ013', 'Change to "en"', '[{ "language": "en" }]'],
    ]);
    // What would change more than the value of the variable is no fix.
    assert.deepEqual(fixed(csv, 'site\na\n', specText('/${var:site}/')), []);
    assert.deepEqual(fixed(csv, 'site,part\n/a,b\n', specText('${var:site}/${var:part}/')), []);
  });

  it('change the name of a column wherever it is written', () => {
    assert.deepEqual(fixed(json, '[{ "JobNam": "a" }, { "JobNam": "b" }, {"region": "us-west-2"}]')[0], [
      'unknown-column',
      'Change to JobName',
      '[{ "JobName": "a" }, { "JobName": "b" }, {"region": "us-west-2"}]',
    ]);
    assert.deepEqual(
      fixed(csv, 'S3Key\na/\n').map(([, , text]) => text),
      ['InputDataConfig.S3Key\na/\n', 'OutputDataConfig.S3Key\na/\n'],
    );
    assert.deepEqual(fixed(csv, 'JobNam,JobName\na,b\n'), [], 'the column is there already');
  });

  it('are looked for in a bounded number of variables', () => {
    const rows = Array.from({ length: 300 }, (_, index) => `/s${index}`).join('\n');
    assert.equal(fixed(csv, `site\n${rows}\n`, specText('${var:site}/')).length, 100);
  });

  it('remove their problem, whatever the value, in CSV and in JSON', () => {
    const value = fc.string({
      unit: fc.constantFrom(...Array.from('ab/ ,;"\n\'=-é😀*.'), 's3://', 'arn:aws:s3:::', '//'),
      minLength: 1,
      maxLength: 6,
    });
    const column = fc.constantFrom('InputDataConfig.S3Key', 'site', 'LanguageCode', 'InputDataConfig.S3Bucket');
    let tried = 0;
    fc.assert(
      fc.property(value, column, fc.constantFrom(csv, json), (text, header, name) => {
        const spec = specText('${var:site}/');
        const quoted = `"${text.replaceAll('"', '""')}"`;
        const table =
          name === csv ? `JobName,${header}\nx,${quoted}\n` : JSON.stringify([{ JobName: 'x', [header]: text }]);
        const before = checked(name, table, spec);
        for (const { code, fixes = [] } of before.problems)
          for (const fix of fixes) {
            const after = checked(name, applyFix(table, fix), spec);
            const count = ({ problems }: CheckedTable): number => problems.filter(each => each.code === code).length;
            assert.ok(count(after) < count(before), `${code} ${fix.title}: ${table} → ${applyFix(table, fix)}`);
            tried += 1;
          }
      }),
      { numRuns: 400 },
    );
    assert.ok(tried > 20, String(tried));
  });
});
