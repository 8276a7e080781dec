import * as vscode from 'vscode';
import type { RunCommand } from './command.ts';
import { showStatusMessage } from '../window/messages.ts';

export const run: RunCommand = async ({ report }) => {
  await vscode.env.clipboard.writeText(await report.text());
  showStatusMessage(vscode.l10n.t('Copied the diagnostics'));
};
