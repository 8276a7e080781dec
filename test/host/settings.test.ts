// VS Code merges the members of object settings across levels; a connection must come from a single level.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Window } from '../../src/window.ts';
import { activated } from './support.ts';

describe('the connection with settings on several levels', () => {
  let api: Window;
  const set = (value: unknown, target: vscode.ConfigurationTarget): Thenable<void> =>
    vscode.workspace.getConfiguration('awsJobs').update('connection', value, target);
  const { Global, Workspace } = vscode.ConfigurationTarget;

  before(async () => {
    api = await activated();
  });

  afterEach(async () => {
    await set(undefined, Workspace);
    await set(undefined, Global);
  });

  it("comes from the workspace alone: the user's profile is not merged into it", async () => {
    await set({ profile: 'made-up', region: 'us-east-1' }, Global);
    await set({ region: 'eu-west-1' }, Workspace);
    assert.deepEqual(api.ports.settings.connection, { region: 'eu-west-1' });
  });

  it("is not the user's sandbox if the workspace says otherwise", async () => {
    await set({ sandbox: true }, Global);
    await set({ profile: 'made-up', region: 'us-east-1' }, Workspace);
    assert.deepEqual(api.ports.settings.connection, { profile: 'made-up', region: 'us-east-1' });
  });

  it('is undefined and marked unreadable if a member has the wrong type', async () => {
    await set({ sandbox: 'true', region: 'us-east-1' }, Workspace);
    assert.equal(api.ports.settings.connection, undefined);
    assert.equal(api.ports.settings.connectionIsUnreadable, true);
    await set(undefined, Workspace);
    assert.equal(api.ports.settings.connectionIsUnreadable, false);
  });
});
