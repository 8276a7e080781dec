import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import type { Intent } from '../../domain/jobs/intent.ts';
import { type Job, keyText, titleOf } from '../../domain/jobs/job.ts';
import { isEmpty } from '../../domain/jobs/query.ts';
import { commandIds } from '../../ids.ts';
import { commandAction, showMessage } from '../window/messages.ts';
import { pickSpec } from './pickSpec.ts';
import { type NodeKey, nodeKeyIn, nodeOf } from '../tree/keys.ts';
import { statusText } from '../words.ts';
import { type CommandContext, staleRow } from './command.ts';
import { pick } from '../window/pick.ts';

/** The maximum number of jobs in a quick pick. Older jobs can be found in the view. */
export const maxOffered = 200;

/** How long to wait for the active editor that a command was run on, in milliseconds. */
const editorWaitMs = 2_000;

/**
 * Resolves with the spec file for a command: the one that was clicked, else one that the user picks from a list that
 * starts with the spec in the active editor.
 */
export async function specTarget(context: CommandContext, target: unknown): Promise<vscode.Uri | undefined> {
  if (target instanceof vscode.Uri) return target;
  const { ports } = context;
  const inFront = activeSpec(context);
  const specs = await ports.specFiles.list();
  if (specs.length === 0 && inFront === undefined) {
    void showMessage(
      'info',
      l10n.t('This workspace has no job specs (*.awsjob.json).'),
      commandAction(l10n.t('New Job (Form)…'), commandIds.newForm),
      commandAction(l10n.t('New Job Spec…'), commandIds.newSpec),
    );
    return undefined;
  }
  return await pickSpec(specs, inFront, ports);
}

/**
 * Resolves with the job for a command: the row that was clicked, else the selected one, else one that the user picks.
 * Throws a `CancellationError` if the clicked row is gone, so that the command never acts on another job.
 */
export async function jobTarget(context: CommandContext, target: unknown): Promise<Job | undefined> {
  throwIfStale(target);
  const node = nodeTarget(context, target);
  const job = node === undefined ? undefined : context.view.jobOf(node);
  if (job !== undefined) return job;
  if (typeof target === 'string') throwIfStale(staleRow);
  const jobs = context.ports.store.hold(context.ports.list.first(maxOffered));
  if (jobs.length === 0) {
    void showMessage(
      'info',
      isEmpty(context.ports.list.query.filter) ? l10n.t('There are no jobs yet.') : l10n.t('No jobs match the filter.'),
    );
    return undefined;
  }
  const items = jobs.map(each => ({
    job: each,
    label: titleOf(each),
    description: statusText(each.status),
    detail: each.id,
  }));
  return (await pick(items, { placeHolder: l10n.t('Select a job'), matchOnDetail: true }))?.job;
}

/**
 * Resolves with the jobs for a command: all selected jobs if it was run on one of them, else the job from `jobTarget`.
 */
export async function jobTargets(
  context: CommandContext,
  target: unknown,
  targets?: readonly unknown[],
): Promise<readonly Job[]> {
  throwIfStale(target);
  const nodes = targets ?? (target === undefined ? context.view.selection : [target]);
  const jobs = nodes.flatMap(node => {
    const key = nodeKeyIn(node);
    return (key && context.view.jobOf(key)) ?? [];
  });
  // The chosen jobs are gone, and the current selection is not what the user chose.
  if (jobs.length === 0 && (targets ?? []).length > 0) throwIfStale(staleRow);
  if (jobs.length > 0) return [...new Map(jobs.map(job => [keyText(job), job])).values()];
  const job = await jobTarget(context, target);
  return job === undefined ? [] : [job];
}

/** Returns the unconfirmed start for a command, or undefined. */
export function intentTarget(context: CommandContext, target: unknown): Intent | undefined {
  throwIfStale(target);
  const key = nodeTarget(context, target);
  const node = key && nodeOf(key);
  const open = context.ports.store.openIntents;
  return node?.kind === 'intent' ? open.find(({ id }) => id === node.id) : open.length === 1 ? open[0] : undefined;
}

/** Throws a `CancellationError`, after telling the user, if the row that a command was chosen on is gone. */
export function throwIfStale(target: unknown): void {
  if (target !== staleRow) return;
  void showMessage(
    'info',
    l10n.t('The view changed at that moment, and the row could not be determined. Nothing was done: try again.'),
  );
  throw new vscode.CancellationError();
}

function nodeTarget({ view }: CommandContext, target: unknown): NodeKey | undefined {
  return nodeKeyIn(target) ?? view.selection[0];
}

/**
 * Resolves with the spec in the active editor, or undefined. `button`: what the button names that was pressed. For a
 * moment after the user has changed files, either may still be the previous file: the button is redrawn late, and the
 * extension host learns of the editor late. So where they differ, waits up to `editorWaitMs` for them to agree. If they
 * do not, asks which file is meant: a guess could start the wrong job. Throws a `CancellationError` if the user cancels.
 */
export async function waitForActiveSpec(context: CommandContext, button: unknown): Promise<vscode.Uri | undefined> {
  const { ports } = context;
  const pressed = button instanceof vscode.Uri && ports.specFiles.isSpec(button) ? button : undefined;
  const active = await untilActive(context, spec => !(button instanceof vscode.Uri) || isSame(button, spec));
  if (active === undefined || pressed === undefined || isSame(active, pressed)) return active ?? pressed;
  const picked = await pickSpec([pressed, active], undefined, ports);
  if (picked === undefined) throw new vscode.CancellationError();
  return picked;
}

/** Resolves with the active spec as soon as it is the expected one; after `editorWaitMs` with the one there is, if any. */
async function untilActive(
  context: CommandContext,
  isExpected: (spec: vscode.Uri) => boolean,
): Promise<vscode.Uri | undefined> {
  const expected = (): vscode.Uri | undefined => {
    const spec = activeSpec(context);
    return spec !== undefined && isExpected(spec) ? spec : undefined;
  };
  const now = expected();
  if (now !== undefined) return now;
  return await new Promise<vscode.Uri | undefined>(resolve => {
    const end = (spec: vscode.Uri | undefined): void => {
      subscription.dispose();
      clearTimeout(timer);
      resolve(spec);
    };
    const subscription = vscode.window.tabGroups.onDidChangeTabs(() => {
      const spec = expected();
      if (spec !== undefined) end(spec);
    });
    const timer = setTimeout(() => {
      end(activeSpec(context));
    }, editorWaitMs);
  });
}

function isSame(one: vscode.Uri, other: vscode.Uri): boolean {
  return one.toString() === other.toString();
}

/** Returns the file in the active editor if it is a spec. */
function activeSpec({ ports }: CommandContext): vscode.Uri | undefined {
  const uri = activeUri();
  return uri !== undefined && ports.specFiles.isSpec(uri) ? uri : undefined;
}

/** Returns the file in the active editor, also if that shows it as something else than text. */
export function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom
    ? input.uri
    : vscode.window.activeTextEditor?.document.uri;
}
