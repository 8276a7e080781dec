import * as vscode from 'vscode';
import { safeText } from './text.ts';

/** Work that takes less time shows no notification, which would only flicker. */
const patienceMs = 700;

/**
 * Runs work. If it takes longer than `patienceMs`, shows a progress notification whose cancel button aborts the signal.
 */
export async function withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const result = work(stop.signal);
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: safeText(title), cancellable: true },
      async (_progress, token) => {
        const subscription = token.onCancellationRequested(() => {
          stop.abort();
        });
        await result.then(undefined, () => undefined); // the caller handles the rejection
        subscription.dispose();
      },
    );
  }, patienceMs);
  try {
    return await result;
  } finally {
    clearTimeout(timer);
  }
}

/** Runs work with a progress bar in a view. */
export async function withViewProgress(viewId: string, work: () => Promise<void>): Promise<void> {
  await vscode.window.withProgress({ location: { viewId } }, work);
}
