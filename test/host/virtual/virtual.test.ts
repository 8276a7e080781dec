// A virtual workspace: everything that works in a folder on disk works through VS Code's file system API.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds, settingIds, settingsSection, specLanguageId } from '../../../src/ids.ts';
import type { Window } from '../../../src/window.ts';
import { activated, codeOf, replaceIn, hoverWords, until } from '../support.ts';

const root = vscode.Uri.parse('memfs:/specs');
const good = {
  action: 'comprehendmedical:StartPHIDetectionJob',
  region: 'us-east-1',
  account: '${var:account}',
  request: {
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out/' },
  },
};
const mendable = {
  ...good,
  account: '000000000000',
  request: { ...good.request, InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: '/notes/' } },
};

describe('a virtual workspace', () => {
  let api: Window;
  const { showQuickPick, showInputBox, showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const said: string[] = [];
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration(settingsSection);
  const put = async (path: string, content: unknown): Promise<vscode.Uri> => {
    const uri = vscode.Uri.joinPath(root, path);
    await vscode.workspace.fs.writeFile(
      uri,
      new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content, undefined, 2)),
    );
    return uri;
  };
  const ours = (uri: vscode.Uri): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'AWS Jobs');

  before(async () => {
    api = await activated();
    const keep = (text: string): Promise<undefined> => {
      said.push(text);
      return Promise.resolve(undefined);
    };
    Object.assign(vscode.window, { showInformationMessage: keep, showWarningMessage: keep, showErrorMessage: keep });
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(root, 'deep'));
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(root, 'node_modules'));
    await put('dev.awsjobvars.json', { account: '000000000000' });
    await put('node_modules/no.awsjob.json', '{');
    await settings().update(settingIds.overlay, 'dev', vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    Object.assign(vscode.window, {
      showQuickPick,
      showInputBox,
      showInformationMessage,
      showWarningMessage,
      showErrorMessage,
    });
    for (const id of [settingIds.overlay, settingIds.connection, settingIds.confirmStart, settingIds.sandboxJobSeconds])
      await settings().update(id, undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Saves until the file matches: the editor gives up a save that cannot start in time. */
  const saved = async (document: vscode.TextDocument, wanted: RegExp): Promise<void> => {
    await until(`${String(wanted)} in the file`, async () => {
      await document.save();
      assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri)), wanted);
      return true;
    });
  };

  it('has no file on disk', () => {
    assert.deepEqual(
      vscode.workspace.workspaceFolders?.map(({ uri }) => uri.toString()),
      ['memfs:/specs'],
    );
  });

  it('shows problems and fixes one', async () => {
    const uri = await put('mendable.awsjob.json', mendable);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, specLanguageId);
    const editor = await vscode.window.showTextDocument(document);
    const [problem] = await until('our problem', () => {
      const found = ours(uri).filter(each => codeOf(each) === 'AJ041');
      return found.length > 0 && found;
    });
    assert.equal(document.getText(problem?.range), '"/notes/"');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem!.range,
    );
    const fix = actions.find(({ title, edit }) => edit !== undefined && title.includes('slash'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    await until('no problem', () => !ours(uri).some(found => codeOf(found) === 'AJ041'));
    await saved(document, /"S3Key": "notes\/"/);
    await replaceIn(editor, '"request": {', '"request": {"nonsense": 1,');
    await until('the unknown member', () => ours(uri).some(found => codeOf(found) === 'AJ012'));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('shows the value of a variable in a hover, from an overlay in the same workspace', async () => {
    const uri = await put('deep/hover.awsjob.json', good);
    const document = (await vscode.window.showTextDocument(uri)).document;
    await until(
      'no error',
      () => ours(uri).length > 0 && ours(uri).every(({ severity }) => severity !== vscode.DiagnosticSeverity.Error),
    );
    const at = document.positionAt(document.getText().indexOf('${var:') + 3);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
    const words = hoverWords(hovers);
    assert.match(words, /000000000000[^]*overlay/);
    await put('dev.awsjobvars.json', { account: 'x' });
    await until("the overlay's change", () =>
      ours(uri).some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
    );
    await put('dev.awsjobvars.json', { account: '000000000000' });
    await until('its end', () => ours(uri).every(({ severity }) => severity !== vscode.DiagnosticSeverity.Error));
  });

  it('lists its overlays', async () => {
    let labels: readonly string[] = [];
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
        labels = items.map(({ label }) => label);
        return Promise.resolve(undefined);
      },
    });
    await vscode.commands.executeCommand(commandIds.selectOverlay);
    Object.assign(vscode.window, { showQuickPick });
    assert.equal(labels[0], 'dev');
  });

  it('creates a new spec with the command', async () => {
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[]) =>
        Promise.resolve(items.find(({ label }) => label.includes('RxNorm'))),
      showInputBox: async (options: vscode.InputBoxOptions) => {
        assert.equal(await options.validateInput?.('new/medication'), undefined);
        return 'new/medication';
      },
    });
    await vscode.commands.executeCommand(commandIds.newSpec);
    Object.assign(vscode.window, { showQuickPick, showInputBox });
    const document = await until('the new spec', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === 'memfs:/specs/new/medication.awsjob.json'),
    );
    // The document appears a moment before its text.
    await until('its text', () => document.getText().includes('StartRxNormInferenceJob'));
    await until('the spec in front', () => vscode.window.activeTextEditor?.document === document);
    await saved(document, /StartRxNormInferenceJob/);
  });

  it('checks all specs, in subfolders too but not in node_modules', async () => {
    await put('deep/broken.awsjob.json', '{ "action": "comprehendmedical:StartPHIJob", "request": {} }');
    said.length = 0;
    await vscode.commands.executeCommand(commandIds.checkAll);
    const words = await until('the summary', () => said.find(text => text.includes('job specs checked')));
    assert.match(words, /^4 job specs checked: 1 with errors/);
    assert.ok(ours(vscode.Uri.joinPath(root, 'deep/broken.awsjob.json')).some(found => codeOf(found) === 'AJ013'));
  });

  it('starts a job, which records the location of its spec', async () => {
    await settings().update(settingIds.sandboxJobSeconds, 1, vscode.ConfigurationTarget.Global);
    await settings().update(settingIds.confirmStart, false, vscode.ConfigurationTarget.Global);
    await settings().update(settingIds.connection, { sandbox: true }, vscode.ConfigurationTarget.Global);
    await until('the choice', () => api.ports.connection.state.state !== 'none');
    const uri = await put('deep/run.awsjob.json', good);
    await vscode.commands.executeCommand(commandIds.startJob, uri);
    const job = await until('the job', () => api.ports.store.lastOfSpec(uri.toString()));
    assert.equal(job.account, '000000000000');
  });

  it('suggests what the account contains', async () => {
    const uri = await put('deep/live.awsjob.json', JSON.stringify({ ...good, request: { DataAccessRoleArn: '' } }));
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(
      document.getText().indexOf('"DataAccessRoleArn":"') + '"DataAccessRoleArn":"'.length,
    );
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      at,
    );
    assert.ok(list.items.some(({ label }) => typeof label === 'object' && label.label === 'ComprehendMedicalData'));
  });
});
