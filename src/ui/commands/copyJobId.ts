import type { RunCommand } from './command.ts';
import { copyText } from './copyText.ts';

export const run: RunCommand = (context, target, targets) => copyText(context, target, targets, job => job.id, '');
