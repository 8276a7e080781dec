// The runs of a table: what each row makes of the spec, and which cell a problem is at.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvHeader, csvRow } from '../../../src/domain/csv.ts';
import type { JsonValue } from '../../../src/domain/json.ts';
import type { CheckContext } from '../../../src/domain/spec/checked.ts';
import { parseOverlay } from '../../../src/domain/spec/overlay.ts';
import { type CheckedTable, checkTable, tableSpecOf } from '../../../src/domain/table/check.ts';
import { readCsv } from '../../../src/domain/table/csv.ts';
import { check, fullRequests } from '../spec/support.ts';

const notes = {
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  region: 'us-east-1',
  account: '123456789012',
  request: fullRequests['ComprehendMedicalRequest'] ?? {},
};
const { ClientRequestToken: _token, ...request } = notes.request;
/** A spec without any problem of its own. */
const plain = { ...notes, request };
const withInput = (S3Key: string): object => ({
  ...plain,
  request: { ...request, InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key } },
});

function checked(spec: object, csv: string, context: CheckContext = {}): CheckedTable {
  const base = tableSpecOf(check(JSON.stringify(spec), context));
  assert.ok(typeof base !== 'string');
  const steps = checkTable(readCsv(csv), base, 'notes.awsjob.json', check, context);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The problems of a table: code, marked text and offset. */
const problemsOf = (csv: string, { problems }: CheckedTable): unknown[] =>
  problems.map(({ code, offset, length }) => [code, csv.slice(offset, offset + length), offset]);
const at = (table: CheckedTable, index: number, member: string): JsonValue | undefined =>
  table.runs[index]?.spec?.request[member];

describe('the runs of a table', () => {
  it('have the values of their rows, and for empty cells those of the spec', () => {
    const table = checked(
      plain,
      'name,JobName,InputDataConfig.S3Key,request.OutputDataConfig.S3Key,region\nnorth,n,north/,,us-west-2\n,,,out/south/\n',
    );
    assert.deepEqual(
      table.problems.filter(({ code }) => code !== 'AJ051'),
      [],
    );
    assert.deepEqual(
      table.runs.map(({ name, spec }) => [name, spec?.region, spec?.request['JobName']]),
      [
        ['north', 'us-west-2', 'n'],
        [undefined, 'us-east-1', 'notes'],
      ],
    );
    assert.deepEqual(at(table, 0, 'InputDataConfig'), { S3Bucket: 'example-clinical-notes', S3Key: 'north/' });
    assert.deepEqual(at(table, 1, 'OutputDataConfig'), { S3Bucket: 'example-results', S3Key: 'out/south/' });
    assert.equal(table.runs[0]?.spec?.account, '123456789012');
  });

  it('have values for the variables of the spec, before those of the overlay', () => {
    const overlay = parseOverlay('{"site": "main", "year": "2026"}', 'dev', 'dev.awsjobvars.json');
    const table = checked(withInput('${var:site}/${var:year}/${input:part}/'), 'site,input:part\nnorth,1\n,2\n', {
      variables: { overlay },
    });
    assert.deepEqual(table.problems, []);
    assert.deepEqual(
      table.runs.map(({ spec }) => (spec?.request['InputDataConfig'] as { S3Key: string } | undefined)?.S3Key),
      ['north/2026/1/', 'main/2026/2/'],
    );
    assert.deepEqual(table.runs[0]?.spec?.written?.['InputDataConfig'], {
      S3Bucket: 'example-clinical-notes',
      S3Key: '${var:site}/${var:year}/${input:part}/',
    });
  });

  it('may have members that the spec lacks, entries of lists, and whole members as JSON', () => {
    const mapping = { action: 'entityresolution:StartIdMappingJob', request: { workflowName: 'w' } };
    const table = checked(
      mapping,
      'outputSourceConfig[0].roleArn,outputSourceConfig[0].outputS3Path,outputSourceConfig\n' +
        'arn:aws:iam::123456789012:role/R,s3://bucket/out/,\n' +
        ',,"[{""roleArn"": ""arn:aws:iam::123456789012:role/R"", ""outputS3Path"": ""s3://bucket/two/""}]"\n' +
        ',,no JSON\n',
    );
    assert.deepEqual(at(table, 0, 'outputSourceConfig'), [
      { roleArn: 'arn:aws:iam::123456789012:role/R', outputS3Path: 's3://bucket/out/' },
    ]);
    assert.deepEqual(at(table, 1, 'outputSourceConfig'), [
      { roleArn: 'arn:aws:iam::123456789012:role/R', outputS3Path: 's3://bucket/two/' },
    ]);
    assert.equal(table.runs[2]?.spec, undefined);
    assert.deepEqual(
      table.problems.filter(({ severity }) => severity === 'error').map(({ code, column }) => [code, column]),
      [['wrong-value', 'outputSourceConfig']],
    );
  });

  it('have their problems at the cells that cause them, and stop no other', () => {
    const csv =
      'name,InputDataConfig.S3Key,LanguageCode\na,ok/,en\nb,s3://bucket/x/,en\nc,ok/2/,de\nd,=A1,en\ne,#REF!,en\nf,,en,more\ng,ok/7/,en\n';
    const table = checked(plain, csv);
    assert.deepEqual(problemsOf(csv, table), [
      ['AJ047', 's3://bucket/x/', csv.indexOf('s3:')],
      ['AJ013', 'de', csv.indexOf(',de') + 1],
      ['formula', '=A1', csv.indexOf('=A1')],
      ['formula', '#REF!', csv.indexOf('#REF!')],
      ['value-without-column', 'more', csv.indexOf('more')],
    ]);
    assert.deepEqual(
      table.runs.map(({ name, spec }) => [name, spec !== undefined]),
      [
        ['a', true],
        ['b', false],
        ['c', false],
        ['d', false],
        ['e', false],
        ['f', false],
        ['g', true],
      ],
    );
    assert.match(table.runs[2]?.why ?? '', /^LanguageCode: /);
  });

  it('have a problem at the empty cell that a value is missing in', () => {
    const csv = 'site,input:part\nnorth,1\n,2\nsouth\n';
    const table = checked(withInput('${var:site}/${input:part}/'), csv, {
      variables: { overlay: parseOverlay('{}', 'dev', 'dev.awsjobvars.json') },
    });
    assert.deepEqual(problemsOf(csv, table), [
      ['AJ081', '', csv.indexOf(',2')],
      ['AJ081', '', csv.indexOf('south') + 'south'.length],
    ]);
    assert.match(table.problems[0]?.message ?? '', /no value.*"site".*dev\.awsjobvars\.json/);
    assert.deepEqual(
      table.runs.map(({ spec }) => spec !== undefined),
      [true, false, false],
    );
  });

  it('have a problem of the spec once, at the header, and one of some rows at these', () => {
    const csv = 'JobName,region\na,us-east-1\nb,eu-west-1\n';
    const inAll = checked({ ...plain, account: '12' }, csv);
    assert.deepEqual(problemsOf(csv, inAll), [
      ['AJ014', 'JobName', 0],
      ['AJ051', 'b,eu-west-1', csv.indexOf('b,')],
    ]);
    assert.match(inAll.problems[0]?.message ?? '', /^notes\.awsjob\.json: account: /);
    assert.ok(inAll.runs.every(({ spec }) => spec === undefined));
  });

  it('say nothing of what the spec itself shows and nobody must change', () => {
    const { KMSKey: _key, ...withoutKey } = request;
    const table = checked({ ...plain, request: withoutKey }, 'JobName\na\nb\n');
    assert.deepEqual(table.problems, []);
    assert.ok(table.runs.every(({ spec }) => spec !== undefined));
  });

  it('tell of a request that is there twice', () => {
    const csv = 'name,JobName\na,one\nb,two\nc,one\n';
    const table = checked(plain, csv);
    assert.deepEqual(problemsOf(csv, table), [['same-request', 'c,one', csv.indexOf('c,')]]);
    assert.deepEqual(
      table.runs.map(({ sameAs }) => sameAs),
      [undefined, undefined, 2],
    );
  });

  for (const [header, message] of [
    ['S3Key', /Did you mean InputDataConfig\.S3Key or OutputDataConfig\.S3Key\?/],
    ['JobNam', /Did you mean JobName\?/],
    ['account', /guards all runs/],
    ['action', /of one kind/],
    ['after', /same spec/],
    ['var:nothing', /does not use \$\{var:nothing\}/],
    ['InputDataConfig.S3Key.x', /no such member/],
    ['__proto__', /no such member/],
    ['constructor', /no such member/],
    ['JobName[0]', /no such member/],
  ] as const)
    it(`is never started if a column is ${header}`, () => {
      const csv = `name,${header}\na,b\n`;
      const table = checked(plain, csv);
      assert.deepEqual(problemsOf(csv, table), [['unknown-column', header, 5]]);
      assert.match(table.blocked?.message ?? '', message);
    });

  it('is never started if two columns set the same', () => {
    const table = checked(plain, 'JobName,request.JobName\na,b\n');
    assert.equal(table.blocked?.code, 'same-column');
  });

  it('asks which is meant if a variable is named like a member', () => {
    const spec = withInput('${var:JobName}/');
    assert.match(checked(spec, 'JobName\na\n').blocked?.message ?? '', /Write var:JobName or request\.JobName\./);
    const table = checked(spec, 'var:JobName,request.JobName\na,b\n');
    assert.deepEqual(table.problems, []);
    assert.equal(at(table, 0, 'JobName'), 'b');
    assert.deepEqual(at(table, 0, 'InputDataConfig'), { S3Bucket: 'example-clinical-notes', S3Key: 'a/' });
  });

  it('uses the value of a variable as it is: one with a variable in it is refused', () => {
    const table = checked(withInput('${var:site}/'), 'site\n${env:HOME}\n', {
      variables: { overlay: parseOverlay('{}', 'dev', 'dev.awsjobvars.json') },
    });
    assert.deepEqual(
      table.problems.map(({ code }) => code),
      ['wrong-value'],
    );
    assert.equal(table.runs[0]?.spec, undefined);
  });

  it('resolves variables in members, as in the spec', () => {
    const table = checked(plain, 'JobName\nnotes-${date:YYYY}\n', { variables: { now: Date.UTC(2026, 4, 1) } });
    assert.equal(at(table, 0, 'JobName'), 'notes-2026');
  });

  it('has no secret of the environment in a request', () => {
    const table = checked(withInput('${var:site}/'), 'site\nAKIASECRET\n', {
      variables: { holdsSecret: text => text.includes('AKIASECRET') },
    });
    assert.deepEqual(
      table.problems.map(({ code, offset }) => [code, offset]),
      [['AJ083', 5]],
    );
  });

  it('gets the values that our own exports write', () => {
    const value = fc
      .string({ unit: fc.constantFrom(...Array.from('ab ,;"\n=-+@\'/')), minLength: 1, maxLength: 8 })
      .map(text => text.trimEnd());
    fc.assert(
      fc.property(
        fc.array(
          value.filter(text => text !== ''),
          { minLength: 1, maxLength: 5 },
        ),
        values => {
          const table = checked(
            plain,
            csvHeader(['OutputDataConfig.S3Key']) + values.map(each => csvRow([each])).join(''),
          );
          for (const { row, spec, why } of table.runs)
            if (spec !== undefined)
              assert.equal((spec.request['OutputDataConfig'] as { S3Key: string }).S3Key, values[row.number - 2]);
            else assert.doesNotMatch(why ?? '', /formula/);
        },
      ),
    );
  });

  it('never throws, and marks only what is in the table', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        'name',
        'JobName',
        'site',
        'region',
        'LanguageCode',
        'account',
        'en',
        'us-east-1',
        '=1',
        '"',
        '',
        '${',
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.array(cell, { maxLength: 4 }).map(cells => cells.join(',')),
          { maxLength: 6 },
        ),
        lines => {
          const csv = lines.join('\n');
          const { problems, runs, blocked } = checked(withInput('${var:site}/'), csv);
          for (const { offset, length, message } of problems) {
            assert.ok(offset >= 0 && offset <= csv.length && length >= 0, csv);
            assert.notEqual(message, '');
          }
          for (const { spec, why } of runs) assert.equal(spec === undefined, why !== undefined && why !== '');
          assert.ok(blocked === undefined || problems.includes(blocked));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the spec of a table', () => {
  for (const [text, message] of [
    ['{', /not closed/],
    ['{}', /no valid action/],
    ['[]', /no valid action/],
    ['{"action": "x"}', /no valid action/],
  ] as const)
    it(`is not ${text}`, () => {
      const base = tableSpecOf(check(text));
      assert.ok(typeof base === 'string');
      assert.match(base, message);
    });
});
