import * as vscode from 'vscode';
import { ask, say } from '../window/messages.ts';
import type { RunCommand } from './command.ts';
import { overdueMs } from '../tree/model.ts';
import { intentTarget } from './targets.ts';

export const run: RunCommand = async (room, target) => {
  const intent = intentTarget(room, target);
  const isOverdue = intent !== undefined && room.ports.start.clock.now() - intent.sentAt > overdueMs;
  if (intent === undefined || (intent.state !== 'notFound' && !isOverdue)) { void say('info', vscode.l10n.t('There is no unanswered start to dismiss.')); return; }
  if (intent.state !== 'notFound') {
    const detail = vscode.l10n.t('The service has not said yet whether a job was made of it. If there is one, it runs on, and it will not be looked for any more.');
    if (!await ask(vscode.l10n.t('Dismiss a start whose job is still being looked for?'), [detail], vscode.l10n.t('Dismiss'))) return;
  }
  room.ports.start.records.resolve({ ...intent, state: 'dismissed' });
  room.ports.store.intentsChanged();
};
