import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { openText } from '../openText.ts';
import { showMessage } from '../window/messages.ts';
import { nodeKeyIn, nodeKind } from '../tree/keys.ts';
import type { RunCommand } from './command.ts';
import { runTargets } from './runTargets.ts';
import { intentTarget, jobTarget } from './targets.ts';

export const run: RunCommand = async (context, target) => {
  const key = nodeKeyIn(target);
  const kind = key === undefined ? undefined : nodeKind(key);
  const started =
    kind === 'intent'
      ? intentTarget(context, target)
      : kind === 'run'
        ? runTargets(context, await context.queue(), target, undefined)[0]
        : await jobTarget(context, target);
  if (started === undefined) return;
  if (started.specUri === undefined) {
    void showMessage('info', l10n.t('This job was not started from a spec file on this computer.'));
    return;
  }
  const uri = vscode.Uri.parse(started.specUri);
  await openText(uri).then(undefined, () =>
    showMessage('warning', l10n.t('The spec file {0} no longer exists.', uri.path)),
  );
};
