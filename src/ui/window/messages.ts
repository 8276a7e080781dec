import * as vscode from 'vscode';
import { safeText } from './text.ts';

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
export async function showMessage(
  sort: 'info' | 'warning' | 'error',
  text: string,
  ...actions: readonly Action[]
): Promise<void> {
  const titles = actions.map(({ title }) => safeText(title));
  const show = {
    info: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[sort];
  const chosen = await show(safeText(text), ...titles);
  await actions[titles.indexOf(chosen ?? '')]?.run();
}

/** Shows a text in the status bar for `ms` milliseconds. */
export function showStatusMessage(text: string, ms = 3_000): void {
  vscode.window.setStatusBarMessage(safeText(text), ms);
}

/**
 * Asks in a modal dialog with one button besides Cancel. Resolves with whether it was chosen. `detail`: one entry per
 * line, so that no value can start a new line. `sort`: a warning if something is spent or lost.
 */
export async function confirmModal(
  question: string,
  detail: readonly string[],
  yes: string,
  sort: 'info' | 'warning' = 'warning',
): Promise<boolean> {
  return (await chooseModal(question, detail, [yes], sort)) === yes;
}

/** The same with several buttons. Resolves with the title of the chosen one, or undefined. */
export async function chooseModal<T extends string>(
  question: string,
  detail: readonly string[],
  titles: readonly T[],
  sort: 'info' | 'warning' = 'warning',
): Promise<T | undefined> {
  const buttons = titles.map(safeText);
  const text = detail.map(safeText).join('\n');
  const options = { modal: true, ...(text === '' ? {} : { detail: text }) };
  const chosen =
    sort === 'info'
      ? await vscode.window.showInformationMessage(safeText(question), options, ...buttons)
      : await vscode.window.showWarningMessage(safeText(question), options, ...buttons);
  return titles[buttons.indexOf(chosen ?? '')];
}
