import * as vscode from 'vscode';
import { viewIds } from '../../ids.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async ({ ports: { settings, connection } }) => {
  await settings.setConnection({ sandbox: true }, vscode.workspace.workspaceFolders !== undefined);
  await vscode.commands.executeCommand(`${viewIds.jobs}.focus`);
  await connection.current();
};
