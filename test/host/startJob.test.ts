// From a file to a finished job, in a real extension host, with the real sandbox process.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Run, resumed } from '../../src/domain/jobs/queue/run.ts';
import { runText } from '../../src/ui/queue/words.ts';
import * as vscode from 'vscode';
import type { Window } from '../../src/window.ts';
import type { Job } from '../../src/domain/jobs/job.ts';
import { isUnfinished } from '../../src/domain/jobs/job.ts';
import { commandIds, specLanguageId } from '../../src/ids.ts';
import { acceptedDialogsOf, activated, endOf, jobSeconds, later, replaceIn, until } from './support.ts';

const notes = {
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  account: '000000000000',
  request: {
    JobName: 'host test',
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out/' },
  },
};

/** Answers the quick picks that open with the row of this label, or cancels them, until `end` is called. */
function pickLabel(label: string | undefined): { readonly offered: (readonly string[])[]; end(): void } {
  const { showQuickPick } = vscode.window;
  const offered: (readonly string[])[] = [];
  Object.assign(vscode.window, {
    showQuickPick: async (items: readonly vscode.QuickPickItem[] | Promise<readonly vscode.QuickPickItem[]>) => {
      const all = await items;
      const nameOf = (row: vscode.QuickPickItem): string => row.label.replace(/^\$\([\w-]+\) /, '');
      offered.push(all.map(nameOf));
      return all.find(row => nameOf(row) === label);
    },
  });
  return {
    offered,
    end: () => {
      Object.assign(vscode.window, { showQuickPick });
    },
  };
}

describe('from a spec to a job', () => {
  let api: Window;
  let folder: string;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');
  const spec = (name: string, content: string | Buffer | object): vscode.Uri => {
    const path = join(folder, `${name}.awsjob.json`);
    writeFileSync(
      path,
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content, undefined, 2),
    );
    return vscode.Uri.file(path);
  };
  const start = (uri: vscode.Uri): Thenable<unknown> => vscode.commands.executeCommand(commandIds.startJob, uri);
  const jobOf = (uri: vscode.Uri): Job | undefined => api.ports.store.lastOfSpec(uri.toString());
  const problemsOf = (uri: vscode.Uri): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'AWS Jobs');

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-host-'));
    api = await activated();
    await settings().update('sandbox.jobSeconds', jobSeconds, vscode.ConfigurationTarget.Global);
    await settings().update('refresh.intervalSeconds', 5, vscode.ConfigurationTarget.Global);
    await settings().update('start.confirm', false, vscode.ConfigurationTarget.Global);
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    // While the view is hidden, jobs are polled a quarter as often.
    await vscode.commands.executeCommand('awsJobs.jobs.focus');
    await api.ports.connection.current();
    await until('the sandbox', () => api.ports.connection.state.state === 'connected');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const id of ['connection', 'start.confirm', 'sandbox.jobSeconds', 'refresh.intervalSeconds'])
      await settings().update(id, undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('starts a Comprehend Medical job and sees it finish without a refresh', async () => {
    const uri = spec('notes', notes);
    await start(uri);
    const job = await until('the job', () => jobOf(uri));
    assert.match(job.id, /^[0-9a-f]{32}$/);
    assert.equal(job.partition, 'sandbox');
    assert.ok(job.requestId, "AWS's request id is kept");
    const finished = await until('its end', () => {
      const now = jobOf(uri);
      return now !== undefined && !isUnfinished(now) && now;
    });
    assert.equal(finished.status, 'COMPLETED');
    assert.ok(finished.manifest?.startsWith('s3://example-results/out/'), finished.manifest);
  });

  it('starts an ID mapping job and gets its metrics when it has finished', async () => {
    const uri = spec('patients', {
      action: 'entityresolution:StartIdMappingJob',
      request: { workflowName: 'patient-id-mapping' },
    });
    await start(uri);
    const finished = await endOf(api, () => jobOf(uri));
    assert.equal(finished.status, 'SUCCEEDED');
    await until('its metrics', () => jobOf(uri)?.metrics?.['inputRecords']);
  });

  it('starts several at once: what AWS runs one at a time waits, and a wrong spec stops nothing', async () => {
    const mapping = (name: string, more: object): vscode.Uri =>
      spec(name, {
        action: 'entityresolution:StartIdMappingJob',
        request: { workflowName: 'patient-id-mapping', ...more },
      });
    const files = [
      spec('batch-notes', { ...notes, request: { ...notes.request, JobName: 'of a batch' } }),
      mapping('batch-first', {}),
      mapping('batch-second', { jobType: 'BATCH' }),
    ];
    const wrong = spec('batch-wrong', { ...notes, request: { ...notes.request, LanguageCode: 'de' } });
    const all = [...files, wrong];
    const dialogs = await acceptedDialogsOf(() => vscode.commands.executeCommand(commandIds.startAll, all[0], all));
    assert.match(dialogs.join('\n'), /Start 3 jobs from “4 specs”\?/);
    assert.match(dialogs.join('\n'), /batch-wrong/);
    for (const file of files) await endOf(api, () => jobOf(file));
    assert.equal(jobOf(wrong), undefined);
    const [first, second] = files.slice(1).map(jobOf);
    assert.ok(
      (second?.submittedAt ?? 0) >= (first?.endedAt ?? Infinity) - 1_000,
      'the second was sent when the first had ended',
    );
    const queue = await api.queue();
    assert.ok(queue.account !== undefined);
    assert.equal(queue.records.queuedCount(queue.account), 0);
    assert.deepEqual(
      queue.records.batches(queue.account).map(({ id }) => queue.records.runsOf(id, 0, 10).map(({ state }) => state)),
      [['started', 'started', 'started']],
    );
  });

  it('starts a spec only after the one it comes after has succeeded, and says why it never came', async () => {
    const named = (name: string, after: string | undefined, key: string): vscode.Uri =>
      spec(name, {
        ...notes,
        ...(after === undefined ? {} : { after: `${after}.awsjob.json` }),
        request: { ...notes.request, JobName: name, InputDataConfig: { ...notes.request.InputDataConfig, S3Key: key } },
      });
    const chain = [
      named('chain-entities', undefined, 'notes/'),
      named('chain-empty', 'chain-entities', 'nothing-here/'),
      named('chain-last', 'chain-empty', 'notes/'),
    ];
    const alone = named('chain-alone', 'chain-elsewhere', 'notes/');
    const dialogs = await acceptedDialogsOf(() =>
      vscode.commands.executeCommand(commandIds.startAll, alone, [alone, ...chain]),
    );
    assert.match(dialogs.join('\n'), /Start 3 jobs from/);
    assert.match(dialogs.join('\n'), /chain-alone.*chain-elsewhere\.awsjob\.json, which is not started with it/);
    assert.match(dialogs.join('\n'), /chain-last · .* · after chain-empty/);
    const queue = await api.queue();
    const runOf = (name: string): Run => {
      const [batch] = queue.account === undefined ? [] : queue.records.batches(queue.account);
      const found = queue.records.runsOf(batch?.id ?? '', 0, 10).find(each => each.name === name);
      assert.ok(found, name);
      return found;
    };
    // A check finds the empty folder before the second is sent; the user sends it all the same.
    const held = await until('the check', () => {
      const run = runOf('chain-empty');
      return run.state === 'asking' && run;
    });
    assert.equal(held.hold?.why, 'check');
    const [first] = chain.map(jobOf);
    assert.ok(first !== undefined && !isUnfinished(first), 'the second waited for the end of the first');
    queue.runner.resume([held.id], resumed, { at: Date.now(), by: 'host test' });
    await until('the end of the chain', async () => {
      await api.ports.watcher.refreshNow();
      await later(200);
      return runOf('chain-last').state === 'blocked';
    });
    assert.equal(jobOf(chain[2] ?? alone), undefined);
    assert.match(runText(runOf('chain-last')), /Not started: “chain-empty” ended as Failed/);
  });

  it('saves unsaved text first and sends what was saved', async () => {
    const uri = spec('unsaved', notes);
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    await replaceIn(editor, 'host test', 'edited');
    await start(uri);
    assert.equal(document.isDirty, false);
    assert.equal((await until('the job', () => jobOf(uri))).name, 'edited');
  });

  it('saves unsaved text that no editor shows', async () => {
    const uri = spec('hidden', notes);
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf('host test'));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(at, at.translate(0, 'host test'.length)), 'no editor');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.isDirty, true);
    await start(uri);
    assert.equal(document.isDirty, false);
    assert.equal((await until('the job', () => jobOf(uri))).name, 'no editor');
  });

  it('starts from the editor title of an editor that was just opened, before its event arrives', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('no editor', () => vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0));
    const uri = spec('just-opened', { ...notes, request: { ...notes.request, JobName: 'just opened' } });
    const started = vscode.commands.executeCommand(commandIds.startActive, uri);
    await vscode.window.showTextDocument(uri);
    await started;
    assert.equal((await until('the job', () => jobOf(uri))).name, 'just opened');
  });

  it('starts the file whose button was pressed, though the editor before it still counts as active', async () => {
    const [before, pressed] = [
      spec('active-before', { ...notes, request: { ...notes.request, JobName: 'before' } }),
      spec('pressed', { ...notes, request: { ...notes.request, JobName: 'pressed' } }),
    ];
    await vscode.window.showTextDocument(before);
    await until(
      'the editor before',
      () =>
        (vscode.window.tabGroups.activeTabGroup.activeTab?.input as vscode.TabInputText | undefined)?.uri.path ===
        before.path,
    );
    // On a machine that shows the editor very late, the user is asked.
    const picking = pickLabel('pressed.awsjob.json');
    const started = vscode.commands.executeCommand(commandIds.startActive, pressed);
    await vscode.window.showTextDocument(pressed);
    await started;
    picking.end();
    assert.equal((await until('the job', () => jobOf(pressed))).name, 'pressed');
    assert.equal(jobOf(before), undefined);
  });

  // Also after a failure.
  const { showQuickPick } = vscode.window;
  afterEach(() => {
    Object.assign(vscode.window, { showQuickPick });
  });

  it('asks which file is meant as long as the button and the active editor name different ones', async () => {
    const [active, pressed] = [
      spec('one-of-two', { ...notes, request: { ...notes.request, JobName: 'one of two' } }),
      spec('other-of-two', { ...notes, request: { ...notes.request, JobName: 'other of two' } }),
    ];
    await vscode.window.showTextDocument(active);
    await until('the active editor', () => vscode.window.activeTextEditor?.document.uri.path === active.path);
    const cancelled = pickLabel(undefined);
    await vscode.commands.executeCommand(commandIds.startActive, pressed);
    cancelled.end();
    assert.deepEqual([...(cancelled.offered[0] ?? [])].sort(), ['one-of-two.awsjob.json', 'other-of-two.awsjob.json']);
    assert.deepEqual([jobOf(active), jobOf(pressed)], [undefined, undefined]);
    const picking = pickLabel('other-of-two.awsjob.json');
    await vscode.commands.executeCommand(commandIds.startActive, pressed);
    picking.end();
    assert.equal((await until('the job', () => jobOf(pressed))).name, 'other of two');
    assert.equal(jobOf(active), undefined);
  });

  it('sends nothing while the file has an error, and shows the error where it occurs', async () => {
    const uri = spec('wrong', { ...notes, request: { ...notes.request, LanguageCode: 'de' } });
    await start(uri);
    assert.equal(jobOf(uri), undefined);
    const all = await until('a problem', () => {
      const found = vscode.languages.getDiagnostics(uri);
      return found.length > 0 && found;
    });
    const document = await vscode.workspace.openTextDocument(uri);
    assert.ok(
      all.some(({ range }) => document.getText(range).includes('de')),
      JSON.stringify(all),
    );
  });

  it('refuses a spec that is meant for another account', async () => {
    const uri = spec('guarded', {
      ...notes,
      account: '111122223333',
      request: { ...notes.request, DataAccessRoleArn: 'arn:aws:iam::111122223333:role/ComprehendMedicalData' },
    });
    await start(uri);
    assert.equal(jobOf(uri), undefined);
    assert.deepEqual(api.ports.store.openIntents, []);
  });

  for (const [what, content] of [
    ['text that is not JSON', 'hello'],
    ['an empty file', ''],
    ['a value of the wrong type', '[]'],
    ['an unknown action', '{"action":"s3:DeleteBucket","request":{}}'],
    ['a binary file', Buffer.from([0, 1, 2, 0, 255])],
    ['five megabytes', `{"action":"${'x'.repeat(5_000_000)}"}`],
    ['a nesting bomb', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ] as const) {
    it(`starts nothing from ${what}, and does not throw`, async () => {
      const uri = spec(`bad-${what.replaceAll(' ', '-')}`, content);
      const before = api.ports.list.total;
      await start(uri);
      assert.equal(api.ports.list.total, before);
    });
  }

  it('starts nothing from a file that is gone', async () => {
    const uri = spec('gone', notes);
    await vscode.workspace.openTextDocument(uri);
    rmSync(uri.fsPath);
    await start(uri);
    assert.equal(jobOf(uri), undefined);
  });

  it('starts one job when the command is given twice at once', async () => {
    const uri = spec('twice', notes);
    await Promise.all([start(uri), start(uri)]);
    await until('the job', () => jobOf(uri));
    assert.equal([...api.ports.list.all()].filter(job => job.specUri === uri.toString()).length, 1);
  });

  it('checks while typing, and removes a problem when it is fixed', async () => {
    const uri = spec('typing', notes);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, specLanguageId);
    const editor = await vscode.window.showTextDocument(document);
    await replaceIn(editor, 'notes/', 'a//b/');
    await until('our problem', () =>
      problemsOf(uri).some(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning),
    );
    await replaceIn(editor, 'a//b/', 'notes/');
    await until(
      'no problem',
      () => !problemsOf(uri).some(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning),
    );
    await document.save();
  });

  it('asks again if the same job was started elsewhere while the question was open', async () => {
    const same = { ...notes, request: { ...notes.request, JobName: 'asked twice' } };
    const [first, second] = [spec('asked-first', same), spec('asked-second', same)];
    const asked: string[] = [];
    const { showInformationMessage } = vscode.window;
    const answer = async (
      text: string,
      options?: vscode.MessageOptions | string,
      ...buttons: readonly string[]
    ): Promise<string | undefined> => {
      if (typeof options !== 'object' || options.modal !== true) return undefined;
      asked.push(`${buttons[0] ?? ''}: ${text}`);
      // As long as the first question is open, the second file is started.
      if (asked.length === 1) await start(second);
      return buttons[0] === 'Start Job' ? buttons[0] : undefined;
    };
    Object.assign(vscode.window, { showInformationMessage: answer });
    await settings().update('start.confirm', true, vscode.ConfigurationTarget.Global);
    try {
      await start(first);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
      await settings().update('start.confirm', false, vscode.ConfigurationTarget.Global);
    }
    const question = 'Start Entities Detection V2 job “asked twice”?';
    assert.deepEqual(asked, [`Start Job: ${question}`, `Start Job: ${question}`, `Start Another Job: ${question}`]);
    assert.ok(jobOf(second));
    assert.equal(jobOf(first), undefined);
  });

  it('opens a new connection when the sandbox is selected again, and still has the jobs', async () => {
    const before = api.ports.list.total;
    assert.ok(before >= 4);
    await settings().update('connection', undefined, vscode.ConfigurationTarget.Global);
    await until('no connection', () => api.ports.connection.state.state === 'none');
    assert.equal(api.ports.list.total, 0, 'jobs are not shown without a connection');
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await until(
      'the connection',
      () => api.ports.connection.state.state === 'idle' || api.ports.connection.state.state === 'connected',
    );
    await api.ports.connection.current();
    assert.equal(api.ports.list.total, before);
  });
});
