// Variables in a real extension host: an overlay on disk, the hover, the completion, and what is sent.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Window } from '../../src/window.ts';
import type { Job } from '../../src/domain/jobs/job.ts';
import { commandIds, settingIds, settingsSection } from '../../src/ids.ts';
import { bound } from '../pace.ts';
import { activated, dialogsOf, hoverWords, replaceIn, until } from './support.ts';

const spec = {
  action: 'comprehendmedical:StartPHIDetectionJob',
  account: '${var:account}',
  request: {
    JobName: '${input:What is it called?} ${date:YYYY}',
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::${var:account}:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: '${var:bucket}', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out/${workspaceFolderBasename}/' },
  },
};

describe('variables', () => {
  let api: Window;
  let root: string;
  let folder: string;
  const ask = vscode.window.showInputBox;
  const asked: string[] = [];
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration(settingsSection);
  const file = (path: string, content: unknown): vscode.Uri => {
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
    return vscode.Uri.file(path);
  };
  const jobOf = (uri: vscode.Uri): Job | undefined => api.ports.store.lastOfSpec(uri.toString());
  const start = (uri: vscode.Uri): Thenable<unknown> => vscode.commands.executeCommand(commandIds.startJob, uri);
  const pick = async (name: string): Promise<void> => {
    await settings().update(settingIds.overlay, name === '' ? undefined : name, vscode.ConfigurationTarget.Global);
    // The extension host may learn of it later.
    await until(`the overlay ${name}`, () => settings().get(settingIds.overlay) === name);
  };
  const problems = (uri: vscode.Uri): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
  const answer = (text: string | undefined): void => {
    Object.assign(vscode.window, {
      showInputBox: (options: vscode.InputBoxOptions) => {
        asked.push(options.prompt ?? '');
        return Promise.resolve(text);
      },
    });
  };
  const show = async (uri: vscode.Uri): Promise<vscode.TextDocument> =>
    (await vscode.window.showTextDocument(uri)).document;
  const after_ = (document: vscode.TextDocument, text: string): vscode.Position =>
    document.positionAt(document.getText().indexOf(text) + text.length);

  before(async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace, 'the tests run in a workspace');
    root = workspace.uri.fsPath;
    folder = mkdtempSync(join(root, 'variables-'));
    mkdirSync(join(folder, 'specs'));
    api = await activated();
    await settings().update('start.confirm', false, vscode.ConfigurationTarget.Global);
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await api.ports.connection.current();
    await until('the sandbox', () => api.ports.connection.state.state === 'connected');
    file(
      join(folder, 'dev.awsjobvars.json'),
      '{\n  // the sandbox\n  "account": "000000000000",\n  "bucket": "example-clinical-notes",\n}\n',
    );
    file(join(folder, 'prod.awsjobvars.json'), { account: '111122223333', bucket: 'example-clinical-notes' });
  });

  after(async () => {
    Object.assign(vscode.window, { showInputBox: ask });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const id of ['connection', 'start.confirm', settingIds.overlay])
      await settings().update(id, undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  beforeEach(async () => {
    asked.length = 0;
    answer('nightly');
    await pick('dev');
  });

  it('are resolved at the start from the overlay above the spec; the job keeps both forms', async () => {
    const uri = file(join(folder, 'specs', 'dev.awsjob.json'), spec);
    await start(uri);
    const job = await until('the job', () => jobOf(uri));
    const year = new Date().getUTCFullYear();
    assert.deepEqual(asked, ['What is it called?']);
    assert.equal(job.name, `nightly ${year}`);
    assert.equal(job.input, 's3://example-clinical-notes/notes/');
    assert.equal(job.output, `s3://example-results/out/${root.slice(root.lastIndexOf('/') + 1)}/`);
    assert.equal(job.role, 'arn:aws:iam::000000000000:role/ComprehendMedicalData');
    assert.deepEqual(job.written, spec.request);
    assert.ok(!JSON.stringify(job.request).includes('${'));
  });

  it('show their prompt as plain text: no links, icons or invisible characters', async () => {
    const uri = file(join(folder, 'specs', 'hostile.awsjob.json'), {
      ...spec,
      request: { ...spec.request, JobName: '${input:[click](command:workbench.action.quit) $(trash)\u2028\u3164}' },
    });
    answer(undefined);
    await start(uri);
    const [prompt = ''] = asked;
    assert.equal(prompt.replaceAll('\u200b', ''), '[click](command:workbench.action.quit) $(trash)\\u{2028}\\u{3164}');
    assert.doesNotMatch(prompt, /\]\(|\$\(/);
  });

  it('are shown resolved before the start, with the name of their overlay', async () => {
    const uri = file(join(folder, 'specs', 'shown.awsjob.json'), spec);
    await settings().update('start.confirm', true, vscode.ConfigurationTarget.Global);
    const details = await dialogsOf(() => start(uri));
    await settings().update('start.confirm', false, vscode.ConfigurationTarget.Global);
    assert.equal(details.length, 1);
    const [detail = ''] = details;
    assert.match(detail, /overlay: dev$/m);
    assert.match(detail, /s3:\/\/example-clinical-notes\/notes\//);
    assert.ok(!detail.includes('${'), detail);
    assert.equal(jobOf(uri), undefined);
  });

  it('start nothing in the account of another overlay, and nothing after a cancelled prompt', async () => {
    const uri = file(join(folder, 'specs', 'guarded.awsjob.json'), spec);
    await pick('prod');
    await start(uri);
    assert.equal(jobOf(uri), undefined, 'the account guard uses the resolved account');
    await pick('dev');
    answer(undefined);
    await start(uri);
    assert.equal(jobOf(uri), undefined);
    assert.deepEqual(problems(uri), []);
  });

  it('use the nearest overlay, which is saved first', async () => {
    const uri = file(join(folder, 'specs', 'near.awsjob.json'), {
      ...spec,
      request: { ...spec.request, JobName: '${var:name}' },
    });
    const near = file(join(folder, 'specs', 'dev.awsjobvars.json'), {
      account: '000000000000',
      bucket: 'example-clinical-notes',
      name: 'far',
    });
    const editor = await vscode.window.showTextDocument(near);
    await replaceIn(editor, 'far', 'near');
    // The editor refuses to save while it takes in that the file is new; then nothing is started.
    await until('a start that could save the overlay', async () => {
      await start(uri);
      return !editor.document.isDirty;
    });
    assert.equal((await until('the job', () => jobOf(uri))).name, 'near');
    rmSync(near.fsPath);
  });

  it('are read again for a start, even if no change was reported yet', async () => {
    const uri = file(join(folder, 'specs', 'told.awsjob.json'), {
      ...spec,
      request: { ...spec.request, JobName: '${var:untold}' },
    });
    await show(uri);
    await until('the problem', () => problems(uri).length === 1);
    const near = file(join(folder, 'specs', 'dev.awsjobvars.json'), {
      account: '000000000000',
      bucket: 'example-clinical-notes',
      untold: 'told',
    });
    await start(uri);
    assert.equal((await until('the job', () => jobOf(uri))).name, 'told');
    rmSync(near.fsPath);
  });

  it('stop the start if there is no overlay, with a message that offers to select one', async () => {
    const uri = file(join(folder, 'specs', 'lacking.awsjob.json'), spec);
    const { showErrorMessage, showQuickPick } = vscode.window;
    let buttons: readonly string[] = [];
    const offered: string[] = [];
    Object.assign(vscode.window, {
      showErrorMessage: (_: string, ...titles: readonly string[]) => {
        buttons = titles;
        return Promise.resolve(titles[0]);
      },
      showQuickPick: async (items: PromiseLike<readonly vscode.QuickPickItem[]>) => {
        offered.push(...(await items).map(({ label }) => label));
        return undefined;
      },
    });
    try {
      await pick('');
      await start(uri);
      assert.deepEqual(buttons, ['Select Variables Overlay…', 'Show Problems']);
      await until('the overlays', () => offered.includes('dev') && offered.includes('prod'));
      assert.equal(jobOf(uri), undefined);
    } finally {
      Object.assign(vscode.window, { showErrorMessage, showQuickPick });
      await pick('dev');
    }
  });

  it('lists the specs that ran last first, with kind, folder and last run', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const { showQuickPick } = vscode.window;
    let items: readonly vscode.QuickPickItem[] = [];
    Object.assign(vscode.window, {
      showQuickPick: async (found: PromiseLike<readonly vscode.QuickPickItem[]>) => {
        items = await found;
        return undefined;
      },
    });
    try {
      await vscode.commands.executeCommand(commandIds.startJob);
      await until('the list', () => items.length > 1);
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
    const [first] = items;
    assert.match(first?.label ?? '', /^\$\([a-z-]+\) .+\.awsjob\.json$/);
    assert.match(first?.description ?? '', /^[^·]+ · .*specs$/);
    assert.match(first?.detail ?? '', /^Last run: .+, started .+ ago$/);
    const ran = items.map(({ detail }) => detail?.startsWith('Last run') === true);
    assert.equal(
      ran.lastIndexOf(true),
      ran.filter(Boolean).length - 1,
      'specs that ran come before those that did not',
    );
    assert.ok(items.some(({ detail }) => detail === 'Not run yet'));
  });

  it('are errors where they occur if they have no value, until the overlay is selected or changed', async () => {
    const uri = file(join(folder, 'specs', 'open.awsjob.json'), {
      ...spec,
      request: { ...spec.request, JobName: '${var:later}' },
    });
    await pick('');
    const document = await show(uri);
    const found = await until('no overlay', () => {
      const all = problems(uri);
      return all.length === 4 && all;
    });
    assert.equal(document.getText(found[0]?.range), '${var:account}');
    await pick('dev');
    const [left] = await until('one name', () => {
      const all = problems(uri);
      return all.length === 1 && all;
    });
    assert.equal(document.getText(left?.range), '${var:later}');
    await start(uri);
    assert.equal(jobOf(uri), undefined);
    // Written again if the change was not noticed.
    await until('no problem', async () => {
      file(join(folder, 'dev.awsjobvars.json'), {
        account: '000000000000',
        bucket: 'example-clinical-notes',
        later: 'x',
      });
      return await until('no problem soon', () => problems(uri).length === 0, bound(5_000)).catch(() => false);
    });
  });

  it("are checked by their values, and are accepted by the editor's schema", async () => {
    const uri = file(join(folder, 'specs', 'judged.awsjob.json'), { ...spec, account: '${var:bucket}' });
    const document = await show(uri);
    const [problem] = await until('the problem', () => {
      const all = problems(uri);
      return all.length > 0 && all;
    });
    assert.equal(document.getText(problem?.range), '"${var:bucket}"');
    assert.match(problem?.message ?? '', /12 digits.*The value is "example-clinical-notes"\.$/);
  });

  it('show in a hover what their value is and where it comes from', async () => {
    const uri = file(join(folder, 'specs', 'hover.awsjob.json'), spec);
    const document = await show(uri);
    const hover = async (text: string): Promise<string> => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        after_(document, text),
      );
      return hoverWords(hovers);
    };
    assert.match(
      await hover('S3Bucket": "${var:'),
      /example-clinical-notes[^]*variables overlay .*dev\.awsjobvars\.json/,
    );
    assert.match(await hover('${date:'), new RegExp(`${new Date().getUTCFullYear()}[^]*UTC`));
    assert.match(await hover('${input:'), /You are asked for this value when you start the job/);
    assert.doesNotMatch(await hover('"LanguageCode": "'), /overlay|UTC/);
  });

  it('are suggested after ${, with the names in the overlay', async () => {
    const uri = file(join(folder, 'specs', 'typing.awsjob.json'), JSON.stringify({ ...spec, region: '${' }));
    const document = await show(uri);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      after_(document, '"region":"${'),
      '{',
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const label of [
      '${var:account}',
      '${var:bucket}',
      '${env:NAME}',
      '${input:prompt text}',
      '${date:YYYY-MM-DD}',
      '${workspaceFolderBasename}',
    ])
      assert.ok(labels.includes(label), `${label} in ${labels.join(' ')}`);
  });

  it('take their overlay from the command, which lists the available overlays', async () => {
    const { showQuickPick } = vscode.window;
    let labels: string[] = [];
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
        labels = items.map(({ label }) => label);
        return Promise.resolve(items.find(({ label }) => label === 'prod'));
      },
    });
    await vscode.commands.executeCommand(commandIds.selectOverlay);
    Object.assign(vscode.window, { showQuickPick });
    assert.deepEqual(labels.slice(0, 2), ['dev', 'prod']);
    assert.equal(settings().get(settingIds.overlay), 'prod');
    await settings().update(settingIds.overlay, undefined, vscode.ConfigurationTarget.Workspace);
  });
});
