// Tables in JSON: the same runs as in CSV, the places of values, and what is wrong with texts that are no table.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvHeader, csvRow } from '../../../src/domain/csv.ts';
import { type CheckedTable, checkTable, tableSpecOf } from '../../../src/domain/table/check.ts';
import { readJson } from '../../../src/domain/table/json.ts';
import { finished, readTable } from '../../../src/domain/table/open.ts';
import { type Table, maxRuns, maxTableLength } from '../../../src/domain/table/table.ts';
import { check, fullRequests } from '../spec/support.ts';

const { ClientRequestToken: _token, ...request } = fullRequests['ComprehendMedicalRequest'] ?? {};
const spec = JSON.stringify({
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  region: 'us-east-1',
  account: '123456789012',
  request: {
    ...request,
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: '${var:site}/${input:part}/' },
  },
});

function checked(name: string, text: string): CheckedTable {
  const base = tableSpecOf(check(spec));
  assert.ok(typeof base !== 'string');
  return finished(checkTable(readTable(name, text), base, 'notes.awsjob.json', check, {}));
}
const checkedJson = (text: string): CheckedTable => checked('notes.awsjobs.json', text);
/** The problems of a table: code and marked text. */
const problemsOf = (text: string, { problems }: Pick<CheckedTable, 'problems'>): string[][] =>
  problems.map(({ code, offset, length }) => [code, text.slice(offset, offset + length)]);
/** The values of a table's rows by their columns. */
const valuesOf = ({ header, rows }: Table): unknown[] =>
  rows.map(({ cells }): unknown => Object.fromEntries(cells.map(({ value }, index) => [header[index]?.name, value])));

describe('a table in JSON', () => {
  it('is objects: their names are columns, and their values cells with their places', () => {
    const text = '\ufeff// June\n[\n  { "name": "a", "site": "é😀" },\n  { "site": "\\u0062", "JobName": null, },\n]';
    const table = readJson(text);
    assert.equal(table.blocked, undefined);
    assert.deepEqual(
      table.header.map(({ name, offset, length }) => [name, text.slice(offset, offset + length)]),
      [
        ['name', '"name"'],
        ['site', '"site"'],
        ['JobName', '"JobName"'],
      ],
    );
    assert.deepEqual(
      table.header.map(({ places }) => places.map(({ offset, length }) => text.slice(offset, offset + length))),
      [['"name"'], ['"site"', '"site"'], ['"JobName"']],
    );
    assert.deepEqual(valuesOf(table), [
      { name: 'a', site: 'é😀', JobName: undefined },
      { name: undefined, site: 'b', JobName: undefined },
    ]);
    assert.deepEqual(
      table.rows.map(({ number, cells }) => [
        number,
        ...cells.map(({ offset, length }) => text.slice(offset, offset + length)),
      ]),
      [
        [1, '"a"', '"é😀"', '{'],
        [2, '{', '"\\u0062"', 'null'],
      ],
    );
  });

  it('has the same runs as the same table in CSV', () => {
    const columns = ['name', 'site', 'input:part', 'JobName', 'region', 'OutputDataConfig.S3Key', 'LanguageCode'];
    const text = fc.oneof(
      fc.constantFrom('us-east-1', 'us-west-2', 'en', 'de', 'out/', '=A1', '#REF!', "'x", '${env:HOME}', '007', 'true'),
      fc.string({ unit: fc.constantFrom(...Array.from('ab1é😀 ,;"\n\t\'=-+@#$/{}')), minLength: 1, maxLength: 8 }),
    );
    // A blank line is no row in CSV, and blanks around a cell are not part of it unless they are in quotes.
    const row = fc.array(fc.option(text, { nil: undefined, freq: 3 }), {
      minLength: columns.length,
      maxLength: columns.length,
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), rows => {
        const quoted = (value: string | undefined): string =>
          value === undefined ? '' : `"${value.replaceAll('"', '""')}"`;
        const csv = checked(
          'notes.awsjobs.csv',
          [columns, ...rows].map(cells => cells.map(quoted).join(',')).join('\r\n'),
        );
        const json = checkedJson(
          JSON.stringify(
            rows.map(cells => Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null]))),
          ),
        );
        const runsOf = ({ runs, blocked }: CheckedTable): unknown => [
          blocked?.code,
          runs.map(({ name, spec: valid, why, sameAs }) => [
            name,
            valid && [valid.region, valid.account, valid.request, valid.written],
            valid === undefined ? why : undefined,
            sameAs !== undefined,
          ]),
        ];
        const codesOf = ({ problems }: CheckedTable): unknown =>
          problems.map(({ code, column }) => `${code} ${column ?? ''}`).sort();
        assert.deepEqual(runsOf(json), runsOf(csv));
        assert.deepEqual(codesOf(json), codesOf(csv));
      }),
      { numRuns: 200 },
    );
  });

  it('takes the values that our own exports write as CSV does', () => {
    const value = "-5 'x";
    const [csv] = checked('notes.awsjobs.csv', csvHeader(['site', 'input:part']) + csvRow([value, 'a'])).runs;
    const [json] = checkedJson(JSON.stringify([{ site: `'${value}`, 'input:part': 'a' }])).runs;
    assert.deepEqual(json?.spec?.request, csv?.spec?.request);
    assert.deepEqual(json?.spec?.request['InputDataConfig'], {
      S3Bucket: 'example-clinical-notes',
      S3Key: `${value}/a/`,
    });
  });

  it('may have whole members as they are', () => {
    const { runs } = checkedJson(
      '[{ "InputDataConfig": { "S3Bucket": "other-bucket", "S3Key": "x/" }, "JobName": "a" }]',
    );
    assert.deepEqual(runs[0]?.spec?.request['InputDataConfig'], { S3Bucket: 'other-bucket', S3Key: 'x/' });
  });

  it('has its problems at the values that cause them, and starts the other runs', () => {
    const text = `[
      { "site": "a", "input:part": "1" },
      { "site": "b", "input:part": "2", "LanguageCode": "de" },
      { "site": "=A1", "input:part": "3" },
      { "site": { "x": ["y"] }, "input:part": "4" },
      { "site": true, "input:part": 5, "JobName": [1] },
      ["north"], "east", null, 7,
      { "site": "c", "site": "d", "input:part": "5" },
      { "site": "e", "input:part": "6", "OutputDataConfig": { "S3Bucket": "x-y-z", "S3Bucket": "z-y-x" } },
      { "input:part": "7" },
      { "site": "f" },
      {}, { "site": null },
      { "site": "g", "input:part": "8" }
    ]`;
    const table = checkedJson(text);
    assert.equal(table.blocked, undefined);
    assert.deepEqual(
      problemsOf(text, table).filter(([code]) => code !== 'AJ044'),
      [
        ['AJ013', '"de"'],
        ['formula', '"=A1"'],
        ['wrong-value', '{ "x": ["y"] }'],
        ['wrong-value', 'true'],
        ['wrong-value', '5'],
        ['AJ010', '[1]'],
        ['not-rows', '["north"]'],
        ['not-rows', '"east"'],
        ['not-rows', 'null'],
        ['not-rows', '7'],
        ['AJ006', '"site"'],
        ['AJ006', '"S3Bucket"'],
        ['AJ081', '{'],
      ],
    );
    assert.deepEqual(
      table.runs.filter(({ spec: valid }) => valid !== undefined).map(({ row }) => row.number),
      [1, 16],
    );
  });

  it('loses no digit of a number: it is no text, and the fix makes it one', () => {
    const text =
      '[{ "site": 12345678901234567890, "input:part": 1e999, "JobName": 98765432109876543210, "name": 0.10 }]';
    const { problems, runs } = checkedJson(text);
    assert.equal(runs[0]?.spec, undefined);
    assert.deepEqual(
      problems.map(({ code, fixes = [] }) => [code, fixes[0]?.edits[0]?.content]),
      [
        ['wrong-value', '"12345678901234567890"'],
        ['wrong-value', '"1e999"'],
        ['wrong-value', '"0.10"'],
        ['AJ010', '"98765432109876543210"'],
      ],
    );
    const [kept] = checkedJson('[{ "site": "12345678901234567890", "input:part": "1" }]').runs;
    assert.deepEqual(kept?.spec?.request['InputDataConfig'], {
      S3Bucket: 'example-clinical-notes',
      S3Key: '12345678901234567890/1/',
    });
  });

  for (const [what, text, code, marked] of [
    ['nothing', '', 'no-runs', ''],
    ['blanks and comments', ' // later\n', 'no-runs', ' '],
    ['a byte order mark', '\ufeff', 'no-runs', '\ufeff'],
    ['an empty list', ' []', 'no-runs', '['],
    ['objects without a value', '[{}, { "site": null }]', 'no-runs', '['],
    ['an object', '{ "site": "a" }', 'not-rows', '{'],
    ['a text', '"north"', 'not-rows', '"'],
    ['a list that is not closed', '[{ "site": "a" }, { "site": "b"', 'AJ001', ''],
    ['a text that is not closed', '[{ "site": "a }]\n', 'AJ001', '"a }]'],
    ['two lists', '[{ "site": "a" }] []', 'AJ001', '['],
    ['CSV', 'site,part\na,b\n', 'AJ001', 'site'],
    ['brackets in brackets', '['.repeat(100_000), 'AJ005', '['],
    ['UTF-16 that was read as UTF-8', '[\0', 'not-text', '\0'],
    ['Latin-1 that was read as UTF-8', '["Kl\ufffdr"]', 'not-text', '\ufffd'],
    ['too many characters', `[${' '.repeat(maxTableLength)}]`, 'too-large', '['],
    ['too many values', `[${'[],'.repeat(200_000)}]`, 'too-large', '['],
    ['too many runs', `[${'{"site":"a"},'.repeat(maxRuns)}{"site":"z"}]`, 'too-many-runs', '{"site":"z"}'],
    ['a name that is reserved in JavaScript', '[{ "__proto__": "a" }]', 'unknown-column', '"__proto__"'],
    ['another', '[{ "constructor": { "prototype": "a" } }]', 'unknown-column', '"constructor"'],
    [
      'names that differ only in what they are called',
      '[{ "JobName": "a" }, { "request.JobName": "b" }]',
      'same-column',
      '"request.JobName"',
    ],
    [
      'too many columns',
      `[{${Array.from({ length: 102 }, (_, index) => `"c${index}": "x"`).join(',')}}]`,
      'unknown-column',
      '"c100"',
    ],
  ] as const)
    it(`starts nothing from ${what}, and says why`, () => {
      const { blocked, problems } = checkedJson(text);
      assert.ok(blocked !== undefined && problems.includes(blocked));
      assert.deepEqual([blocked.code, text.slice(blocked.offset, blocked.offset + blocked.length)], [code, marked]);
    });

  it('shows what is wrong before the place where its text breaks', () => {
    const text = '[{ "site": "=A1", "input:part": "1" }, { "site": "b", "input:part" "2" }, { "site": "=A2" }]';
    const table = checkedJson(text);
    assert.equal(table.blocked?.code, 'AJ001');
    assert.deepEqual(problemsOf(text, table), [
      ['AJ001', '"2"'],
      ['formula', '"=A1"'],
    ]);
  });

  it('gives a thousand runs of a hundred thousand', () => {
    const few = readJson(`[${'{"a":1},'.repeat(50_000)}]`);
    assert.deepEqual([few.rows.length, few.blocked?.code], [maxRuns, 'too-many-runs']);
    const many = readJson(`[${'{"a":1},'.repeat(100_000)}]`);
    assert.deepEqual([many.rows.length, many.blocked?.code], [0, 'too-large']);
  });

  it('has nothing of an object that JavaScript adds, and adds nothing to it', () => {
    const { runs } = checkedJson(
      '[{ "site": "a", "input:part": "b", "InputDataConfig": { "__proto__": { "S3Bucket": "x" } } }]',
    );
    assert.equal(runs[0]?.spec, undefined);
    assert.match(runs[0]?.why ?? '', /S3Bucket is missing/);
    assert.equal(({} as Record<string, unknown>)['S3Bucket'], undefined);
  });

  it('never throws, and marks only what is in the text', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '{',
        '}',
        ':',
        ',',
        '"site"',
        '"JobName"',
        '"a"',
        'null',
        '1e5',
        '"',
        '\\u',
        '//',
        '/*',
        '\n',
      ),
      fc.json({ maxDepth: 3 }),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), parts => {
        const text = parts.join('');
        const { problems, runs, blocked } = checkedJson(text);
        for (const { offset, length, message } of problems) {
          assert.ok(offset >= 0 && offset <= text.length + 1 && length >= 0, text);
          assert.notEqual(message, '');
        }
        for (const { spec: valid, why } of runs) assert.equal(valid === undefined, why !== undefined && why !== '');
        assert.ok(blocked === undefined || problems.includes(blocked));
      }),
      { numRuns: 500 },
    );
  });
});
