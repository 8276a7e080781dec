// What keeps a checked request from being started with a connection, whichever way it is started.
import * as vscode from 'vscode';
import type { Connected } from '../domain/connection.ts';
import { type Guard, guardOf } from '../domain/jobs/guard.ts';
import type { JobServices } from '../domain/jobs/ports.ts';
import type { ValidSpec } from '../domain/spec/spec.ts';
import { l10n } from './l10n.ts';
import { commandAction, showMessage } from './window/messages.ts';
import { connectionText, refusalText } from './words.ts';

/** Why a request may not be started. `sort`: whether another connection helps. */
export interface GuardProblem {
  readonly sort: Guard['sort'];
  readonly text: string;
}

/** Compares a spec with the connection's verified identity. `services`: those that the start would use. */
export function guardProblem(spec: ValidSpec, connected: Connected, services: JobServices): GuardProblem | undefined {
  const guard = guardOf(spec, connected, services);
  switch (guard?.sort) {
    case undefined:
      return undefined;
    case 'account':
      return {
        sort: 'account',
        text: l10n.t(
          'It is for account {0}, but the connection “{1}” uses account {2}.',
          guard.wanted,
          connectionText(connected.choice),
          guard.account,
        ),
      };
    case 'partition':
      return {
        sort: 'partition',
        text: refusalText(
          { kind: 'wrongPartition', name: 'WrongPartition', message: guard.region, nothingHappened: true },
          connected.choice,
        ),
      };
    case 'credential':
      return {
        sort: 'credential',
        text: l10n.t('Its request contains a credential of the connection, and requests are stored and shown.'),
      };
  }
}

/** Whether the workspace is trusted; if not, tells the user that nothing can be started. */
export function requireTrust(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void showMessage(
    'warning',
    l10n.t('Jobs cannot be started in Restricted Mode.'),
    commandAction(l10n.t('Manage Workspace Trust'), 'workbench.trust.manage'),
  );
  return false;
}
