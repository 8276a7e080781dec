import * as vscode from 'vscode';

/** A button of a message, and what it does. */
export interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

/** Longer texts are cut: a message is no place to read a page. */
const longest = 1_000;

/** A text as a notification may show it. It would make links of Markdown's, also such as run commands, and names of files and services are anybody's. */
function plain(text: string): string {
  return (text.length > longest ? `${text.slice(0, longest)}…` : text).replaceAll('](', ']\u200b(');
}

/** Shows a message with buttons and does what the chosen one says; resolves when the message is gone. Never throws. */
export async function say(sort: 'info' | 'warning' | 'error', text: string, ...actions: readonly Action[]): Promise<void> {
  const titles = actions.map(({ title }) => title);
  const show = { info: vscode.window.showInformationMessage, warning: vscode.window.showWarningMessage, error: vscode.window.showErrorMessage }[sort];
  const chosen = await show(plain(text), ...titles);
  await actions.find(({ title }) => title === chosen)?.run();
}

/** An action that runs one of our commands. */
export function commandAction(title: string, command: string, ...args: readonly unknown[]): Action {
  return { title, run: () => vscode.commands.executeCommand(command, ...args) };
}

/** Opens a file as text, with the selection at a place when one is given. */
export async function openText(uri: vscode.Uri, at?: vscode.Position): Promise<void> {
  await vscode.window.showTextDocument(uri, at === undefined ? {} : { selection: new vscode.Range(at, at) });
}

/** What is done sooner needs no notification, which would only flicker. */
const patienceMs = 700;

/** Runs work; when it takes its time, under a progress notification with a cancel button, which aborts the signal. */
export async function withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const result = work(stop.signal);
  const timer = setTimeout(() => {
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: plain(title), cancellable: true }, async (_progress, token) => {
      const subscription = token.onCancellationRequested(() => { stop.abort(); });
      await result.then(undefined, () => undefined); // whoever asked for the work hears of it
      subscription.dispose();
    });
  }, patienceMs);
  try {
    return await result;
  } finally {
    clearTimeout(timer);
  }
}
