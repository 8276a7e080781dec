import * as vscode from 'vscode';
import { type CommandId, commandIds } from '../../ids.ts';
import { commandAction, say } from '../actions.ts';
import type { CommandRoom, RunCommand } from './command.ts';

/** Every command by its id; its file is read when it is first called. */
const commands: Readonly<Record<CommandId, () => Promise<{ readonly run: RunCommand }>>> = {
  [commandIds.checkSpec]: () => import('./checkSpec.ts'),
  [commandIds.checkAll]: () => import('./checkAll.ts'),
  [commandIds.copyCliCommand]: () => import('./copyCliCommand.ts'),
  [commandIds.copyJobId]: () => import('./copyJobId.ts'),
  [commandIds.copyRequestJson]: () => import('./copyRequestJson.ts'),
  [commandIds.dismissStart]: () => import('./dismissStart.ts'),
  [commandIds.importCliInput]: () => import('./importCliInput.ts'),
  [commandIds.newSpec]: () => import('./newSpec.ts'),
  [commandIds.openSpec]: () => import('./openSpec.ts'),
  [commandIds.refresh]: () => import('./refresh.ts'),
  [commandIds.selectConnection]: () => import('./selectConnection.ts'),
  [commandIds.selectOverlay]: () => import('./selectOverlay.ts'),
  [commandIds.showJob]: () => import('./showJob.ts'),
  [commandIds.showLog]: () => import('./showLog.ts'),
  [commandIds.startActive]: () => import('./startActive.ts'),
  [commandIds.startAgain]: () => import('./startAgain.ts'),
  [commandIds.startJob]: () => import('./startJob.ts'),
  [commandIds.useSandbox]: () => import('./useSandbox.ts'),
};

/** Registers every command behind the one wrapper that catches what a command throws, logs it and words it. */
export function registerCommands(room: CommandRoom): vscode.Disposable {
  return vscode.Disposable.from(...Object.entries(commands).map(([id, load]) => vscode.commands.registerCommand(id, async (target?: unknown, targets?: unknown) => {
    try {
      return await (await load()).run(room, target, Array.isArray(targets) ? targets : undefined);
    } catch (fault) {
      if (fault instanceof vscode.CancellationError) return undefined;
      room.ports.log.fault('command failed', fault, { command: id });
      void say('error', vscode.l10n.t('That did not work: {0}', fault instanceof Error ? fault.message : String(fault)), commandAction(vscode.l10n.t('Show Log'), commandIds.showLog));
      return undefined;
    }
  })));
}
