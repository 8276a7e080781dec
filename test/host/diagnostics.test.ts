// The diagnostics report in a real extension host, about real calls to the sandbox.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds, diagnosticsScheme } from '../../src/ids.ts';
import type { Window } from '../../src/window.ts';
import { activated, clipboardHolds, clipboardText, until } from './support.ts';

describe('the diagnostics', () => {
  let api: Window;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');
  const set = (id: string, value: unknown): Thenable<void> =>
    settings().update(id, value, vscode.ConfigurationTarget.Global);
  const shown = async (): Promise<vscode.TextDocument> => {
    await vscode.commands.executeCommand(commandIds.showDiagnostics);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, diagnosticsScheme);
    return document;
  };

  before(async () => {
    api = await activated();
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const id of ['connection', 'refresh.intervalSeconds', 'variables.overlay', 'endpoints'])
      await set(id, undefined);
  });

  it('show the connection, its calls and the job history, and are copied with one click', async () => {
    await set('refresh.intervalSeconds', 17);
    await set('connection', { sandbox: true });
    await api.ports.connection.current();
    const document = await until('the sandbox', () => api.ports.connection.state.state === 'connected' && shown());
    const text = document.getText();
    for (const line of [
      /\| Extension +\| \d+\.\d+\.\d+ /,
      new RegExp(String.raw`\| Editor +\| .*${vscode.version.replaceAll('.', String.raw`\.`)} \(`),
      new RegExp(String.raw`\| Node +\| ${process.versions.node.replaceAll('.', String.raw`\.`)} `),
      /\| Kind +\| sandbox /,
      /\| Account +\| ends in 0000 /,
      /\| Endpoint of comprehendmedical +\| 127\.0\.0\.1:\d+ /,
      /\| File +\| jobs\.sqlite /,
      /\| Schema version +\| \d+ /,
      /\| Failure +\| none /,
      /\| refresh\.intervalSeconds +\| 17 /,
      /\| connection +\| \(set\) /,
      /\| \d{4}-\d\d-\d\dT\d\d \| GetCallerIdentity +\| \d+ /,
    ])
      assert.match(text, line);
    assert.equal(document.languageId, 'markdown');

    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    const copy = lenses.find(({ command }) => command?.command === commandIds.copyDiagnostics);
    assert.ok(copy?.command);
    await vscode.commands.executeCommand(copy.command.command);
    await clipboardHolds(text);
  });

  it('are updated when they are shown again, and are read-only', async () => {
    await set('refresh.intervalSeconds', 23);
    const document = await shown();
    await until('the new setting', () => /\| refresh\.intervalSeconds +\| 23 /.test(document.getText()));
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.ok(document.getText().startsWith('# Job Specs'));
  });

  it('are available without a connection, and contain no profile names, keys or locations', async () => {
    const planted = [
      'Pröfile|of `Ward 7`',
      'AKIAIOSFODNN7EXAMPLE',
      'wJalrXUtnFEMIsK7MDENGsbPxRfiCYEXAMPLEKEY',
      'overlay-of-o-hara',
    ];
    await set('variables.overlay', planted[3]);
    await set('endpoints', { s3: `http://${planted[1]}:${planted[2]}@127.0.0.1:9/${planted[2]}` });
    await set('connection', { profile: planted[0], region: 'us-east-1' });
    await api.ports.connection.current();
    await until('the refusal', () => api.ports.connection.state.state === 'failed');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand(commandIds.copyDiagnostics);
    const text = await clipboardText();
    assert.match(text, /\| State +\| failed /);
    assert.match(text, /\| Kind +\| profile /);
    assert.match(text, /\| Endpoint of s3\.configured +\| 127\.0\.0\.1:9 /);
    for (const secret of [...planted, 'Ward', 'hara']) assert.ok(!text.includes(secret), `“${secret}” in ${text}`);
  });
});
