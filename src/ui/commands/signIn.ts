import { l10n } from 'vscode';
import { signInOf } from '../../domain/signIn.ts';
import { brokenBy } from '../fixes.ts';
import { runSignIn } from '../signIn.ts';
import { say } from '../window/messages.ts';
import type { RunCommand } from './command.ts';

/** Signs in with the profile that the connection's credentials come from. */
export const run: RunCommand = ({ ports: { connection, watcher } }) => {
  const refusal = brokenBy(connection.state, watcher.state);
  const signIn = refusal && signInOf(refusal);
  if (signIn === undefined) { void say('info', l10n.t('The connection does not need you to sign in.')); return; }
  runSignIn(signIn, connection);
};
