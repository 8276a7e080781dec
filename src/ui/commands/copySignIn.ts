import * as vscode from 'vscode';
import { signInOf } from '../../domain/signIn.ts';
import { signInLine } from '../../domain/signInLine.ts';
import { say, sayBriefly } from '../window/messages.ts';
import { brokenBy } from '../fixes.ts';
import type { RunCommand } from './command.ts';

/** Copies the command that signs in, as a line for the shell that terminals open with. */
export const run: RunCommand = async ({ ports: { connection, watcher } }) => {
  const refusal = brokenBy(connection.state, watcher.state);
  const signIn = refusal && signInOf(refusal);
  if (signIn === undefined) { void say('info', vscode.l10n.t('The connection does not need you to sign in.')); return; }
  const isPowerShell = /(?:^|[\\/])(?:pwsh|powershell|cmd)(?:\.exe)?$/i.test(vscode.env.shell);
  await vscode.env.clipboard.writeText(signInLine(signIn, isPowerShell ? 'powershell' : 'posix'));
  sayBriefly(vscode.l10n.t('Copied the sign-in command'));
};
