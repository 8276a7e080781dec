// Signing in when a session has expired or the user has not signed in yet, from a message, the view or the Command
// Palette.
import * as vscode from 'vscode';
import { l10n } from './l10n.ts';
import type { Connection } from '../domain/connection.ts';
import type { Refusal } from '../domain/refusal.ts';
import { type SignIn, signInOf } from '../domain/signIn.ts';
import { signInLine } from '../domain/signInLine.ts';
import { type Action, showStatusMessage } from './window/messages.ts';
import { runInTerminal } from './window/terminal.ts';
import { terminalShell } from './terminalShell.ts';

type Retry = Pick<Connection, 'retry'>;

/** Runs the sign-in in a terminal, and reconnects when it has succeeded. */
export function runSignIn({ argv }: SignIn, connection: Retry): void {
  runInTerminal(l10n.t('AWS Sign-In'), argv, code => {
    if (code === 0) void connection.retry();
  });
}

/** Copies the sign-in command, quoted for the default terminal shell. */
export async function copySignIn(signIn: SignIn): Promise<void> {
  await vscode.env.clipboard.writeText(signInLine(signIn, terminalShell()));
  showStatusMessage(l10n.t('Copied the sign-in command'));
}

/** Returns the sign-in buttons for a message about a refusal; none if signing in would not help. */
export function signInActions(refusal: Refusal, connection: Retry): readonly Action[] {
  const signIn = signInOf(refusal);
  if (signIn === undefined) return [];
  return [
    {
      title: l10n.t('Sign In'),
      run: () => {
        runSignIn(signIn, connection);
      },
    },
    { title: l10n.t('Copy Command'), run: () => copySignIn(signIn) },
  ];
}
