// Completion of values from the account, in a real extension host with the real sandbox process.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Window } from '../../src/window.ts';
import { commandIds } from '../../src/ids.ts';
import { activated, jobSeconds, replaceIn, until } from './support.ts';

/** A suggestion: what it shows and does. */
interface Row {
  readonly label: string;
  readonly description: string | undefined;
  readonly detail: string | undefined;
  /** The text after the suggestion was accepted. */
  readonly accepted: string;
  readonly isPartial: boolean;
}

const medical = (request: string): string =>
  `{\n  "action": "comprehendmedical:StartPHIDetectionJob",\n  "request": {\n    ${request}\n  }\n}\n`;
const mapping = (request: string, action = 'StartIdMappingJob'): string =>
  `{\n  "action": "entityresolution:${action}",\n  "request": {\n    ${request}\n  }\n}\n`;

describe('completion of live values', () => {
  let api: Window;
  let folder: string;
  let count = 0;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-completion-'));
    api = await activated();
    await settings().update('sandbox.jobSeconds', jobSeconds, vscode.ConfigurationTarget.Global);
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await until('a connection', () => api.ports.connection.state.state !== 'none');
    assert.equal((await api.ports.connection.current()).state, 'connected');
  });
  after(async () => {
    for (const id of ['connection', 'sandbox.jobSeconds'])
      await settings().update(id, undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Our suggestions at the `|` in a text. Those of the JSON service have other sort texts. */
  async function rowsAt(marked: string, trigger?: string): Promise<readonly Row[]> {
    const offset = marked.indexOf('|');
    const text = marked.slice(0, offset) + marked.slice(offset + 1);
    const path = join(folder, `spec-${count++}.awsjob.json`);
    writeFileSync(path, text);
    const document = await vscode.workspace.openTextDocument(path);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      document.positionAt(offset),
      trigger,
    );
    return list.items
      .filter(({ sortText }) => /^[!~]/.test(sortText ?? ''))
      .sort((one, other) => ((one.sortText ?? '') < (other.sortText ?? '') ? -1 : 1))
      .map(({ label, detail, range, insertText, command }) => {
        assert.ok(range instanceof vscode.Range && range.isSingleLine);
        const inserted =
          insertText instanceof vscode.SnippetString
            ? insertText.value.replaceAll(/\$0|\$\{0\}/g, '').replaceAll(/\\([$}\\])/g, '$1')
            : (insertText ?? '');
        return {
          label: typeof label === 'string' ? label : label.label,
          description: typeof label === 'string' ? undefined : label.description,
          detail,
          isPartial: command !== undefined,
          accepted: text.slice(0, document.offsetAt(range.start)) + inserted + text.slice(document.offsetAt(range.end)),
        };
      });
  }
  const labelsAt = async (marked: string): Promise<readonly string[]> =>
    (await rowsAt(marked)).map(({ label }) => label);

  it('suggests the buckets and replaces the existing value', async () => {
    const rows = await rowsAt(medical('"InputDataConfig": { "S3Bucket": "old|-name" }'), '"');
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['example-clinical-notes', 'example-patients', 'example-results'],
    );
    assert.equal(rows[0]?.accepted, medical('"InputDataConfig": { "S3Bucket": "example-clinical-notes" }'));
  });

  it('suggests folders first and continues inside a folder', async () => {
    const [notes, ...more] = await rowsAt(
      medical('"InputDataConfig": { "S3Bucket": "example-clinical-notes", "S3Key": "|" }'),
    );
    assert.deepEqual([notes?.label, notes?.isPartial, more.map(({ label }) => label)], ['notes/', true, ['unusual/']]);
    const keys = await labelsAt(
      medical('"InputDataConfig": { "S3Bucket": "example-clinical-notes", "S3Key": "notes/|" }'),
    );
    assert.deepEqual([keys.length, keys[0]], [12, 'notes/note-01.txt']);
  });

  it('suggests no keys where only a folder makes sense', async () => {
    assert.deepEqual(
      await labelsAt(medical('"OutputDataConfig": { "S3Bucket": "example-clinical-notes", "S3Key": "notes/|" }')),
      [],
    );
  });

  it('suggests whole URIs for the results of an ID mapping job', async () => {
    const rows = await rowsAt(mapping('"outputSourceConfig": [{ "outputS3Path": "|" }]'));
    assert.deepEqual(
      rows.map(({ label, isPartial }) => [label, isPartial]),
      [
        ['s3://example-clinical-notes/', true],
        ['s3://example-patients/', true],
        ['s3://example-results/', true],
      ],
    );
    assert.deepEqual(await labelsAt(mapping('"outputSourceConfig": [{ "outputS3Path": "s3://example-patients/|" }]')), [
      's3://example-patients/clinic/',
      's3://example-patients/registry/',
    ]);
  });

  it('suggests the workflows of the action', async () => {
    assert.deepEqual(await labelsAt(mapping('"workflowName": "|"')), [
      'patient-id-mapping',
      'patient-id-mapping-incremental',
    ]);
    assert.deepEqual(await labelsAt(mapping('"workflowName": "|"', 'StartMatchingJob')), ['patient-matching']);
  });

  it('suggests the roles, with those that trust the service first', async () => {
    const rows = await rowsAt(mapping('"outputSourceConfig": [{ "roleArn": "|" }]'));
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['EntityResolutionData', 'ComprehendMedicalData', 'ExampleAnalysts'],
    );
    assert.equal(rows[0]?.detail, 'Trusts entityresolution.amazonaws.com.');
    assert.match(rows[1]?.detail ?? '', /^Does not trust entityresolution/);
    assert.match((await rowsAt(medical('"DataAccessRoleArn": "|"')))[0]?.label ?? '', /^ComprehendMedicalData$/);
  });

  it('suggests the region of the connection', async () => {
    const [first] = await rowsAt('{ "region": "|" }');
    assert.equal(first?.label, 'us-east-1');
    assert.match(first.description ?? '', /^connected/, 'the profiles of the user who runs the tests may follow');
  });

  it('works in an incomplete text', async () => {
    const rows = await rowsAt(
      '{\n  "action": "entityresolution:StartMatchingJob",\n  "request": {\n    "workflowName": |\n',
    );
    assert.equal(
      rows[0]?.accepted,
      '{\n  "action": "entityresolution:StartMatchingJob",\n  "request": {\n    "workflowName": "patient-matching"\n',
    );
    assert.equal(
      (await rowsAt('{\n  "request": {\n    "DataAccessRoleArn": "arn|\n'))[0]?.accepted,
      '{\n  "request": {\n    "DataAccessRoleArn": "arn:aws:iam::000000000000:role/ComprehendMedicalData"\n',
    );
  });

  it('says in one row why there is no list, and inserts nothing when it is accepted', async () => {
    const text = medical('"InputDataConfig": { "S3Bucket": "no-such-bucket", "S3Key": "abc|" }');
    const rows = await rowsAt(text);
    assert.deepEqual(
      rows.map(({ label, accepted }) => [label, accepted]),
      [['Keys: no bucket has this name', text.replace('|', '')]],
    );
  });

  it('suggests nothing elsewhere', async () => {
    for (const text of [
      medical('"JobName": "|"'),
      medical('"InputDataConfig": { "S3|Bucket": "" }'),
      medical('// "DataAccessRoleArn": "|"'),
      '|',
      '{ "action": "|" }',
    ])
      assert.deepEqual(await rowsAt(text), []);
  });

  it('shows the reason once while the user types on, and again elsewhere', async () => {
    const uri = vscode.Uri.file(join(folder, 'typing.awsjob.json'));
    const text = (key: string): string =>
      medical(
        `"InputDataConfig": { "S3Bucket": "no-such-bucket", "S3Key": "${key}" },\n    "OutputDataConfig": { "S3Bucket": "no-such-bucket", "S3Key": "" }`,
      );
    writeFileSync(uri.fsPath, text('a'));
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    const hints = async (offset: number): Promise<number> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        document.positionAt(offset),
      );
      return list.items.filter(({ sortText }) => sortText === '~').length;
    };
    const at = text('a').indexOf('"a"') + 2;
    assert.deepEqual([await hints(at), await hints(at)], [1, 1], 'asking again without typing shows it again');
    await replaceIn(editor, '"a"', '"ba"');
    assert.equal(await hints(at + 1), 0);
    assert.equal(await hints(document.getText().lastIndexOf('""') + 1), 1);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('does not connect by itself: it offers to connect, and then lists the values', async () => {
    const { connection } = api.ports;
    await settings().update('connection', undefined, vscode.ConfigurationTarget.Global);
    await until('no connection', () => connection.state.state === 'none');
    // A hidden view needs no connection, so none is opened.
    await vscode.commands.executeCommand('workbench.view.explorer');
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await until('a connection', () => connection.state.state !== 'none');
    assert.equal(connection.state.state, 'idle');
    const text = medical('"DataAccessRoleArn": "|"');
    assert.deepEqual(
      (await rowsAt(text)).map(({ label, accepted, isPartial }) => [label, accepted, isPartial]),
      [['Not connected: connect', text.replace('|', ''), true]],
    );
    assert.equal(connection.state.state, 'idle');
    await vscode.commands.executeCommand(commandIds.refresh);
    assert.equal((await rowsAt(text)).length, 3);
  });

  it('suggests nothing without a chosen connection, and opens none', async () => {
    await settings().update('connection', undefined, vscode.ConfigurationTarget.Global);
    await until('no connection', () => api.ports.connection.state.state === 'none');
    assert.deepEqual(await rowsAt(medical('"DataAccessRoleArn": "|"')), []);
    assert.equal(api.ports.connection.state.state, 'none');
  });
});
