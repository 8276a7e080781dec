import * as vscode from 'vscode';
import { commandAction, say } from '../actions.ts';
import { startSpec } from '../startSpec.ts';
import type { RunCommand } from './command.ts';
import { specTarget } from './targets.ts';

export const run: RunCommand = async (room, target) => {
  if (!vscode.workspace.isTrusted) {
    void say('warning', vscode.l10n.t('Jobs are not started from a workspace that is not trusted. Specs can be written and checked.'), commandAction(vscode.l10n.t('Manage Workspace Trust'), 'workbench.trust.manage'));
    return;
  }
  const uri = await specTarget(room, target);
  if (uri !== undefined) await startSpec(uri, room);
};
