import * as vscode from 'vscode';
import type { Intent } from '../../domain/jobs/intent.ts';
import { type Job, keyText, titleOf } from '../../domain/jobs/job.ts';
import { isEmpty } from '../../domain/jobs/query.ts';
import { commandIds } from '../../ids.ts';
import { commandAction, say } from '../window/messages.ts';
import { pickSpec } from './pickSpec.ts';
import { type NodeKey, nodeKeyIn, nodeOf } from '../tree/keys.ts';
import { jobOfNode } from '../tree/model.ts';
import { statusWords } from '../words.ts';
import { type CommandContext, staleRow } from './command.ts';
import { pick } from '../window/pick.ts';

/** Jobs in a list to pick from; whoever looks for an older one finds it in the view. */
export const maxOffered = 200;

/** How long an editor that a command was called on is waited for, in milliseconds. */
const hearingMs = 2_000;

/** The spec file a command is meant for: what was clicked, else the spec in the active editor, else one that the person picks. */
export async function specTarget(room: CommandContext, target: unknown): Promise<vscode.Uri | undefined> {
  if (target instanceof vscode.Uri) return target;
  const { ports } = room;
  const inFront = activeSpec(room);
  const specs = await ports.specFiles.list();
  if (specs.length === 0 && inFront === undefined) {
    void say('info', vscode.l10n.t('This workspace has no job specs (*.awsjob.json).'), commandAction(vscode.l10n.t('New Job (Form)…'), commandIds.newForm), commandAction(vscode.l10n.t('New Job Spec…'), commandIds.newSpec));
    return undefined;
  }
  return await pickSpec(specs, inFront, ports);
}

/** The job a command is meant for: the row that was clicked, else the selected one, else one that the person picks. Never another than was clicked. */
export async function jobTarget(room: CommandContext, target: unknown): Promise<Job | undefined> {
  throwIfStale(target);
  const node = nodeTarget(room, target);
  const job = node === undefined ? undefined : jobOfNode(node, room.ports.store);
  if (job !== undefined) return job;
  if (typeof target === 'string') throwIfStale(staleRow);
  const jobs = room.ports.store.hold(room.ports.list.first(maxOffered));
  if (jobs.length === 0) { void say('info', isEmpty(room.ports.list.query.filter) ? vscode.l10n.t('There are no jobs yet.') : vscode.l10n.t('No jobs match the filter.')); return undefined; }
  const items = jobs.map(each => ({ job: each, label: titleOf(each), description: statusWords(each.status), detail: each.id }));
  return (await pick(items, { placeHolder: vscode.l10n.t('Select a job'), matchOnDetail: true }))?.job;
}

/** The jobs a command is meant for: all that are selected when it was called on one of them, else as `jobTarget` finds one. */
export async function jobTargets(room: CommandContext, target: unknown, targets?: readonly unknown[]): Promise<readonly Job[]> {
  throwIfStale(target);
  const nodes = targets ?? (target === undefined ? room.view.selection : [target]);
  const jobs = nodes.flatMap(node => { const key = nodeKeyIn(node); return (key && jobOfNode(key, room.ports.store)) ?? []; });
  // What was chosen is known no more; what is selected now is another.
  if (jobs.length === 0 && (targets ?? []).length > 0) throwIfStale(staleRow);
  if (jobs.length > 0) return [...new Map(jobs.map(job => [keyText(job), job])).values()];
  const job = await jobTarget(room, target);
  return job === undefined ? [] : [job];
}

/** The unanswered or unfound start a command is meant for. */
export function intentTarget(room: CommandContext, target: unknown): Intent | undefined {
  throwIfStale(target);
  const key = nodeTarget(room, target);
  const node = key && nodeOf(key);
  const open = room.ports.store.openIntents;
  return node?.kind === 'intent' ? open.find(({ id }) => id === node.id) : open.length === 1 ? open[0] : undefined;
}

/** Ends the command with a word when the row it was chosen on is gone: what is selected now is another. */
function throwIfStale(target: unknown): void {
  if (target !== staleRow) return;
  void say('info', vscode.l10n.t('That row is no longer in the view. Nothing was changed.'));
  throw new vscode.CancellationError();
}

function nodeTarget({ view }: CommandContext, target: unknown): NodeKey | undefined {
  return nodeKeyIn(target) ?? view.selection[0];
}

/** The spec of the editor in front; one that has just been opened is waited for, as the extension host hears of it a moment later. */
export async function specInFront(room: CommandContext): Promise<vscode.Uri | undefined> {
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
      timer = setTimeout(() => { resolve(activeSpec(room)); }, hearingMs);
    });
  } finally {
    subscription?.dispose();
    clearTimeout(timer);
  }
}

/** The spec of the editor in front, if that is one. */
function activeSpec({ ports }: CommandContext): vscode.Uri | undefined {
  const uri = activeUri();
  return uri !== undefined && ports.specFiles.isSpec(uri) ? uri : undefined;
}

function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : vscode.window.activeTextEditor?.document.uri;
}
