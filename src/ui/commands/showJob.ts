import type { RunCommand } from './command.ts';
import { jobTarget } from './targets.ts';

export const run: RunCommand = async (room, target) => {
  const job = await jobTarget(room, target);
  if (job !== undefined) await room.view.reveal(job);
};
