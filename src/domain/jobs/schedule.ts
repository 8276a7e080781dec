// When a part of the watch is due again. Nothing here knows what a part asks for.
import type { Clock } from '../clock.ts';
import { type Refusal, isPassing } from '../refusal.ts';
import type { JobServices } from './ports.ts';

export interface WatchPace {
  /** The person's setting, in milliseconds. */
  readonly intervalMs: number;
  /** Whether anybody can see the jobs. */
  readonly visible: boolean;
}

/** Something that is asked for at its own pace: a start to look for, a group of jobs, a list. */
export interface Part {
  readonly key: string;
  readonly sort: 'intent' | 'group' | 'list';
  readonly pauseMs: number;
  readonly ask: (services: JobServices, signal: AbortSignal) => Promise<Refusal | undefined>;
}

/** Unseen, everything is this many times rarer. */
const hiddenFactor = 4;
/** The longest pause between two looks at what is well, unless the person's interval is longer. */
const maxUsualMs = 5 * 60_000;
/** The longest pause that failures can lead to. */
const maxPauseMs = 5 * 60_000;
/** A service that asks for a longer pause than this is asked all the same: it may be a proxy's mistake. */
const maxRetryAfterMs = 60 * 60_000;
/** How far the usual pause is drawn out or cut at random, so that many windows do not ask in step. */
const jitter = 0.1;

/** How much rarer a job is asked for that was submitted so long ago: what has run for hours will run on for minutes. */
const factorByAge: readonly (readonly [ageMs: number, factor: number])[] = [[10 * 60_000, 1], [60 * 60_000, 2], [6 * 60 * 60_000, 4], [Infinity, 8]];

/** The pause between two looks at jobs whose youngest is of this age; all in milliseconds. */
export function pauseByAge(intervalMs: number, ageMs: number): number {
  return intervalMs * (factorByAge.find(([most]) => ageMs < most)?.[1] ?? 1);
}

/** A part's failures in a row, the pause that the last of them led to, and when that ends. */
export interface Backoff {
  readonly failures: number;
  readonly pauseMs: number;
  readonly notBefore: number;
  readonly since: number;
  readonly refusal: Refusal;
}

/** The pause after a refusal that followed on `before`. What only a person can mend is not worth asking often; what passes by itself is. */
export function backoffAfter(refusal: Refusal, before: Backoff | undefined, intervalMs: number, clock: Clock): Backoff {
  const failures = (before?.failures ?? 0) + 1;
  const grown = intervalMs * 2 ** Math.min(failures, 10) * (0.75 + clock.random() / 2);
  const pauseMs = Math.round(Math.max(Math.min(refusal.retryAfterMs ?? 0, maxRetryAfterMs), Math.min(grown, isPassing(refusal) ? maxPauseMs : maxPauseMs * 2)));
  const now = clock.now();
  return { failures, pauseMs, notBefore: now + pauseMs, since: before?.since ?? now, refusal };
}

/** What is left of a pause, in milliseconds. More than the whole of it: the clock was set back, and nobody is to wait for that. */
export function restOf(until: number, pauseMs: number, now: number): number {
  const left = until - now;
  return left > pauseMs ? 0 : Math.max(0, left);
}

/** When a part was asked last, and by how much its pause is drawn out this time. */
interface Asked {
  readonly at: number;
  readonly stretch: number;
}

/** Which parts are due: each by its own pause, and none before its back-off is over. */
export class Schedule {
  readonly #clock: Clock;
  readonly #asked = new Map<string, Asked>();
  readonly #backoffs = new Map<string, Backoff>();
  #hurriedAt = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get backoffs(): ReadonlyMap<string, Backoff> {
    return this.#backoffs;
  }

  /** In how many milliseconds a part is due; 0 when it was never asked. `pauseMs`: the pause of its kind, seen. */
  restMs(key: string, pauseMs: number, { intervalMs, visible }: WatchPace): number {
    const now = this.#clock.now();
    const backoff = this.#backoffs.get(key);
    const backOffMs = backoff === undefined ? 0 : restOf(backoff.notBefore, backoff.pauseMs, now);
    const asked = this.#asked.get(key);
    if (asked === undefined) return backOffMs;
    const factor = visible ? 1 : hiddenFactor;
    const defaultMs = Math.round(Math.min(pauseMs * factor, Math.max(maxUsualMs, intervalMs * factor)) * asked.stretch);
    return Math.max(backOffMs, restOf(asked.at + defaultMs, defaultMs, now));
  }

  /** When a part was asked last, or put off; -Infinity when it never was. */
  askedAt(key: string): number {
    return this.#asked.get(key)?.at ?? -Infinity;
  }

  /** A part was answered. */
  answered(key: string): void {
    this.#backoffs.delete(key);
    this.#note(key);
  }

  /** A part was refused. */
  refused(key: string, refusal: Refusal, intervalMs: number): void {
    this.#backoffs.set(key, backoffAfter(refusal, this.#backoffs.get(key), intervalMs, this.#clock));
    this.#note(key);
  }

  /** A part was not asked, and is not to be before its usual pause. */
  putOff(key: string): void {
    this.#note(key);
  }

  /** As if a part had been asked at a time, by an earlier run or another window; of no weight when all was made due since. */
  wasAsked(key: string, at: number): void {
    if (!this.#asked.has(key) && at >= this.#hurriedAt) this.#asked.set(key, { at, stretch: 1 });
  }

  /** Makes everything due. What failed is asked too; its failures are not forgotten before it is answered. */
  hurry(): void {
    this.#hurriedAt = this.#clock.now();
    this.#asked.clear();
    for (const [key, backoff] of this.#backoffs) this.#backoffs.set(key, { ...backoff, failures: 0, pauseMs: 0, notBefore: 0 });
  }

  /** Forgets what is no part any more. */
  keep(keys: ReadonlySet<string>): void {
    for (const map of [this.#asked, this.#backoffs]) for (const key of map.keys()) if (!keys.has(key)) map.delete(key);
  }

  clear(): void {
    this.#asked.clear();
    this.#backoffs.clear();
  }

  #note(key: string): void {
    this.#asked.set(key, { at: this.#clock.now(), stretch: 1 + jitter * (2 * this.#clock.random() - 1) });
  }
}
