import type { RunCommand } from './command.ts';
import { jobTarget } from './targets.ts';

export const run: RunCommand = async (context, target) => {
  const job = await jobTarget(context, target);
  if (job !== undefined) await context.view.reveal(job);
};
