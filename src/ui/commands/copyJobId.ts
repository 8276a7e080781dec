import * as vscode from 'vscode';
import type { RunCommand } from './command.ts';
import { jobTarget } from './targets.ts';

export const run: RunCommand = async (room, target) => {
  const job = await jobTarget(room, target);
  if (job === undefined) return;
  await vscode.env.clipboard.writeText(job.id);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', job.id), 3_000);
};
