import * as vscode from 'vscode';
import { commandIds } from '../../ids.ts';
import { type Command } from './command.ts';
import { jobTarget } from './targets.ts';

export const copyJobId: Command = {
  id: commandIds.copyJobId,
  async run(room, target) {
    const job = await jobTarget(room, target);
    if (job === undefined) return;
    await vscode.env.clipboard.writeText(job.id);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', job.id), 3_000);
  },
};
