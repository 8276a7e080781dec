// Sends the held or refused runs that are selected in the view, after the user has confirmed them again.
import { resumeRuns } from '../queue/actions.ts';
import type { RunCommand } from './command.ts';
import { runTargets } from './runTargets.ts';

export const run: RunCommand = async (context, target, targets) => {
  const queue = await context.queue();
  const runs = runTargets(context, queue, target, targets);
  if (runs.length > 0) await resumeRuns(runs, queue, context);
};
