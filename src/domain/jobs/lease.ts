import { defined } from '../defined.ts';
import type { Clock } from '../clock.ts';
import type { LeaseRecords } from './ports.ts';

/** How many intervals a lease lasts unless renewed; after that, its window is gone. */
const lastsIntervals = 1.5;
/**
 * The longest lease. Whatever the interval, and whatever the database contains, a window that is gone blocks the others
 * no longer than this.
 */
export const longestLeaseMs = 90_000;
/** How many times per interval the lease is renewed, or checked by other windows. */
const beatsPerInterval = 2;

/** The ranks of windows: a user's request comes before a visible window, and that before a hidden one. */
const ranks = { hidden: 0, seen: 1, requested: 2 } as const;
/**
 * How much lower a window ranks after a refusal that does not pass by itself; another window may have the permissions.
 */
const deniedPenalty = 2;

/** A window's claim: its rank's factors, and how often it asks. */
export interface LeaseRequest {
  readonly intervalMs: number;
  readonly visible: boolean;
  readonly isDenied: boolean;
  /** The user asked for a refresh. */
  readonly isRequested: boolean;
}

/** The right to ask the services about an account's jobs, which one window holds at a time. */
export class Lease {
  readonly #records: LeaseRecords;
  readonly #clock: Clock;
  readonly #owner: string;
  #held: string | undefined;
  #isFollowing = false;
  #freshAt: number | undefined;

  /** `owner`: a name unique to this window. */
  constructor(records: LeaseRecords, clock: Clock, owner: string) {
    this.#records = records;
    this.#clock = clock;
    this.#owner = owner;
  }

  /** Whether another window held the lease when this one last tried to take it. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** The freshness reported by the window that holds the lease; milliseconds since 1970 UTC. */
  get freshAt(): number | undefined {
    return this.#freshAt;
  }

  /** How long the lease can go without being renewed or checked, in milliseconds. */
  renewIntervalMs(intervalMs: number): number {
    return Math.min(intervalMs, longestLeaseMs / lastsIntervals) / beatsPerInterval;
  }

  /**
   * Takes or renews the lease; false while another window that ranks as high holds it. Throws when the database does.
   */
  take(
    name: string,
    { intervalMs, visible, isDenied, isRequested }: LeaseRequest,
    freshAt: number | undefined,
  ): boolean {
    const rank = isRequested ? ranks.requested : (visible ? ranks.seen : ranks.hidden) - (isDenied ? deniedPenalty : 0);
    const lease = this.#records.lease(name, {
      owner: this.#owner,
      rank,
      now: this.#clock.now(),
      forMs: Math.min(intervalMs * lastsIntervals, longestLeaseMs),
      ...defined({ freshAt }),
    });
    this.#isFollowing = !lease.held;
    this.#freshAt = lease.freshAt;
    this.#held = lease.held ? name : undefined;
    return lease.held;
  }

  /** Releases the lease, if held. */
  release(): void {
    const held = this.#held;
    this.#held = undefined;
    this.#isFollowing = false;
    if (held === undefined) return;
    try {
      this.#records.release(held, this.#owner);
    } catch {
      /* it expires by itself */
    }
  }
}
