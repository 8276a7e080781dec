import { l10n } from '../l10n.ts';
import { signInOf } from '../../domain/signIn.ts';
import { connectionRefusal } from '../fixes.ts';
import { copySignIn } from '../signIn.ts';
import { showMessage } from '../window/messages.ts';
import type { RunCommand } from './command.ts';

/** Copies the sign-in command. */
export const run: RunCommand = async ({ ports: { connection, watcher } }) => {
  const refusal = connectionRefusal(connection.state, watcher.state);
  const signIn = refusal && signInOf(refusal);
  if (signIn === undefined) {
    void showMessage('info', l10n.t('The connection does not need you to sign in.'));
    return;
  }
  await copySignIn(signIn);
};
