// Splitting a spec into one for each folder of its input, in a real extension host with the real sandbox process.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../src/ids.ts';
import { activated, messagesOf, until } from './support.ts';

/** A spec whose text shows that nothing but the folder and the name changes. */
const textOf = (bucket: string, key: string): string => `{
  // every night
  "action": "comprehendmedical:StartEntitiesDetectionV2Job",
  "request": {
    "LanguageCode": "en", "JobName": "nightly",
    "DataAccessRoleArn": "arn:aws:iam::000000000000:role/ComprehendMedicalData",
    "InputDataConfig": { "S3Bucket": "${bucket}", "S3Key": "${key}" },
    "OutputDataConfig": { "S3Bucket": "example-results", "S3Key": "split/" }
  }
}
`;

describe('Split into Several Specs', () => {
  let folder: string;
  let uri: vscode.Uri;
  const { showQuickPick } = vscode.window;
  let offered: readonly vscode.QuickPickItem[] = [];
  let given: vscode.QuickPickOptions | undefined;
  /** The labels that are picked; undefined: the list is closed. */
  let picked: ((item: vscode.QuickPickItem) => boolean) | undefined;

  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');
  const split = (kind: Parameters<typeof messagesOf>[0]): Promise<readonly string[]> =>
    messagesOf(kind, () => vscode.commands.executeCommand(commandIds.splitSpec, uri));

  before(async function () {
    const api = await activated();
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('awsJobs.jobs.focus');
    await until('the sandbox', async () => (await api.ports.connection.current()).state === 'connected');
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions) => {
        [offered, given] = [items, options];
        return Promise.resolve(picked && items.filter(picked));
      },
    });
  });
  after(async () => {
    Object.assign(vscode.window, { showQuickPick });
    await settings().update('connection', undefined, vscode.ConfigurationTarget.Global);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-split-'));
    uri = vscode.Uri.file(join(folder, 'all.awsjob.json'));
    writeFileSync(uri.fsPath, textOf('example-clinical-notes', ''));
    [offered, given, picked] = [[], undefined, () => true];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('offers the folders with their files and sizes, and writes a spec for each', async () => {
    const [message = ''] = await split('showInformationMessage');
    assert.equal(given?.title, 'Split into One Spec per Folder of s3://example-clinical-notes/');
    assert.equal(given?.canPickMany, true);
    assert.ok(offered.length >= 2, JSON.stringify(offered));
    for (const { description, picked: isPicked } of offered) {
      assert.match(description ?? '', /^\d+ files?, [\d.]+ .?B$/);
      assert.equal(isPicked, true);
    }
    assert.equal(message, `Created ${offered.length} specs.`);
    assert.equal(readdirSync(folder).length, offered.length + 1);
    for (const { label } of offered)
      assert.equal(
        readFileSync(join(folder, `all-${label}.awsjob.json`), 'utf8'),
        textOf('example-clinical-notes', `${label}/`).replace('nightly', `nightly-${label}`),
      );
    assert.equal(readFileSync(uri.fsPath, 'utf8'), textOf('example-clinical-notes', ''), 'the spec stays as it is');
  });

  it('replaces no file, and says which it left', async () => {
    const left = join(folder, 'all-notes.awsjob.json');
    writeFileSync(left, 'mine');
    const [message = ''] = await split('showWarningMessage');
    assert.match(message, /^Created \d+ specs?\. Not created, because they exist .*: all-notes\.awsjob\.json$/);
    assert.equal(readFileSync(left, 'utf8'), 'mine');
  });

  it('writes nothing if the list is closed or nothing is picked', async () => {
    for (const choice of [undefined, (): boolean => false]) {
      picked = choice;
      assert.deepEqual(await split('showInformationMessage'), []);
      assert.deepEqual(readdirSync(folder), ['all.awsjob.json']);
    }
  });

  it('says why a spec cannot be split', async () => {
    for (const [text, why] of [
      [textOf('example-clinical-notes', 'notes/'), /There are no folders in s3:\/\/example-clinical-notes\/notes\//],
      [textOf('example-nowhere', ''), /does not exist|not found|no longer exists/i],
      [
        '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w" } }',
        /Only specs that read from a folder in S3 can be split/,
      ],
      ['{ "action": "entityresolution:StartMatchingJob", "request": {} }', /workflowName/],
    ] as const) {
      writeFileSync(uri.fsPath, text);
      const [message = ''] = await split('showErrorMessage');
      assert.match(message, /^Could not split all\.awsjob\.json\. /);
      assert.match(message, why);
      assert.ok(!existsSync(join(folder, 'all-notes.awsjob.json')));
    }
  });
});
