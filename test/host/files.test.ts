// The folders of a job as a file system of the editor, in a real extension host with the real sandbox process.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Job, keyText } from '../../src/domain/jobs/job.ts';
import { commandIds } from '../../src/ids.ts';
import { filesUri } from '../../src/ui/files/uris.ts';
import type { Window } from '../../src/window.ts';
import { activated, endOf, jobSeconds, until } from './support.ts';

const spec = {
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  request: {
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'files-of-host/' },
  },
};

describe("the folders of a job's files", () => {
  let api: Window;
  let folder: string;
  let job: Job;
  const {
    showQuickPick,
    showOpenDialog,
    showSaveDialog,
    showWarningMessage,
    showInformationMessage,
    showErrorMessage,
  } = vscode.window;
  /** Chooses in the quick picks that open, of which all are kept. */
  let choose: (labels: readonly string[]) => string | undefined = () => undefined;
  let said: string[] = [];
  /** The button of a modal dialog. */
  let button: string | undefined;

  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');
  const read = async (uri: vscode.Uri): Promise<string> =>
    Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
  const refusal = async (work: Thenable<unknown>): Promise<vscode.FileSystemError> => {
    try {
      await work;
    } catch (thrown) {
      assert.ok(thrown instanceof vscode.FileSystemError, String(thrown));
      return thrown;
    }
    return assert.fail('it was not refused');
  };

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-files-'));
    api = await activated();
    await settings().update('sandbox.jobSeconds', jobSeconds, vscode.ConfigurationTarget.Global);
    await settings().update('refresh.intervalSeconds', 5, vscode.ConfigurationTarget.Global);
    await settings().update('start.confirm', false, vscode.ConfigurationTarget.Global);
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('awsJobs.jobs.focus');
    await until('the sandbox', async () => (await api.ports.connection.current()).state === 'connected');
    const ask = (text: string, ...rest: readonly unknown[]): Promise<unknown> => {
      const options = rest[0] as { modal?: boolean; detail?: string } | string | undefined;
      const isModal = typeof options === 'object' && options.modal === true;
      // The end of the job is told at any time.
      if (text.includes(': Completed')) return Promise.resolve(undefined);
      said.push(isModal ? `${text} ${options.detail ?? ''}` : text);
      const buttons = rest.filter(each => typeof each === 'string');
      return Promise.resolve(isModal ? (button ?? buttons[0]) : undefined);
    };
    Object.assign(vscode.window, {
      showWarningMessage: ask,
      showInformationMessage: ask,
      showErrorMessage: ask,
      showOpenDialog: () => Promise.resolve([vscode.Uri.file(folder)]),
      showQuickPick: async (items: readonly vscode.QuickPickItem[] | Promise<readonly vscode.QuickPickItem[]>) => {
        const all = await items;
        const label = choose(all.map(each => each.label));
        return all.find(each => each.label === label);
      },
    });
    const path = join(folder, 'files.awsjob.json');
    writeFileSync(path, JSON.stringify(spec));
    const uri = vscode.Uri.file(path);
    await vscode.commands.executeCommand(commandIds.startJob, uri);
    const started = await until('the job', () => api.ports.store.lastOfSpec(uri.toString()));
    job = await endOf(api, () => api.ports.store.get(keyText(started)));
  });
  after(async () => {
    Object.assign(vscode.window, {
      showQuickPick,
      showOpenDialog,
      showSaveDialog,
      showWarningMessage,
      showInformationMessage,
      showErrorMessage,
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of ['sandbox.jobSeconds', 'refresh.intervalSeconds', 'start.confirm', 'connection'])
      await settings().update(name, undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    said = [];
    button = undefined;
  });

  it('are listed, read and read-only', async () => {
    const root = filesUri(job, 'input');
    assert.equal((await vscode.workspace.fs.stat(root)).type, vscode.FileType.Directory);
    const entries = await vscode.workspace.fs.readDirectory(root);
    assert.ok(
      entries.length > 5 && entries.every(([, type]) => type === vscode.FileType.File),
      JSON.stringify(entries),
    );
    const name = entries[0]?.[0] ?? '';
    const file = vscode.Uri.joinPath(root, name);
    const { size, type, permissions } = await vscode.workspace.fs.stat(file);
    assert.deepEqual([type, permissions], [vscode.FileType.File, vscode.FilePermission.Readonly]);
    assert.equal(Buffer.byteLength(await read(file)), size);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(root.scheme), false);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(file, Buffer.from('x'))));
  });

  it('open in editors, and a copy is saved elsewhere', async () => {
    const root = filesUri(job, 'input');
    const [entry] = await vscode.workspace.fs.readDirectory(root);
    const name = entry?.[0] ?? '';
    const uri = vscode.Uri.joinPath(root, name);
    const editor = await vscode.window.showTextDocument(uri);
    assert.equal(editor.document.getText().replaceAll('\r\n', '\n'), (await read(uri)).replaceAll('\r\n', '\n'));
    const target = vscode.Uri.file(join(folder, 'saved.txt'));
    let asked: vscode.SaveDialogOptions | undefined;
    Object.assign(vscode.window, {
      showSaveDialog: (options: vscode.SaveDialogOptions) => Promise.resolve(((asked = options), target)),
    });
    await vscode.commands.executeCommand(commandIds.saveCopy);
    assert.equal(asked?.defaultUri?.scheme, 'file');
    assert.ok(asked.defaultUri.path.endsWith(`/${name}`), asked.defaultUri.path);
    assert.equal(readFileSync(target.fsPath, 'utf8'), await read(uri));
    assert.match(said.at(-1) ?? '', /^Saved as saved\.txt\. It may contain protected health information\.$/);
    // What cannot be read or written says why, and leaves nothing.
    Object.assign(vscode.window, { showSaveDialog: () => Promise.resolve(vscode.Uri.joinPath(root, 'copy.txt')) });
    await vscode.commands.executeCommand(commandIds.saveCopy, uri);
    assert.match(said.at(-1) ?? '', /permission to write there/);
    rmSync(target.fsPath);
    Object.assign(vscode.window, { showSaveDialog: () => Promise.resolve(target) });
    await vscode.commands.executeCommand(commandIds.saveCopy, vscode.Uri.joinPath(root, 'no such file'));
    assert.equal(said.at(-1), 'The file is no longer in S3.');
    assert.ok(!existsSync(target.fsPath));
  });

  it('are refused clearly: unknown files, other accounts, folders that the job does not name', async () => {
    const missing = await refusal(vscode.workspace.fs.stat(filesUri(job, 'output', 'no such file')));
    assert.equal(missing.code, 'FileNotFound');
    const other = await refusal(vscode.workspace.fs.stat(filesUri({ ...job, account: '999999999999' }, 'output')));
    assert.match(
      other.message,
      /job of account 999999999999, and the connection is to account \d+\. Select a connection/,
    );
    const removed = await refusal(vscode.workspace.fs.stat(filesUri({ ...job, id: 'another' }, 'output')));
    assert.match(removed.message, /no longer in the history/);
    const wrong = filesUri(job, 'output').with({ path: '/elsewhere/x' });
    assert.equal((await refusal(vscode.workspace.fs.stat(wrong))).code, 'FileNotFound');
  });

  it('open from the list of the command, folder by folder', async () => {
    const seen: (readonly string[])[] = [];
    choose = labels => {
      seen.push(labels);
      return labels.find(label => label.startsWith('$(folder)')) ?? labels.find(label => label.startsWith('$(file)'));
    };
    await vscode.commands.executeCommand(commandIds.openOutputFolder, `job:${keyText(job)}`);
    await until('the file', () => vscode.window.activeTextEditor?.document.uri.path.startsWith('/output/'));
    for (const labels of seen)
      for (const step of ['Download Folder…', 'Add Folder to Workspace…'])
        assert.ok(
          labels.some(label => label.endsWith(step)),
          labels.join(),
        );
    assert.ok(seen.length > 0);
  });

  it('are downloaded, and skipped the second time', async () => {
    await vscode.commands.executeCommand(commandIds.downloadOutput, `job:${keyText(job)}`);
    const target = join(folder, `output-${job.id.slice(0, 8)}`);
    const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter(name => /\.\w+$/.test(name));
    assert.ok(files.length > 5, JSON.stringify(said));
    assert.match(said[0] ?? '', /Download the files of .*protected health information/s);
    assert.match(said[1] ?? '', /^\d+ files downloaded, [\d.]+ KB\.$/);
    said = [];
    await vscode.commands.executeCommand(commandIds.downloadOutput, `job:${keyText(job)}`);
    assert.deepEqual(said, [
      'All files of this folder are there already, with the same content. Nothing was downloaded.',
    ]);
    said = [];
    button = 'Keep Existing';
    const [first = ''] = files;
    writeFileSync(join(target, first), 'mine');
    rmSync(join(target, files[1] ?? ''));
    await vscode.commands.executeCommand(commandIds.downloadOutput, `job:${keyText(job)}`);
    assert.equal(readFileSync(join(target, first), 'utf8'), 'mine');
    assert.match(said[1] ?? '', /1 existing file was kept\./);
  });

  it('in a Requester Pays bucket, are listed once the user agrees to pay, until the connection changes', async () => {
    const path = join(folder, 'paid.awsjob.json');
    const OutputDataConfig = { S3Bucket: 'example-requester-pays', S3Key: 'files-of-host/' };
    writeFileSync(path, JSON.stringify({ ...spec, request: { ...spec.request, JobName: 'paid', OutputDataConfig } }));
    const uri = vscode.Uri.file(path);
    await vscode.commands.executeCommand(commandIds.startJob, uri);
    const started = await until('the job', () => api.ports.store.lastOfSpec(uri.toString()));
    const paid = await endOf(api, () => api.ports.store.get(keyText(started)));
    /** Opens the list, and answers at most so many times that the account pays. */
    const list = async (times: number): Promise<readonly string[]> => {
      let last: readonly string[] = [];
      choose = labels => {
        last = labels;
        return said.length < times ? labels.find(label => label.endsWith('Try as Requester…')) : undefined;
      };
      said = [];
      await vscode.commands.executeCommand(commandIds.openOutputFolder, `job:${keyText(paid)}`);
      return last;
    };
    const asks = (labels: readonly string[]): boolean => labels.some(label => label.endsWith('Try as Requester…'));
    button = 'Cancel';
    assert.ok(asks(await list(1)));
    assert.match(
      said[0] ?? '',
      /^Read bucket “example-requester-pays” as the requester\? .*account 000000000000 pays/s,
    );
    button = undefined;
    const labels = await list(1);
    assert.ok(!asks(labels) && labels.some(label => label.startsWith('$(folder)')), labels.join());
    await settings().update('connection', undefined, vscode.ConfigurationTarget.Global);
    await until('no connection', () => api.ports.connection.state.state === 'none');
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await until('the sandbox', async () => (await api.ports.connection.current()).state === 'connected');
    assert.ok(asks(await list(0)));
  });
});
