import type { Run } from '../../domain/jobs/queue/run.ts';
import type { Queue } from '../queue/index.ts';
import { nodeKeyIn, nodeOf } from '../tree/keys.ts';
import { type CommandContext, staleRow } from './command.ts';
import { throwIfStale } from './targets.ts';

/**
 * Returns the runs for a command: the selected ones if it was run on one of them. Throws a `CancellationError` if the
 * clicked row is gone, so that the command never acts on another run.
 */
export function runTargets(
  { view }: CommandContext,
  queue: Queue,
  target: unknown,
  targets: readonly unknown[] | undefined,
): readonly Run[] {
  throwIfStale(target);
  const nodes = targets ?? (target === undefined ? view.selection : [target]);
  const runs = nodes.flatMap(each => {
    const key = nodeKeyIn(each);
    const node = key && nodeOf(key);
    return (node?.kind === 'run' ? queue.records.run(node.run) : undefined) ?? [];
  });
  if (runs.length === 0 && nodes.length > 0) throwIfStale(staleRow);
  return runs;
}
