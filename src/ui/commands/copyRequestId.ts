import { l10n } from 'vscode';
import type { RunCommand } from './command.ts';
import { copyText } from './copyText.ts';

export const run: RunCommand = (room, target, targets) =>
  copyText(room, target, targets, job => job.requestId, l10n.t('not started here, so its request ID is not known'));
