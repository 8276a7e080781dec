import * as vscode from 'vscode';
import { type Job, keyText } from '../../domain/jobs/job.ts';
import type { CommandContext } from './command.ts';
import { jobTarget, jobTargets } from './targets.ts';

function isJob(target: unknown): target is Job {
  return typeof target === 'object' && target !== null && 'id' in target && 'action' in target && 'account' in target;
}

/** The job of the document that a command of an editor is for: of its title bar, or of the palette. */
async function jobOfNote({ results }: CommandContext, target: unknown): Promise<Job | undefined> {
  if (target !== undefined && !(target instanceof vscode.Uri)) return undefined;
  const { notes } = await results();
  const note = target === undefined ? notes.active?.note : notes.get(target);
  return note?.open.results.job;
}

/**
 * Whether a list or input box stays open without the focus: one that a button of a page opens, because the page may
 * take the focus back a moment after the click.
 */
export function staysOpen(target: unknown): boolean {
  return isJob(target);
}

/**
 * Resolves with the job whose results a command is for: the one that a page of results passes, the one whose document
 * the command was run on, or else a job as in other commands.
 */
export async function resultTarget(context: CommandContext, target: unknown): Promise<Job | undefined> {
  if (isJob(target)) return context.ports.store.get(keyText(target)) ?? target;
  return (
    (await jobOfNote(context, target)) ?? (await jobTarget(context, target instanceof vscode.Uri ? undefined : target))
  );
}

/** The same for several jobs. */
export async function resultTargets(
  context: CommandContext,
  target: unknown,
  targets?: readonly unknown[],
): Promise<readonly Job[]> {
  const job = isJob(target) ? target : await jobOfNote(context, target);
  return job === undefined ? await jobTargets(context, target, targets) : [job];
}
