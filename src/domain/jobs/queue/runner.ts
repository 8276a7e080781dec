// Sends the runs that wait in the queue, in order, as far as the services' limits allow. One window does that.
import { defined } from '../../defined.ts';
import { Emitter, type Event } from '../../event.ts';
import { minOf } from '../../extremes.ts';
import type { Answer, Refusal } from '../../refusal.ts';
import { TokenBucket } from '../bucket.ts';
import type { Account, Confirmation, Job } from '../job.ts';
import { phaseOfJob } from '../job.ts';
import { kindOf } from '../kinds.ts';
import { Lease } from '../lease.ts';
import { ownRate } from '../paced.ts';
import type { HistoryRecords, JobServices, LeaseRecords } from '../ports.ts';
import { serviceFacts } from '../services.ts';
import { type StartOutcome, type StartPorts, startJob } from '../start.ts';
import type { QueueGroup, QueueRecords } from './ports.ts';
import { type Batch, type Hold, type Run, ask } from './run.ts';

export interface RunnerPorts {
  readonly queue: QueueRecords;
  readonly records: Pick<HistoryRecords, 'job'> & LeaseRecords;
  readonly start: StartPorts;
  /** A name unique to this window. */
  readonly windowId: string;
  /** The account whose runs may be sent now: that of the connection, in a trusted workspace. */
  readonly account: () => Account | undefined;
  /** Services with credentials that were just verified to be the account's and cannot change meanwhile. */
  readonly services: (signal: AbortSignal) => Promise<Answer<JobServices>>;
  /** How many jobs of a group are known to be active or may be. */
  readonly active: (group: QueueGroup) => number;
  /** Why a run is to be seen again before it is sent; undefined if nothing speaks against it. */
  readonly recheck: (run: Run, services: JobServices, signal: AbortSignal) => Promise<Hold | undefined>;
  /** How long a run may wait without being seen, in milliseconds. */
  readonly askAfterMs: () => number;
  readonly intervalMs: () => number;
  readonly onOutcome: (run: Run, outcome: StartOutcome) => void;
  readonly onFault: (fault: unknown) => void;
}

/** Why nothing is being sent, for views. */
export interface QueueState {
  /** How many runs are in the queue. */
  readonly queued: number;
  /** Another window sends them. */
  readonly following?: true;
  /** Why the account could not be verified. */
  readonly refusal?: Refusal;
}

/** So many runs are looked at or changed at once. */
const pageSize = 200;
/** After a fault or without a connection, the next try is no earlier, in milliseconds. */
const faultPauseMs = 30_000;
/** The services of one verification of the account are used for this long, in milliseconds. */
const verifiedForMs = 60_000;
/** The documented rate of starts per second. Source: as `documentedRates`, for StartEntitiesDetectionV2Job. */
const startsPerSecond = 5;
/** If nothing is heard of what holds back a group, one of its runs is tried after this, in milliseconds. */
const probeAfterMs = 15 * 60_000;

export class QueueRunner {
  readonly #ports: RunnerPorts;
  readonly #lease: Lease;
  readonly #changes = new Emitter<void>();
  /** Fires when runs or the state changed. */
  readonly onDidChange: Event<void> = this.#changes.event;
  readonly #buckets = new Map<string, TokenBucket>();
  /** Since when each group has been full, in milliseconds since 1970 UTC. */
  readonly #fullSince = new Map<string, number>();
  /** Ends what waits for the connection that is open now. */
  #stop = new AbortController();
  /** Ends what was sent, too: the window closes. A start that is cut off is looked for like any other. */
  readonly #end = new AbortController();
  #verified: { readonly at: number; readonly services: JobServices } | undefined;
  #refusal: Refusal | undefined;
  #isDisposed = false;
  #isRunning = false;
  #isAskedAgain = false;
  #version = -1;
  #cancelTimer: (() => void) | undefined;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
    this.#lease = new Lease(ports.records, ports.start.clock, ports.windowId);
  }

  get state(): QueueState {
    const account = this.#ports.account();
    return {
      queued: account === undefined ? 0 : this.#ports.queue.queuedCount(account),
      ...(this.#lease.isFollowing ? { following: true } : {}),
      ...defined({ refusal: this.#refusal }),
    };
  }

  /** Adds a batch and begins with it. Throws when the database does: then nothing was added. */
  add(batch: Batch, runs: readonly Run[]): void {
    this.#ports.queue.addBatch(batch, runs);
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

  /** Puts runs back into the queue that the user has just seen and confirmed. */
  resume(ids: readonly string[], resume: (run: Run, confirmed: Confirmation) => Run, confirmed: Confirmation): void {
    this.#ports.queue.updateRuns(ids, run => resume(run, confirmed));
    this.wake();
  }

  /** Looks whether something can be sent. Call it when a job has ended, or the connection or the queue has changed. */
  wake(): void {
    if (this.#isDisposed) return;
    if (this.#isRunning) {
      this.#isAskedAgain = true;
      return;
    }
    this.#isRunning = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    void this.#run().finally(() => {
      this.#isRunning = false;
      this.#changes.fire();
      if (this.#isAskedAgain) {
        this.#isAskedAgain = false;
        this.wake();
      }
    });
  }

  /** The connection leads elsewhere: what was verified is no longer true, and nothing more is sent with it. */
  connectionChanged(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#verified = undefined;
    this.#refusal = undefined;
    this.#fullSince.clear();
    this.#lease.release();
    this.wake();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stop.abort();
    this.#end.abort();
    this.#cancelTimer?.();
    this.#lease.release();
    this.#changes.dispose();
  }

  async #run(): Promise<void> {
    const { clock } = this.#ports.start;
    let nextAt: number | undefined;
    try {
      nextAt = await this.#step();
    } catch (fault) {
      this.#ports.onFault(fault);
      nextAt = clock.now() + faultPauseMs;
    }
    if (nextAt === undefined || this.#isDisposed) return;
    this.#cancelTimer = clock.after(Math.max(0, nextAt - clock.now()), () => {
      this.#cancelTimer = undefined;
      this.wake();
    });
  }

  /** Sends what can be sent. Resolves with when to look again; undefined if nothing waits. */
  async #step(): Promise<number | undefined> {
    const { queue, start, account: accountNow, intervalMs } = this.#ports;
    const { clock } = start;
    const account = accountNow();
    if (account === undefined || queue.queuedCount(account) === 0) {
      this.#lease.release();
      return undefined;
    }
    const beatAt = clock.now() + this.#lease.renewIntervalMs(intervalMs());
    if (!this.#takeLease(account)) {
      this.#noticeOthers();
      return beatAt;
    }
    this.#settleFollowers(account);
    this.#askForOld(account);
    const { signal } = this.#stop;
    const later = await Promise.all(
      queue.queueGroups(account).map(group => this.#sendGroup(account, group, beatAt, signal)),
    );
    return Math.min(
      beatAt,
      minOf(later, at => at),
    );
  }

  #takeLease({ partition, account }: Account): boolean {
    return this.#lease.take(
      `queue|${partition}|${account}`,
      { intervalMs: this.#ports.intervalMs(), visible: true, isDenied: false, isRequested: false },
      undefined,
    );
  }

  /** Another window's changes are announced here, too. */
  #noticeOthers(): void {
    const version = this.#ports.queue.queueVersion();
    if (version !== this.#version) this.#changes.fire();
    this.#version = version;
  }

  /** Frees the runs whose predecessor's job has succeeded, and blocks those whose predecessor came to another end. */
  #settleFollowers(account: Account): void {
    const { queue } = this.#ports;
    for (;;) {
      const followers = queue.followers(account, pageSize);
      if (followers.length === 0) return;
      queue.updateRuns(
        followers.map(({ id }) => id),
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
  }

  #jobOf({ jobId, action, partition, account, region }: Run): Job | undefined {
    const kind = kindOf(action);
    return jobId === undefined || kind === undefined
      ? undefined
      : this.#ports.records.job({ partition, account, region, service: kind.service, id: jobId });
  }

  /** Holds the runs that have waited for too long without being seen. */
  #askForOld(account: Account): void {
    const { queue, askAfterMs, start } = this.#ports;
    const since = start.clock.now() - askAfterMs();
    for (;;) {
      const old = queue.unseen(account, since, pageSize);
      if (old.length === 0) return;
      queue.updateRuns(
        old.map(({ id }) => id),
        run => (run.state === 'waiting' ? ask(run, { why: 'old' }) : run),
      );
    }
  }

  /** Sends the runs of a group one after the other. Resolves with when to look again. */
  async #sendGroup(account: Account, group: QueueGroup, beatAt: number, signal: AbortSignal): Promise<number> {
    const { queue, active, start } = this.#ports;
    const { clock } = start;
    const key = `${group.region}|${group.action}`;
    const kind = kindOf(group.action);
    if (kind === undefined) return Infinity;
    // A long row of starts must not outlast the lease: the next step takes it again.
    while (!signal.aborted && clock.now() < beatAt) {
      const run = queue.firstInQueue(account, group);
      if (run === undefined) return Infinity;
      if (run.notBefore !== undefined && run.notBefore > clock.now()) return run.notBefore;
      if (active(group) >= serviceFacts[kind.service].maxActiveJobs) {
        const since = this.#fullSince.get(key) ?? clock.now();
        this.#fullSince.set(key, since);
        // What is known of the active jobs may be out of date; the service itself refuses one too many.
        if (clock.now() - since < probeAfterMs) return since + probeAfterMs;
      }
      this.#fullSince.delete(key);
      const permit = await this.#bucket(key).take(signal);
      if (permit === undefined) return Infinity;
      const services = await this.#verifiedServices(account, signal);
      if (services === undefined) return clock.now() + faultPauseMs;
      const outcome = await this.#send(run, services, signal);
      if (outcome?.type === 'started') permit.succeeded();
      if (outcome?.type === 'refused' && outcome.refusal.kind === 'throttled')
        permit.throttled(outcome.refusal.retryAfterMs);
      if (outcome?.type === 'unwritten') return clock.now() + faultPauseMs;
      this.#changes.fire();
    }
    return clock.now();
  }

  async #send(run: Run, services: JobServices, signal: AbortSignal): Promise<StartOutcome | undefined> {
    const { queue, start, recheck, onOutcome } = this.#ports;
    const kind = kindOf(run.action);
    if (kind === undefined) return undefined;
    const hold = await recheck(run, services, signal);
    if (signal.aborted) return undefined;
    if (hold !== undefined) {
      queue.updateRuns([run.id], now => (now.state === 'waiting' ? ask(now, hold) : now));
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
    if (outcome.type === 'running' || outcome.type === 'unanswered')
      queue.updateRuns([run.id], now => (now.state === 'waiting' ? ask(now, { why: 'twin' }) : now));
    onOutcome(run, outcome);
    return outcome;
  }

  async #verifiedServices(account: Account, signal: AbortSignal): Promise<JobServices | undefined> {
    const { services, start } = this.#ports;
    const { clock } = start;
    if (this.#verified !== undefined && clock.now() - this.#verified.at < verifiedForMs) return this.#verified.services;
    const answer = await services(signal);
    this.#verified = undefined;
    this.#refusal = answer.ok ? undefined : answer.refusal;
    if (!answer.ok) return undefined;
    const { identity } = answer.value;
    // The connection has just changed; the next step is for the other account.
    if (identity.account !== account.account || identity.partition !== account.partition) return undefined;
    this.#verified = { at: clock.now(), services: answer.value };
    return answer.value;
  }

  #bucket(key: string): TokenBucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined)
      this.#buckets.set(key, (bucket = new TokenBucket(this.#ports.start.clock, ownRate(startsPerSecond))));
    return bucket;
  }
}
