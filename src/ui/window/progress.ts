import * as vscode from 'vscode';
import { safeText } from './text.ts';

/** Work that takes less time shows no notification, which would only flicker. */
const patienceMs = 700;

/**
 * Runs work. If it takes longer than `patienceMs`, shows a progress notification whose cancel button aborts the signal.
 * `tell`: how much of it is done, from 0 to 1, and in words.
 */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, tell: (share: number, text: string) => void) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let shown: vscode.Progress<{ message?: string; increment?: number }> | undefined;
  let percent = 0;
  const tell = (share: number, text: string): void => {
    const now = Math.min(100, Math.max(0, share * 100));
    shown?.report({ message: safeText(text), increment: now - percent });
    if (shown !== undefined) percent = now;
  };
  const result = work(stop.signal, tell);
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: safeText(title), cancellable: true },
      async (progress, token) => {
        shown = progress;
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
