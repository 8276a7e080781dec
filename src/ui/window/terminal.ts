import * as vscode from 'vscode';
import { safeText } from './text.ts';

/**
 * Runs a program in a new terminal and shows it. The arguments are passed as an array, not as a command line. `then` is
 * called with the exit code when the terminal closes.
 */
export function runInTerminal(
  name: string,
  [program = '', ...args]: readonly string[],
  then: (code: number | undefined) => unknown,
): void {
  const terminal = vscode.window.createTerminal({ name: safeText(name), shellPath: program, shellArgs: args });
  const subscription = vscode.window.onDidCloseTerminal(closed => {
    if (closed !== terminal) return;
    subscription.dispose();
    then(closed.exitStatus?.code);
  });
  terminal.show();
}
