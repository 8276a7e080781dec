import * as vscode from 'vscode';
import { commandIds } from '../../ids.ts';
import type { CommandRoom } from './command.ts';

/**
 * Registers every command behind the one wrapper that catches what a command throws, logs it and words it. Even the table of their
 * files is read at the first. `open`: the window's parts.
 */
export function registerCommands(open: () => Promise<CommandRoom>): vscode.Disposable {
  return vscode.Disposable.from(...Object.values(commandIds).map(id => vscode.commands.registerCommand(id, async (target?: unknown, targets?: unknown) => {
    const room = await open();
    try {
      const { commands } = await import('./table.ts');
      return await (await commands[id]()).run(room, target, Array.isArray(targets) ? targets : undefined);
    } catch (fault) {
      if (fault instanceof vscode.CancellationError) return undefined;
      room.ports.log.fault('command failed', fault, { command: id });
      const { commandAction, say } = await import('../actions.ts');
      void say('error', vscode.l10n.t('That did not work: {0}', fault instanceof Error ? fault.message : String(fault)), commandAction(vscode.l10n.t('Show Log'), commandIds.showLog));
      return undefined;
    }
  })));
}
