// What a refusal of S3 means for work on many objects.
import type { Clock } from '../clock.ts';
import { type Answer, type Refusal, isPassing } from '../refusal.ts';

/** Whether a refusal is about one object: other objects may still be read. */
export function concernsObject({ kind, name }: Refusal): boolean {
  return (
    kind === 'notFound' ||
    kind === 'invalid' ||
    kind === 'denied' ||
    name === 'AnswerTooLarge' ||
    name === 'NotAnOutput'
  );
}

/** The refusal of work that the user has ended. */
export const cancelled: Refusal = { kind: 'cancelled', name: 'AbortError', message: '', nothingHappened: true };

const maxTries = 5;
const firstPauseMs = 500;

/** The pause before another try, in milliseconds. `tries`: how many there were. */
export function pauseMs(tries: number): number {
  return firstPauseMs * 2 ** Math.min(tries, maxTries);
}

/** Calls again after a refusal that passes, with longer and longer pauses, a few times. */
export async function withTries<T>(
  clock: Clock,
  signal: AbortSignal | undefined,
  call: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  for (let tries = 1; ; tries += 1) {
    const answer = await call();
    if (answer.ok || tries === maxTries || concernsObject(answer.refusal) || !isPassing(answer.refusal)) return answer;
    await pause(clock, pauseMs(tries), signal);
    if (signal?.aborted === true) return answer;
  }
}

/** Resolves after `ms`, or when the signal is aborted. */
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
