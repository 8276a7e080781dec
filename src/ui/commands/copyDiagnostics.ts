import * as vscode from 'vscode';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async ({ report }) => {
  await vscode.env.clipboard.writeText(await report.text());
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the diagnostics'), 3_000);
};
