import { type Job, keyText } from '../../domain/jobs/job.ts';
import type { CommandContext } from './command.ts';
import { jobTarget, jobTargets } from './targets.ts';

function isJob(target: unknown): target is Job {
  return typeof target === 'object' && target !== null && 'id' in target && 'action' in target && 'account' in target;
}

/**
 * Resolves with the job whose results a command is for: the one that a page of results passes, the one whose document
 * is in front, or else a job as in other commands.
 */
export async function resultTarget(context: CommandContext, target: unknown): Promise<Job | undefined> {
  if (isJob(target)) return context.ports.store.get(keyText(target)) ?? target;
  if (target === undefined) {
    const { active } = (await context.results()).notes;
    if (active !== undefined) return active.note.open.results.job;
  }
  return await jobTarget(context, target);
}

/** The same for several jobs. */
export async function resultTargets(
  context: CommandContext,
  target: unknown,
  targets?: readonly unknown[],
): Promise<readonly Job[]> {
  return isJob(target) ? [target] : await jobTargets(context, target, targets);
}
