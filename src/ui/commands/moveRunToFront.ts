// Moves the waiting runs that are selected in the view to the front of the queue, in their order.
import { moveToFront } from '../queue/actions.ts';
import type { RunCommand } from './command.ts';
import { runTargets } from './runTargets.ts';

export const run: RunCommand = async (context, target, targets) => {
  const queue = await context.queue();
  const runs = [...runTargets(context, queue, target, targets)].sort((a, b) => b.position - a.position);
  for (const each of runs) moveToFront(each, queue);
};
