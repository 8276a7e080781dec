import * as vscode from 'vscode';
import { commandIds, extensionId } from '../../ids.ts';
import { type CommandContext, staleRow } from './command.ts';

/**
 * Registers every command behind the one wrapper that catches what a command throws, logs it and words it. Even the table of their
 * files is read at the first. `open`: the window's parts.
 */
export function registerCommands(open: () => Promise<CommandContext>): vscode.Disposable {
  return vscode.Disposable.from(...Object.values(commandIds).map(id => vscode.commands.registerCommand(id, async (...given: readonly unknown[]) => {
    const room = await open();
    const targets = Array.isArray(given[1]) ? given[1] as readonly unknown[] : undefined;
    try {
      const { commands } = await import('./table.ts');
      return await (await commands[id]()).run(room, isLost(given, targets) ? staleRow : given[0], targets);
    } catch (fault) {
      if (fault instanceof vscode.CancellationError) return undefined;
      room.ports.log.fault('command failed', fault, { command: id });
      const [{ commandAction, say }, { sentenceOf }] = await Promise.all([import('../window/messages.ts'), import('../../domain/visible.ts')]);
      void say('error', vscode.l10n.t('{0} failed. {1}', titleOf(id), sentenceOf(fault instanceof Error ? fault.message : String(fault))), commandAction(vscode.l10n.t('Show Log'), commandIds.showLog));
      return undefined;
    }
  })));
}

/** The title of a command as menus show it; the manifest's, which the editor has translated. */
function titleOf(id: string): string {
  const manifest: unknown = vscode.extensions.getExtension(extensionId)?.packageJSON;
  const commands = (manifest as { readonly contributes?: { readonly commands?: readonly { readonly command: string; readonly title: string }[] } } | undefined)?.contributes?.commands;
  return commands?.find(({ command }) => command === id)?.title.replace(/…$/, '') ?? id;
}

/** Whether a row that a menu was opened on, or one selected with it, is gone: the editor gives the two, and nothing in the place of a row. */
function isLost(given: readonly unknown[], targets: readonly unknown[] | undefined): boolean {
  return targets === undefined ? given.length > 1 && (given[0] ?? undefined) === undefined : targets.some(each => (each ?? undefined) === undefined);
}
