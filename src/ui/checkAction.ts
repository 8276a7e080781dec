import type * as vscode from 'vscode';
import { commandIds } from '../ids.ts';
import { l10n } from './l10n.ts';
import { type Action, commandAction } from './window/messages.ts';

/** The button that checks a spec before it is started again. */
export function checkAction(spec: vscode.Uri): Action {
  return commandAction(l10n.t('Check Before Start'), commandIds.checkBeforeStart, spec);
}
