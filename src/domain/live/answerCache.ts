import type { Clock } from '../clock.ts';
import { type Answer, isPassing, refused } from '../refusal.ts';

/** The time limits of an `AnswerCache`, all in milliseconds. */
export interface CacheLimits {
  /** How long an answer is kept. */
  readonly keptMs: number;
  /** How long a caller waits; the call itself continues. */
  readonly waitMs: number;
  /** How long until a call is aborted. */
  readonly callMs: number;
}

interface Entry {
  readonly answer: Promise<Answer<unknown>>;
  /** Set once an answer to keep has arrived. */
  goodUntil?: number;
}

/**
 * Caches answers to read calls for a while. Only one call per question is in flight at a time, however many callers
 * ask. A refusal that may pass by itself is not kept; any other is, because asking again would return the same.
 */
export class AnswerCache {
  readonly #clock: Clock;
  readonly #patience: CacheLimits;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock, patience: CacheLimits) {
    this.#clock = clock;
    this.#patience = patience;
  }

  /**
   * Returns the answer to a question, from the cache or by a call. Resolves with a refusal of kind `timeout` if the
   * answer takes too long; a later caller may still get it. Rejects when the call does.
   */
  ask<T>(question: string, call: (signal: AbortSignal) => Promise<Answer<T>>): Promise<Answer<T>> {
    this.#forgetStale();
    let entry = this.#entries.get(question);
    if (entry === undefined) this.#entries.set(question, (entry = this.#begin(question, call)));
    // Safe, because one question is always asked with the same type of call.
    return this.#within(this.#patience.waitMs, 'StillWaiting', entry.answer as Promise<Answer<T>>);
  }

  #begin(question: string, call: (signal: AbortSignal) => Promise<Answer<unknown>>): Entry {
    const stop = new AbortController();
    const answer = this.#within(this.#patience.callMs, 'GivenUp', call(stop.signal), () => {
      stop.abort();
    });
    const entry: Entry = { answer };
    answer.then(
      found => {
        if (found.ok || !(isPassing(found.refusal) || found.refusal.kind === 'cancelled'))
          entry.goodUntil = this.#clock.now() + this.#patience.keptMs;
        else this.#entries.delete(question);
      },
      () => {
        this.#entries.delete(question);
      },
    ); // the callers get the rejection
    return entry;
  }

  async #within<T>(ms: number, name: string, answer: Promise<Answer<T>>, late?: () => void): Promise<Answer<T>> {
    let takeBack: (() => void) | undefined;
    const deadline = new Promise<Answer<T>>(resolve => {
      takeBack = this.#clock.after(ms, () => {
        late?.();
        resolve(refused({ kind: 'timeout', name, message: '', nothingHappened: true }));
      });
    });
    try {
      return await Promise.race([answer, deadline]);
    } finally {
      takeBack?.();
    }
  }

  #forgetStale(): void {
    const now = this.#clock.now();
    for (const [question, { goodUntil }] of this.#entries)
      if (goodUntil !== undefined && goodUntil <= now) this.#entries.delete(question);
  }
}
