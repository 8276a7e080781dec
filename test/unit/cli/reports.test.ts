// The machine-readable reports: JSON and SARIF, which agree with the editor.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JsonObject, type JsonValue, at, isJsonObject, stringAt } from '../../../src/domain/json.ts';
import { loadChecker } from '../../../src/domain/spec/check.ts';
import { codes } from '../../../src/domain/spec/codes.ts';
import { tableCodes } from '../../../src/domain/table/codes.ts';
import { Folder, bad, good, run, warned } from './support.ts';

const list = (value: JsonValue | undefined): readonly JsonObject[] => {
  assert.ok(Array.isArray(value));
  return (value as readonly JsonValue[]).filter(isJsonObject);
};
const parse = (text: string): JsonObject => JSON.parse(text) as JsonObject;

describe('the reports of aws-job-specs check', function () {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => {
    folder.remove();
  });

  it('in JSON match docs/command-line/check.md', async () => {
    folder.write('a b/ä.awsjob.json', bad);
    folder.write('c.awsjob.json', good);
    folder.write('d.awsjob.json', Buffer.from([0xff]));
    const ended = await run(folder.path, ['check', '--format', 'json', '**/*.awsjob.json', 'nothere']);
    assert.equal(ended.code, 2);
    const { tool, ...rest } = parse(ended.stdout);
    assert.equal(stringAt(tool, 'name'), 'aws-job-specs');
    assert.deepEqual(rest, {
      version: 1,
      files: [
        {
          path: 'a b/ä.awsjob.json',
          problems: [
            {
              code: 'AJ011',
              severity: 'error',
              message: 'workflowName is missing in request. Add it.',
              member: ['request', 'workflowName'],
              line: 3,
              column: 3,
              endLine: 3,
              endColumn: 12,
              offset: 53,
              length: 9,
              fixes: [],
            },
          ],
        },
        { path: 'c.awsjob.json', problems: [] },
      ],
      unreadable: [{ path: 'd.awsjob.json', reason: 'it is not a text in UTF-8' }],
      missing: ['there is no file nothere'],
      summary: { files: 2, tables: 0, unreadable: 1, errors: 1, warnings: 0, information: 0 },
    });
    assert.equal(
      ended.stderr,
      'aws-job-specs: there is no file nothere\naws-job-specs: d.awsjob.json cannot be read: it is not a text in UTF-8\n',
    );
    const page = readFileSync(new URL('../../../docs/command-line/check.md', import.meta.url), 'utf8');
    const namesIn = (value: JsonValue): string[] =>
      Array.isArray(value)
        ? (value as readonly JsonValue[]).flatMap(namesIn)
        : isJsonObject(value)
          ? Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner ?? null)])
          : [];
    for (const name of namesIn(parse(ended.stdout))) assert.ok(page.includes(`"${name}"`), name);
  });

  it('agree with the editor for every fixture', async () => {
    const fixtures = fileURLToPath(new URL('../../fixtures/specs', import.meta.url));
    const ended = await run(fixtures, ['check', '--format', 'json']);
    const check = await loadChecker();
    const reported = new Map(
      list(parse(ended.stdout)['files']).map(file => [
        stringAt(file, 'path'),
        list(file['problems']).map(({ code, severity, message, offset, length, fixes }) => ({
          code,
          severity,
          message,
          offset,
          length,
          fixes,
        })),
      ]),
    );
    const names = ['good', 'bad'].flatMap(kind =>
      readdirSync(join(fixtures, kind))
        .filter(name => name.endsWith('.awsjob.json'))
        .map(name => `${kind}/${name}`),
    );
    let compared = 0;
    for (const name of names) {
      const text = new TextDecoder().decode(readFileSync(join(fixtures, name)));
      if (text.includes('\ufffd')) continue;
      assert.deepEqual(
        reported.get(name),
        check(text).problems.map(({ code, severity, message, offset, length, fixes }) => ({
          code,
          severity,
          message,
          offset,
          length,
          fixes,
        })),
        name,
      );
      compared += 1;
    }
    assert.ok(compared > 150, String(compared));
  });

  it('in SARIF conform to version 2.1.0', async () => {
    folder.write('a b/#ä%.awsjob.json', bad);
    folder.write('c.awsjob.json', warned);
    const ended = await run(folder.path, ['check', '--format', 'sarif']);
    assert.equal(ended.code, 1);
    const log = parse(ended.stdout);
    assert.deepEqual(Object.keys(log).sort(), ['$schema', 'runs', 'version']);
    assert.equal(log['version'], '2.1.0');
    const [only, ...others] = list(log['runs']);
    assert.equal(others.length, 0);
    assert.equal(stringAt(only, 'columnKind'), 'utf16CodeUnits');
    const driver = at(only, 'tool', 'driver');
    assert.equal(stringAt(driver, 'name'), 'aws-job-specs');
    assert.match(stringAt(driver, 'version') ?? '', /^\d+\.\d+\.\d+/);
    const rules = list(at(driver, 'rules'));
    assert.deepEqual(
      rules.map(rule => rule['id']),
      [...Object.keys(codes), ...Object.keys(tableCodes)],
    );
    for (const rule of rules) {
      assert.match(stringAt(rule, 'name') ?? '', /^[A-Z]\w+$/);
      for (const member of ['shortDescription', 'fullDescription', 'help'])
        assert.ok(stringAt(rule, member, 'text'), JSON.stringify(rule));
      assert.match(stringAt(rule, 'help', 'markdown') ?? '', /What to do: /);
      assert.ok(['error', 'warning', 'note'].includes(stringAt(rule, 'defaultConfiguration', 'level') ?? ''));
    }
    const results = list(at(only, 'results'));
    for (const result of results) {
      assert.equal(stringAt(rules[Number(result['ruleIndex'])], 'id'), result['ruleId']);
      assert.ok(stringAt(result, 'message', 'text'));
    }
    assert.deepEqual(
      results.map(result => [result['ruleId'], result['level'], at(result, 'locations', 0, 'physicalLocation')]),
      [
        [
          'AJ011',
          'error',
          {
            artifactLocation: { uri: 'a%20b/%23%C3%A4%25.awsjob.json', uriBaseId: '%SRCROOT%' },
            region: { startLine: 3, startColumn: 3, endLine: 3, endColumn: 12 },
          },
        ],
        [
          'AJ061',
          'warning',
          {
            artifactLocation: { uri: 'c.awsjob.json', uriBaseId: '%SRCROOT%' },
            region: { startLine: 2, startColumn: 13, endLine: 2, endColumn: 24 },
          },
        ],
      ],
    );
    assert.deepEqual(list(at(only, 'invocations')), [{ executionSuccessful: true }]);
    assert.ok(!ended.stdout.includes(folder.path), 'no path of this machine');
  });

  it('in SARIF include files that could not be checked, and those that could', async () => {
    folder.write('a.awsjob.json', bad);
    folder.write('b.awsjob.json', Buffer.from([0xff]));
    const ended = await run(folder.path, [
      'check',
      '--format',
      'sarif',
      '--output',
      'out.sarif',
      '*.awsjob.json',
      'nothere',
    ]);
    assert.equal(ended.code, 2);
    const [only] = list(parse(readFileSync(join(folder.path, 'out.sarif'), 'utf8'))['runs']);
    assert.equal(list(at(only, 'results')).length, 1);
    const [invocation] = list(at(only, 'invocations'));
    assert.equal(invocation?.['executionSuccessful'], false);
    assert.deepEqual(
      list(at(invocation, 'toolExecutionNotifications')).map(each => stringAt(each, 'message', 'text')),
      ['there is no file nothere', 'b.awsjob.json cannot be read: it is not a text in UTF-8'],
    );
  });

  it('in SARIF are complete without problems, and name a file outside the folder by its URI', async () => {
    const path = folder.write('other/a.awsjob.json', bad);
    folder.write('here/b.awsjob.json', good);
    const clean = await run(join(folder.path, 'here'), ['check', '--format', 'sarif']);
    assert.equal(clean.code, 0);
    assert.deepEqual(list(at(list(parse(clean.stdout)['runs'])[0], 'results')), []);
    const outside = await run(join(folder.path, 'here'), ['check', '--format', 'sarif', '../other']);
    assert.deepEqual(
      at(list(parse(outside.stdout)['runs'])[0], 'results', 0, 'locations', 0, 'physicalLocation', 'artifactLocation'),
      { uri: `file://${path}` },
    );
  });
});
