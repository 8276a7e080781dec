import type { Intent } from './intent.ts';

/** Looks that are further apart count as this long: the machine slept. Starts are looked for every few seconds. */
const longestGapMs = 60_000;

/**
 * How long each unanswered start has been looked for while the machine was awake. A request that was held back when the
 * machine fell asleep may be sent when it wakes, so the time in between says nothing about whether it arrived.
 */
export class AwakeTimes {
  readonly #now: () => number;
  readonly #looks = new Map<string, { readonly at: number; readonly elapsedMs: number }>();

  /** `now`: milliseconds since 1970 UTC. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Call it at every look. The first one of this window counts from when the start was sent. */
  readonly elapsedMs = ({ id, sentAt }: Pick<Intent, 'id' | 'sentAt'>): number => {
    const at = this.#now();
    const last = this.#looks.get(id);
    const elapsedMs =
      last === undefined ? at - sentAt : last.elapsedMs + Math.min(Math.max(at - last.at, 0), longestGapMs);
    this.#looks.set(id, { at, elapsedMs });
    return elapsedMs;
  };

  forget(id: string): void {
    this.#looks.delete(id);
  }
}
