// What a refusal of S3 means for work on many objects.
import type { Clock } from '../clock.ts';
import { pause } from '../pause.ts';
import { type Answer, type Refusal, isPassing, refused } from '../refusal.ts';

/** Refusals of the bucket, whatever the object. */
const ofBucket: ReadonlySet<string> = new Set(['NoSuchBucket', 'PermanentRedirect']);

/** Whether a refusal is about one object: other objects may still be read. */
export function concernsObject({ kind, name }: Refusal): boolean {
  if (ofBucket.has(name)) return false;
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

/** How often an object is tried before it counts as unreadable. */
export const maxTries = 5;
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
    if (signal?.aborted === true) return refused(cancelled);
  }
}

/** Answers like the work, or with `cancelled` as soon as the signal is aborted, whatever the work does then. */
export function orCancelled<T>(work: Promise<Answer<T>>, signal: AbortSignal | undefined): Promise<Answer<T>> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      resolve(refused(cancelled));
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', end);
    });
  });
}
