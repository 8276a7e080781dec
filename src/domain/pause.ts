import type { Clock } from './clock.ts';

/** Resolves after `ms`, or as soon as the signal is aborted. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted === true) end();
  });
}

/** Resolves as soon as the signal is aborted: for work that may ignore it. */
export function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise(resolve => {
    const end = (): void => {
      resolve(undefined);
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
