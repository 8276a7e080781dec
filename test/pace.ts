// Time limits of the tests. A test always waits for a state; a limit only ends a wait that hangs, and scales with the
// machine.

/**
 * How many times slower this machine is than a quiet one with two cores. `npm test` measures it once at the start and
 * passes it on in TEST_PACE. A file that is run alone uses a generous guess.
 */
const pace = Math.max(1, Number(process.env['TEST_PACE'] ?? 3) || 3);

/** Converts `quietMs`, in milliseconds on a quiet machine, to milliseconds on this machine. */
export const bound = (quietMs: number): number => Math.round(quietMs * pace);

/** The default limit of a wait for a state, in milliseconds. */
export const patienceMs = bound(30_000);

/**
 * Polls `look` until it returns a value other than undefined or false, and resolves with that value. Rejects after
 * `boundMs` milliseconds with an error that names `what` and has the exception of the last call, if any, as its cause.
 * An exception counts as no value.
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | PromiseLike<T | undefined | false>,
  boundMs: number = patienceMs,
): Promise<T> {
  let cause: unknown;
  for (const from = performance.now(); ; ) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      cause = undefined;
    } catch (thrown) {
      cause = thrown;
    }
    if (performance.now() - from > boundMs) throw new Error(`waited ${boundMs} ms for ${what}`, { cause });
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}
