import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { showMessage } from '../window/messages.ts';
import { startSpec } from '../startSpec.ts';
import type { RunCommand } from './command.ts';
import { intentTarget } from './targets.ts';

export const run: RunCommand = async (context, target) => {
  const intent = intentTarget(context, target);
  if (intent?.specUri === undefined) {
    void showMessage('info', l10n.t('There is no unconfirmed start with a spec file.'));
    return;
  }
  await startSpec(vscode.Uri.parse(intent.specUri), context, intent);
};
