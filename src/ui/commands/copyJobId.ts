import type { RunCommand } from './command.ts';
import { copyText } from './copyText.ts';

export const run: RunCommand = (room, target, targets) => copyText(room, target, targets, job => job.id, '');
