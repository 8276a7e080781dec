// The extension's side of the form, on real documents in a real host; the page is simulated by the test.
import type { LivePort } from '../../src/domain/live/port.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { answered, refused } from '../../src/domain/refusal.ts';
import { FormSession } from '../../src/ui/form/session.ts';
import type { ToPage } from '../../src/ui/form/protocol.ts';
import type { Window } from '../../src/window.ts';
import { playedPanel } from './playedPanel.ts';
import { activated, clipboardText, until } from './support.ts';

const spec = `{
  // Ours.
  "action": "comprehendmedical:StartPHIDetectionJob",
  "request": {
    "JobName": "phi", // shown in lists
    "InputDataConfig": { "S3Bucket": "example-clinical-notes", "S3Key": "/notes/" },
    "OutputDataConfig": { "S3Bucket": "example-results", "S3Key": "phi/" },
    "DataAccessRoleArn": "arn:aws:iam::000000000000:role/ComprehendMedicalData",
    "LanguageCode": "en",
    "Owner": 12
  }
}
`;

type Show = Extract<ToPage, { readonly type: 'show' }>;

describe('the form of a spec', () => {
  let room: Window;
  let folder: string;
  let count = 0;
  const open: { close(): void }[] = [];

  before(async () => {
    room = await activated();
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-form-'));
  });
  afterEach(() => {
    for (const each of open.splice(0)) each.close();
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function openForm(text: string, live?: LivePort, more: Partial<Window['ports']> = {}) {
    const path = join(folder, `spec-${count++}.awsjob.json`);
    writeFileSync(path, text);
    const document = await vscode.workspace.openTextDocument(path);
    const page = playedPanel();
    open.push(page);
    // `LiveValues`, reduced to the part that is used.
    const known = {
      ...room,
      ports: {
        ...room.ports,
        ...(live === undefined ? {} : { live: { port: live } as unknown as Window['ports']['live'] }),
        ...more,
      },
    };
    new FormSession(document, page.panel, known);
    page.say({ type: 'ready' });
    const shown = (): Show | undefined => page.sent.findLast(message => message.type === 'show');
    const view = (): Show['view'] => shown()?.view ?? assert.fail('nothing is shown');
    const values = (): Readonly<Record<string, string>> => {
      const now = view();
      return now.state === 'form' ? now.values : assert.fail(now.state);
    };
    await until('the form', shown);
    const edit = async (edits: readonly (readonly [from: string, to: string])[]): Promise<void> => {
      const change = new vscode.WorkspaceEdit();
      for (const [from, to] of edits) {
        const at = document.getText().indexOf(from);
        assert.ok(at >= 0, from);
        change.replace(
          document.uri,
          new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)),
          to,
        );
      }
      assert.ok(await vscode.workspace.applyEdit(change));
    };
    return { ...page, document, path, shown, view, values, edit, version: () => shown()?.version ?? -1 };
  }

  it("shows the text's values, the problems at their fields, and what would be sent", async () => {
    const form = await openForm(spec);
    assert.equal(form.values()['/request/JobName'], 'phi');
    const view = form.view();
    assert.ok(view.state === 'form');
    assert.deepEqual(
      view.problems
        .filter(({ severity }) => severity !== 'information')
        .map(({ code, at, fixes }) => [code, at, fixes.length > 0]),
      [
        ['AJ041', '/request/InputDataConfig/S3Key', true],
        ['AJ012', '/request/Owner', true],
      ],
    );
    assert.equal(form.shown()?.header.canStart, false);
    assert.match(form.shown()?.preview.request ?? '', /"Owner": 12/);
    assert.equal(form.shown()?.preview.commands, undefined);
  });

  it('turns a change on the page into the smallest change of the text, and acknowledges it', async () => {
    const form = await openForm(spec);
    form.say({ type: 'edit', seq: 1, version: form.version(), key: '/request/JobName', text: 'phi-2', run: 1 });
    await until('the edit', () => form.shown()?.ack === 1);
    assert.equal(form.document.getText(), spec.replace('"phi",', '"phi-2",'));
    form.say({ type: 'edit', seq: 2, version: form.version(), key: '/region', text: 'us-east-1', run: 1 });
    await until('the region', () => form.values()['/region'] === 'us-east-1');
    assert.match(form.document.getText(), /StartPHIDetectionJob",\n {2}"region": "us-east-1",\n/);
    assert.equal(readFileSync(form.path, 'utf8'), spec, 'the form does not save');
  });

  it('accepts typing that is faster than the edits, and loses none of it', async () => {
    const form = await openForm(spec);
    const version = form.version();
    const text = 'a name that is typed quickly';
    for (let length = 1; length <= text.length; length += 1)
      form.say({ type: 'edit', seq: length, version, key: '/request/JobName', text: text.slice(0, length), run: 1 });
    form.say({ type: 'edit', seq: text.length + 1, version, key: '/account', text: '000000000000', run: 1 });
    await until('all of it', () => form.shown()?.ack === text.length + 1);
    assert.equal(form.values()['/request/JobName'], text);
    assert.equal(form.values()['/account'], '000000000000');
    assert.deepEqual(
      form.sent.filter(({ type }) => type === 'refused'),
      [],
    );
  });

  it('applies a stale change if its member is untouched, and rejects it if others have changed the member', async () => {
    const form = await openForm(spec);
    const version = form.version();
    await form.edit([
      ['"phi",', '"by others",'],
      ['// Ours.', '// Theirs.\n  // Two lines.'],
    ]);
    form.say({ type: 'edit', seq: 1, version, key: '/request/JobName', text: 'by the page', run: 1 });
    form.say({ type: 'edit', seq: 2, version, key: '/request/OutputDataConfig/S3Key', text: 'elsewhere/', run: 1 });
    await until('both', () => form.shown()?.ack === 2);
    assert.equal(
      form.document.getText(),
      spec
        .replace('"phi",', '"by others",')
        .replace('// Ours.', '// Theirs.\n  // Two lines.')
        .replace('"phi/"', '"elsewhere/"'),
    );
    assert.deepEqual(
      form.sent.flatMap(message => (message.type === 'refused' ? [[message.seq, message.key]] : [])),
      [[1, '/request/JobName']],
    );
    form.say({
      type: 'edit',
      seq: 3,
      version: form.version(),
      key: '/request/JobName',
      text: 'seen and meant',
      run: 1,
    });
    await until('the third', () => form.values()['/request/JobName'] === 'seen and meant');
  });

  it('starts what the page has sent last, not the text before it', async () => {
    const read: string[] = [];
    const specFiles = {
      read: async (uri: vscode.Uri) => {
        read.push((await vscode.workspace.openTextDocument(uri)).getText());
        throw new Error('not read in this test');
      },
    };
    const sound = spec.replace('/notes/', 'notes/').replace(',\n    "Owner": 12', '');
    const form = await openForm(sound, undefined, { specFiles: specFiles as unknown as Window['ports']['specFiles'] });
    form.say({ type: 'edit', seq: 1, version: form.version(), key: '/request/JobName', text: 'a', run: 1 });
    form.say({ type: 'remove', seq: 2, version: form.version(), key: '/request/OutputDataConfig/S3Key' });
    form.say({ type: 'start' });
    await until('the start', () => read.length > 0);
    assert.deepEqual(read, [sound.replace('"phi",', '"a",').replace(', "S3Key": "phi/"', '')]);
  });

  it('says where a text is broken, and writes nothing into it', async () => {
    const form = await openForm(spec);
    const version = form.version();
    await form.edit([['"LanguageCode": "en",', '"LanguageCode": "en" "']]);
    await until('the breakage', () => form.view().state === 'broken');
    const broken = form.document.getText();
    for (const message of [
      { type: 'edit', text: 'x', run: 1, key: '/request/JobName' },
      { type: 'remove', key: '/request/JobName' },
      { type: 'add', key: '/request' },
    ])
      form.say({ ...message, seq: 9, version });
    form.say({ type: 'fix', version: form.version(), problem: 0, fix: 0 });
    form.say({ type: 'begin', version: form.version(), action: 'comprehendmedical:StartPHIDetectionJob' });
    form.say({ type: 'start' });
    await until('the refusals', () => form.sent.filter(({ type }) => type === 'refused').length === 3);
    assert.equal(form.document.getText(), broken);
    const view = form.view();
    assert.equal(view.state === 'broken' && view.breakage.line, 9);
  });

  it('applies a fix of the shown problem, and none of another version of the text', async () => {
    const form = await openForm(spec);
    const view = form.view();
    const problem = view.state === 'form' ? view.problems.find(({ code }) => code === 'AJ041') : undefined;
    assert.ok(problem);
    form.say({ type: 'fix', version: form.version() - 1, problem: problem.id, fix: 0 });
    form.say({ type: 'fix', version: form.version(), problem: problem.id, fix: 7 });
    form.say({ type: 'fix', version: form.version(), problem: 99, fix: 0 });
    form.say({ type: 'fix', version: form.version(), problem: problem.id, fix: 0 });
    await until('the fix', () => form.values()['/request/InputDataConfig/S3Key'] === 'notes/');
    assert.equal(form.document.getText(), spec.replace('"/notes/"', '"notes/"'));
  });

  it('changes nothing for a hostile page except its own document, and starts nothing', async () => {
    const form = await openForm(spec);
    const other = await openForm(spec);
    const clipboard = await clipboardText();
    const hostile: readonly unknown[] = [
      null,
      'start',
      [],
      { type: 'start', uri: other.document.uri.toString() },
      { type: 'command', command: 'workbench.action.quit' },
      { type: 'edit' },
      ...[
        '',
        '/',
        '/__proto__',
        '/constructor/prototype',
        '/request/__proto__/polluted',
        '/request/nothing',
        '/request/InputDataConfig',
        '/request/Owner',
        '/action/x',
        '../other',
        other.document.uri.toString(),
      ].flatMap(key =>
        ['edit', 'remove', 'add'].map(type => ({
          type,
          seq: 1,
          version: form.version(),
          key,
          ...(type === 'edit' ? { text: 'hostile', run: 1 } : {}),
        })),
      ),
      { type: 'edit', seq: 2, version: form.version(), key: '/request/JobName', text: 'x'.repeat(1_000_000), run: 1 },
      { type: 'start' },
      { type: 'copy', what: 'request' },
      { type: 'copy', what: 'powershell' },
      { type: 'begin', version: form.version(), action: 'comprehendmedical:StartRxNormInferenceJob' },
      { type: 'choices', id: 1, key: '/__proto__', text: '' },
      { type: 'browse', id: 2, key: '/request/JobName', text: '../../etc/' },
      { type: 'measure', id: 3, key: '/nothing', text: 's3://x/' },
      { type: 'about', id: 4, key: '/action', text: 'x' },
      { type: 'cancel', id: 77 },
    ];
    for (const message of hostile) form.say(message);
    await until('the last answer', () =>
      [1, 2, 3, 4].every(id => form.sent.some(message => 'id' in message && message.id === id)),
    );
    await new Promise(resolve => {
      setTimeout(resolve, 200);
    });
    // A user could also `remove` a member that the form shows as removable.
    assert.equal(form.document.getText(), spec.replace(',\n    "Owner": 12', ''));
    assert.equal(other.document.getText(), spec);
    assert.equal(room.ports.store.lastOfSpec(form.document.uri.toString()), undefined);
    assert.deepEqual(room.ports.store.openIntents, []);
    assert.equal(await clipboardText(), clipboard);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('lists thousands of objects page by page, and counts them only until that is cancelled', async () => {
    const asked: string[] = [];
    let counting: AbortSignal | undefined;
    const live: Partial<LivePort> = {
      browse: (region, bucket, prefix, next) => {
        asked.push(`${region} ${bucket} ${prefix} ${next ?? ''}`);
        const page = Number(next ?? '0');
        const folders = page === 0 ? [{ key: `${prefix}old/`, isFolder: true }] : [];
        const objects = Array.from({ length: 1_000 }, (_, index) => ({
          key: `${prefix}${page * 1_000 + index}.txt`,
          isFolder: false,
          size: 1_536,
          modifiedAt: 0,
        }));
        return Promise.resolve(
          answered({
            entries: [{ key: prefix, isFolder: false, size: 0 }, ...folders, ...objects],
            ...(page < 40 ? { next: String(page + 1) } : {}),
          }),
        );
      },
      measure: (_region, _bucket, _prefix, signal, onProgress) =>
        new Promise(resolve => {
          counting = signal;
          onProgress?.({ objects: 1_000, bytes: 1_536_000, more: true });
          signal?.addEventListener('abort', () => {
            resolve(refused({ kind: 'cancelled', name: 'AbortError', message: '', nothingHappened: true }));
          });
        }),
    };
    const form = await openForm(
      spec.replace('"/notes/"', '"notes/"').replace('"request"', '"region": "eu-west-1", "request"'),
      live as LivePort,
    );
    const answer = (id: number) => form.sent.find(message => message.type === 'browsed' && message.id === id);
    const key = '/request/InputDataConfig/S3Key';
    form.say({ type: 'browse', id: 1, key, text: 'notes/' });
    const first = await until('the first page', () => answer(1));
    assert.ok(first.type === 'browsed');
    assert.deepEqual(
      [first.title, first.here, first.up, first.rows.length, first.next],
      ['s3://example-clinical-notes/notes/', 'notes/', '', 1_001, '1'],
    );
    assert.deepEqual(
      first.rows.slice(0, 2).map(({ value, label, isFolder, size }) => [value, label, isFolder, size]),
      [
        ['notes/old/', 'old/', true, undefined],
        ['notes/0.txt', '0.txt', false, '1.5 KB'],
      ],
    );
    form.say({ type: 'browse', id: 2, key, text: 'notes/', next: '1' });
    await until('the second page', () => answer(2));
    assert.deepEqual(
      asked,
      ['eu-west-1 example-clinical-notes notes/ ', 'eu-west-1 example-clinical-notes notes/ 1'],
      'nothing else was read',
    );
    // Output needs a folder.
    form.say({ type: 'browse', id: 3, key: '/request/OutputDataConfig/S3Key', text: '' });
    const folders = await until('the folders', () => answer(3));
    assert.deepEqual(folders.type === 'browsed' && folders.rows.map(({ value }) => value), ['old/']);
    form.say({ type: 'measure', id: 4, key, text: 'notes/' });
    await until('the count so far', () =>
      form.sent.some(
        message => message.type === 'measured' && !message.isDone && message.text === '1,000 objects or more, 1.5 MB',
      ),
    );
    form.say({ type: 'cancel', id: 4 });
    await until('the end of the counting', () => counting?.aborted);
  });

  it('describes a workflow and its last run, and says why there is no list if that was refused', async () => {
    const live: Partial<LivePort> = {
      workflow: (_kind, _region, name) =>
        Promise.resolve(answered({ name, arn: 'arn', type: 'RULE_BASED', isIncremental: false, outputs: [] })),
      lastRun: () =>
        Promise.resolve(answered({ run: { id: 'x', status: 'SUCCEEDED', startedAt: Date.now() - 3 * 3_600_000 } })),
      listWorkflows: () =>
        Promise.resolve(refused({ kind: 'denied', name: 'AccessDeniedException', message: '', nothingHappened: true })),
    };
    const form = await openForm(
      '{ "action": "entityresolution:StartIdMappingJob", "request": { "workflowName": "patient-id-mapping" } }',
      live as LivePort,
    );
    form.say({ type: 'about', id: 1, key: '/request/workflowName', text: 'patient-id-mapping' });
    const about = await until('the line', () => form.sent.find(message => message.type === 'about'));
    // The elapsed time depends on how fast the test gets here.
    assert.match(
      about.type === 'about' ? about.text : '',
      /^Type: rule-based · not set up for incremental runs · last run (3 h|2 h \d+ min) ago: Succeeded$/,
    );
    form.say({ type: 'choices', id: 2, key: '/request/workflowName', text: '' });
    const none = await until('the answer', () => form.sent.find(message => message.type === 'choices'));
    assert.deepEqual(none.type === 'choices' && [none.choices, none.note], [
      [],
      'Could not list workflows: not allowed (entityresolution:ListIdMappingWorkflows).',
    ]);
  });

  it('fills an empty file once, and no other file', async () => {
    const form = await openForm('\n');
    assert.equal(form.view().state, 'empty');
    form.say({ type: 'begin', version: form.version(), action: 'entityresolution:StartMatchingJob' });
    await until('the form', () => form.view().state === 'form');
    assert.deepEqual(JSON.parse(form.document.getText()), {
      action: 'entityresolution:StartMatchingJob',
      request: { workflowName: '' },
    });
    const text = form.document.getText();
    form.say({ type: 'begin', version: form.version(), action: 'entityresolution:StartIdMappingJob' });
    form.say({ type: 'edit', seq: 1, version: form.version(), key: '/request/workflowName', text: 'w', run: 1 });
    await until('the edit', () => form.shown()?.ack === 1);
    assert.equal(form.document.getText(), text.replace('""', '"w"'));
  });

  it('sends nothing while its panel is hidden, and shows the current text when it is visible again', async () => {
    const form = await openForm(spec);
    form.hide();
    const before = form.sent.length;
    await form.edit([['"phi",', '"while hidden",']]);
    await new Promise(resolve => {
      setTimeout(resolve, 300);
    });
    assert.equal(form.sent.length, before);
    form.say({ type: 'ready' });
    await until('the form', () => form.values()['/request/JobName'] === 'while hidden');
    const again = form.view();
    assert.ok('shape' in again && again.shape !== undefined, 'the page is new and gets everything');
  });

  it('is registered as a custom editor with its own ID', async () => {
    const path = join(folder, 'registered.awsjob.json');
    writeFileSync(path, spec);
    const uri = vscode.Uri.file(path);
    await vscode.commands.executeCommand('awsJobs.openForm', uri);
    await until(
      'the tab',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom,
    );
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputCustom && input.viewType === 'awsJobs.form');
    await vscode.commands.executeCommand('awsJobs.openText', uri);
    await until('the text', () => vscode.window.activeTextEditor?.document.uri.toString() === uri.toString());
    assert.equal(
      vscode.window.tabGroups.activeTabGroup.tabs.filter(({ input: each }) => each instanceof vscode.TabInputCustom)
        .length,
      0,
      'in the same tab',
    );
  });
});
