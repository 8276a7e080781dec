import * as vscode from 'vscode';
import { shown } from './text.ts';

/** A button of a message. */
export interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

/** Creates an action that runs a command. */
export function commandAction(title: string, command: string, ...args: readonly unknown[]): Action {
  return { title, run: () => vscode.commands.executeCommand(command, ...args) };
}

/**
 * Shows a message with buttons and runs the chosen action. Resolves when the message is closed and the action is done.
 */
export async function say(sort: 'info' | 'warning' | 'error', text: string, ...actions: readonly Action[]): Promise<void> {
  const titles = actions.map(({ title }) => shown(title));
  const show = { info: vscode.window.showInformationMessage, warning: vscode.window.showWarningMessage, error: vscode.window.showErrorMessage }[sort];
  const chosen = await show(shown(text), ...titles);
  await actions[titles.indexOf(chosen ?? '')]?.run();
}

/** Shows a text in the status bar for `ms` milliseconds. */
export function sayBriefly(text: string, ms = 3_000): void {
  vscode.window.setStatusBarMessage(shown(text), ms);
}

/**
 * Asks in a modal dialog with one button besides Cancel. Resolves with whether it was chosen. `detail`: one entry per
 * line, so that no value can start a new line. `sort`: a warning if something is spent or lost.
 */
export async function ask(question: string, detail: readonly string[], yes: string, sort: 'info' | 'warning' = 'warning'): Promise<boolean> {
  const button = shown(yes);
  const text = detail.map(shown).join('\n');
  const options = { modal: true, ...(text === '' ? {} : { detail: text }) };
  const chosen = sort === 'info' ? await vscode.window.showInformationMessage(shown(question), options, button) : await vscode.window.showWarningMessage(shown(question), options, button);
  return chosen === button;
}
