// How long tests wait. Everything waits for a state; a bound only ends what hangs, and is as long as this machine is slow.

/**
 * How many times slower this machine is than a quiet one with two cores: `npm test` measures it once, at its start, and hands it on
 * in TEST_PACE. A file that is run alone takes a generous guess.
 */
const pace = Math.max(1, Number(process.env['TEST_PACE'] ?? 3) || 3);

/** For this machine, what would be `quietMs` milliseconds on a quiet one. */
export const bound = (quietMs: number): number => Math.round(quietMs * pace);

/** How long a state is waited for, in milliseconds. */
export const patienceMs = bound(30_000);

/**
 * Looks again and again until `look` gives something, and resolves with that. Rejects with `what` after `boundMs` milliseconds,
 * caused by what `look` threw last; an exception counts as nothing found.
 */
export async function until<T>(what: string, look: () => T | undefined | false | PromiseLike<T | undefined | false>, boundMs: number = patienceMs): Promise<T> {
  let cause: unknown;
  for (const from = performance.now(); ;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      cause = undefined;
    } catch (thrown) { cause = thrown; }
    if (performance.now() - from > boundMs) throw new Error(`waited ${boundMs} ms for ${what}`, { cause });
    await new Promise(resolve => { setTimeout(resolve, 25); });
  }
}
