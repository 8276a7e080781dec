// What keeps a checked request from being started with a connection, whichever way it is started.
import * as vscode from 'vscode';
import type { Connected } from '../domain/connection.ts';
import type { JobServices } from '../domain/jobs/ports.ts';
import { partitionOf } from '../domain/spec/regions.ts';
import type { ValidSpec } from '../domain/spec/spec.ts';
import { l10n } from './l10n.ts';
import { commandAction, showMessage } from './window/messages.ts';
import { connectionText, refusalText } from './words.ts';

/** Why a request may not be started. `sort`: whether another connection helps. */
export interface GuardProblem {
  readonly sort: 'account' | 'partition' | 'credential';
  readonly text: string;
}

/** Compares a spec with the connection's verified identity. `services`: those that the start would use. */
export function guardProblem(
  { account, region, request }: ValidSpec,
  { choice, simulated }: Connected,
  services: JobServices,
): GuardProblem | undefined {
  const { identity } = services;
  if (account !== undefined && account !== identity.account)
    return {
      sort: 'account',
      text: l10n.t(
        'It is for account {0}, but the connection “{1}” uses account {2}.',
        account,
        connectionText(choice),
        identity.account,
      ),
    };
  const where = region ?? services.region;
  if (!simulated && partitionOf(where) !== identity.partition)
    return {
      sort: 'partition',
      text: refusalText(
        { kind: 'wrongPartition', name: 'WrongPartition', message: where, nothingHappened: true },
        choice,
      ),
    };
  // If the spec was checked before connecting, it may contain a secret that only the connection can recognize.
  if (services.holdsCredential?.(JSON.stringify(request)) === true)
    return {
      sort: 'credential',
      text: l10n.t('Its request contains a credential of the connection, and requests are stored and shown.'),
    };
  return undefined;
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
