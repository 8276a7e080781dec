// An untrusted workspace: specs can be written, checked and fixed, but nothing is started and the account is not
// queried.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fingerprintOf } from '../../../src/domain/jobs/intent.ts';
import { kindOf } from '../../../src/domain/jobs/kinds.ts';
import { commandIds, settingIds, settingsSection } from '../../../src/ids.ts';
import type { Window } from '../../../src/window.ts';
import { FormSession } from '../../../src/ui/form/session.ts';
import { playedPanel } from '../playedPanel.ts';
import { accountHovers, activated, codeOf, hoverWords, until } from '../support.ts';

const role = 'arn:aws:iam::000000000000:role/ExampleAnalysts';
const notes = {
  action: 'comprehendmedical:StartPHIDetectionJob',
  region: 'us-east-1',
  account: '000000000000',
  request: {
    LanguageCode: 'en',
    DataAccessRoleArn: role,
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out/' },
  },
};

describe('an untrusted workspace', () => {
  let api: Window;
  let folder: string;
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const said: string[] = [];
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration(settingsSection);
  const put = (name: string, content: object): vscode.Uri => {
    const path = join(folder, `${name}.awsjob.json`);
    writeFileSync(path, JSON.stringify(content, undefined, 2));
    return vscode.Uri.file(path);
  };
  const ours = (uri: vscode.Uri): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'AWS Jobs');
  const wordsAt = async (uri: vscode.Uri, before: string): Promise<string> => {
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf(before) + before.length + 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
    return hoverWords(hovers);
  };

  before(async () => {
    folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    api = await activated();
    const keep = (text: string): Promise<undefined> => {
      said.push(text);
      return Promise.resolve(undefined);
    };
    Object.assign(vscode.window, { showInformationMessage: keep, showWarningMessage: keep, showErrorMessage: keep });
    // The user's own connection, available with or without trust, and open: if the account is not queried, that is not
    // for lack of a connection.
    await settings().update(settingIds.connection, { sandbox: true }, vscode.ConfigurationTarget.Global);
    await settings().update(settingIds.confirmStart, false, vscode.ConfigurationTarget.Global);
    await until('the choice', () => api.ports.connection.state.state !== 'none');
    assert.equal((await api.ports.connection.current()).state, 'connected');
  });
  after(async () => {
    Object.assign(vscode.window, { showInformationMessage, showWarningMessage, showErrorMessage });
    for (const id of [settingIds.connection, settingIds.confirmStart])
      await settings().update(id, undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  beforeEach(() => {
    said.length = 0;
  });

  it('is not trusted', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('opens specs in the form, which cannot start jobs and does not query the account', async () => {
    const document = await vscode.workspace.openTextDocument(put('form', notes));
    const page = playedPanel();
    new FormSession(document, page.panel, api);
    const shown = () => page.sent.findLast(message => message.type === 'show');
    page.say({ type: 'ready' });
    const { header, version } = await until('the form', shown);
    assert.deepEqual([header.canStart, header.whyNot], [false, 'Jobs cannot be started in Restricted Mode.']);
    page.say({ type: 'choices', id: 1, key: '/request/DataAccessRoleArn', text: '' });
    const answer = await until('the answer', () => page.sent.find(message => message.type === 'choices'));
    assert.deepEqual(
      [answer.choices, answer.note],
      [[], 'No suggestions in Restricted Mode. You can enter any value.'],
    );
    page.say({ type: 'start' });
    page.say({ type: 'edit', seq: 1, version, key: '/request/JobName', text: 'written here', run: 1 });
    await until('the edit', () => document.getText().includes('"JobName": "written here"'));
    assert.equal(api.ports.store.lastOfSpec(document.uri.toString()), undefined);
    page.close();
  });

  it('checks specs and applies fixes', async () => {
    const uri = put('mendable', {
      ...notes,
      request: { ...notes.request, InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: '/notes/' } },
    });
    await vscode.window.showTextDocument(uri);
    const [problem] = await until('the problem', () => {
      const found = ours(uri).filter(each => codeOf(each) === 'AJ041');
      return found.length > 0 && found;
    });
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem!.range,
    );
    const fix = actions.find(({ title, edit }) => edit !== undefined && title.includes('slash'));
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    await until('its end', () => !ours(uri).some(found => codeOf(found) === 'AJ041'));
    await vscode.commands.executeCommand(commandIds.checkAll);
    assert.match(
      await until('the summary', () => said.find(text => text.includes('job specs checked'))),
      /^\d+ job specs checked: 0 with errors/,
    );
  });

  it('shows hovers that need no account, and does not reveal the environment', async () => {
    const uri = put('hover', {
      ...notes,
      request: { ...notes.request, JobName: '${date:YYYY}', KMSKey: '${env:HOME}' },
    });
    assert.match(await wordsAt(uri, '"${da'), /UTC/);
    assert.doesNotMatch(await wordsAt(uri, '"${en'), /environment of the editor/);
    await until('the check', () => ours(uri).some(found => codeOf(found) === 'AJ082'));
  });

  it('shows nothing from the account: no suggestions, no hover, no check that queries it', async () => {
    const uri = put('live', notes);
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf(role) + 5);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      at,
    );
    assert.deepEqual(
      list.items.filter(({ sortText }) => /^[!~]/.test(sortText ?? '')),
      [],
    );
    assert.match(await wordsAt(uri, role.slice(0, 10)), /^Role\n/, 'other hovers are shown');
    assert.deepEqual(await accountHovers(document, role), []);
    const doubted = put('doubted', {
      action: 'entityresolution:StartIdMappingJob',
      request: { workflowName: 'patient-id-mapping', jobType: 'DELETE_ONLY' },
    });
    await vscode.window.showTextDocument(doubted);
    await vscode.commands.executeCommand(commandIds.checkSpec, doubted);
    await until('the check', () => ours(doubted).some(found => codeOf(found) === 'AJ070'));
    assert.ok(!ours(doubted).some(found => codeOf(found) === 'AJ071'));
    assert.equal(
      (
        await api.ports.live.port?.workflow(
          kindOf('entityresolution:StartIdMappingJob')!,
          'us-east-1',
          'patient-id-mapping',
        )
      )?.ok,
      true,
      'the account could have been queried',
    );
  });

  it('starts nothing, by any command', async () => {
    const uri = put('start', notes);
    const before = api.ports.list.total;
    await vscode.window.showTextDocument(uri);
    for (const command of [commandIds.startJob, commandIds.startActive]) {
      said.length = 0;
      await vscode.commands.executeCommand(command, uri);
      await until('the refusal', () => said.some(text => text.startsWith('Jobs cannot be started in Restricted Mode')));
    }
    assert.deepEqual([api.ports.list.total, api.ports.store.openIntents.length], [before, 0]);
  });

  it('does not repeat a lost start', async () => {
    const { store, start, connection } = api.ports;
    const kind = kindOf(notes.action)!;
    const { identity } = (connection.state as Extract<typeof connection.state, { state: 'connected' }>).connected
      .services;
    const uri = put('lost', notes);
    const intent = {
      id: 'a-start-that-was-lost',
      ...identity,
      region: 'us-east-1',
      action: kind.action,
      request: notes.request,
      fingerprint: fingerprintOf(identity, 'us-east-1', kind, notes.request),
      state: 'sending' as const,
      sentAt: 1,
      specUri: uri.toString(),
    };
    start.records.begin(intent, kind.repeatable);
    start.records.resolve({ ...intent, state: 'notFound' });
    store.intentsChanged();
    assert.equal(store.openIntents.length, 1);
    await vscode.commands.executeCommand(commandIds.startAgain, `intent:${intent.id}`);
    await until('the refusal', () => said.some(text => text.startsWith('Jobs cannot be started in Restricted Mode')));
    assert.deepEqual(
      store.openIntents.map(({ id, state }) => [id, state]),
      [[intent.id, 'notFound']],
    );
    assert.equal(store.lastOfSpec(uri.toString()), undefined);
    start.records.resolve({ ...intent, state: 'dismissed' });
    store.intentsChanged();
  });

  it('takes no connection from its own settings', async () => {
    await settings().update(
      settingIds.connection,
      { profile: 'made-up', region: 'eu-west-1' },
      vscode.ConfigurationTarget.Workspace,
    );
    assert.deepEqual(api.ports.settings.connection, { sandbox: true });
    await settings().update(settingIds.connection, undefined, vscode.ConfigurationTarget.Workspace);
  });
});
