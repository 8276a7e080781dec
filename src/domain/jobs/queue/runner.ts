// Sends the runs that wait in the queue, in order, as far as the services' limits allow. One window does that.
import { defined } from '../../defined.ts';
import { Emitter, type Event } from '../../event.ts';
import { type Refusal, isPassing } from '../../refusal.ts';
import { TokenBucket } from '../bucket.ts';
import type { Account, Confirmation, Job } from '../job.ts';
import { phaseOfJob, sameAccount } from '../job.ts';
import { type JobKind, kindOf } from '../kinds.ts';
import { Lease } from '../lease.ts';
import { ownRate, startsPerSecond } from '../paced.ts';
import type { JobServices } from '../ports.ts';
import { affectsAllCalls } from '../refresh.ts';
import { serviceFacts } from '../services.ts';
import { type StartOutcome, startJob } from '../start.ts';
import type { QueueGroup, RunnerPorts } from './ports.ts';
import { type Batch, type Hold, type Run, ask, longestPauseMs } from './run.ts';

/** Why nothing is being sent, for views. */
export interface QueueState {
  /** Another window sends them. */
  readonly following?: true;
  /** Why the account could not be verified. */
  readonly refusal?: Refusal;
}

/** So many runs are looked at or changed at once. */
const pageSize = 200;
/** After a fault or without a connection, a group is not tried again for this long, in milliseconds. */
const faultPauseMs = 30_000;
/** The services of one verification of the account are used for this long, in milliseconds. */
const verifiedForMs = 60_000;
/** If nothing is heard of what holds back a group, one of its runs is tried after this, in milliseconds. */
const probeAfterMs = 15 * 60_000;
/** A time that is later than now by more than this is of a clock that was set back since. */
const clockSkewMs = 5 * 60_000;
/** Why a run is held that a newer version of the extension has put into the queue. */
const unknownKind = 'This version of the extension does not know this kind of job.';

export class QueueRunner {
  readonly #ports: RunnerPorts;
  readonly #lease: Lease;
  readonly #changes = new Emitter<void>();
  /** Fires when runs or the state changed. */
  readonly onDidChange: Event<void> = this.#changes.event;
  readonly #buckets = new Map<string, TokenBucket>();
  /** The groups whose runs are being sent: none delays another, however long its service takes. */
  readonly #sending = new Set<string>();
  /** Until when each group rests after a fault, in milliseconds since 1970 UTC. */
  readonly #restsUntil = new Map<string, number>();
  /** Since when each group has been full, in milliseconds since 1970 UTC. */
  readonly #fullSince = new Map<string, number>();
  /** Ends what waits for the connection that is open now. */
  #stop = new AbortController();
  /** Ends what was sent, too: the window closes. A start that is cut off is looked for like any other. */
  readonly #end = new AbortController();
  #verified: { readonly at: number; readonly services: Promise<JobServices | undefined> } | undefined;
  #refusal: Refusal | undefined;
  #isDisposed = false;
  /** When the lease is to be renewed; until then it is surely held. */
  #leadsUntil = -Infinity;
  #nextAt = Infinity;
  #cancelTimer: (() => void) | undefined;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
    this.#lease = new Lease(ports.records, ports.start.clock, ports.windowId);
  }

  get state(): QueueState {
    return {
      ...(this.#lease.isFollowing ? { following: true } : {}),
      ...defined({ refusal: this.#refusal }),
    };
  }

  /** Adds a batch (see `addBatch`) and begins with it. Throws when the database does: then nothing was added. */
  add(batch: Batch, runs: readonly Run[], retried?: readonly string[]): void {
    this.#ports.queue.addBatch(batch, runs, retried);
    this.wake();
  }

  /** Cancels runs that were not sent yet. Returns how many. */
  cancel(ids: readonly string[]): number {
    let count = 0;
    this.#ports.queue.updateRuns(ids, run => {
      if (run.state !== 'waiting' && run.state !== 'asking') return run;
      count += 1;
      return { ...run, state: 'cancelled' };
    });
    this.wake();
    return count;
  }

  /**
   * Puts runs back into the queue that the user has just seen and confirmed. Those of another account than that of the
   * connection stay as they are: the question named this one.
   */
  resume(ids: readonly string[], resume: (run: Run, confirmed: Confirmation) => Run, confirmed: Confirmation): void {
    const now = this.#ports.account();
    this.#ports.queue.updateRuns(ids, run =>
      now === undefined || sameAccount(run, now) ? resume(run, confirmed) : run,
    );
    this.wake();
  }

  /** Looks whether something can be sent. Call it when a job has ended, or the connection or the queue has changed. */
  wake(): void {
    this.#wakeAt(this.#now);
  }

  /** The connection leads elsewhere: what was verified is no longer true, and nothing more is sent with it. */
  connectionChanged(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#verified = undefined;
    this.#refusal = undefined;
    this.#fullSince.clear();
    this.#restsUntil.clear();
    this.#release();
    this.wake();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stop.abort();
    this.#end.abort();
    this.#cancelTimer?.();
    this.#release();
    this.#changes.dispose();
  }

  get #now(): number {
    return this.#ports.start.clock.now();
  }

  #wakeAt(at: number): void {
    if (this.#isDisposed || (this.#cancelTimer !== undefined && at >= this.#nextAt)) return;
    this.#cancelTimer?.();
    this.#nextAt = at;
    this.#cancelTimer = this.#ports.start.clock.after(Math.max(0, at - this.#now), () => {
      this.#cancelTimer = undefined;
      this.#step();
    });
  }

  /** Begins to send what can be sent, and looks again with every beat of the lease. */
  #step(): void {
    const { queue, account: accountNow, intervalMs, onFault } = this.#ports;
    const beatMs = this.#lease.renewIntervalMs(intervalMs());
    try {
      const account = accountNow();
      if (account === undefined) this.#release();
      else {
        this.#wakeAt(this.#now + beatMs);
        if (!queue.hasQueued(account)) this.#release();
        else if (this.#takeLease(account)) {
          this.#leadsUntil = this.#now + beatMs;
          this.#settleFollowers(account);
          this.#askForOld(account);
          for (const group of queue.queueGroups(account)) void this.#sendGroup(account, group);
        } else this.#follow();
      }
    } catch (fault) {
      onFault(fault);
      this.#wakeAt(this.#now + faultPauseMs);
    }
    // Also of what another window did.
    this.#changes.fire();
  }

  #takeLease({ partition, account }: Account): boolean {
    return this.#lease.take(
      `queue|${partition}|${account}`,
      {
        intervalMs: this.#ports.intervalMs(),
        visible: true,
        isDenied: this.#refusal !== undefined && !isPassing(this.#refusal),
        isRequested: false,
      },
      undefined,
    );
  }

  #follow(): void {
    this.#leadsUntil = -Infinity;
    // Whether this window could send now is known when it is its turn.
    this.#refusal = undefined;
    this.#verified = undefined;
  }

  #release(): void {
    this.#leadsUntil = -Infinity;
    this.#lease.release();
  }

  /** Frees the runs whose predecessor's job has succeeded, and blocks those whose predecessor came to another end. */
  #settleFollowers(account: Account): void {
    const { queue } = this.#ports;
    this.#updateAll(
      () => queue.followers(account, pageSize),
      run => {
        if (run.state !== 'waiting' || run.after === undefined) return run;
        const before = queue.run(run.after);
        const job = before && this.#jobOf(before);
        if (job === undefined || phaseOfJob(job) !== 'succeeded')
          return { ...run, state: 'blocked', ...defined({ blockedBy: job?.status }) };
        const { after: _after, afterName: _name, ...free } = run;
        return free;
      },
    );
  }

  #jobOf({ jobId, action, partition, account, region }: Run): Job | undefined {
    const kind = kindOf(action);
    return jobId === undefined || kind === undefined
      ? undefined
      : this.#ports.records.job({ partition, account, region, service: kind.service, id: jobId });
  }

  /** Holds the runs that have waited for too long without being seen. */
  #askForOld(account: Account): void {
    const [from, to] = this.#seenLately();
    this.#updateAll(
      () => this.#ports.queue.unseen(account, from, to, pageSize),
      run => (run.state === 'waiting' ? ask(run, { why: 'old' }) : run),
    );
  }

  /** The first and the last time at which a run that may be sent now was seen; a later one is of a wrong clock. */
  #seenLately(): readonly [from: number, to: number] {
    return [this.#now - this.#ports.askAfterMs(), this.#now + clockSkewMs];
  }

  /** Changes all runs that `find` finds, page by page, until it finds none or those that the change leaves alone. */
  #updateAll(find: () => readonly Run[], change: (run: Run) => Run): void {
    for (let before = ''; ; ) {
      const ids = find().map(({ id }) => id);
      if (ids.length === 0 || ids.join() === before) return;
      before = ids.join();
      this.#ports.queue.updateRuns(ids, change);
    }
  }

  /** Sends the runs of a group one after the other, unless that is being done already. Never rejects. */
  async #sendGroup(account: Account, group: QueueGroup): Promise<void> {
    const key = [account.partition, account.account, group.region, group.action].join('|');
    if (this.#sending.has(key) || this.#rests(key)) return;
    this.#sending.add(key);
    const { signal } = this.#stop;
    let later: number | 'fault';
    try {
      later = await this.#sendRuns(account, group, key, signal);
    } catch (fault) {
      this.#ports.onFault(fault);
      later = 'fault';
    }
    this.#sending.delete(key);
    if (later === 'fault') {
      later = this.#now + (signal.aborted ? 0 : faultPauseMs);
      this.#restsUntil.set(key, later);
    }
    if (later !== Infinity) this.#wakeAt(later);
    this.#changes.fire();
  }

  #rests(key: string): boolean {
    const restMs = (this.#restsUntil.get(key) ?? -Infinity) - this.#now;
    // A longer rest is of a clock that was set back.
    return restMs > 0 && restMs <= faultPauseMs;
  }

  /** Whether this window is the one that sends, with the connection of the signal. */
  #leads(signal: AbortSignal): boolean {
    return !signal.aborted && this.#now < this.#leadsUntil;
  }

  /** Resolves with when to look again (never, if nothing waits for its turn), or `fault` if nothing can be sent now. */
  async #sendRuns(account: Account, group: QueueGroup, key: string, signal: AbortSignal): Promise<number | 'fault'> {
    const { queue, active } = this.#ports;
    const kind = kindOf(group.action);
    while (this.#leads(signal)) {
      const run = queue.firstInQueue(account, group);
      if (run === undefined) return Infinity;
      if (kind === undefined) {
        this.#hold(run, { why: 'check', text: unknownKind });
        continue;
      }
      const now = this.#now;
      // A later time is of a clock that was set back.
      if (run.notBefore !== undefined && run.notBefore > now && run.notBefore <= now + longestPauseMs)
        return run.notBefore;
      if (active(group) >= serviceFacts[kind.service].maxActiveJobs) {
        const since = Math.min(this.#fullSince.get(key) ?? now, now);
        this.#fullSince.set(key, since);
        // What is known of the active jobs may be out of date; the service itself refuses one too many.
        if (now - since < probeAfterMs) return since + probeAfterMs;
      }
      this.#fullSince.delete(key);
      const permit = await this.#bucket(key).take(signal);
      if (permit === undefined) break;
      // That may have taken long: meanwhile, another run may have been moved to the front, or this one canceled.
      if (queue.firstInQueue(account, group)?.id !== run.id) continue;
      const services = await this.#verifiedServices(account, signal);
      if (services === undefined) return 'fault';
      const outcome = await this.#send(run, kind, services, signal);
      if (outcome?.type === 'started') permit.succeeded();
      if (outcome?.type === 'refused') {
        if (outcome.refusal.kind === 'throttled') permit.throttled(outcome.refusal.retryAfterMs);
        if (affectsAllCalls(outcome.refusal)) this.#verified = undefined;
      }
      if (outcome?.type === 'unwritten') return 'fault';
      this.#changes.fire();
    }
    return this.#now;
  }

  async #send(run: Run, kind: JobKind, services: JobServices, signal: AbortSignal): Promise<StartOutcome | undefined> {
    const { start, recheck, onOutcome } = this.#ports;
    const hold = await recheck(run, services, signal);
    // The checks may have taken long, and the machine may have slept.
    if (!this.#leads(signal)) return undefined;
    const [from, to] = this.#seenLately();
    if (hold !== undefined || run.waitsSince < from || run.waitsSince > to) {
      this.#hold(run, hold ?? { why: 'old' });
      return undefined;
    }
    const { region, request, written, specUri, gitCommit, confirmed } = run;
    const plan = {
      kind,
      region,
      request,
      services,
      runId: run.id,
      confirmed,
      ...defined({ written, specUri, gitCommit }),
    };
    // Another connection does not cut off what is being sent with this one.
    let outcome = await startJob(plan, start, this.#end.signal);
    // The user agreed to repeat what is running; which jobs these are is known only now.
    for (const allowDuplicatesOf: string[] = []; outcome.type === 'running' && run.mayRepeat === true; ) {
      allowDuplicatesOf.push(outcome.job.id);
      outcome = await startJob({ ...plan, allowDuplicatesOf }, start, this.#end.signal);
    }
    if (outcome.type === 'running' || outcome.type === 'unanswered') this.#hold(run, { why: 'twin' });
    onOutcome(run, outcome);
    return outcome;
  }

  /** Holds a run that still waits. */
  #hold({ id }: Run, hold: Hold): void {
    this.#ports.queue.updateRuns([id], run => (run.state === 'waiting' ? ask(run, hold) : run));
  }

  /** Services that are surely the account's, verified once for all groups; undefined if they are not at the moment. */
  async #verifiedServices({ partition, account }: Account, signal: AbortSignal): Promise<JobServices | undefined> {
    const now = this.#now;
    if (this.#verified === undefined || this.#verified.at > now || now - this.#verified.at >= verifiedForMs)
      this.#verified = { at: now, services: this.#verify(signal) };
    const verified = this.#verified;
    let services: JobServices | undefined;
    try {
      services = await verified.services;
    } finally {
      if (services === undefined && this.#verified === verified) this.#verified = undefined;
    }
    return !signal.aborted && services?.identity.account === account && services.identity.partition === partition
      ? services
      : undefined;
  }

  async #verify(signal: AbortSignal): Promise<JobServices | undefined> {
    const answer = await this.#ports.services(signal);
    // What was asked of an earlier connection says nothing about this one.
    if (!signal.aborted) this.#refusal = answer.ok ? undefined : answer.refusal;
    return answer.ok ? answer.value : undefined;
  }

  #bucket(key: string): TokenBucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined)
      this.#buckets.set(key, (bucket = new TokenBucket(this.#ports.start.clock, ownRate(startsPerSecond))));
    return bucket;
  }
}
