import type { RunCommand } from './command.ts';
import { setWatched } from './watch.ts';

export const run: RunCommand = (room, target, targets) => setWatched(true, room, target, targets);
