import * as vscode from 'vscode';
import { say } from '../actions.ts';
import type { RunCommand } from './command.ts';
import { intentTarget } from './targets.ts';

export const run: RunCommand = (room, target) => {
  const intent = intentTarget(room, target);
  if (intent?.state !== 'notFound') { void say('info', vscode.l10n.t('There is no unanswered start to dismiss.')); return; }
  room.ports.start.records.resolve({ ...intent, state: 'dismissed' });
  room.ports.store.intentsChanged();
};
