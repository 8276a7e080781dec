import type { Clock } from '../clock.ts';
import { Emitter, type Event } from '../event.ts';
import { type Refusal, isPassing } from '../refusal.ts';
import { type Job, isUnfinished, kindOfJob } from './job.ts';
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
  /** When the next round is due; absent when nothing is unfinished. */
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
/** A new job may not be listed or described yet: so long it is not taken for unknown. */
const settleMs = 10 * 60_000;

/** A group's failures in a row, and when it may be asked again. */
interface Backoff { readonly failures: number; readonly notBefore: number; readonly since: number; readonly refusal: Refusal }

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
  #stop = new AbortController();
  #takeBack: (() => void) | undefined;
  #round: Promise<void> | undefined;
  /** When the last round ended; long ago before the first, so that the first is due at once. */
  #endedAt = 0;
  #freshAt: number | undefined;
  #nextAt: number | undefined;

  constructor(ports: WatcherPorts) {
    this.#ports = ports;
    // A job that came (started here, or in another window) sets the watch going.
    this.#storeSubscription = ports.store.onDidChange(() => { if (this.#nextAt === undefined && this.#round === undefined) this.#schedule(); });
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
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#services = services;
    this.#backoffs.clear();
    this.#freshAt = undefined;
    this.#schedule(0);
  }

  /** Asks now, whatever was due when; resolves when the round has ended. A round that is under way is waited for instead. */
  async refreshNow(): Promise<void> {
    this.#backoffs.clear();
    this.#schedule(0);
    this.#run();
    await this.#round;
  }

  /** Sets the next round anew after the pace changed: the view was shown or hidden, or a setting edited. */
  paceChanged(): void {
    if (this.#round === undefined) this.#schedule();
  }

  dispose(): void {
    this.#stop.abort();
    this.#takeBack?.();
    this.#storeSubscription.dispose();
    this.#states.dispose();
  }

  /** Sets the next round: `pauseMs` after the last one ended, and at once when that is past. */
  #schedule(pauseMs = this.#pauseMs()): void {
    this.#takeBack?.();
    this.#takeBack = undefined;
    this.#nextAt = undefined;
    if (this.#services !== undefined && !this.#stop.signal.aborted && this.#hasWork()) {
      const now = this.#ports.clock.now();
      this.#nextAt = Math.max(now, this.#endedAt + pauseMs);
      this.#takeBack = this.#ports.clock.after(this.#nextAt - now, () => { this.#run(); });
    }
    this.#states.fire(this.state);
  }

  #pauseMs(): number {
    const { intervalMs, visible } = this.#ports.pace();
    const usual = intervalMs * (visible ? 1 : hiddenFactor);
    const allBack = [...this.#backoffs.values()];
    const groups = this.#groups().length + (this.#lostIntents().length > 0 ? 1 : 0);
    // While every group is backing off there is nothing to ask before the first of them may be.
    return groups > 0 && allBack.length >= groups ? Math.max(0, Math.min(...allBack.map(({ notBefore }) => notBefore)) - this.#endedAt) : usual;
  }

  #lostIntents(): readonly Intent[] {
    return this.#ports.store.openIntents.filter(intent => isUnanswered(intent) && !this.#ports.inFlight.has(intent.id));
  }

  #hasWork(): boolean {
    return this.#lostIntents().length > 0 || this.#ports.store.jobs.some(isUnfinished);
  }

  #run(): void {
    const services = this.#services;
    if (services === undefined || this.#round !== undefined) return;
    this.#takeBack?.();
    this.#takeBack = undefined;
    const { signal } = this.#stop;
    this.#round = this.#ask(services, signal)
      .catch((fault: unknown) => { this.#ports.onFault(fault); })
      .finally(() => {
        this.#round = undefined;
        this.#endedAt = this.#ports.clock.now();
        // Other services came while this round was out: theirs is due at once.
        this.#schedule(signal.aborted ? 0 : undefined);
      });
    this.#states.fire(this.state);
  }

  async #ask(services: JobServices, signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#ports;
    store.sync();
    const groups = new Map(this.#groups().map(group => [groupKey(group), group]));
    for (const key of this.#backoffs.keys()) if (key !== intentsKey && !groups.has(key)) this.#backoffs.delete(key);
    await Promise.all([
      this.#guarded(intentsKey, signal, () => this.#reconcile(services, signal)),
      ...[...groups].map(([key, group]) => this.#guarded(key, signal, () => this.#refresh(group, services, signal))),
    ]);
    if (!signal.aborted && this.#backoffs.size === 0) this.#freshAt = clock.now();
  }

  /** Runs one part of a round unless it is backing off; a refusal or a fault sets its back-off, and troubles no other part. */
  async #guarded(key: string, signal: AbortSignal, part: () => Promise<Refusal | undefined>): Promise<void> {
    const before = this.#backoffs.get(key);
    if (before !== undefined && before.notBefore > this.#ports.clock.now()) return;
    const refusal = await part();
    if (signal.aborted || refusal?.kind === 'cancelled') return;
    if (refusal === undefined) { this.#backoffs.delete(key); return; }
    const { clock, pace } = this.#ports;
    const failures = (before?.failures ?? 0) + 1;
    const grown = pace().intervalMs * 2 ** Math.min(failures, 10) * (0.75 + clock.random() / 2);
    // What only a person can mend is not worth asking often; what passes by itself is.
    const pauseMs = Math.max(refusal.retryAfterMs ?? 0, Math.min(grown, isPassing(refusal) ? mostPauseMs : mostPauseMs * 2));
    const now = clock.now();
    this.#backoffs.set(key, { failures, notBefore: now + pauseMs, since: before?.since ?? now, refusal });
  }

  async #reconcile(services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    const { store, records, clock } = this.#ports;
    for (const intent of this.#lostIntents()) {
      const answer = await reconcile(intent, services, records, clock.now(), signal);
      if (signal.aborted) return undefined;
      if (!answer.ok) return answer.refusal;
      if ('job' in answer.value) store.intentsChanged(answer.value.job);
      else if ('none' in answer.value) store.intentsChanged();
    }
    return undefined;
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
      if (kind === undefined || !isUnfinished(job)) continue;
      const { region, workflow } = job;
      const group = { kind, region, ...(kind.service === 'entityresolution' && workflow !== undefined ? { workflow } : {}), jobs: [job] };
      const known = groups.get(groupKey(group));
      if (known === undefined) groups.set(groupKey(group), group);
      else known.jobs.push(job);
    }
    return [...groups.values()];
  }
}

const intentsKey = 'intents';

function groupKey({ kind, region, workflow }: JobGroup): string {
  return [kind.action, region, workflow ?? ''].join('|');
}
