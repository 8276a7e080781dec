import * as vscode from 'vscode';
import { shown } from './text.ts';

/** Runs a program in a terminal in front, its arguments apart from each other. `then`: called with its exit code when the terminal is gone. */
export function runInTerminal(name: string, [program = '', ...args]: readonly string[], then: (code: number | undefined) => unknown): void {
  const terminal = vscode.window.createTerminal({ name: shown(name), shellPath: program, shellArgs: args });
  const subscription = vscode.window.onDidCloseTerminal(closed => {
    if (closed !== terminal) return;
    subscription.dispose();
    then(closed.exitStatus?.code);
  });
  terminal.show();
}
