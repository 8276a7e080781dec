import * as vscode from 'vscode';
import { shown } from './text.ts';

/** What is done sooner needs no notification, which would only flicker. */
const patienceMs = 700;

/** Runs work; when it takes its time, under a progress notification with a cancel button, which aborts the signal. */
export async function withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const result = work(stop.signal);
  const timer = setTimeout(() => {
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: shown(title), cancellable: true }, async (_progress, token) => {
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

/** Runs work under the progress bar of a view. */
export async function withViewProgress(viewId: string, work: () => Promise<void>): Promise<void> {
  await vscode.window.withProgress({ location: { viewId } }, work);
}
