import { defined } from '../defined.ts';
import type { Clock } from '../clock.ts';

/** What is recorded of a call: names and numbers only, never the request or the response. */
export interface CallFacts {
  readonly operation: string;
  /** The error's name, when the call was refused. */
  readonly refusal?: string;
  readonly httpStatus?: number;
  readonly requestId?: string;
  /** How many entries of a list could not be parsed. */
  readonly skipped?: number;
}

/** A call that was refused. `at`: milliseconds since 1970 UTC. */
export interface RefusedCall extends CallFacts {
  readonly at: number;
  readonly refusal: string;
}

/** How often an operation was called within an hour. `hour`: its start, in milliseconds since 1970 UTC. */
export interface HourlyCalls {
  readonly hour: number;
  readonly operation: string;
  readonly calls: number;
  readonly refused: number;
  /** How many list entries could not be parsed. */
  readonly skipped: number;
}

const hourMs = 60 * 60_000;
const hoursKept = 48;
const refusalsKept = 20;

/**
 * Counts calls by operation and hour for the last two days and keeps the latest refusals, to diagnose slow or denied
 * calls.
 */
export class CallCounter {
  readonly #clock: Clock;
  readonly #hours = new Map<number, Map<string, { calls: number; refused: number; skipped: number }>>();
  readonly #refusals: RefusedCall[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a call, answered or refused. */
  add({ operation, refusal, httpStatus, requestId, skipped = 0 }: CallFacts): void {
    const at = this.#clock.now();
    const counted = this.#of(at - (at % hourMs), operation);
    counted.calls += 1;
    counted.skipped += skipped;
    if (refusal === undefined) return;
    counted.refused += 1;
    this.#refusals.push({ at, operation, refusal, ...defined({ httpStatus, requestId }) });
    if (this.#refusals.length > refusalsKept) this.#refusals.shift();
  }

  /** The counts, newest hour first, then by operation. */
  get hours(): readonly HourlyCalls[] {
    this.#forget();
    return [...this.#hours]
      .flatMap(([hour, operations]) => [...operations].map(([operation, counted]) => ({ hour, operation, ...counted })))
      .sort((a, b) => b.hour - a.hour || (a.operation < b.operation ? -1 : 1));
  }

  /** The last refusals, newest first. */
  get refusals(): readonly RefusedCall[] {
    return this.#refusals.toReversed();
  }

  #of(hour: number, operation: string): { calls: number; refused: number; skipped: number } {
    let operations = this.#hours.get(hour);
    if (operations === undefined) {
      operations = new Map<string, { calls: number; refused: number; skipped: number }>();
      this.#hours.set(hour, operations);
      this.#forget();
    }
    let counted = operations.get(operation);
    if (counted === undefined) operations.set(operation, (counted = { calls: 0, refused: 0, skipped: 0 }));
    return counted;
  }

  /** Deletes older counts, and those that a wrong clock put into the future. */
  #forget(): void {
    const now = this.#clock.now();
    for (const hour of this.#hours.keys()) if (hour > now || hour <= now - hoursKept * hourMs) this.#hours.delete(hour);
  }
}
