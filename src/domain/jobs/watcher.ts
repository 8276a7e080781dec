import type { Clock } from '../clock.ts';
import { Emitter, type Event } from '../event.ts';
import { leastOf, mostOf } from '../extremes.ts';
import { type Refusal, isPassing } from '../refusal.ts';
import type { Discovery } from './discovery.ts';
import { type Job, maybeNotListedYet, endNotSeen, isWatched, keyText } from './job.ts';
import { type Intent, lookedFor } from './intent.ts';
import { Lease } from './lease.ts';
import type { JobRecords, JobServices } from './ports.ts';
import { intentGroups, reconcile } from './reconcile.ts';
import { type JobGroup, groupKey, groupsOf, refresh } from './refresh.ts';
import { type Part, Schedule, type WatchPace, pauseByAge, restOf } from './schedule.ts';
import type { JobStore } from './store.ts';

/** How the watch stands, for a view's words. Times are milliseconds since 1970 UTC. */
export interface WatchState {
  readonly refreshing: boolean;
  /** When all that was due had been asked for without a refusal, in this window or in the one that asks for all. */
  readonly freshAt?: number;
  /** The oldest refusal, as long as some unfinished job has not been heard of since; and when it is asked for again, unless it is in flight. */
  readonly failure?: { readonly refusal: Refusal; readonly since: number; readonly nextAt?: number };
  /** A refusal of a list that tells of jobs started elsewhere. */
  readonly unlisted?: Refusal;
  /** How many entries of the lists could not be read when they were read last; absent when there were none. */
  readonly skipped?: number;
  /** When the next call is due; absent when there is nothing to ask, or all of it is in flight. */
  readonly nextAt?: number;
  /** Another window asks for all, and this one reads what it wrote. */
  readonly following?: true;
}

export interface WatcherPorts {
  readonly store: JobStore;
  readonly records: JobRecords;
  readonly clock: Clock;
  readonly pace: () => WatchPace;
  /** Intents of this window whose answer is still awaited; they are not looked for. */
  readonly inFlight: ReadonlySet<string>;
  /** An accident: logged, and the watch goes on. */
  readonly onFault: (fault: unknown) => void;
  /** Reads the lists for jobs that were started elsewhere; without it, only what is known is asked for. */
  readonly discovery?: Discovery;
  /** A name that no other window has. */
  readonly windowId?: string;
}

/** A longer timer fires at once, in a loop without an end. */
const longestTimerMs = 2 ** 31 - 1;
/** What is due so soon after another part is asked with it. */
const togetherMs = 1_000;
/** Lists are read one after the other with a breath between: to take up a page of hundreds of jobs keeps all extensions of the editor waiting, and the first rows with them. */
const breathMs = 250;
/** One that takes longer than this holds up no other; but so many are in flight at most. */
const slowMs = 2_000;
const maxLists = 6;
/** For so long a group is listed by status before the list by time is tried again. */
const longForMs = 15 * 60_000;

/** A part in flight; `answered` never rejects. */
interface Asking {
  readonly sort: Part['sort'];
  /** Milliseconds since 1970 UTC. */
  readonly since: number;
  readonly answered: Promise<void>;
}

/**
 * Asks the services how unfinished jobs stand, for as long as there are any, and while somebody looks, what else there is. Each
 * part is asked for by itself when it is due: none waits for another's answer, and none is ever in flight twice; a refusal delays
 * its own part only. Of several windows one asks, and the others read what it wrote.
 */
export class Watcher {
  readonly #ports: WatcherPorts;
  readonly #schedule: Schedule;
  readonly #lease: Lease;
  readonly #states = new Emitter<WatchState>();
  readonly onDidChange: Event<WatchState> = this.#states.event;
  readonly #storeSubscription: { dispose(): void };
  #services: JobServices | undefined;
  /** Jobs the service did not know are asked for once more: it may have been another one, behind a custom endpoint. */
  #asksForGone = false;
  /** Something was refused last for a reason that only a person can mend here; another window may have the rights. */
  #isUnable = false;
  #stop = new AbortController();
  #isDisposed = false;
  #takeBack: (() => void) | undefined;
  /** What is being asked for. */
  #asking = new Map<string, Asking>();
  /** Since when the list by time is known to be longer than the list by status, by group. */
  readonly #longLists = new Map<string, number>();
  #freshAt: number | undefined;
  /** When the last list was read. */
  #listedAt = -Infinity;
  #nextAt: number | undefined;
  /** When what was refused first is asked for again; kept, because every row of a view reads the state. */
  #retryAt: number | undefined;

  constructor(ports: WatcherPorts) {
    this.#ports = ports;
    this.#schedule = new Schedule(ports.clock);
    this.#lease = new Lease(ports.records, ports.clock, ports.windowId ?? 'window');
    // A job that came (started here, or in another window) sets the watch going, or makes its next call earlier.
    this.#storeSubscription = ports.store.onDidChange(() => { if (this.#dueAt() !== this.#nextAt) this.#plan(); });
  }

  get state(): WatchState {
    const refusals = [...this.#schedule.backoffs].sort(([, a], [, b]) => a.since - b.since);
    const failure = refusals.find(([key]) => !key.startsWith(listPrefix))?.[1];
    const unlisted = refusals.find(([key]) => key.startsWith(listPrefix))?.[1];
    const skipped = this.#ports.discovery?.skipped ?? 0;
    const freshAt = this.#lease.isFollowing ? this.#lease.freshAt : this.#freshAt;
    return {
      refreshing: this.#asking.size > 0,
      ...(freshAt === undefined ? {} : { freshAt }),
      ...(failure === undefined ? {} : { failure: { refusal: failure.refusal, since: failure.since, ...(this.#retryAt === undefined ? {} : { nextAt: this.#retryAt }) } }),
      ...(unlisted === undefined ? {} : { unlisted: unlisted.refusal }),
      ...(skipped === 0 ? {} : { skipped }),
      ...(this.#nextAt === undefined ? {} : { nextAt: this.#nextAt }),
      ...(this.#lease.isFollowing ? { following: true } : {}),
    };
  }

  /** Watches through these services from now on, or not at all; what was in flight for the ones before is called off. */
  use(services: JobServices | undefined): void {
    if (this.#isDisposed) return;
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#asking = new Map();
    this.#services = services;
    this.#lease.leave();
    this.#asksForGone = true;
    this.#isUnable = false;
    this.#schedule.clear();
    this.#freshAt = undefined;
    this.#plan();
  }

  /** Asks now, whatever was due when, and whichever window asked before; resolves when it was answered, or is called off. What is in flight is waited for instead. */
  async refreshNow(): Promise<void> {
    this.#asksForGone = true;
    this.#schedule.hurry();
    this.#wake(true);
    const { signal } = this.#stop;
    // Calls need not heed that they are called off.
    const isCalledOff = new Promise<void>(resolve => { if (signal.aborted) resolve(); else signal.addEventListener('abort', () => { resolve(); }, { once: true }); });
    await Promise.race([isCalledOff, Promise.all([...this.#asking.values()].map(({ answered }) => answered))]);
  }

  /** Sets the next call anew after the pace changed: the view was shown or hidden, or a setting edited. */
  paceChanged(): void {
    this.#plan();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#stop.abort();
    this.#lease.leave();
    this.#takeBack?.();
    this.#storeSubscription.dispose();
    this.#states.dispose();
  }

  /** Sets the next call, or none when there is nothing to ask. */
  #plan(): void {
    this.#takeBack?.();
    this.#takeBack = undefined;
    const parts = this.#parts();
    this.#schedule.keep(new Set(parts.map(({ key }) => key)));
    if (parts.length === 0) this.#lease.leave();
    this.#nextAt = this.#dueAt(parts);
    const [failing] = [...this.#schedule.backoffs].filter(([key]) => !key.startsWith(listPrefix)).sort(([, a], [, b]) => a.since - b.since)[0] ?? [];
    this.#retryAt = this.#dueAt(parts.filter(({ key }) => key === failing));
    if (parts.length > 0 && !this.#stop.signal.aborted) {
      const now = this.#ports.clock.now();
      // Between calls that are far apart, or while one takes long, the lease is renewed, or another window's is looked at.
      const wakeAt = Math.min(this.#nextAt ?? Infinity, now + this.#beatMs);
      this.#takeBack = this.#ports.clock.after(Math.max(0, wakeAt - now), () => { this.#wake(); });
    }
    this.#states.fire(this.state);
  }

  /** When the next part is due of those that are not in flight; undefined when there is none. A follower asks for nothing, but would then. */
  #dueAt(parts = this.#parts()): number | undefined {
    const waiting = parts.filter(part => this.#mayAsk(part));
    if (this.#services === undefined || this.#stop.signal.aborted || waiting.length === 0) return undefined;
    return this.#ports.clock.now() + leastOf(waiting, part => this.#restMs(part), longestTimerMs);
  }

  #restMs({ key, sort, pauseMs }: Part): number {
    const restMs = this.#schedule.restMs(key, pauseMs, this.#ports.pace());
    return sort === 'list' ? Math.max(restMs, restOf(this.#listedAt + breathMs, breathMs, this.#ports.clock.now())) : restMs;
  }

  #mayAsk({ key, sort }: Part): boolean {
    if (this.#asking.has(key)) return false;
    const lists = sort === 'list' ? this.#inFlight('list') : [];
    return lists.length < maxLists && lists.every(({ since }) => this.#ports.clock.now() - since > slowMs);
  }

  #inFlight(...sorts: readonly Part['sort'][]): readonly Asking[] {
    return [...this.#asking.values()].filter(({ sort }) => sorts.includes(sort));
  }

  get #beatMs(): number {
    return Math.min(this.#lease.beatMs(this.#ports.pace().intervalMs), longestTimerMs);
  }

  /** Asks for what is due, if this window is the one to ask. `wish`: a person wants it to be. */
  #wake(wish = false): void {
    const services = this.#services;
    if (services === undefined || this.#stop.signal.aborted) return;
    this.#syncStore();
    if (this.#beat(wish)) {
      this.#askDue(services);
    } else {
      // What the other window wrote is on the screen; its own turn comes when the lease is free.
      this.#schedule.clear();
      for (const { key } of this.#parts()) this.#schedule.putOff(key);
    }
    this.#plan();
  }

  /** Begins to ask for all that is due; what was asked for longest ago comes first, where not all may be in flight at once. */
  #askDue(services: JobServices): void {
    const parts = this.#parts();
    const due = parts.filter(part => this.#restMs(part) <= (part.sort === 'list' ? 0 : togetherMs));
    if (!due.some(part => this.#restMs(part) <= 0)) return;
    // Of a group that is in flight the jobs that were unknown are asked for when it comes to its turn again.
    this.#asksForGone &&= this.#inFlight('group').length > 0;
    for (const part of due.sort((a, b) => this.#schedule.askedAt(a.key) - this.#schedule.askedAt(b.key))) if (this.#mayAsk(part)) this.#begin(part, services);
  }

  #begin(part: Part, services: JobServices): void {
    const { signal } = this.#stop;
    const asking = this.#asking;
    // Starts are looked for one after the other, so that no two take the same job; all else a moment later, so that nothing it announces comes before it counts as in flight.
    const before = part.sort === 'intent' ? this.#inFlight('intent').at(-1)?.answered : undefined;
    const answered = (before ?? Promise.resolve()).then(() => signal.aborted ? undefined : this.#guarded(part, services, signal)).finally(() => {
      asking.delete(part.key);
      if (signal.aborted) return;
      if (part.sort === 'list') this.#listedAt = this.#ports.clock.now();
      this.#updateFreshness(part);
      this.#plan();
    });
    asking.set(part.key, { sort: part.sort, since: this.#ports.clock.now(), answered });
  }

  /** Asks for one part; a refusal or a fault sets its back-off, and troubles no other part. */
  async #guarded({ key, ask }: Part, services: JobServices, signal: AbortSignal): Promise<void> {
    const { pace, onFault } = this.#ports;
    let refusal: Refusal | undefined;
    try {
      refusal = await ask(services, signal);
    } catch (fault) {
      if (!signal.aborted) onFault(fault);
      refusal = { kind: 'fault', name: fault instanceof Error ? fault.name : 'Error', message: '', nothingHappened: false };
    }
    if (signal.aborted) return;
    if (refusal === undefined) this.#schedule.answered(key);
    else this.#schedule.refused(key, refusal, pace().intervalMs);
  }

  /** A part was answered: when it was the last in flight of what is known to be unfinished, all of that is as fresh as can be. */
  #updateFreshness({ sort }: Part): void {
    if (this.#inFlight('intent', 'group').length > 0) return;
    // A list tells of what is unfinished only the first time.
    const others = sort === 'list' ? this.#parts().filter(part => part.sort !== 'list') : [];
    if (others.some(({ key }) => this.#freshAt !== undefined || this.#schedule.askedAt(key) === -Infinity)) return;
    const failures = [...this.#schedule.backoffs].filter(([key]) => !key.startsWith(listPrefix)).map(([, { refusal }]) => refusal);
    if (failures.length === 0) this.#freshAt = this.#ports.clock.now();
    this.#isUnable = failures.some(refusal => !isPassing(refusal));
  }

  /** What was started in another window since is asked for soon, and not only when what this one knows is due again. */
  #syncStore(): void {
    try {
      this.#ports.store.sync();
    } catch (fault) {
      this.#ports.onFault(fault);
    }
  }

  /** Whether this window is the one that asks. `wish`: a person wants it to be. */
  #beat(wish: boolean): boolean {
    const { store, pace, onFault } = this.#ports;
    const { account } = store;
    if (account === undefined || this.#services === undefined) return false;
    try {
      const wasFollowing = this.#lease.isFollowing;
      const isHeld = this.#lease.take(`${account.partition}/${account.account}/${this.#services.region}`, { ...pace(), unable: this.#isUnable, wish }, this.#freshAt);
      const { freshAt = -Infinity } = this.#lease;
      if (freshAt > (this.#freshAt ?? -Infinity)) this.#freshAt = freshAt;
      // Nobody knows when the other window asked last: all is due.
      if (isHeld && wasFollowing) this.#schedule.clear();
      return isHeld;
    } catch (fault) {
      onFault(fault);
      return true; // where nothing can be written, nobody else is told of a lease either
    }
  }

  #parts(): readonly Part[] {
    if (this.#services === undefined) return [];
    const { intervalMs } = this.#ports.pace();
    const now = this.#ports.clock.now();
    return [
      ...intentGroups(lookedFor(this.#ports.store.openIntents, this.#ports.inFlight)).map(({ key, intents }): Part => ({ key, sort: 'intent', pauseMs: intervalMs, ask: (services, signal) => this.#reconcile(intents, services, signal) })),
      ...this.#groups().map((group): Part => ({
        key: groupKey(group), sort: 'group', pauseMs: pauseByAge(intervalMs, now - mostOf(group.jobs, job => job.submittedAt ?? now)),
        ask: (services, signal) => this.#refresh(group, services, signal),
      })),
      ...this.#lists(intervalMs),
    ];
  }

  /** The lists of what was started elsewhere; only while somebody looks. */
  #lists(intervalMs: number): readonly Part[] {
    const { discovery, pace, onFault } = this.#ports;
    const services = this.#services;
    if (discovery === undefined || services === undefined || !pace().visible) return [];
    try {
      return discovery.sources(services.region).map(source => {
        const key = `${listPrefix}${source.key}`;
        const readAt = discovery.readAt(source);
        if (readAt !== undefined) this.#schedule.wasAsked(key, readAt);
        const ask: Part['ask'] = async (through, signal) => {
          const refusal = await discovery.readNews(source, through, signal);
          // What is unfinished of a list and was not known before has just been heard of.
          if (refusal === undefined && !signal.aborted) this.#schedule.wasAsked(groupKey(source), this.#ports.clock.now());
          return refusal;
        };
        return { key, sort: 'list', pauseMs: discovery.pauseMs(source, intervalMs), ask };
      });
    } catch (fault) {
      onFault(fault);
      return [];
    }
  }

  async #reconcile(intents: readonly Intent[], services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    const { store, records, clock } = this.#ports;
    const { outcomes, refusal } = await reconcile(intents, services, records, clock.now(), signal);
    // Even when this was called off by now: what is on the disk has to be shown.
    for (const outcome of outcomes.values()) if ('job' in outcome) store.intentsChanged(outcome.job);
    if ([...outcomes.values()].some(outcome => 'none' in outcome)) store.intentsChanged();
    return refusal;
  }

  async #refresh(group: JobGroup, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    const { store, clock } = this.#ports;
    const key = groupKey(group);
    const wasLong = clock.now() - (this.#longLists.get(key) ?? -Infinity) < longForMs;
    const { snapshots, lost, isLong, refusal } = await refresh(group, services, signal, wasLong);
    if (signal.aborted) return undefined;
    const now = clock.now();
    if (!isLong) this.#longLists.delete(key);
    else if (!wasLong) this.#longLists.set(key, now);
    const byId = new Map(group.jobs.map(job => [job.id, job]));
    store.applyAll(snapshots.flatMap(snapshot => { const job = byId.get(snapshot.id); return job === undefined ? [] : [{ job, snapshot }]; }), now);
    for (const job of lost.map(id => byId.get(id))) {
      if (job !== undefined && !maybeNotListedYet(job, now)) store.applyLost(job, now);
    }
    return refusal;
  }

  /** None when the database cannot be read: what is known in memory is asked for all the same. */
  #gone(): readonly Job[] {
    try {
      return this.#ports.store.gone;
    } catch (fault) {
      this.#ports.onFault(fault);
      return [];
    }
  }

  #groups(): readonly JobGroup[] {
    const { unfinished } = this.#ports.store;
    if (!this.#asksForGone || this.#lease.isFollowing) return groupsOf(unfinished.filter(isWatched));
    const jobs = new Map([...unfinished, ...this.#gone()].map(job => [keyText(job), job]));
    return groupsOf([...jobs.values()].filter(job => endNotSeen(job) && job.watched !== false));
  }
}

const listPrefix = 'list|';
