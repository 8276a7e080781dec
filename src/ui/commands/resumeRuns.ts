// Sends the held or refused runs that are selected in the view, after the user has confirmed them again.
import { resumeRuns } from '../queue/actions.ts';
import type { RunCommand } from './command.ts';
import { runTargets } from './runTargets.ts';

export const run: RunCommand = async (context, target, targets) => {
  const queue = await context.queue();
  await resumeRuns(
    runTargets(context, queue, target, targets).filter(({ state }) => state === 'asking' || state === 'refused'),
    queue,
    context,
  );
};
