// `aws-job-specs check` with tables of runs: the same problems as in the editor, in all reports.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JsonObject, type JsonValue, at, isJsonObject, stringAt } from '../../../src/domain/json.ts';
import { applyFix } from '../../../src/domain/spec/problem.ts';
import { messageOf } from '../../../src/domain/table/check.ts';
import { finished, tableChecks } from '../../../src/domain/table/open.ts';
import { tableNames, tablesFolder, textOfTable } from '../table/fixtures.ts';
import { Folder, good, run } from './support.ts';

const list = (value: JsonValue | undefined): readonly JsonObject[] => {
  assert.ok(Array.isArray(value));
  return (value as readonly JsonValue[]).filter(isJsonObject);
};
const parse = (text: string): JsonObject => JSON.parse(text) as JsonObject;
const fixtures = fileURLToPath(tablesFolder);

describe('aws-job-specs check of tables of runs', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
    folder.write('flows.awsjob.json', good);
  });
  afterEach(() => {
    folder.remove();
  });

  it('reports the problems that the editor shows for every fixture, with their fixes', async () => {
    const ended = await run(fixtures, ['check', '--format', 'json']);
    assert.equal(ended.code, 1);
    const report = parse(ended.stdout);
    const reported = new Map(list(report['files']).map(file => [stringAt(file, 'path'), list(file['problems'])]));
    assert.ok(tableNames.length > 12, String(tableNames.length));
    for (const name of tableNames) {
      const text = textOfTable(name);
      const { steps } = await tableChecks(name, text, spec =>
        Promise.resolve(
          spec === 'notes.awsjob.json'
            ? { text: readFileSync(new URL(spec, tablesFolder), 'utf8'), context: { variables: { now: Date.now() } } }
            : undefined,
        ),
      );
      const expected = finished(steps)
        .problems.map(found => [
          found.code,
          found.severity,
          messageOf(found),
          found.offset,
          found.length,
          found.fixes ?? [],
        ])
        .sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
      const problems = reported
        .get(name)
        ?.map(each => [each['code'], each['severity'], each['message'], each['offset'], each['length'], each['fixes']]);
      assert.deepEqual(
        problems?.sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other))),
        expected,
        name,
      );
    }
    assert.deepEqual(at(report, 'summary', 'tables'), tableNames.length);
    assert.deepEqual(at(report, 'summary', 'files'), tableNames.length + 1);
  });

  it('prints file, line, column, severity, code and message of each, and exits with 1 for an error', async () => {
    folder.write('flows.awsjobs.csv', 'workflowName,region\nx,us-east-1\ny,us-east-9\n"z z",\n');
    folder.write('flows.awsjobs.json', '\ufeff[\n  { "workflowName": "x" },\n  { "workflowName": 5 }\n]\n');
    const ended = await run(folder.path, ['check']);
    assert.equal(ended.code, 1);
    assert.deepEqual(ended.stdout.trimEnd().split('\n'), [
      'flows.awsjobs.csv:3:3 warning AJ061 region: AWS is not known to have a region us-east-9. Did you mean us-east-1?',
      "flows.awsjobs.csv:4:1 error AJ014 workflowName: Write the workflow's bare name: letters A to Z, digits, _ and -; no spaces, no ARN.",
      'flows.awsjobs.json:3:21 error AJ010 workflowName: Write workflowName as a text in double quotes.',
      '1 job spec checked. 2 tables of runs checked. Errors: 2, warnings: 1, information: 0.',
    ]);
    const text = readFileSync(`${folder.path}/flows.awsjobs.json`, 'utf8');
    assert.equal(text.charCodeAt(0), 0xfeff);
  });

  it('finds tables in folders and by globs, and exits with 0 if none has a problem', async () => {
    folder.write('deep/flows.awsjob.json', good);
    folder.write('deep/flows.awsjobs.csv', 'workflowName\nx\n');
    folder.write('deep/flows.june.awsjobs.json', '[{ "workflowName": "y" }]');
    for (const [args, summary] of [
      [['deep'], '1 job spec checked. 2 tables of runs checked.'],
      [['**/*.awsjobs.*'], '2 tables of runs checked.'],
      [['deep/flows.awsjobs.csv'], '1 table of runs checked.'],
    ] as const) {
      const ended = await run(folder.path, ['check', ...args]);
      assert.equal(ended.code, 0, args.join(' '));
      assert.equal(ended.stdout, `${summary} Errors: 0, warnings: 0, information: 0.\n`);
    }
  });

  it('says that a table has no spec, or one that cannot be read', async () => {
    folder.write('alone.awsjobs.csv', 'name\na\n');
    folder.write('odd.awsjob.json', Buffer.from([0xff]));
    folder.write('odd.awsjobs.json', '[{ "name": "a" }]');
    folder.write('broken.awsjob.json', '{');
    folder.write('broken.awsjobs.csv', 'name\na\n');
    const ended = await run(folder.path, ['check', '*.awsjobs.*']);
    assert.equal(ended.code, 1);
    assert.match(ended.stdout, /^alone\.awsjobs\.csv:1:1 error spec There is no spec .*: alone\.awsjob\.json$/m);
    assert.match(
      ended.stdout,
      /^odd\.awsjobs\.json:1:4 error spec odd\.awsjob\.json cannot be read: it is not a text/m,
    );
    assert.match(ended.stdout, /^broken\.awsjobs\.csv:1:1 error spec broken\.awsjob\.json: /m);
  });

  it('is with the values of variables, and with the specs that the spec comes after', async () => {
    folder.write(
      'chained.awsjob.json',
      '{ "action": "entityresolution:StartMatchingJob", "region": "us-east-1", "after": "flows.awsjob.json", "request": { "workflowName": "${var:flow}-${var:stage}" } }',
    );
    folder.write('chained.awsjobs.csv', 'flow\na\nb\n');
    const known = await run(folder.path, ['check', 'chained.awsjobs.csv', '--var', 'stage=x y', '--format', 'json']);
    assert.deepEqual(
      list(at(parse(known.stdout), 'files', 0, 'problems')).map(each => [each['code'], each['line'], each['header']]),
      [
        ['AJ014', 2, 'flow'],
        ['AJ014', 3, 'flow'],
      ],
    );
    assert.equal((await run(folder.path, ['check', 'chained.awsjobs.csv', '--var', 'stage=x'])).code, 0);
    folder.write(
      'chained.awsjob.json',
      readFileSync(`${folder.path}/chained.awsjob.json`, 'utf8').replace('flows', 'gone'),
    );
    assert.match((await run(folder.path, ['check', 'chained.awsjob.json'])).stdout, /AJ090/);
  });

  it('has its own codes as rules in SARIF', async () => {
    folder.write('flows.awsjobs.csv', 'workflowNam\nx\n');
    const ended = await run(folder.path, ['check', '--format', 'sarif']);
    const [only] = list(parse(ended.stdout)['runs']);
    const rules = list(at(only, 'tool', 'driver', 'rules'));
    const [result, ...others] = list(at(only, 'results'));
    assert.equal(others.length, 0);
    assert.equal(result?.['ruleId'], 'unknown-column');
    const rule = rules[Number(result['ruleIndex'])];
    assert.equal(stringAt(rule, 'id'), 'unknown-column');
    assert.match(stringAt(rule, 'help', 'markdown') ?? '', /Nothing of the table is started/);
    assert.deepEqual(at(result, 'locations', 0, 'physicalLocation'), {
      artifactLocation: { uri: 'flows.awsjobs.csv', uriBaseId: '%SRCROOT%' },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 12 },
    });
  });

  it('gives fixes that correct the table', async () => {
    folder.write('flows.awsjobs.json', '[{ "workflowNam": "x" }, { "workflowNam": "y" }]');
    const { files } = parse((await run(folder.path, ['check', '--format', 'json', 'flows.awsjobs.json'])).stdout);
    const [fix] = list(at(list(files)[0], 'problems', 0, 'fixes'));
    const edits = list(fix?.['edits']).map(({ offset, length, content }) => ({
      offset: Number(offset),
      length: Number(length),
      content: typeof content === 'string' ? content : '',
    }));
    const text = readFileSync(`${folder.path}/flows.awsjobs.json`, 'utf8');
    folder.write('flows.awsjobs.json', applyFix(text, { title: '', edits }));
    assert.equal((await run(folder.path, ['check', 'flows.awsjobs.json'])).code, 0);
  });

  it('exports a table in JSON as the same in CSV', async () => {
    folder.write('flows.awsjobs.csv', 'name,workflowName\na,x\nb,y\n');
    folder.write(
      'flows.awsjobs.json',
      '[{ "name": "a", "workflowName": "x" }, { "name": "b", "workflowName": "y", "region": null }]',
    );
    const [csv, json] = await Promise.all(
      ['csv', 'json'].map(async ending =>
        run(folder.path, ['export', `flows.awsjobs.${ending}`, '--as', 'step-functions']),
      ),
    );
    assert.equal(json?.code, 0);
    assert.equal(json.stdout.replaceAll(basename('flows.awsjobs.json'), 'flows.awsjobs.csv'), csv?.stdout);
  });
});
