// Importing requests and copying specs, in a real extension host.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { specEdits } from '../../src/ui/import/pasteEdits.ts';
import { commandIds, extensionId, specLanguageId } from '../../src/ids.ts';
import { activated, clipboardHolds, clipboardText, messagesOf, setClipboard } from './support.ts';

const skeleton =
  "workflowName: nightly  # [REQUIRED] The workflow.\noutputSourceConfig: # Where to.\n- roleArn: ''  # [REQUIRED] Who writes.\n  outputS3Path: ''\n  KMSArn: ''\njobType: BATCH # How much.\n";

describe('import and copy', () => {
  let folder: string;
  const pick = vscode.window.showQuickPick;
  const asked: string[] = [];

  /** Answers each quick pick with the first item whose label contains the next of these words. */
  const answering = (...words: readonly string[]): void => {
    const left = [...words];
    const answer = async (
      items: readonly vscode.QuickPickItem[] | Thenable<readonly vscode.QuickPickItem[]>,
      options?: vscode.QuickPickOptions,
    ): Promise<vscode.QuickPickItem | undefined> => {
      const word = left.shift();
      asked.push(options?.placeHolder ?? '');
      return word === undefined ? undefined : (await items).find(({ label }) => label.includes(word));
    };
    Object.assign(vscode.window, { showQuickPick: answer });
  };
  const file = (name: string, content: string): vscode.Uri => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return vscode.Uri.file(path);
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-cli-'));
    await vscode.extensions.getExtension(extensionId)?.activate();
  });
  after(async () => {
    Object.assign(vscode.window, { showQuickPick: pick });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  beforeEach(() => {
    asked.length = 0;
  });

  /** Closes the active editor without saving. */
  const discard = (): Thenable<unknown> =>
    vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');

  it('creates an unsaved spec from a YAML skeleton, without asking if only one kind fits', async () => {
    answering();
    await vscode.commands.executeCommand(commandIds.import, file('nightly.yaml', skeleton));
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.equal(document.languageId, specLanguageId);
    assert.match(document.uri.path, /\/nightly\.awsjob\.json$/);
    assert.deepEqual(JSON.parse(document.getText()), {
      action: 'entityresolution:StartIdMappingJob',
      request: { workflowName: 'nightly', jobType: 'BATCH' },
    });
    assert.deepEqual(asked, []);
    await discard();
  });

  it('offers the active editor first, and asks for the kind if several fit', async () => {
    await vscode.window.showTextDocument(file('input.json', '{ "workflowName": "w" }'));
    answering('input.json', 'Matching');
    await vscode.commands.executeCommand(commandIds.import);
    assert.equal(asked.length, 2);
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /StartMatchingJob/);
    await discard();
  });

  it('takes a free name if the first is taken, and reads the clipboard', async () => {
    await setClipboard('{ "workflowName": "w" }');
    answering('Clipboard', 'Matching');
    await vscode.commands.executeCommand(commandIds.import);
    answering('Clipboard', 'Matching');
    await vscode.commands.executeCommand(commandIds.import);
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /\/matching-2\.awsjob\.json$/);
    await discard();
    await discard();
  });

  it('offers the selection of an editor of any language, and lets choose among several commands', async () => {
    const command = (name: string): string => `aws entityresolution start-matching-job --workflow-name ${name}\n`;
    const editor = await vscode.window.showTextDocument(file('start.sh', command('a') + command('b') + command('c')));
    editor.selection = new vscode.Selection(1, 0, 3, 0);
    answering('Selection', 'Matching');
    await vscode.commands.executeCommand(commandIds.import);
    assert.equal(asked.length, 2);
    assert.deepEqual(JSON.parse(vscode.window.activeTextEditor?.document.getText() ?? ''), {
      action: 'entityresolution:StartMatchingJob',
      request: { workflowName: 'b' },
    });
    await discard();
  });

  it('does not ask for the kind that a call names, and tells which values are variables', async () => {
    answering();
    const told = await messagesOf('showInformationMessage', () =>
      vscode.commands.executeCommand(
        commandIds.import,
        file('start.py', 'FLOW = "patients"\nclient.start_matching_job(workflowName=FLOW)\n'),
      ),
    );
    assert.deepEqual(asked, []);
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /"workflowName": "\$\{var:FLOW\}"/);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^1 value is now a variable: FLOW \("patients"\)\./);
    await discard();
  });

  it('says where a text cannot be read, and opens nothing', async () => {
    const before = vscode.window.activeTextEditor?.document.uri.toString();
    answering();
    const told = await messagesOf('showErrorMessage', () =>
      vscode.commands.executeCommand(
        commandIds.import,
        file('bad.sh', "aws entityresolution start-matching-job \\\n  --workflow-name 'a"),
      ),
    );
    assert.match(
      told.join(),
      /^Could not import bad\.sh\. Line 2, column 19: The quote that begins here is not closed/,
    );
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), before);
  });

  it('offers to replace an open spec by a pasted request, once for each kind that it fits', async () => {
    const { ports } = await activated();
    const { document } = await vscode.window.showTextDocument(file('full.awsjob.json', '{\n  "action": "x"\n}\n'));
    assert.deepEqual(await specEdits(ports, document, 'hello'), []);
    assert.deepEqual(
      (await specEdits(ports, document, '{ "workflowName": "w" }')).map(({ title }) => title),
      ['Paste as Job Spec: ID Mapping', 'Paste as Job Spec: Matching'],
    );
    const [only, ...others] = await specEdits(ports, document, "er.start_matching_job(workflowName='patients')");
    assert.deepEqual([only?.title, others], ['Paste as Job Spec', []]);
    assert.ok(only && (await vscode.workspace.applyEdit(only.edit)));
    assert.deepEqual(JSON.parse(document.getText()), {
      action: 'entityresolution:StartMatchingJob',
      request: { workflowName: 'patients' },
    });
    await discard();
  });

  it('exports a spec as files that are not saved, at the first place to fill in', async () => {
    const uri = file(
      'nightly.awsjob.json',
      '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "${var:flow}" } }',
    );
    answering('Scheduler');
    const told = await messagesOf('showInformationMessage', () =>
      vscode.commands.executeCommand(commandIds.exportAs, uri),
    );
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor?.document.isUntitled);
    assert.match(editor.document.uri.path, /\/nightly\.schedule\.json$/);
    assert.equal(editor.document.languageId, 'json');
    assert.equal(editor.document.getText(editor.selection), 'FILL_IN');
    const open = vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled).map(({ uri: { path } }) => path);
    for (const suffix of ['role-policy', 'role-trust'])
      assert.ok(
        open.some(path => path.endsWith(`/nightly.${suffix}.json`)),
        open.join(),
      );
    assert.match(told.join(), /^\d+ places are to be filled in: look for FILL_IN in nightly\.schedule\.json, /);
    for (let index = 0; index < 3; index++) await discard();
  });

  it('exports a table of runs as a state machine with its list, without asking for a form', async () => {
    file(
      'june.awsjob.json',
      '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "${var:flow}" } }',
    );
    answering();
    await vscode.commands.executeCommand(commandIds.exportAs, file('june.awsjobs.csv', 'flow\na\nb\n'));
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /\/june\.asl\.json$/);
    const list = vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith('/june.runs.json'));
    assert.deepEqual(JSON.parse(list?.getText() ?? ''), [
      { request: { WorkflowName: 'a' } },
      { request: { WorkflowName: 'b' } },
    ]);
    assert.deepEqual(asked, []);
    for (let index = 0; index < 4; index++) await discard();
  });

  it('exports nothing of a spec with an error, and says why', async () => {
    answering('Shell');
    const told = await messagesOf('showErrorMessage', () =>
      vscode.commands.executeCommand(
        commandIds.exportAs,
        file('wrong.awsjob.json', '{ "action": "entityresolution:StartMatchingJob", "request": {} }'),
      ),
    );
    assert.match(told.join(), /^Could not export wrong\.awsjob\.json\. /);
  });

  it('copies a command for the chosen shell, and the request', async () => {
    const uri = file(
      'ok.awsjob.json',
      '{ "action": "entityresolution:StartMatchingJob", "region": "eu-west-1", "request": { "workflowName": "w" } }',
    );
    answering('POSIX');
    await vscode.commands.executeCommand(commandIds.copyCliCommand, uri);
    await clipboardHolds(
      /^aws entityresolution start-matching-job .*--region eu-west-1 --cli-input-json '\{"workflowName":"w"\}'$/,
    );
    answering('PowerShell');
    await vscode.commands.executeCommand(commandIds.copyCliCommand, uri);
    await clipboardHolds(/^& \{ \$PSNative/);
    await vscode.commands.executeCommand(commandIds.copyRequestJson, uri);
    await clipboardHolds('{\n  "workflowName": "w"\n}\n');
  });

  it('copies nothing if the spec has an error, and opens the spec', async () => {
    await setClipboard('before');
    const uri = file('bad.awsjob.json', '{ "action": "entityresolution:StartMatchingJob", "request": {} }');
    answering('POSIX');
    await vscode.commands.executeCommand(commandIds.copyCliCommand, uri);
    await vscode.commands.executeCommand(commandIds.copyRequestJson, uri);
    assert.equal(await clipboardText(), 'before');
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
  });
});
