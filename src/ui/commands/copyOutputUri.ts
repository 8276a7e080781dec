import { l10n } from '../l10n.ts';
import type { RunCommand } from './command.ts';
import { copyText } from './copyText.ts';

export const run: RunCommand = (context, target, targets) =>
  copyText(context, target, targets, job => job.output, l10n.t('output not known'));
