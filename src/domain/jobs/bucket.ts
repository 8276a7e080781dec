import type { Clock } from '../clock.ts';

/** What a bucket lets through when nothing stands in the way. */
export interface Rate {
  readonly perSecond: number;
  /** How many may go at once after a rest; at least 1. In any time t at most `burst + perSecond * t` go. */
  readonly burst: number;
}

/** Leave for one call. Whoever got it says how the call went, or nothing when that says nothing about the rate. */
export interface Permit {
  /** The service took the call: the rate grows a little again, up to what the bucket was made with. */
  succeeded(): void;
  /** The service had too many: the rate is halved, and for the time it asks for nothing goes at all. */
  throttled(retryAfterMs?: number): void;
}

interface Waiter {
  readonly resolve: (permit: Permit | undefined) => void;
  /** It no longer waits: its signal may forget it. */
  readonly unlisten: () => void;
}

/** Throttled for ever, a bucket still lets this share of its rate through. */
const leastShare = 1 / 32;
/** So many successes bring an entirely narrowed rate back. */
const successesToFull = 20;
/** A service that asks for a longer pause than this is asked all the same: it may be a proxy's mistake. */
const maxPauseMs = 15 * 60_000;

/**
 * Lets calls through at a rate, in the order in which they came. The rate follows what the service bears: halved when it says that
 * there were too many, and widened by and by with each call it takes (as TCP does it; additive increase, multiplicative decrease).
 */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #rate: Rate;
  readonly #waiters = new Set<Waiter>();
  #perSecond: number;
  #tokens: number;
  /** When `#tokens` was right. */
  #countedAt: number;
  #pausedUntil = -Infinity;
  /** Counts the halvings: of calls that went out together and were all throttled, one alone halves the rate. */
  #narrowings = 0;
  #takeBack: (() => void) | undefined;

  constructor(clock: Clock, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
    this.#perSecond = rate.perSecond;
    this.#tokens = rate.burst;
    this.#countedAt = clock.now();
  }

  /** The rate at present. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Resolves when a call may go; with undefined, and at once, when the signal says that it need not any more. */
  take(signal?: AbortSignal): Promise<Permit | undefined> {
    if (signal?.aborted === true) return Promise.resolve(undefined);
    return new Promise(resolve => {
      const leave = (): void => {
        this.#waiters.delete(waiter);
        resolve(undefined);
        this.#letGo();
      };
      const waiter: Waiter = { resolve, unlisten: () => { signal?.removeEventListener('abort', leave); } };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiters.add(waiter);
      this.#letGo();
    });
  }

  #letGo(): void {
    this.#count();
    const now = this.#countedAt;
    for (const waiter of this.#waiters) {
      if (this.#tokens < 1 || now < this.#pausedUntil) break;
      this.#tokens -= 1;
      this.#waiters.delete(waiter);
      waiter.unlisten();
      waiter.resolve(this.#permit());
    }
    this.#takeBack?.();
    this.#takeBack = this.#waiters.size === 0 ? undefined : this.#clock.after(this.#restMs(now), () => { this.#letGo(); });
  }

  /** How long until the next one may go; at least a millisecond, so that a rounding error is no loop. */
  #restMs(now: number): number {
    return Math.max(1, Math.ceil(Math.max((1 - this.#tokens) / this.#perSecond * 1_000, this.#pausedUntil - now)));
  }

  /** Fills in what has gathered since. A clock that was set back takes the pause with it, and nothing gathers. */
  #count(): void {
    const now = this.#clock.now();
    const passedMs = now - this.#countedAt;
    if (passedMs < 0) this.#pausedUntil += passedMs;
    else this.#tokens = Math.min(this.#rate.burst, this.#tokens + passedMs / 1_000 * this.#perSecond);
    this.#countedAt = now;
  }

  #permit(): Permit {
    const narrowings = this.#narrowings;
    return {
      succeeded: () => {
        this.#count();
        this.#perSecond = Math.min(this.#rate.perSecond, this.#perSecond + this.#rate.perSecond / successesToFull);
        this.#letGo();
      },
      throttled: (retryAfterMs = 0) => {
        this.#count();
        if (narrowings === this.#narrowings) {
          this.#narrowings += 1;
          this.#perSecond = Math.max(this.#rate.perSecond * leastShare, this.#perSecond / 2);
          // What was gathered was gathered for a service that had room.
          this.#tokens = Math.min(this.#tokens, 0);
        }
        this.#pausedUntil = Math.max(this.#pausedUntil, this.#countedAt + Math.min(retryAfterMs, maxPauseMs));
        this.#letGo();
      },
    };
  }
}
