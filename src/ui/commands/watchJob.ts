import type { RunCommand } from './command.ts';
import { setWatched } from './watch.ts';

export const run: RunCommand = (context, target, targets) => setWatched(true, context, target, targets);
