import { aborted } from '../pause.ts';
import { defined } from '../defined.ts';
import { Emitter, type Event } from '../event.ts';
import { minOf } from '../extremes.ts';
import { type Refusal, isPassing } from '../refusal.ts';
import { Lease } from './lease.ts';
import type { JobServices, LeaseRecords } from './ports.ts';
import { type Part, Schedule, remainingOf } from './schedule.ts';
import { type PartPorts, WatchParts, isListKey } from './watchParts.ts';

/** The state of the watch, for views. Times are milliseconds since 1970 UTC. */
export interface WatchState {
  readonly refreshing: boolean;
  /**
   * When everything that was due had last been answered without a refusal, in this window or in the one that holds the
   * lease.
   */
  readonly freshAt?: number;
  /**
   * The oldest refusal that no answer has followed yet, lists aside, and when the call is retried; `nextAt` is absent
   * while it is in flight.
   */
  readonly failure?: { readonly refusal: Refusal; readonly since: number; readonly nextAt?: number };
  /** The refusal of a list of jobs started elsewhere. */
  readonly unlisted?: Refusal;
  /** How many list entries could not be parsed in the last reading; absent when there were none. */
  readonly skipped?: number;
  /** When the next call is due; absent when there is nothing to ask for, or everything is in flight. */
  readonly nextAt?: number;
  /** Another window makes the calls; this one reads what it writes. */
  readonly following?: true;
}

export interface WatcherPorts extends PartPorts {
  readonly records: PartPorts['records'] & LeaseRecords;
  /** A name unique to this window. */
  readonly windowId?: string;
}

/** A timer with a longer delay fires immediately, which would loop forever. */
const longestTimerMs = 2 ** 31 - 1;
/** Parts due within this time are asked for together with a part that is due now. */
const batchWindowMs = 1_000;
/**
 * The pause between two lists, which are read one after the other: taking in a page of hundreds of jobs blocks all
 * extensions of the editor, and delays the first rows.
 */
const listPauseMs = 250;
/** A list in flight for longer than this no longer delays the next one; at most `maxLists` are in flight at once. */
const listWaitMs = 2_000;
const maxLists = 6;
/** A part in flight; `answered` never rejects. */
interface InFlightPart {
  readonly sort: Part['sort'];
  /** Milliseconds since 1970 UTC. */
  readonly since: number;
  readonly answered: Promise<void>;
}

/**
 * Polls the status of unfinished jobs for as long as there are any and, while the view is visible, the lists of other
 * jobs. Each part is asked for on its own when it is due: it never waits for another's answer and is never in flight
 * twice, and a refusal delays only its own part. Only one window asks; the others read what it writes.
 */
export class Watcher {
  readonly #ports: WatcherPorts;
  readonly #schedule: Schedule;
  readonly #watchParts: WatchParts;
  readonly #lease: Lease;
  readonly #states = new Emitter<WatchState>();
  readonly onDidChange: Event<WatchState> = this.#states.event;
  readonly #storeSubscription: { dispose(): void };
  #services: JobServices | undefined;
  /**
   * Whether to ask once more for jobs marked gone: the service that did not know them may have been another one, behind
   * a custom endpoint.
   */
  #asksForGone = false;
  /** The last round had a refusal that does not pass by itself; another window may have the permissions. */
  #isDenied = false;
  #stop = new AbortController();
  #isDisposed = false;
  #cancelTimer: (() => void) | undefined;
  /** The parts in flight, by key. */
  #asked = new Map<string, InFlightPart>();
  #freshAt: number | undefined;
  /** When the last list was read. */
  #listedAt = -Infinity;
  #nextAt: number | undefined;
  /** When the part with the oldest refusal is retried; cached, because every row of a view reads the state. */
  #retryAt: number | undefined;

  constructor(ports: WatcherPorts) {
    this.#ports = ports;
    this.#schedule = new Schedule(ports.clock);
    this.#watchParts = new WatchParts(ports, this.#schedule);
    this.#lease = new Lease(ports.records, ports.clock, ports.windowId ?? 'window');
    // A new job (started here or in another window) starts the watch or brings its next call forward.
    this.#storeSubscription = ports.store.onDidChange(() => {
      if (this.#dueAt() !== this.#nextAt) this.#plan();
    });
  }

  get state(): WatchState {
    const refusals = [...this.#schedule.backoffs].sort(([, a], [, b]) => a.since - b.since);
    const failure = refusals.find(([key]) => !isListKey(key))?.[1];
    const unlisted = refusals.find(([key]) => isListKey(key))?.[1];
    const skipped = this.#ports.discovery?.skipped ?? 0;
    const freshAt = this.#lease.isFollowing ? this.#lease.freshAt : this.#freshAt;
    return {
      refreshing: this.#asked.size > 0,
      ...defined({ freshAt }),
      ...(failure === undefined
        ? {}
        : { failure: { refusal: failure.refusal, since: failure.since, ...defined({ nextAt: this.#retryAt }) } }),
      ...(unlisted === undefined ? {} : { unlisted: unlisted.refusal }),
      ...(skipped === 0 ? {} : { skipped }),
      ...defined({ nextAt: this.#nextAt }),
      ...(this.#lease.isFollowing ? { following: true } : {}),
    };
  }

  /**
   * Uses these services from now on, or stops the watch if undefined. Cancels calls in flight on the previous services.
   */
  setServices(services: JobServices | undefined): void {
    if (this.#isDisposed) return;
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#asked = new Map();
    this.#services = services;
    this.#lease.release();
    this.#asksForGone = true;
    this.#isDenied = false;
    this.#schedule.clear();
    this.#freshAt = undefined;
    this.#plan();
  }

  /**
   * Asks for everything now, whatever is due and whichever window asked before; waits for parts already in flight
   * instead of asking again. Resolves when everything is answered or cancelled.
   */
  async refreshNow(): Promise<void> {
    this.#asksForGone = true;
    this.#schedule.makeAllDue();
    this.#wake(true);
    // Calls may ignore the abort signal.
    await Promise.race([
      aborted(this.#stop.signal),
      Promise.all([...this.#asked.values()].map(({ answered }) => answered)),
    ]);
  }

  /** Reschedules the next call after the pace changed: the view was shown or hidden, or a setting was edited. */
  paceChanged(): void {
    this.#plan();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#stop.abort();
    this.#lease.release();
    this.#cancelTimer?.();
    this.#storeSubscription.dispose();
    this.#states.dispose();
  }

  /** Schedules the next call, or none when there is nothing to ask for. */
  #plan(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const parts = this.#parts();
    this.#schedule.keep(new Set(parts.map(({ key }) => key)));
    if (parts.length === 0) this.#lease.release();
    this.#nextAt = this.#dueAt(parts);
    const [failing] =
      [...this.#schedule.backoffs].filter(([key]) => !isListKey(key)).sort(([, a], [, b]) => a.since - b.since)[0] ??
      [];
    this.#retryAt = this.#dueAt(parts.filter(({ key }) => key === failing));
    if (parts.length > 0 && !this.#stop.signal.aborted) {
      const now = this.#ports.clock.now();
      // Between calls that are far apart, or while one takes long, wake up to renew the lease or check another
      // window's.
      const wakeAt = Math.min(this.#nextAt ?? Infinity, now + this.#beatMs);
      this.#cancelTimer = this.#ports.clock.after(Math.max(0, wakeAt - now), () => {
        this.#wake();
      });
    }
    this.#states.fire(this.state);
  }

  /**
   * When the next part that is not in flight is due; undefined when there is none. A follower makes no calls, but would
   * then.
   */
  #dueAt(parts = this.#parts()): number | undefined {
    const waiting = parts.filter(part => this.#mayAsk(part));
    if (this.#services === undefined || this.#stop.signal.aborted || waiting.length === 0) return undefined;
    return this.#ports.clock.now() + minOf(waiting, part => this.#restMs(part), longestTimerMs);
  }

  #restMs({ key, sort, pauseMs }: Part): number {
    const restMs = this.#schedule.remainingMs(key, pauseMs, this.#ports.pace());
    return sort === 'list'
      ? Math.max(restMs, remainingOf(this.#listedAt + listPauseMs, listPauseMs, this.#ports.clock.now()))
      : restMs;
  }

  #mayAsk({ key, sort }: Part): boolean {
    if (this.#asked.has(key)) return false;
    const lists = sort === 'list' ? this.#inFlight('list') : [];
    return lists.length < maxLists && lists.every(({ since }) => this.#ports.clock.now() - since > listWaitMs);
  }

  #inFlight(...sorts: readonly Part['sort'][]): readonly InFlightPart[] {
    return [...this.#asked.values()].filter(({ sort }) => sorts.includes(sort));
  }

  get #beatMs(): number {
    return Math.min(this.#lease.renewIntervalMs(this.#ports.pace().intervalMs), longestTimerMs);
  }

  /** Asks for what is due if this window holds the lease. `isRequested`: the user asked for a refresh. */
  #wake(isRequested = false): void {
    const services = this.#services;
    if (services === undefined || this.#stop.signal.aborted) return;
    this.#syncStore();
    if (this.#renewLease(isRequested)) {
      this.#askDue(services);
    } else {
      // The other window's results are shown already; this window takes its turn when the lease is free.
      this.#schedule.clear();
      for (const { key } of this.#parts()) this.#schedule.postpone(key);
    }
    this.#plan();
  }

  /**
   * Starts the calls for everything that is due. Where not all may be in flight at once, the part asked for longest ago
   * goes first.
   */
  #askDue(services: JobServices): void {
    const parts = this.#parts();
    const due = parts.filter(part => this.#restMs(part) <= (part.sort === 'list' ? 0 : batchWindowMs));
    if (!due.some(part => this.#restMs(part) <= 0)) return;
    // The gone jobs of a group in flight are asked for when the group is next due.
    this.#asksForGone &&= this.#inFlight('group').length > 0;
    for (const part of due.sort((a, b) => this.#schedule.askedAt(a.key) - this.#schedule.askedAt(b.key)))
      if (this.#mayAsk(part)) this.#begin(part, services);
  }

  #begin(part: Part, services: JobServices): void {
    const { signal } = this.#stop;
    const asking = this.#asked;
    // Starts are looked for one at a time, so that no two claim the same job. Other parts run a moment later, so that
    // they count as in flight before they announce anything.
    const before = part.sort === 'intent' ? this.#inFlight('intent').at(-1)?.answered : undefined;
    const answered = (before ?? Promise.resolve())
      .then(() => (signal.aborted ? undefined : this.#askSafely(part, services, signal)))
      .finally(() => {
        asking.delete(part.key);
        if (signal.aborted) return;
        if (part.sort === 'list') this.#listedAt = this.#ports.clock.now();
        this.#updateFreshness(part);
        this.#plan();
      });
    asking.set(part.key, { sort: part.sort, since: this.#ports.clock.now(), answered });
  }

  /** Asks for one part. A refusal or a fault sets this part's back-off and affects no other part. */
  async #askSafely({ key, ask }: Part, services: JobServices, signal: AbortSignal): Promise<void> {
    const { pace, onFault } = this.#ports;
    let refusal: Refusal | undefined;
    try {
      refusal = await ask(services, signal);
    } catch (fault) {
      if (!signal.aborted) onFault(fault);
      refusal = {
        kind: 'fault',
        name: fault instanceof Error ? fault.name : 'Error',
        message: '',
        nothingHappened: false,
      };
    }
    if (signal.aborted) return;
    if (refusal === undefined) this.#schedule.answered(key);
    else this.#schedule.refused(key, refusal, pace().intervalMs);
  }

  /** Updates the freshness after an answer, once no part that concerns unfinished jobs is in flight. */
  #updateFreshness({ sort }: Part): void {
    if (this.#inFlight('intent', 'group').length > 0) return;
    // A list counts for unfinished jobs only the first time.
    const others = sort === 'list' ? this.#parts().filter(part => part.sort !== 'list') : [];
    if (others.some(({ key }) => this.#freshAt !== undefined || this.#schedule.askedAt(key) === -Infinity)) return;
    const failures = [...this.#schedule.backoffs].filter(([key]) => !isListKey(key)).map(([, { refusal }]) => refusal);
    if (failures.length === 0) this.#freshAt = this.#ports.clock.now();
    this.#isDenied = failures.some(refusal => !isPassing(refusal));
  }

  /**
   * Reads what other windows wrote, so that jobs started there are asked for soon, not only when a part known here is
   * due.
   */
  #syncStore(): void {
    try {
      this.#ports.store.sync();
    } catch (fault) {
      this.#ports.onFault(fault);
    }
  }

  /** Whether this window holds the lease, which it takes or renews. `isRequested`: the user asked for a refresh. */
  #renewLease(isRequested: boolean): boolean {
    const { store, pace, onFault } = this.#ports;
    const { account } = store;
    if (account === undefined || this.#services === undefined) return false;
    try {
      const wasFollowing = this.#lease.isFollowing;
      const isHeld = this.#lease.take(
        `${account.partition}/${account.account}/${this.#services.region}`,
        { ...pace(), isDenied: this.#isDenied, isRequested },
        this.#freshAt,
      );
      const { freshAt = -Infinity } = this.#lease;
      if (freshAt > (this.#freshAt ?? -Infinity)) this.#freshAt = freshAt;
      // When the other window last asked is unknown, so everything is due.
      if (isHeld && wasFollowing) this.#schedule.clear();
      return isHeld;
    } catch (fault) {
      onFault(fault);
      return true; // if the database cannot be written, no other window sees a lease either
    }
  }

  #parts(): readonly Part[] {
    const services = this.#services;
    return services === undefined ? [] : this.#watchParts.of(services, this.#asksForGone && !this.#lease.isFollowing);
  }
}
