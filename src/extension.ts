// What an editor that only starts reads: the names of commands, view and triggers. The rest, src/window.ts, is read when a
// person or a job needs it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { specFileSuffix, viewIds } from './ids.ts';
import { registerCommands } from './ui/commands/index.ts';
import { registerFormEditor } from './ui/form/register.ts';
import { LateTree } from './ui/tree/lateTree.ts';
import type { Window } from './window.ts';

/** How the host tests reach the running extension. */
export interface Api {
  /** The window's parts, read now if they were not before. */
  readonly window: () => Promise<Window>;
}

/** The database's file under the extension's storage; where there is none, no job was ever started or seen here. */
const databaseFile = 'jobs.sqlite';
/** Jobs that were left unfinished go on being watched, view open or not; found out after the editor's start, which it must not slow. */
const resumeAfterMs = 1_000;

export function activate(context: vscode.ExtensionContext): Api {
  const own = <T extends { dispose(): unknown }>(thing: T): T => { context.subscriptions.push(thing); return thing; };
  const databasePath = join(context.globalStorageUri.fsPath, databaseFile);
  let opened: Promise<Window> | undefined;
  const open = (): Promise<Window> => opened ??= import('./window.ts').then(({ openWindow }) => openWindow({ context, databasePath, view, tree }));

  const tree = own(new LateTree(async () => (await open()).view));
  const view = own(vscode.window.createTreeView(viewIds.jobs, { treeDataProvider: tree, showCollapseAll: true, canSelectMany: true }));
  own(registerCommands(open));
  own(registerFormEditor(open));
  own(onSpecOpened(open));
  const timer = setTimeout(() => { if (existsSync(databasePath)) void open().then(window => { window.resume(); }); }, resumeAfterMs);
  own({ dispose: () => { clearTimeout(timer); } });
  return { window: open };
}

/** Calls `then` when the first spec is opened as text, or at once when one is. */
function onSpecOpened(then: () => unknown): vscode.Disposable {
  const isSpec = ({ uri }: vscode.TextDocument): boolean => uri.path.endsWith(specFileSuffix);
  if (vscode.workspace.textDocuments.some(isSpec)) { then(); return new vscode.Disposable(() => undefined); }
  const subscription = vscode.workspace.onDidOpenTextDocument(document => {
    if (!isSpec(document)) return;
    subscription.dispose();
    then();
  });
  return subscription;
}
