// Decides when a part of the watch is due again, regardless of what it asks for.
import type { Clock } from '../clock.ts';
import { type Refusal, isPassing } from '../refusal.ts';
import type { JobServices } from './ports.ts';

export interface WatchPace {
  /** The user's setting, in milliseconds. */
  readonly intervalMs: number;
  /** Whether the jobs are visible. */
  readonly visible: boolean;
}

/** Something that is asked for at its own pace: a start whose job is looked for, a group of jobs, or a list. */
export interface Part {
  readonly key: string;
  readonly sort: 'intent' | 'group' | 'list';
  readonly pauseMs: number;
  readonly ask: (services: JobServices, signal: AbortSignal) => Promise<Refusal | undefined>;
}

/** While the jobs are not visible, everything is asked for this many times less often. */
const hiddenFactor = 4;
/** The longest pause between two calls that succeed, unless the user's interval is longer. */
const maxUsualMs = 5 * 60_000;
/**
 * The longest back-off after a refusal that passes by itself, unless the service asks for more; twice this after
 * others.
 */
const maxPauseMs = 5 * 60_000;
/** A longer pause that a service asks for is cut to this: it may be a proxy's mistake. */
const maxRetryAfterMs = 60 * 60_000;
/** How far the usual pause is lengthened or shortened at random, so that windows do not call in step. */
const jitter = 0.1;

/** How many times less often a job of some age is asked for: one that has run for hours will run for minutes more. */
const factorByAge: readonly (readonly [ageMs: number, factor: number])[] = [
  [10 * 60_000, 1],
  [60 * 60_000, 2],
  [6 * 60 * 60_000, 4],
  [Infinity, 8],
];

/** The pause between two calls for jobs, by the age of the youngest; all in milliseconds. */
export function pauseByAge(intervalMs: number, ageMs: number): number {
  return intervalMs * (factorByAge.find(([most]) => ageMs < most)?.[1] ?? 1);
}

/** A part's consecutive failures, the pause after the last of them, and when that pause ends. */
export interface Backoff {
  readonly failures: number;
  readonly pauseMs: number;
  readonly notBefore: number;
  readonly since: number;
  readonly refusal: Refusal;
}

/**
 * Returns the back-off after a refusal that follows `before`. A refusal that only the user can fix is retried less
 * often than one that passes by itself.
 */
export function backoffAfter(refusal: Refusal, before: Backoff | undefined, intervalMs: number, clock: Clock): Backoff {
  const failures = (before?.failures ?? 0) + 1;
  const grown = intervalMs * 2 ** Math.min(failures, 10) * (0.75 + clock.random() / 2);
  const pauseMs = Math.round(
    Math.max(
      Math.min(refusal.retryAfterMs ?? 0, maxRetryAfterMs),
      Math.min(grown, isPassing(refusal) ? maxPauseMs : maxPauseMs * 2),
    ),
  );
  const now = clock.now();
  return { failures, pauseMs, notBefore: now + pauseMs, since: before?.since ?? now, refusal };
}

/**
 * Returns the rest of a pause, in milliseconds. If that is more than the whole pause, the clock was set back, and the
 * pause is over.
 */
export function remainingOf(until: number, pauseMs: number, now: number): number {
  const left = until - now;
  return left > pauseMs ? 0 : Math.max(0, left);
}

/** When a part was last asked for, and the factor on its pause this time. */
interface Asked {
  readonly at: number;
  readonly stretch: number;
}

/** Tracks which parts are due: each after its own pause, and none before its back-off is over. */
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

  /**
   * Returns the milliseconds until a part is due; 0 when it was never asked for. `pauseMs`: its pause while visible.
   */
  remainingMs(key: string, pauseMs: number, { intervalMs, visible }: WatchPace): number {
    const now = this.#clock.now();
    const backoff = this.#backoffs.get(key);
    const backOffMs = backoff === undefined ? 0 : remainingOf(backoff.notBefore, backoff.pauseMs, now);
    const asked = this.#asked.get(key);
    if (asked === undefined) return backOffMs;
    const factor = visible ? 1 : hiddenFactor;
    const defaultMs = Math.round(Math.min(pauseMs * factor, Math.max(maxUsualMs, intervalMs * factor)) * asked.stretch);
    return Math.max(backOffMs, remainingOf(asked.at + defaultMs, defaultMs, now));
  }

  /** When a part was last asked for or put off; -Infinity if never. */
  askedAt(key: string): number {
    return this.#asked.get(key)?.at ?? -Infinity;
  }

  /** Records that a part was answered. */
  answered(key: string): void {
    this.#backoffs.delete(key);
    this.#note(key);
  }

  /** Records that a part was refused. */
  refused(key: string, refusal: Refusal, intervalMs: number): void {
    this.#backoffs.set(key, backoffAfter(refusal, this.#backoffs.get(key), intervalMs, this.#clock));
    this.#note(key);
  }

  /** Postpones a part that was not asked for by its usual pause. */
  postpone(key: string): void {
    this.#note(key);
  }

  /** Records that an earlier session or another window asked for a part; ignored if everything was made due since. */
  recordAsked(key: string, at: number): void {
    if (!this.#asked.has(key) && at >= this.#hurriedAt) this.#asked.set(key, { at, stretch: 1 });
  }

  /** Makes everything due, failed parts included; failures are kept until the part is answered. */
  makeAllDue(): void {
    this.#hurriedAt = this.#clock.now();
    this.#asked.clear();
    for (const [key, backoff] of this.#backoffs)
      this.#backoffs.set(key, { ...backoff, failures: 0, pauseMs: 0, notBefore: 0 });
  }

  /** Drops everything about parts not in `keys`. */
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
