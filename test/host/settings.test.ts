// The editor mixes an object setting's members over its levels; a connection must be one level's, whole.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Window } from '../../src/window.ts';
import { activated } from './support.ts';

describe('the connection of several levels of settings', () => {
  let api: Window;
  const set = (value: unknown, target: vscode.ConfigurationTarget): Thenable<void> => vscode.workspace.getConfiguration('awsJobs').update('connection', value, target);
  const { Global, Workspace } = vscode.ConfigurationTarget;

  before(async () => {
    api = await activated();
  });

  afterEach(async () => {
    await set(undefined, Workspace);
    await set(undefined, Global);
  });

  it('is the workspace’s alone: the user’s profile is not mixed into it', async () => {
    await set({ profile: 'made-up', region: 'us-east-1' }, Global);
    await set({ region: 'eu-west-1' }, Workspace);
    assert.deepEqual(api.ports.settings.connection, { region: 'eu-west-1' });
  });

  it('leads out of the user’s sandbox when the workspace says so', async () => {
    await set({ sandbox: true }, Global);
    await set({ profile: 'made-up', region: 'us-east-1' }, Workspace);
    assert.deepEqual(api.ports.settings.connection, { profile: 'made-up', region: 'us-east-1' });
  });

  it('is none when a member is of a wrong type, and that can be told from none', async () => {
    await set({ sandbox: 'true', region: 'us-east-1' }, Workspace);
    assert.equal(api.ports.settings.connection, undefined);
    assert.equal(api.ports.settings.connectionIsUnreadable, true);
    await set(undefined, Workspace);
    assert.equal(api.ports.settings.connectionIsUnreadable, false);
  });
});
