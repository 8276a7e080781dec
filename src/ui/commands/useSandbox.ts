import * as vscode from 'vscode';
import { commandIds, viewIds } from '../../ids.ts';
import { type Command } from './command.ts';

export const useSandbox: Command = {
  id: commandIds.useSandbox,
  async run({ ports: { settings, connection } }) {
    await settings.setConnection({ sandbox: true }, vscode.workspace.workspaceFolders !== undefined);
    await vscode.commands.executeCommand(`${viewIds.jobs}.focus`);
    await connection.current();
  },
};
