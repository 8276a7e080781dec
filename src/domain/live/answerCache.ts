import type { Clock } from '../clock.ts';
import { type Answer, isPassing, refused } from '../refusal.ts';

/** How an `AnswerCache` deals with time; all in milliseconds. */
export interface Patience {
  /** How long an answer is kept. */
  readonly keptMs: number;
  /** How long whoever asks is kept waiting; the call itself goes on. */
  readonly waitMs: number;
  /** After so long a call is given up. */
  readonly callMs: number;
}

interface Entry {
  readonly answer: Promise<Answer<unknown>>;
  /** Set once there is an answer. */
  goodUntil?: number;
}

/**
 * Answers to reading questions, kept for a while. Of one question one call is on its way at a time, however many ask. A "no"
 * that may pass by itself is not kept, any other one is: asking again would bring the same.
 */
export class AnswerCache {
  readonly #clock: Clock;
  readonly #patience: Patience;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock, patience: Patience) {
    this.#clock = clock;
    this.#patience = patience;
  }

  /**
   * The answer to a question, from what is kept or by a call. A refusal of kind `timeout` when it is not there in time: a later
   * asker may well find it. Rejects when the call does.
   */
  ask<T>(question: string, call: (signal: AbortSignal) => Promise<Answer<T>>): Promise<Answer<T>> {
    this.#forgetStale();
    let entry = this.#entries.get(question);
    if (entry === undefined) this.#entries.set(question, entry = this.#begin(question, call));
    // The type belongs to the question: a question is asked by one kind of call only.
    return this.#within(this.#patience.waitMs, 'StillWaiting', entry.answer as Promise<Answer<T>>);
  }

  #begin(question: string, call: (signal: AbortSignal) => Promise<Answer<unknown>>): Entry {
    const stop = new AbortController();
    const answer = this.#within(this.#patience.callMs, 'GivenUp', call(stop.signal), () => { stop.abort(); });
    const entry: Entry = { answer };
    answer.then(found => {
      if (found.ok || !(isPassing(found.refusal) || found.refusal.kind === 'cancelled')) entry.goodUntil = this.#clock.now() + this.#patience.keptMs;
      else this.#entries.delete(question);
    }, () => { this.#entries.delete(question); }); // whoever asked hears of it
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
    for (const [question, { goodUntil }] of this.#entries) if (goodUntil !== undefined && goodUntil <= now) this.#entries.delete(question);
  }
}
