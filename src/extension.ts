// The entry point. Activation only registers the commands, the view, the form editor and the triggers. Everything else,
// in src/window.ts, is loaded when the user or a job first needs it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { batchPageType, specFileSuffix, tableFilePattern, viewIds } from './ids.ts';
import { registerCommands } from './ui/commands/index.ts';
import { registerJobFiles } from './ui/files/register.ts';
import { registerFormEditor } from './ui/form/register.ts';
import { LazyTree } from './ui/tree/lazyTree.ts';
import type { Window } from './window.ts';

/** What the host tests get; an installed extension exports nothing, or others could start jobs without a question. */
export interface Api {
  /** Resolves with the window's parts, loading them if necessary. */
  readonly window: () => Promise<Window>;
}

/** The database file in the extension's global storage. If it does not exist, no job was ever started or seen here. */
const databaseFile = 'jobs.sqlite';
/**
 * How long after activation to look for unfinished jobs, which are watched even while the view is closed. The delay
 * keeps the lookup from slowing down editor startup.
 */
const resumeAfterMs = 1_000;

export function activate(context: vscode.ExtensionContext): Api | undefined {
  const register = <T extends { dispose(): unknown }>(thing: T): T => {
    context.subscriptions.push(thing);
    return thing;
  };
  const databasePath = join(context.globalStorageUri.fsPath, databaseFile);
  let opened: Promise<Window> | undefined;
  const open = (): Promise<Window> =>
    (opened ??= import('./window.ts').then(({ openWindow }) => openWindow({ context, databasePath, view, tree })));

  const tree = register(new LazyTree(async () => (await open()).view));
  const view = register(
    vscode.window.createTreeView(viewIds.jobs, { treeDataProvider: tree, showCollapseAll: true, canSelectMany: true }),
  );
  register(registerCommands(open));
  register(registerFormEditor(open));
  register(registerJobFiles(open));
  register(onOpened(path => path.endsWith(specFileSuffix), open));
  register(
    onOpened(
      path => tableFilePattern.test(path),
      () =>
        open().then(window => {
          void window.tables();
        }),
    ),
  );
  register(
    vscode.window.registerWebviewPanelSerializer(batchPageType, {
      async deserializeWebviewPanel(panel, state) {
        (await (await open()).queue()).restore(panel, state);
      },
    }),
  );
  const timer = setTimeout(() => {
    if (existsSync(databasePath))
      void open().then(window => {
        window.resume();
      });
  }, resumeAfterMs);
  register({
    dispose: () => {
      clearTimeout(timer);
    },
  });
  return context.extensionMode === vscode.ExtensionMode.Production ? undefined : { window: open };
}

/** Calls `then` when the first file of a kind is opened as text, or immediately if one already is. */
function onOpened(isWanted: (path: string) => boolean, then: () => unknown): vscode.Disposable {
  const isOne = ({ uri }: vscode.TextDocument): boolean => isWanted(uri.path);
  if (vscode.workspace.textDocuments.some(isOne)) {
    then();
    return new vscode.Disposable(() => undefined);
  }
  const subscription = vscode.workspace.onDidOpenTextDocument(document => {
    if (!isOne(document)) return;
    subscription.dispose();
    then();
  });
  return subscription;
}
