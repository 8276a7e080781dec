import * as vscode from 'vscode';
import { say, commandAction } from '../actions.ts';
import { commandIds } from '../../ids.ts';
import { checkSpec } from './checkSpec.ts';
import { type Command, type CommandRoom } from './command.ts';
import { copyJobId } from './copyJobId.ts';
import { dismissStart } from './dismissStart.ts';
import { openSpec } from './openSpec.ts';
import { refresh } from './refresh.ts';
import { selectConnection } from './selectConnection.ts';
import { showLog } from './showLog.ts';
import { startAgain } from './startAgain.ts';
import { startJob } from './startJob.ts';
import { useSandbox } from './useSandbox.ts';

const commands: readonly Command[] = [checkSpec, copyJobId, dismissStart, openSpec, refresh, selectConnection, showLog, startAgain, startJob, useSandbox];

/** Registers every command behind the one wrapper that catches what a command throws, logs it and words it. */
export function registerCommands(room: CommandRoom): vscode.Disposable {
  return vscode.Disposable.from(...commands.map(({ id, run }) => vscode.commands.registerCommand(id, async (target?: unknown) => {
    try {
      return await run(room, target);
    } catch (fault) {
      if (fault instanceof vscode.CancellationError) return undefined;
      room.ports.log.fault('command failed', fault, { command: id });
      void say('error', vscode.l10n.t('That did not work: {0}', fault instanceof Error ? fault.message : String(fault)), commandAction(vscode.l10n.t('Show Log'), commandIds.showLog));
      return undefined;
    }
  })));
}
