// Shows a batch with all its runs.
import { nodeKeyIn, nodeOf } from '../tree/keys.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async (context, target) => {
  const key = nodeKeyIn(target) ?? context.view.selection[0];
  const node = key && nodeOf(key);
  if (node?.kind !== 'batch' && node?.kind !== 'allRuns') return;
  const queue = await context.queue();
  const batch = queue.records.batch(node.batch);
  if (batch !== undefined) queue.show(batch);
};
