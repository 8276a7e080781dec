import type { RunCommand } from './command.ts';
import { setWatched } from './watch.ts';

export const run: RunCommand = (room, target, targets) => setWatched(false, room, target, targets);
