import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { viewIds } from '../../ids.ts';
import { applyConnection } from '../applyConnection.ts';
import type { RunCommand } from './command.ts';
import { confirmModal } from '../window/messages.ts';

export const run: RunCommand = async ({ ports }) => {
  // An untrusted workspace must not decide where jobs run, so write to the user settings.
  const forWorkspace = vscode.workspace.workspaceFolders !== undefined && vscode.workspace.isTrusted;
  const own = ports.settings.connection;
  if (!forWorkspace && own !== undefined && own.sandbox !== true) {
    const question = l10n.t('Use the local sandbox instead of the current connection in all workspaces?');
    if (!(await confirmModal(question, [], l10n.t('Use Local Sandbox')))) return;
  }
  await vscode.commands.executeCommand(`${viewIds.jobs}.focus`);
  await applyConnection(ports, { sandbox: true }, forWorkspace);
};
