import * as vscode from 'vscode';
import { shown } from './text.ts';

/** A button of a message, and what it does. */
export interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

/** An action that runs one of our commands. */
export function commandAction(title: string, command: string, ...args: readonly unknown[]): Action {
  return { title, run: () => vscode.commands.executeCommand(command, ...args) };
}

/** Shows a message with buttons and does what the chosen one says; resolves when the message is gone. Never throws. */
export async function say(sort: 'info' | 'warning' | 'error', text: string, ...actions: readonly Action[]): Promise<void> {
  const titles = actions.map(({ title }) => shown(title));
  const show = { info: vscode.window.showInformationMessage, warning: vscode.window.showWarningMessage, error: vscode.window.showErrorMessage }[sort];
  const chosen = await show(shown(text), ...titles);
  await actions[titles.indexOf(chosen ?? '')]?.run();
}

/** Says in the status bar that something was done; for `ms` milliseconds. */
export function sayBriefly(text: string, ms = 3_000): void {
  vscode.window.setStatusBarMessage(shown(text), ms);
}

/** Asks in a dialog, with one button beside Cancel. `detail`: a line each, so that no value can begin a line of its own. `sort`: a warning where something is spent or lost. */
export async function ask(question: string, detail: readonly string[], yes: string, sort: 'info' | 'warning' = 'warning'): Promise<boolean> {
  const button = shown(yes);
  const text = detail.map(shown).join('\n');
  const options = { modal: true, ...(text === '' ? {} : { detail: text }) };
  const chosen = sort === 'info' ? await vscode.window.showInformationMessage(shown(question), options, button) : await vscode.window.showWarningMessage(shown(question), options, button);
  return chosen === button;
}
