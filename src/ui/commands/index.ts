import * as vscode from 'vscode';
import { commandIds, extensionId } from '../../ids.ts';
import { type CommandContext, staleRow } from './command.ts';

/**
 * Registers every command with one wrapper that catches, logs and reports what a command throws. Even the table of
 * their files is loaded with the first command. `open` resolves with the window's parts.
 */
export function registerCommands(open: () => Promise<CommandContext>): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.values(commandIds).map(id =>
      vscode.commands.registerCommand(id, async (...given: readonly unknown[]) => {
        const context = await open();
        const targets = Array.isArray(given[1]) ? (given[1] as readonly unknown[]) : undefined;
        context.ports.log.info('command', { command: id });
        try {
          const { commands } = await import('./table.ts');
          return await (await commands[id]()).run(context, isLost(given, targets) ? staleRow : given[0], targets);
        } catch (fault) {
          if (fault instanceof vscode.CancellationError) return undefined;
          context.ports.log.fault('command failed', fault, { command: id });
          const [{ commandAction, showMessage }, { sentenceOfFault }] = await Promise.all([
            import('../window/messages.ts'),
            import('../../domain/visible.ts'),
          ]);
          void showMessage(
            'error',
            vscode.l10n.t('{0} failed. {1}', titleOf(id), sentenceOfFault(fault)),
            commandAction(vscode.l10n.t('Show Log'), commandIds.showLog),
          );
          return undefined;
        }
      }),
    ),
  );
}

/** Returns the title of a command as shown in menus, from the manifest, which the editor has localized. */
function titleOf(id: string): string {
  const manifest: unknown = vscode.extensions.getExtension(extensionId)?.packageJSON;
  const commands = (
    manifest as
      | {
          readonly contributes?: {
            readonly commands?: readonly { readonly command: string; readonly title: string }[];
          };
        }
      | undefined
  )?.contributes?.commands;
  return commands?.find(({ command }) => command === id)?.title.replace(/…$/, '') ?? id;
}

/**
 * Whether the row that a context menu was opened on, or one selected with it, is gone. The editor then passes both
 * arguments, with undefined or null in place of the row.
 */
function isLost(given: readonly unknown[], targets: readonly unknown[] | undefined): boolean {
  return targets === undefined
    ? given.length > 1 && (given[0] ?? undefined) === undefined
    : targets.some(each => (each ?? undefined) === undefined);
}
