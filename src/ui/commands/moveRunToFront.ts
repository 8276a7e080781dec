// Moves the waiting runs that are selected in the view to the front of the queue, in their order.
import { moveToFront } from '../queue/actions.ts';
import type { RunCommand } from './command.ts';
import { runTargets } from './runTargets.ts';

export const run: RunCommand = async (context, target, targets) => {
  const queue = await context.queue();
  moveToFront(runTargets(context, queue, target, targets), queue);
};
