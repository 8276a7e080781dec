import { minOf, maxOf } from '../domain/extremes.ts';

/** Two clocks of a machine come apart by less than this while a connection is open; more, and the wall clock was set. */
const maxDriftMs = 1_000;
/** How many answers are held against each other. */
const keptAnswers = 3;
/** An answer that took longer tells too little of when its Date was written. */
const maxRoundTripMs = 10_000;

/** Between these lies how far the service's clock is ahead, in milliseconds. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/**
 * How far the services' clock is ahead of this machine's, by the Date of their answers. A single answer may be wrong (a proxy's, a
 * cache's): it is known only while the last answers agree, two at least. It is forgotten when this machine's clock was set, or it slept.
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

  /** The present time of the wall clock, for `sentAt`. */
  now(): number {
    return this.#wall();
  }

  /** An answer has come to a request sent at a time of the wall clock; `date` is its header, which has whole seconds. */
  saw(date: string | undefined, sentAt: number): void {
    this.#forgetIfSet();
    const at = Date.parse(date ?? '');
    const receivedAt = this.#wall();
    if (Number.isNaN(at) || receivedAt < sentAt || receivedAt - sentAt > maxRoundTripMs) return;
    this.#seen = [...this.#seen, { least: at - receivedAt, most: at + 1_000 - sentAt }].slice(-keptAnswers);
  }

  /** In milliseconds, to about a second; undefined while it is not certain. */
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
