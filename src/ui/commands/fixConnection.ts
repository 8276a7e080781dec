import { fixActions } from '../fixActions.ts';
import { showMessage } from '../window/messages.ts';
import { connectionRefusal } from '../fixes.ts';
import { choiceOf, refusalText } from '../words.ts';
import { run as selectConnection } from './selectConnection.ts';
import type { RunCommand } from './command.ts';

/**
 * Shows why the connection does not work, with the fixes as buttons. If it works, lets the user select another
 * connection.
 */
export const run: RunCommand = async (context, ...targets) => {
  const { connection, watcher } = context.ports;
  const refusal = connectionRefusal(connection.state, watcher.state);
  if (refusal === undefined) {
    await selectConnection(context, ...targets);
    return;
  }
  await showMessage('warning', refusalText(refusal, choiceOf(connection.state)), ...fixActions(refusal));
};
