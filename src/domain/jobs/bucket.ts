import type { Clock } from '../clock.ts';

/** The rate of a bucket while it is not throttled. */
export interface Rate {
  readonly perSecond: number;
  /**
   * How many calls may go at once after a pause; at least 1. In any time t, at most `burst + perSecond * t` calls go.
   */
  readonly burst: number;
}

/** Permission for one call. Its holder reports how the call went, or nothing when that says nothing about the rate. */
export interface Permit {
  /** The service accepted the call: the rate grows a little, up to the bucket's original rate. */
  succeeded(): void;
  /** The service throttled the call: the rate is halved, and no calls go for the time that the service asks for. */
  throttled(retryAfterMs?: number): void;
}

interface Waiter {
  readonly resolve: (permit: Permit | undefined) => void;
  /** Removes the abort listener. */
  readonly unlisten: () => void;
}

/** The lowest share of its rate that a bucket falls to, however long it is throttled. */
const minShare = 1 / 32;
/** How many successes restore the full rate. */
const successesToFull = 20;
/** A longer pause that a service asks for is cut to this: it may be a proxy's mistake. */
const maxPauseMs = 15 * 60_000;

/**
 * Lets calls through at a rate, in order of arrival. The rate adapts: it is halved when the service throttles, and
 * grows with each call that the service accepts (additive increase, multiplicative decrease, as in TCP).
 */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #rate: Rate;
  readonly #waiters = new Set<Waiter>();
  #perSecond: number;
  #tokens: number;
  /** When `#tokens` was last updated. */
  #countedAt: number;
  #pausedUntil = -Infinity;
  /** Counts the halvings: when calls sent together are all throttled, only one of them halves the rate. */
  #narrowings = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
    this.#perSecond = rate.perSecond;
    this.#tokens = rate.burst;
    this.#countedAt = clock.now();
  }

  /** The current rate. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Resolves when a call may go; resolves with undefined at once when the signal is aborted. */
  take(signal?: AbortSignal): Promise<Permit | undefined> {
    if (signal?.aborted === true) return Promise.resolve(undefined);
    return new Promise(resolve => {
      const cancel = (): void => {
        this.#waiters.delete(waiter);
        resolve(undefined);
        this.#release();
      };
      const waiter: Waiter = {
        resolve,
        unlisten: () => {
          signal?.removeEventListener('abort', cancel);
        },
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#waiters.add(waiter);
      this.#release();
    });
  }

  #release(): void {
    this.#count();
    const now = this.#countedAt;
    for (const waiter of this.#waiters) {
      if (this.#tokens < 1 || now < this.#pausedUntil) break;
      this.#tokens -= 1;
      this.#waiters.delete(waiter);
      waiter.unlisten();
      waiter.resolve(this.#permit());
    }
    this.#cancelTimer?.();
    this.#cancelTimer =
      this.#waiters.size === 0
        ? undefined
        : this.#clock.after(this.#restMs(now), () => {
            this.#release();
          });
  }

  /** Returns the time until the next call may go; at least a millisecond, so that a rounding error cannot loop. */
  #restMs(now: number): number {
    return Math.max(1, Math.ceil(Math.max(((1 - this.#tokens) / this.#perSecond) * 1_000, this.#pausedUntil - now)));
  }

  /** Adds the tokens since the last update. If the clock was set back, moves the pause with it and adds none. */
  #count(): void {
    const now = this.#clock.now();
    const passedMs = now - this.#countedAt;
    if (passedMs < 0) this.#pausedUntil += passedMs;
    else this.#tokens = Math.min(this.#rate.burst, this.#tokens + (passedMs / 1_000) * this.#perSecond);
    this.#countedAt = now;
  }

  #permit(): Permit {
    const narrowings = this.#narrowings;
    return {
      succeeded: () => {
        this.#count();
        this.#perSecond = Math.min(this.#rate.perSecond, this.#perSecond + this.#rate.perSecond / successesToFull);
        this.#release();
      },
      throttled: (retryAfterMs = 0) => {
        this.#count();
        if (narrowings === this.#narrowings) {
          this.#narrowings += 1;
          this.#perSecond = Math.max(this.#rate.perSecond * minShare, this.#perSecond / 2);
          // The saved-up tokens were for a service with capacity to spare.
          this.#tokens = Math.min(this.#tokens, 0);
        }
        this.#pausedUntil = Math.max(this.#pausedUntil, this.#countedAt + Math.min(retryAfterMs, maxPauseMs));
        this.#release();
      },
    };
  }
}
