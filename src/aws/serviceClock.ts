import { minOf, maxOf } from '../domain/extremes.ts';

/**
 * While a connection is open, the wall clock and the monotonic clock drift apart by less than this. A larger difference
 * means that the wall clock was set.
 */
const maxDriftMs = 1_000;
/** The number of responses that are compared. */
const keptAnswers = 3;
/** A response that took longer says too little about when its Date was written. */
const maxRoundTripMs = 10_000;

/** The bounds of how far the service's clock is ahead, in milliseconds. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/**
 * How far the services' clock is ahead of this machine's, from the Date headers of their responses. A single response
 * may be wrong (a proxy's, a cache's), so the offset is known only while the last responses, at least two, agree. It is
 * reset when this machine's clock was set or the machine slept.
 */
export class ServiceClock {
  readonly #wall: () => number;
  readonly #steady: () => number;
  #apart: number;
  #seen: Bounds[] = [];

  constructor(wall: () => number = Date.now, steady: () => number = () => performance.now()) {
    this.#wall = wall;
    this.#steady = steady;
    this.#apart = wall() - steady();
  }

  /** The current time of the wall clock, for `sentAt`. */
  now(): number {
    return this.#wall();
  }

  /**
   * Records a response. `date`: its Date header, in whole seconds. `sentAt`: the wall clock time at
   * which the request was sent.
   */
  recordResponse(date: string | undefined, sentAt: number): void {
    this.#forgetIfSet();
    const at = Date.parse(date ?? '');
    const receivedAt = this.#wall();
    if (Number.isNaN(at) || receivedAt < sentAt || receivedAt - sentAt > maxRoundTripMs) return;
    this.#seen = [...this.#seen, { least: at - receivedAt, most: at + 1_000 - sentAt }].slice(-keptAnswers);
  }

  /** In milliseconds, accurate to about a second; undefined while it is uncertain. */
  get offsetMs(): number | undefined {
    this.#forgetIfSet();
    if (this.#seen.length < 2) return undefined;
    const least = maxOf(this.#seen, bounds => bounds.least);
    const most = minOf(this.#seen, bounds => bounds.most);
    return least > most ? undefined : Math.round((least + most) / 2);
  }

  #forgetIfSet(): void {
    const apart = this.#wall() - this.#steady();
    if (Math.abs(apart - this.#apart) > maxDriftMs) this.#seen = [];
    this.#apart = apart;
  }
}
