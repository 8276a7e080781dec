import { type CommandId, commandIds } from '../../ids.ts';
import type { RunCommand } from './command.ts';

/** Every command by its id; its file is read when it is first called. */
export const commands: Readonly<Record<CommandId, () => Promise<{ readonly run: RunCommand }>>> = {
  [commandIds.checkSpec]: () => import('./checkSpec.ts'),
  [commandIds.checkAll]: () => import('./checkAll.ts'),
  [commandIds.copyCliCommand]: () => import('./copyCliCommand.ts'),
  [commandIds.copyJobId]: () => import('./copyJobId.ts'),
  [commandIds.copyRequestJson]: () => import('./copyRequestJson.ts'),
  [commandIds.dismissStart]: () => import('./dismissStart.ts'),
  [commandIds.importCliInput]: () => import('./importCliInput.ts'),
  [commandIds.newSpec]: () => import('./newSpec.ts'),
  [commandIds.newForm]: () => import('./newForm.ts'),
  [commandIds.openForm]: () => import('./openForm.ts'),
  [commandIds.openSpec]: () => import('./openSpec.ts'),
  [commandIds.openText]: () => import('./openText.ts'),
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
