import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import type { RunCommand } from './command.ts';
import { showStatusMessage } from '../window/messages.ts';

export const run: RunCommand = async ({ report }) => {
  await vscode.env.clipboard.writeText(await report.text());
  showStatusMessage(l10n.t('Copied the diagnostics'));
};
