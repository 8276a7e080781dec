// Cancels the runs of the queue that are selected in the view.
import { cancelRuns } from '../queue/actions.ts';
import type { RunCommand } from './command.ts';
import { runTargets } from './runTargets.ts';

export const run: RunCommand = async (context, target, targets) => {
  const queue = await context.queue();
  const runs = runTargets(context, queue, target, targets);
  if (runs.length > 0) await cancelRuns(runs, queue);
};
