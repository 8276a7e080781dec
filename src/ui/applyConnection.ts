import { aborted } from '../domain/pause.ts';
import { l10n } from './l10n.ts';
import type { ConnectionChoice, ConnectionState } from '../domain/connection.ts';
import { showMessage } from './window/messages.ts';
import { withProgress } from './window/progress.ts';
import type { Ports } from './ports.ts';
import { connectionText } from './words.ts';

/**
 * Writes a connection to the settings and connects. Resolves with undefined if the user cancels, or if another level of
 * the settings takes precedence.
 */
export async function applyConnection(
  { settings, connection }: Ports,
  choice: ConnectionChoice,
  forWorkspace: boolean,
): Promise<ConnectionState | undefined> {
  const isSame = JSON.stringify(choice) === JSON.stringify(settings.connection);
  await settings.setConnection(choice, forWorkspace);
  const now = settings.connection;
  if (JSON.stringify(now) !== JSON.stringify(choice)) {
    void showMessage(
      'warning',
      l10n.t(
        '“{0}” was saved, but this workspace’s settings use “{1}”.',
        connectionText(choice),
        now === undefined ? '' : connectionText(now),
      ),
    );
    return undefined;
  }
  return await withProgress(l10n.t('Connecting to {0}…', connectionText(choice)), async signal => {
    return await Promise.race([isSame ? connection.retry() : connection.current(), aborted(signal)]);
  });
}
