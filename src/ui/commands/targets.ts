import * as vscode from 'vscode';
import type { Intent } from '../../domain/jobs/intent.ts';
import { type Job, keyText, titleOf } from '../../domain/jobs/job.ts';
import { isEmpty } from '../../domain/jobs/query.ts';
import { commandIds } from '../../ids.ts';
import { commandAction, showMessage } from '../window/messages.ts';
import { pickSpec } from './pickSpec.ts';
import { type NodeKey, nodeKeyIn, nodeOf } from '../tree/keys.ts';
import { jobOfNode } from '../tree/model.ts';
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
export async function specTarget(room: CommandContext, target: unknown): Promise<vscode.Uri | undefined> {
  if (target instanceof vscode.Uri) return target;
  const { ports } = room;
  const inFront = activeSpec(room);
  const specs = await ports.specFiles.list();
  if (specs.length === 0 && inFront === undefined) {
    void showMessage(
      'info',
      vscode.l10n.t('This workspace has no job specs (*.awsjob.json).'),
      commandAction(vscode.l10n.t('New Job (Form)…'), commandIds.newForm),
      commandAction(vscode.l10n.t('New Job Spec…'), commandIds.newSpec),
    );
    return undefined;
  }
  return await pickSpec(specs, inFront, ports);
}

/**
 * Resolves with the job for a command: the row that was clicked, else the selected one, else one that the user picks.
 * Throws a `CancellationError` if the clicked row is gone, so that the command never acts on another job.
 */
export async function jobTarget(room: CommandContext, target: unknown): Promise<Job | undefined> {
  throwIfStale(target);
  const node = nodeTarget(room, target);
  const job = node === undefined ? undefined : jobOfNode(node, room.ports.store);
  if (job !== undefined) return job;
  if (typeof target === 'string') throwIfStale(staleRow);
  const jobs = room.ports.store.hold(room.ports.list.first(maxOffered));
  if (jobs.length === 0) {
    void showMessage(
      'info',
      isEmpty(room.ports.list.query.filter)
        ? vscode.l10n.t('There are no jobs yet.')
        : vscode.l10n.t('No jobs match the filter.'),
    );
    return undefined;
  }
  const items = jobs.map(each => ({
    job: each,
    label: titleOf(each),
    description: statusText(each.status),
    detail: each.id,
  }));
  return (await pick(items, { placeHolder: vscode.l10n.t('Select a job'), matchOnDetail: true }))?.job;
}

/**
 * Resolves with the jobs for a command: all selected jobs if it was run on one of them, else the job from `jobTarget`.
 */
export async function jobTargets(
  room: CommandContext,
  target: unknown,
  targets?: readonly unknown[],
): Promise<readonly Job[]> {
  throwIfStale(target);
  const nodes = targets ?? (target === undefined ? room.view.selection : [target]);
  const jobs = nodes.flatMap(node => {
    const key = nodeKeyIn(node);
    return (key && jobOfNode(key, room.ports.store)) ?? [];
  });
  // The chosen jobs are gone, and the current selection is not what the user chose.
  if (jobs.length === 0 && (targets ?? []).length > 0) throwIfStale(staleRow);
  if (jobs.length > 0) return [...new Map(jobs.map(job => [keyText(job), job])).values()];
  const job = await jobTarget(room, target);
  return job === undefined ? [] : [job];
}

/** Returns the unconfirmed start for a command, or undefined. */
export function intentTarget(room: CommandContext, target: unknown): Intent | undefined {
  throwIfStale(target);
  const key = nodeTarget(room, target);
  const node = key && nodeOf(key);
  const open = room.ports.store.openIntents;
  return node?.kind === 'intent' ? open.find(({ id }) => id === node.id) : open.length === 1 ? open[0] : undefined;
}

/** Throws a `CancellationError`, after telling the user, if the row that a command was chosen on is gone. */
function throwIfStale(target: unknown): void {
  if (target !== staleRow) return;
  void showMessage('info', vscode.l10n.t('That row is no longer in the view. Nothing was changed.'));
  throw new vscode.CancellationError();
}

function nodeTarget({ view }: CommandContext, target: unknown): NodeKey | undefined {
  return nodeKeyIn(target) ?? view.selection[0];
}

/**
 * Resolves with the spec in the active editor, or undefined. Waits up to `hearingMs` for an editor that has just been
 * opened, because the extension host learns of it with a delay.
 */
export async function waitForActiveSpec(room: CommandContext): Promise<vscode.Uri | undefined> {
  const now = activeSpec(room);
  if (now !== undefined) return now;
  let subscription: vscode.Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<vscode.Uri | undefined>(resolve => {
      subscription = vscode.window.tabGroups.onDidChangeTabs(() => {
        const spec = activeSpec(room);
        if (spec !== undefined) resolve(spec);
      });
      timer = setTimeout(() => {
        resolve(activeSpec(room));
      }, editorWaitMs);
    });
  } finally {
    subscription?.dispose();
    clearTimeout(timer);
  }
}

/** Returns the file in the active editor if it is a spec. */
function activeSpec({ ports }: CommandContext): vscode.Uri | undefined {
  const uri = activeUri();
  return uri !== undefined && ports.specFiles.isSpec(uri) ? uri : undefined;
}

function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom
    ? input.uri
    : vscode.window.activeTextEditor?.document.uri;
}
