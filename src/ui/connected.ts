import { aborted } from '../domain/pause.ts';
import type * as vscode from 'vscode';
import { applyConnection } from './applyConnection.ts';
import { l10n } from './l10n.ts';
import { type Connected, type ConnectionChoice, parseChoice } from '../domain/connection.ts';
import type { JobServices } from '../domain/jobs/ports.ts';
import { commandIds } from '../ids.ts';
import { type Action, commandAction, showMessage } from './window/messages.ts';
import { withProgress } from './window/progress.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Ports } from './ports.ts';
import { signInActions } from './signIn.ts';
import { connectionText, fileName, refusalText } from './words.ts';

/**
 * Resolves with the connection for a spec, opening it if necessary. If there is none, or the settings of the spec's
 * folder ask for another, tells the user and resolves with undefined.
 */
export async function requireConnectionFor(
  file: vscode.Uri | undefined,
  context: { readonly ports: Ports },
): Promise<Connected | undefined> {
  const { ports } = context;
  const pinned = file && ports.settings.pinOf(file);
  if (file === undefined || pinned === undefined || pinned === null) return requireConnection(context);
  const pin = parseChoice(pinned);
  if (pin === undefined) {
    tellUnreadable();
    return undefined;
  }
  const isPin = (choice: ConnectionChoice | undefined): boolean => JSON.stringify(choice) === JSON.stringify(pin);
  const { connection: current } = ports.settings;
  // The setting may change while the user signs in.
  const connected = isPin(current) ? await requireConnection(context) : undefined;
  if (connected !== undefined && isPin(connected.choice)) return connected;
  if (connected === undefined && isPin(current)) return undefined; // which was told
  const used = connected?.choice ?? current;
  ports.log.warn('start refused by the folder guard');
  void showMessage(
    'error',
    used === undefined
      ? l10n.t('{0} is in a folder that is set to “{1}”. Nothing was started.', fileName(file), connectionText(pin))
      : l10n.t(
          '{0} is in a folder that is set to “{1}”, but this window uses “{2}”. Nothing was started.',
          fileName(file),
          connectionText(pin),
          connectionText(used),
        ),
    {
      title: l10n.t('Use “{0}”', connectionText(pin)),
      run: () => applyConnection(ports, pin, true),
    },
    selectConnectionAction(),
  );
  return undefined;
}

function tellUnreadable(): void {
  void showMessage(
    'error',
    l10n.t('The setting “awsJobs.connection” is not valid.'),
    commandAction(l10n.t('Open Settings'), 'workbench.action.openSettings', 'awsJobs.connection'),
    selectConnectionAction(),
  );
}

/**
 * Resolves with the connection, opening it if necessary. If there is none, tells the user why and resolves with
 * undefined.
 */
export async function requireConnection({ ports }: { readonly ports: Ports }): Promise<Connected | undefined> {
  const { connection } = ports;
  const state =
    connection.state.state === 'connected'
      ? connection.state
      : await withProgress(l10n.t('Connecting…'), async signal => {
          return await Promise.race([
            connection.state.state === 'failed' ? connection.retry() : connection.current(),
            aborted(signal),
          ]);
        });
  if (state === undefined) return undefined;
  if (state.state === 'connected') return state.connected;
  if (state.state === 'failed') {
    void showMessage(
      'error',
      l10n.t('Could not connect. {0}', refusalText(state.refusal, state.choice)),
      ...connectActions(state.refusal, connection),
    );
  } else if (ports.settings.connectionIsUnreadable) {
    tellUnreadable();
  } else {
    void showMessage(
      'warning',
      l10n.t('No connection is selected. Select an AWS profile, or use the local sandbox, which needs no account.'),
      selectConnectionAction(),
      commandAction(l10n.t('Use Local Sandbox'), commandIds.useSandbox),
    );
  }
  return undefined;
}

/**
 * Resolves with services whose credentials are fixed and have just been verified to belong to `identity`. On failure,
 * tells the user why, unless they canceled, and resolves with undefined.
 */
export async function requirePinnedServices(
  connected: Connected,
  { connection }: Pick<Ports, 'connection'>,
): Promise<JobServices | undefined> {
  const pinned = await withProgress(l10n.t('Verifying the account…'), signal => connected.pinned(signal));
  if (pinned.ok) return pinned.value;
  if (pinned.refusal.kind !== 'cancelled')
    void showMessage(
      'error',
      l10n.t('Could not verify the account. {0}', refusalText(pinned.refusal, connected.choice)),
      ...connectActions(pinned.refusal, connection),
    );
  return undefined;
}

/** Returns the button to select another connection. */
export function selectConnectionAction(): Action {
  return commandAction(l10n.t('Select Connection…'), commandIds.selectConnection);
}

/**
 * Returns the buttons for a message about a refusal: to sign in if that helps, else to select a connection or show the
 * log.
 */
export function connectActions(refusal: Refusal, connection: Ports['connection']): readonly Action[] {
  const signIn = signInActions(refusal, connection);
  return signIn.length > 0 ? signIn : [selectConnectionAction(), commandAction(l10n.t('Show Log'), commandIds.showLog)];
}
