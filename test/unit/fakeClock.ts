import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/domain/clock.ts';

/** A longer timer fires at once in Node and in browsers, which may cause an endless loop. */
const longestTimerMs = 2 ** 31 - 1;

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  /** The value that `random` returns from now on. */
  chance = 0.5;
  #now: number;
  #count = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly callback: () => void }>();

  constructor(now = Date.UTC(2030, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, callback: () => void): () => void {
    if (!(ms >= 0 && ms <= longestTimerMs)) throw new RangeError(`a timer of ${ms} ms fires at once`);
    const id = (this.#count += 1);
    this.#timers.set(id, { at: this.#now + ms, callback });
    return () => {
      this.#timers.delete(id);
    };
  }

  /** The number of timers that are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets `ms` milliseconds pass: calls what falls due, in order, and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].sort(([a, one], [b, other]) => one.at - other.at || a - b);
      if (next === undefined || next[1].at > end) break;
      this.#timers.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].at);
      next[1].callback();
      await settled();
    }
    this.#now = end;
  }

  /** Sets the time as a user or time server does: timers keep their remaining time. */
  jump(ms: number): void {
    this.#now += ms;
    for (const [id, { at, callback }] of this.#timers) this.#timers.set(id, { at: at + ms, callback });
  }
}

/** Resolves when every promise that can settle has. */
export async function settled(): Promise<void> {
  await setImmediate();
}
