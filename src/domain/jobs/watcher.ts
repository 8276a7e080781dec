import type { Clock } from '../clock.ts';
import { Emitter, type Event } from '../event.ts';
import { type Refusal, isPassing } from '../refusal.ts';
import { type Job, isUnfinished, isUnsettled, kindOfJob } from './job.ts';
import { kindOf } from './kinds.ts';
import { type Intent, isUnanswered } from './intent.ts';
import type { JobRecords, JobServices } from './ports.ts';
import { reconcile } from './reconcile.ts';
import { type JobGroup, refresh } from './refresh.ts';
import type { JobStore } from './store.ts';

/** How the watch stands, for a view's words. Times are milliseconds since 1970 UTC. */
export interface WatchState {
  readonly refreshing: boolean;
  /** When every group was last heard of without a refusal. */
  readonly freshAt?: number;
  /** The newest refusal, as long as some group has not been heard of since. */
  readonly failure?: { readonly refusal: Refusal; readonly since: number };
  /** When the next round is due; absent when nothing is unfinished, and while one is under way. */
  readonly nextAt?: number;
}

export interface WatchPace {
  /** The person's setting, in milliseconds. */
  readonly intervalMs: number;
  /** Whether anybody can see the jobs. */
  readonly visible: boolean;
}

export interface WatcherPorts {
  readonly store: JobStore;
  readonly records: JobRecords;
  readonly clock: Clock;
  readonly pace: () => WatchPace;
  /** Intents of this window whose answer is still awaited; they are not looked for. */
  readonly inFlight: ReadonlySet<string>;
  /** An accident inside a round: logged, and the watch goes on. */
  readonly onFault: (fault: unknown) => void;
}

/** Unseen, the rounds are this many times rarer. */
const hiddenFactor = 4;
/** The longest pause that failures can lead to. */
const mostPauseMs = 5 * 60_000;
/** A service that asks for a longer pause than this is asked all the same: it may be a proxy's mistake. */
const mostRetryAfterMs = 60 * 60_000;
/** A longer timer fires at once, in a loop without an end. */
const longestTimerMs = 2 ** 31 - 1;
/** A new job may not be listed or described yet: so long it is not taken for unknown. */
const settleMs = 10 * 60_000;

/** A part's failures in a row, the pause that the last of them led to, and when that ends. */
interface Backoff { readonly failures: number; readonly pauseMs: number; readonly notBefore: number; readonly since: number; readonly refusal: Refusal }

/**
 * Asks the services how unfinished jobs stand, for as long as there are any. The next round is set when one has ended, so
 * that nothing is ever in flight twice; a failed round makes the next one later and ends nothing.
 */
export class Watcher {
  readonly #ports: WatcherPorts;
  readonly #states = new Emitter<WatchState>();
  readonly onDidChange: Event<WatchState> = this.#states.event;
  readonly #backoffs = new Map<string, Backoff>();
  readonly #storeSubscription: { dispose(): void };
  #services: JobServices | undefined;
  /** Jobs the service did not know are asked for once more: it may have been another one, behind a custom endpoint. */
  #asksForGone = false;
  #stop = new AbortController();
  #isDisposed = false;
  #takeBack: (() => void) | undefined;
  #round: Promise<void> | undefined;
  /** Ends the wait for the round under way, whether or not its calls heed that they are called off. */
  #leaveRound: (() => void) | undefined;
  /** When the last round ended; undefined before the first, which is due at once. */
  #endedAt: number | undefined;
  #freshAt: number | undefined;
  #nextAt: number | undefined;

  constructor(ports: WatcherPorts) {
    this.#ports = ports;
    // A job that came (started here, or in another window) sets the watch going, or makes its next round earlier.
    this.#storeSubscription = ports.store.onDidChange(() => { if (this.#round === undefined && this.#dueAt() !== this.#nextAt) this.#schedule(); });
  }

  get state(): WatchState {
    const failure = [...this.#backoffs.values()].sort((a, b) => a.since - b.since)[0];
    return {
      refreshing: this.#round !== undefined,
      ...(this.#freshAt === undefined ? {} : { freshAt: this.#freshAt }),
      ...(failure === undefined ? {} : { failure: { refusal: failure.refusal, since: failure.since } }),
      ...(this.#nextAt === undefined ? {} : { nextAt: this.#nextAt }),
    };
  }

  /** Watches through these services from now on, or not at all; what was in flight for the ones before is called off. */
  use(services: JobServices | undefined): void {
    if (this.#isDisposed) return;
    this.#callOff();
    this.#stop = new AbortController();
    this.#services = services;
    this.#asksForGone = true;
    this.#backoffs.clear();
    this.#freshAt = undefined;
    this.#endedAt = undefined;
    this.#schedule();
  }

  /** Asks now, whatever was due when; resolves when the round has ended. A round that is under way is waited for instead. */
  async refreshNow(): Promise<void> {
    this.#asksForGone = true;
    for (const [key, backoff] of this.#backoffs) this.#backoffs.set(key, { ...backoff, failures: 0, pauseMs: 0, notBefore: 0 });
    this.#run();
    await this.#round;
  }

  /** Sets the next round anew after the pace changed: the view was shown or hidden, or a setting edited. */
  paceChanged(): void {
    if (this.#round === undefined) this.#schedule();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#callOff();
    this.#takeBack?.();
    this.#storeSubscription.dispose();
    this.#states.dispose();
  }

  #callOff(): void {
    this.#stop.abort();
    this.#leaveRound?.();
  }

  /** Sets the next round, or none when there is nothing to ask. */
  #schedule(): void {
    this.#takeBack?.();
    this.#takeBack = undefined;
    this.#forgetOthers(this.#keys());
    this.#nextAt = this.#dueAt();
    if (this.#nextAt !== undefined) this.#takeBack = this.#ports.clock.after(this.#nextAt - this.#ports.clock.now(), () => { this.#run(); });
    this.#states.fire(this.state);
  }

  /** When the next round is due: a pause after the last one ended, and at once when that is past; undefined when there is nothing to ask. */
  #dueAt(): number | undefined {
    const keys = this.#keys();
    if (this.#services === undefined || this.#stop.signal.aborted || keys.length === 0) return undefined;
    const now = this.#ports.clock.now();
    const { intervalMs, visible } = this.#ports.pace();
    const usualMs = intervalMs * (visible ? 1 : hiddenFactor);
    const restMs = this.#endedAt === undefined ? 0 : restOf(this.#endedAt + usualMs, usualMs, now);
    // While every part is backing off there is nothing to ask before the first of them may be.
    const backOffMs = Math.min(...keys.map(key => this.#backOffMs(key, now)));
    return now + Math.min(Math.max(restMs, backOffMs), longestTimerMs);
  }

  /** For how long a part is not to be asked, in milliseconds. */
  #backOffMs(key: string, now: number): number {
    const backoff = this.#backoffs.get(key);
    return backoff === undefined ? 0 : restOf(backoff.notBefore, backoff.pauseMs, now);
  }

  /** The parts a round has: an intent to look for each, and a group of jobs each. */
  #keys(): readonly string[] {
    return [...this.#lostIntents().map(intentKey), ...this.#groups().map(groupKey)];
  }

  /** What is no part any more cannot be old either. */
  #forgetOthers(keys: readonly string[]): void {
    const present = new Set(keys);
    for (const key of this.#backoffs.keys()) if (!present.has(key)) this.#backoffs.delete(key);
  }

  /** The earliest first, which is to take the earliest job. */
  #lostIntents(): readonly Intent[] {
    return this.#ports.store.openIntents
      .filter(intent => isUnanswered(intent) && kindOf(intent.action) !== undefined && !this.#ports.inFlight.has(intent.id))
      .sort((a, b) => a.sentAt - b.sentAt);
  }

  #run(): void {
    const services = this.#services;
    const { signal } = this.#stop;
    if (services === undefined || signal.aborted || this.#round !== undefined) return;
    this.#takeBack?.();
    this.#takeBack = undefined;
    this.#nextAt = undefined;
    const left = new Promise<void>(resolve => { this.#leaveRound = resolve; });
    // Begun a moment later, so that nothing it announces comes before it counts as under way.
    this.#round = Promise.race([left, Promise.resolve().then(() => signal.aborted ? undefined : this.#ask(services, signal))])
      .catch((fault: unknown) => { this.#ports.onFault(fault); })
      .finally(() => {
        this.#round = undefined;
        // Other services came while this round was out: theirs is due at once.
        this.#endedAt = signal.aborted ? undefined : this.#ports.clock.now();
        this.#schedule();
      });
    this.#states.fire(this.state);
  }

  async #ask(services: JobServices, signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#ports;
    store.sync();
    this.#forgetOthers(this.#keys());
    const groups = this.#groups();
    this.#asksForGone = false;
    await Promise.all([
      this.#reconcile(services, signal),
      ...groups.map(group => this.#guarded(groupKey(group), signal, () => this.#refresh(group, services, signal))),
    ]);
    if (!signal.aborted && this.#backoffs.size === 0) this.#freshAt = clock.now();
  }

  /** Runs one part of a round unless it is backing off; a refusal or a fault sets its back-off, and troubles no other part. */
  async #guarded(key: string, signal: AbortSignal, part: () => Promise<Refusal | undefined>): Promise<void> {
    const { clock, pace, onFault } = this.#ports;
    if (this.#backOffMs(key, clock.now()) > 0) return;
    let refusal: Refusal | undefined;
    try {
      refusal = await part();
    } catch (fault) {
      if (!signal.aborted) onFault(fault);
      refusal = { kind: 'fault', name: fault instanceof Error ? fault.name : 'Error', message: '', nothingHappened: false };
    }
    if (signal.aborted) return;
    if (refusal === undefined) { this.#backoffs.delete(key); return; }
    const before = this.#backoffs.get(key);
    const failures = (before?.failures ?? 0) + 1;
    const grown = pace().intervalMs * 2 ** Math.min(failures, 10) * (0.75 + clock.random() / 2);
    // What only a person can mend is not worth asking often; what passes by itself is.
    const pauseMs = Math.max(Math.min(refusal.retryAfterMs ?? 0, mostRetryAfterMs), Math.min(grown, isPassing(refusal) ? mostPauseMs : mostPauseMs * 2));
    const now = clock.now();
    this.#backoffs.set(key, { failures, pauseMs, notBefore: now + pauseMs, since: before?.since ?? now, refusal });
  }

  /** Looks for the jobs of unanswered starts one after the other, so that no two take the same. */
  async #reconcile(services: JobServices, signal: AbortSignal): Promise<void> {
    const { store, records, clock } = this.#ports;
    for (const intent of this.#lostIntents()) {
      await this.#guarded(intentKey(intent), signal, async () => {
        const answer = await reconcile(intent, services, records, clock.now(), signal);
        if (!answer.ok) return answer.refusal;
        // Even when this was called off by now: what is on the disk has to be shown.
        if ('job' in answer.value) store.intentsChanged(answer.value.job);
        else if ('none' in answer.value) store.intentsChanged();
        return undefined;
      });
      if (signal.aborted) return;
    }
  }

  async #refresh(group: JobGroup, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    const { store, clock } = this.#ports;
    const { snapshots, lost, refusal } = await refresh(group, services, signal);
    if (signal.aborted) return undefined;
    const now = clock.now();
    const byId = new Map(group.jobs.map(job => [job.id, job]));
    for (const snapshot of snapshots) {
      const job = byId.get(snapshot.id);
      if (job !== undefined) store.apply(job, snapshot, now);
    }
    for (const job of lost.map(id => byId.get(id))) {
      if (job !== undefined && now - (job.submittedAt ?? 0) > settleMs) store.applyLost(job, now);
    }
    return refusal;
  }

  #groups(): readonly JobGroup[] {
    const groups = new Map<string, JobGroup & { readonly jobs: Job[] }>();
    for (const job of this.#ports.store.jobs) {
      const kind = kindOfJob(job);
      if (kind === undefined || !(this.#asksForGone ? isUnsettled(job) : isUnfinished(job))) continue;
      const { region, workflow } = job;
      const group = { kind, region, ...(kind.service === 'entityresolution' && workflow !== undefined ? { workflow } : {}), jobs: [job] };
      const known = groups.get(groupKey(group));
      if (known === undefined) groups.set(groupKey(group), group);
      else known.jobs.push(job);
    }
    return [...groups.values()];
  }
}

/** What is left of a pause, in milliseconds. More than the whole of it: the clock was set back, and nobody is to wait for that. */
function restOf(until: number, pauseMs: number, now: number): number {
  const left = until - now;
  return left > pauseMs ? 0 : Math.max(0, left);
}

function intentKey({ id }: Intent): string {
  return `intent|${id}`;
}

function groupKey({ kind, region, workflow }: JobGroup): string {
  return [kind.action, region, workflow ?? ''].join('|');
}
