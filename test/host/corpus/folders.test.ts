// In a workspace of several folders, the settings of a folder may ask for a connection of its own: a spec from there is
// started with no other.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds, settingIds, settingsSection } from '../../../src/ids.ts';
import type { Window } from '../../../src/window.ts';
import { activated } from '../support.ts';

const spec = {
  action: 'entityresolution:StartIdMappingJob',
  request: { workflowName: 'patient-id-mapping' },
};

describe('a folder with a connection of its own', () => {
  let api: Window;
  const said: string[] = [];
  const { showErrorMessage } = vscode.window;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration(settingsSection);
  const specIn = (index: number): vscode.Uri => {
    const folder = vscode.workspace.workspaceFolders?.[index]?.uri.fsPath ?? '';
    const path = join(folder, 'patients.awsjob.json');
    writeFileSync(path, JSON.stringify(spec));
    return vscode.Uri.file(path);
  };

  before(async () => {
    api = await activated();
    Object.assign(vscode.window, {
      showErrorMessage: (text: string, ...buttons: readonly string[]) => {
        said.push([text, ...buttons].join(' | '));
        return Promise.resolve(undefined);
      },
    });
    await settings().update(settingIds.connection, { sandbox: true }, vscode.ConfigurationTarget.Global);
    await settings().update(settingIds.confirmStart, false, vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    Object.assign(vscode.window, { showErrorMessage });
    for (const id of [settingIds.connection, settingIds.confirmStart])
      await settings().update(id, undefined, vscode.ConfigurationTarget.Global);
  });

  it('has two folders open', () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 2);
  });

  for (const id of [commandIds.startJob, commandIds.checkBeforeStart, commandIds.copyPolicies])
    it(`is not used with the window’s connection by ${id}`, async () => {
      said.length = 0;
      const before = api.ports.store.unfinished.length;
      await vscode.commands.executeCommand(id, specIn(1));
      assert.equal(said.length, 1, said.join('\n'));
      assert.match(
        said[0] ?? '',
        /^patients\.awsjob\.json is in a folder that is set to “elsewhere”, but this window uses “Local Sandbox.*”\. Nothing was started\. \| Use “elsewhere”/,
      );
      assert.equal(api.ports.store.unfinished.length, before);
    });

  it('does not hold back the specs of other folders', async () => {
    said.length = 0;
    const before = api.ports.store.unfinished.length;
    await vscode.commands.executeCommand(commandIds.startJob, specIn(0));
    assert.deepEqual(said, []);
    assert.equal(api.ports.store.unfinished.length, before + 1);
  });
});
