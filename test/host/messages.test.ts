// How notifications show arbitrary names: as text, never as a link that runs a command.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../src/ids.ts';
import { activated, until } from './support.ts';

describe('a message', () => {
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const said: string[] = [];
  let folder: string;

  before(async () => {
    await activated();
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-messages-'));
    const keep = (text: string): Promise<undefined> => {
      said.push(text);
      return Promise.resolve(undefined);
    };
    Object.assign(vscode.window, { showInformationMessage: keep, showWarningMessage: keep, showErrorMessage: keep });
  });
  after(() => {
    Object.assign(vscode.window, { showInformationMessage, showWarningMessage, showErrorMessage });
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('does not turn a file name into a link', async () => {
    const path = join(folder, '[Repair this file](command:workbench.action.quit) .awsjob.json');
    writeFileSync(path, '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w" } }');
    await vscode.commands.executeCommand(commandIds.checkSpec, vscode.Uri.file(path));
    const text = await until('the message', () => said.find(each => each.includes('Repair this file')));
    assert.ok(!text.includes(']('), text);
    assert.ok(text.includes('command:workbench.action.quit'), 'the name is still shown');
  });

  it('shortens a very long text', async () => {
    const path = join(folder, 'long.awsjob.json');
    writeFileSync(
      path,
      `{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w", "${'x'.repeat(5_000)}": 1 } }`,
    );
    await vscode.commands.executeCommand(commandIds.checkSpec, vscode.Uri.file(path));
    const text = await until('the message', () => said.find(each => each.includes('long.awsjob.json')));
    assert.ok(text.length <= 1_001, String(text.length));
  });
});
