// A table of runs in a real extension host, with the real sandbox process.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds, tableLanguageId, tableScheme } from '../../src/ids.ts';
import type { Run } from '../../src/domain/jobs/queue/run.ts';
import type { Window } from '../../src/window.ts';
import { acceptedDialogsOf, activated, codeOf, hoverWords, jobSeconds, replaceIn, until } from './support.ts';

const spec = {
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  region: 'us-east-1',
  account: '000000000000',
  request: {
    JobName: 'of a table',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: '${var:site}/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out/' },
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    LanguageCode: 'en',
  },
};

describe('a table of runs', () => {
  let api: Window;
  let folder: string;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');
  const write = (name: string, text: string): vscode.Uri => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return vscode.Uri.file(path);
  };
  /** A table with its spec. */
  const table = (name: string, text: string): vscode.Uri => {
    write(`${name}.awsjob.json`, JSON.stringify(spec, undefined, 2));
    return write(`${name}.awsjobs.csv`, text);
  };
  const show = async (uri: vscode.Uri): Promise<vscode.TextEditor> =>
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  /** The errors and warnings of a table: code and marked text. */
  const marked = async (document: vscode.TextDocument): Promise<readonly string[]> => {
    // Diagnostics of a document that was just opened come a moment later.
    await api.tables();
    return vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
      .map(each => `${String(codeOf(each))} ${document.getText(each.range)}`);
  };
  /** The runs of the batch that was made from a table. */
  const runsOf = async (name: string): Promise<readonly Run[]> => {
    const queue = await api.queue();
    assert.ok(queue.account !== undefined);
    const batch = queue.records.batches(queue.account).find(each => each.name === name);
    return batch === undefined ? [] : queue.records.runsOf(batch.id, 0, 10);
  };
  const marks = (document: vscode.TextDocument, wanted: readonly string[]): Promise<unknown> =>
    until(
      `problems ${wanted.join(', ')}`,
      async () => JSON.stringify(await marked(document)) === JSON.stringify(wanted),
    );

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-table-'));
    api = await activated();
    await settings().update('sandbox.jobSeconds', jobSeconds, vscode.ConfigurationTarget.Global);
    await settings().update('refresh.intervalSeconds', 5, vscode.ConfigurationTarget.Global);
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('awsJobs.jobs.focus');
    await api.ports.connection.current();
    await until('the sandbox', () => api.ports.connection.state.state === 'connected');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const queue = await api.queue();
    assert.ok(queue.account !== undefined);
    queue.runner.cancel(queue.records.queued(queue.account, 100).map(({ id }) => id));
    for (const id of ['connection', 'sandbox.jobSeconds', 'refresh.intervalSeconds'])
      await settings().update(id, undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('marks the wrong cell and starts the other rows, after a question that names the wrong one', async () => {
    const uri = table('three', 'name,site,LanguageCode\nfirst,notes,\nsecond,notes,de\nthird,unusual,en\n');
    const { document } = await show(uri);
    assert.equal(document.languageId, tableLanguageId);
    await marks(document, ['AJ013 de']);
    const dialogs = await acceptedDialogsOf(() => vscode.commands.executeCommand(commandIds.startTable, uri));
    assert.equal(dialogs.length, 1);
    const [question = ''] = dialogs;
    assert.match(question, /^Start 2 jobs from “three\.awsjobs\.csv”\?/);
    assert.match(question, /1 is not started:\nRow 3 \(second\): LanguageCode: /);
    assert.match(question, /three: first · .* · s3:\/\/example-clinical-notes\/notes\/ → /);
    const started = await until('both runs', async () => {
      const runs = await runsOf('three.awsjobs.csv');
      return runs.length > 0 && runs.every(({ state }) => state === 'started') && runs;
    });
    assert.deepEqual(
      started.map(({ name, request, specUri }) => [name, request['InputDataConfig'], specUri?.split('/').at(-1)]),
      [
        ['three: first', { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' }, 'three.awsjob.json'],
        ['three: third', { S3Bucket: 'example-clinical-notes', S3Key: 'unusual/' }, 'three.awsjob.json'],
      ],
    );
    for (const { jobId } of started)
      await until(`job ${String(jobId)}`, () =>
        api.ports.store.hold(api.ports.list.first(50)).some(({ id }) => id === jobId),
      );
  });

  it('asks about a request that is there twice, and leaves it out', async () => {
    const uri = table('twice', 'name,site\none,notes\ntwo,unusual\nthree,notes\n');
    const { document } = await show(uri);
    await marks(document, ['same-request three,notes']);
    const [question = ''] = await acceptedDialogsOf(() => vscode.commands.executeCommand(commandIds.startTable, uri));
    assert.match(question, /^Start 2 jobs/);
    assert.match(question, /would do the same work again:\ntwice: three: same request as twice: one/);
    assert.deepEqual(
      (await runsOf('twice.awsjobs.csv')).map(({ name }) => name),
      ['twice: one', 'twice: two'],
    );
  });

  it('starts a request that is there twice again if that is chosen, while the first is running', async () => {
    const uri = table('again', 'JobName,site\nonce more,notes\nonce more,notes\n');
    await acceptedDialogsOf(() => vscode.commands.executeCommand(commandIds.startTable, uri), 1);
    const started = await until('both runs', async () => {
      const runs = await runsOf('again.awsjobs.csv');
      return runs.length === 2 && runs.every(({ state }) => state === 'started') && runs;
    });
    assert.equal(new Set(started.map(({ jobId }) => jobId)).size, 2);
  });

  it('starts nothing from a table that is wrong itself', async () => {
    const { uri } = (await show(table('wrong', 'sit\nnotes\n'))).document;
    assert.deepEqual(await acceptedDialogsOf(() => vscode.commands.executeCommand(commandIds.startTable, uri)), []);
    const { document } = await show(uri);
    await marks(document, ['unknown-column sit', 'AJ081 sit']);
  });

  it('follows what is typed in the table and in its spec', async () => {
    const uri = table('typed', 'site\nnotes\n');
    const editor = await show(uri);
    await marks(editor.document, []);
    await replaceIn(editor, 'notes', '=A1');
    await marks(editor.document, ['formula =A1']);
    await replaceIn(editor, '=A1', 'notes');
    await marks(editor.document, []);
    const specEditor = await show(vscode.Uri.file(join(folder, 'typed.awsjob.json')));
    await replaceIn(specEditor, '"LanguageCode": "en"', '"LanguageCode": "de"');
    await marks(editor.document, ['AJ013 site']);
    await replaceIn(specEditor, '"LanguageCode": "de"', '"LanguageCode": "en"');
    await marks(editor.document, []);
  });

  it('says that there is no spec, and which it looked for', async () => {
    const { document } = await show(write('none.june.awsjobs.csv', 'a\nb\n'));
    await marks(document, ['spec a']);
    const [found] = vscode.languages.getDiagnostics(document.uri);
    assert.match(found?.message ?? '', /none\.june\.awsjob\.json, none\.awsjob\.json/);
    write('none.awsjob.json', JSON.stringify(spec));
    await replaceIn(await show(document.uri), 'a\nb', 'site\nb');
    await marks(document, []);
  });

  it('completes names of columns and values, and says what a column is', async () => {
    const uri = table('complete', 'name,\nx,\n');
    const editor = await show(uri);
    const labels = async (line: number, character: number): Promise<readonly string[]> =>
      (
        await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          uri,
          new vscode.Position(line, character),
        )
      ).items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    await api.tables();
    const headers = await until('the names of columns', async () => {
      const found = await labels(0, 5);
      return found.includes('site') && found;
    });
    assert.ok(headers.includes('InputDataConfig.S3Key') && headers.includes('region') && !headers.includes('name'));
    await replaceIn(editor, 'name,\nx,\n', 'name,LanguageCode,region\nx,,\n');
    assert.deepEqual(await labels(1, 2), ['en']);
    assert.ok((await labels(1, 3)).includes('ca-central-1'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(0, 8),
    );
    assert.match(hoverWords(hovers), /language/i);
  });

  let tables = 0;
  /** The completions at the bar, which is not in the table: labels with what accepting them makes of the table. */
  const completions = async (name: string, marked: string): Promise<ReadonlyMap<string, string>> => {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    // A file that is open already would be read again only when its change is noticed.
    const { document } = await show(write(name.replace('.', `.${(tables += 1)}.`), text));
    await api.tables();
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      document.positionAt(offset),
    );
    return new Map(
      items.map(({ label, range, insertText }) => {
        assert.ok(range instanceof vscode.Range);
        const inserted = insertText instanceof vscode.SnippetString ? insertText.value : (insertText ?? '');
        return [
          typeof label === 'string' ? label : label.label,
          text.slice(0, document.offsetAt(range.start)) + inserted + text.slice(document.offsetAt(range.end)),
        ];
      }),
    );
  };

  it('completes what is in the account and what the member can be, in CSV and in JSON', async () => {
    write(
      'live.awsjob.json',
      JSON.stringify({ ...spec, request: { ...spec.request, LanguageCode: '${var:language}' } }),
    );
    const csv = 'live.awsjobs.csv';
    const json = 'live.awsjobs.json';
    const buckets = await until('the buckets', async () => {
      const found = await completions(csv, 'site,InputDataConfig.S3Bucket\na,|\n');
      return found.has('example-patients') && found;
    });
    assert.equal(buckets.get('example-patients'), 'site,InputDataConfig.S3Bucket\na,example-patients\n');
    const keys = await completions(
      json,
      '[{ "InputDataConfig.S3Bucket": "example-patients", "OutputDataConfig.S3Bucket": "example-patients", "OutputDataConfig.S3Key": "|" }]',
    );
    assert.deepEqual([...keys.keys()].slice(0, 2), ['clinic/', 'registry/']);
    assert.match(keys.get('clinic/') ?? '', /"OutputDataConfig\.S3Key": "clinic\/\$0" }\]$/);
    const roles = await completions(csv, 'DataAccessRoleArn;site\n|;a\n');
    assert.equal(
      roles.get('ComprehendMedicalData'),
      'DataAccessRoleArn;site\narn:aws:iam::000000000000:role/ComprehendMedicalData;a\n',
    );
    // A member that is nothing but a variable: the variable can be what the member can be.
    assert.deepEqual(
      [...(await completions(json, '[{ "language": | }]')).entries()],
      [['en', '[{ "language": "en" }]']],
    );
    const names = await completions(json, '[{ "language": "en", | }]');
    assert.equal(names.get('site'), '[{ "language": "en", "site": "$0" }]');
    assert.ok(!names.has('input:x') && !names.has('language') && names.has('InputDataConfig.S3Key'));
  });

  it('offers the fixes of the spec in the cell, and applies them', async () => {
    write(
      'fixed.awsjob.json',
      JSON.stringify({ ...spec, request: { ...spec.request, LanguageCode: '${var:language}' } }),
    );
    for (const [name, code, text, title, expected] of [
      [
        'fixed.awsjobs.csv',
        'AJ013',
        'site;language\n/no;en\n"a;/b";"EN"\n',
        'Change to "en"',
        'site;language\n/no;en\n"a;/b";en\n',
      ],
      [
        'fixed.awsjobs.json',
        'AJ041',
        '[{ "site": "/no", "language": "en" }]',
        'Remove the slash at the start',
        '[{ "site": "no", "language": "en" }]',
      ],
      [
        'fixed.two.awsjobs.json',
        'unknown-column',
        '[{ "sit": "a" }, { "sit": "b" }]',
        'Change to site',
        '[{ "site": "a" }, { "site": "b" }]',
      ],
    ] as const) {
      const { document } = await show(write(name, text));
      const action = await until(title, async () => {
        const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          new vscode.Range(new vscode.Position(0, 0), document.positionAt(document.getText().length)),
        );
        return found.find(each => each.title === title);
      });
      assert.ok(action.edit !== undefined);
      assert.equal(await vscode.workspace.applyEdit(action.edit), true);
      assert.equal(document.getText(), expected);
      await until('no such problem', async () => !(await marked(document)).some(each => each.startsWith(`${code} `)));
    }
  });

  it('starts the runs of a table in JSON, marks what is wrong, and says what its columns are', async () => {
    table('listed', '');
    const uri = write(
      'listed.awsjobs.json',
      '[\n  { "name": "first", "site": "notes" },\n  { "name": "second", "site": "unusual", "LanguageCode": "de" },\n  { "site": "unusual" }\n]\n',
    );
    const { document } = await show(uri);
    assert.equal(document.languageId, 'jsonc');
    await marks(document, ['AJ013 "de"']);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      document.positionAt(document.getText().indexOf('LanguageCode') + 1),
    );
    assert.match(hoverWords(hovers), /language/i);
    const [question = ''] = await acceptedDialogsOf(() => vscode.commands.executeCommand(commandIds.startTable, uri));
    assert.match(question, /^Start 2 jobs from “listed\.awsjobs\.json”\?/);
    assert.match(question, /1 is not started:\nRow 2 \(second\): LanguageCode: /);
    const started = await until('both runs', async () => {
      const runs = await runsOf('listed.awsjobs.json');
      return runs.length > 0 && runs.every(({ state }) => state === 'started') && runs;
    });
    assert.deepEqual(
      started.map(({ name, request, specUri }) => [name, request['InputDataConfig'], specUri?.split('/').at(-1)]),
      [
        ['listed: first', { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' }, 'listed.awsjob.json'],
        ['listed: Row 3', { S3Bucket: 'example-clinical-notes', S3Key: 'unusual/' }, 'listed.awsjob.json'],
      ],
    );
  });

  it('shows what each row would send, and follows the table', async () => {
    const uri = table('shown', 'name,site\nfirst,notes\nsecond,\n');
    await show(uri);
    await vscode.commands.executeCommand(commandIds.previewTable, uri);
    const text = (): string =>
      vscode.workspace.textDocuments
        .find(document => document.uri.scheme === tableScheme && document.uri.query.includes('shown'))
        ?.getText() ?? '';
    await until('the preview', () => text().includes('"S3Key": "notes/"'));
    assert.match(text(), /Row 2 \\\(first\\\)/);
    assert.match(text(), /1 run can be started · 1 has a problem/);
    await replaceIn(await show(uri), 'first,notes', 'first,other');
    await until('the new request', () => text().includes('"S3Key": "other/"'));
  });
});
