import type { Clock } from '../clock.ts';
import type { JobRecords } from './ports.ts';

/** A lease that is not renewed for so many intervals is free: its window is gone. */
const lastsIntervals = 1.5;
/** Whatever the interval and whatever stands in the database, a window that is gone silences the others no longer than this. */
export const longestLeaseMs = 90_000;
/** It is renewed, and by others looked at, so many times an interval. */
const beatsPerInterval = 2;

/** Who wants to ask goes by rank: a person who said so before a window that is looked at, and that before one that is not. */
const ranks = { hidden: 0, seen: 1, wish: 2 } as const;
/** So much lower is the rank of a window that is refused something for a reason that only a person can mend; any other may have the rights. */
const unableBy = 2;

/** Who wants to ask, and how often. */
export interface LeaseWish {
  readonly intervalMs: number;
  readonly visible: boolean;
  readonly unable: boolean;
  /** A person said so. */
  readonly wish: boolean;
}

/** The right to ask the services for an account's jobs, which one window has at a time. */
export class Lease {
  readonly #records: Pick<JobRecords, 'lease' | 'release'>;
  readonly #clock: Clock;
  readonly #owner: string;
  #held: string | undefined;
  #isFollowing = false;
  #freshAt: number | undefined;

  /** `owner`: a name that no other window has. */
  constructor(records: Pick<JobRecords, 'lease' | 'release'>, clock: Clock, owner: string) {
    this.#records = records;
    this.#clock = clock;
    this.#owner = owner;
  }

  /** Whether another window had the lease when it was last asked for. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** When the window that has the lease last heard of every job; milliseconds since 1970 UTC. */
  get freshAt(): number | undefined {
    return this.#freshAt;
  }

  /** How long it may be left alone, in milliseconds. */
  beatMs(intervalMs: number): number {
    return Math.min(intervalMs, longestLeaseMs / lastsIntervals) / beatsPerInterval;
  }

  /** Takes the lease or renews it; false while another window has it that comes first. Throws when the database does. */
  take(name: string, { intervalMs, visible, unable, wish }: LeaseWish, freshAt: number | undefined): boolean {
    const rank = wish ? ranks.wish : (visible ? ranks.seen : ranks.hidden) - (unable ? unableBy : 0);
    const lease = this.#records.lease(name, { owner: this.#owner, rank, now: this.#clock.now(), forMs: Math.min(intervalMs * lastsIntervals, longestLeaseMs), ...(freshAt === undefined ? {} : { freshAt }) });
    this.#isFollowing = !lease.held;
    this.#freshAt = lease.freshAt;
    this.#held = lease.held ? name : undefined;
    return lease.held;
  }

  /** Gives it up, if it is held. */
  leave(): void {
    const held = this.#held;
    this.#held = undefined;
    this.#isFollowing = false;
    if (held === undefined) return;
    try {
      this.#records.release(held, this.#owner);
    } catch { /* it runs out by itself */ }
  }
}
