import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { requestJson } from '../../domain/spec/awsCliCommand.ts';
import type { RunCommand } from './command.ts';
import { validSpecTarget } from './validSpec.ts';
import { showStatusMessage } from '../window/messages.ts';

export const run: RunCommand = async (context, target) => {
  const spec = await validSpecTarget(context, target);
  if (spec === undefined) return;
  await vscode.env.clipboard.writeText(requestJson(spec));
  showStatusMessage(l10n.t('Copied the request of {0}', spec.kind.title));
};
