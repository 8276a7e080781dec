// The logs of jobs that a window shows, in memory only. Loaded when the first one is needed.
import { Emitter } from '../../domain/event.ts';
import { defined } from '../../domain/defined.ts';
import { connectedTo } from '../../domain/connectedTo.ts';
import { type LogPlace, findPlace, workflowResource } from '../../domain/jobLog/delivery.ts';
import { hasEnded, stepOf } from '../../domain/jobLog/entries.ts';
import type { JobLogPort } from '../../domain/jobLog/port.ts';
import { mayCome, readLog } from '../../domain/jobLog/read.ts';
import { type Job, isWatched, keyText, phaseOfJob } from '../../domain/jobs/job.ts';
import { type Answer, type Refusal, isPassing } from '../../domain/refusal.ts';
import type { Ports } from '../ports.ts';
import type { JobLogs as JobLogsPort, LogState } from './state.ts';

interface LogPorts extends Pick<Ports, 'steps' | 'log'> {
  readonly connection: Pick<Ports['connection'], 'state' | 'onDidChange'>;
  readonly settings: Pick<Ports['settings'], 'refreshIntervalMs'>;
  readonly store: Pick<Ports['store'], 'unfinished'>;
  readonly start: Pick<Ports['start'], 'clock'>;
}

/** Reads the logs of jobs at the pace of the watch, and tells the tree which step a running job is at. */
export class JobLogs implements JobLogsPort {
  readonly #ports: LogPorts;
  readonly #changes = new Emitter<string>();
  readonly onDidChange = this.#changes.event;
  readonly #states = new Map<string, LogState>();
  readonly #reading = new Map<string, Promise<LogState>>();
  /** Where the log of a workflow goes, or why that is not known, for as long as the connection lasts. */
  readonly #places = new Map<string, Promise<Answer<LogPlace>>>();
  readonly #timers = new Map<string, () => void>();
  readonly #subscription: { dispose(): unknown };
  /** Answers of an earlier connection are not used. */
  #generation = 0;

  constructor(ports: LogPorts) {
    this.#ports = ports;
    this.#subscription = ports.connection.onDidChange(() => {
      this.#forget();
    });
  }

  want(job: Job): LogState | undefined {
    if (workflowResource(job) === undefined) return undefined;
    const key = keyText(job);
    const state = this.#states.get(key);
    if (state !== undefined && !this.#isDue(job, state)) {
      if (this.#goesOn(job, state)) this.#later(key);
      return state;
    }
    void this.#read(job, false);
    return this.#states.get(key);
  }

  async read(job: Job, signal?: AbortSignal): Promise<LogState> {
    return this.#read(job, true, signal);
  }

  async follow(): Promise<void> {
    const { store, steps } = this.#ports;
    const running = store.unfinished.filter(
      job => workflowResource(job) !== undefined && isWatched(job) && phaseOfJob(job) === 'running',
    );
    const keys = new Set(running.map(keyText));
    for (const key of steps.keys()) if (!keys.has(key)) steps.delete(key);
    for (const job of running) {
      try {
        const port = connectedTo(this.#ports.connection.state, job)?.logs;
        const place = port && (await this.#place(port, job, false));
        if (place?.ok !== true || place.value.kind !== 'group') continue;
        this.want(job);
        await this.#reading.get(keyText(job));
      } catch (fault) {
        this.#ports.log.fault('job log not readable', fault, { jobId: job.id });
      }
    }
  }

  dispose(): void {
    this.#forget();
    this.#subscription.dispose();
    this.#changes.dispose();
  }

  /** Whether more of a log may come by itself. */
  #goesOn(job: Job, state: LogState): boolean {
    if (state.kind === 'refused') return isPassing(state.refusal);
    if (state.kind !== 'read' || hasEnded(state.log.entries)) return false;
    return state.log.next !== undefined || mayCome(job, this.#now);
  }

  #isDue(job: Job, state: LogState): boolean {
    return (
      'readAt' in state &&
      this.#goesOn(job, state) &&
      this.#now - state.readAt >= this.#ports.settings.refreshIntervalMs
    );
  }

  #later(key: string): void {
    if (this.#timers.has(key)) return;
    const { start, settings } = this.#ports;
    const cancel = start.clock.after(settings.refreshIntervalMs, () => {
      this.#timers.delete(key);
      this.#changes.fire(key);
    });
    this.#timers.set(key, cancel);
  }

  /** `anew`: also where an earlier answer was final. */
  #read(job: Job, anew: boolean, signal?: AbortSignal): Promise<LogState> {
    const key = keyText(job);
    const inFlight = this.#reading.get(key);
    if (inFlight !== undefined) return inFlight;
    const generation = this.#generation;
    const before = this.#states.get(key);
    if (before?.kind !== 'read') this.#states.set(key, { kind: 'reading' });
    const reading = this.#ask(job, before, anew, signal)
      .catch((fault: unknown): LogState => {
        this.#ports.log.fault('job log not readable', fault, { jobId: job.id });
        return { kind: 'stopped' };
      })
      .then(state => {
        if (generation !== this.#generation) return state;
        this.#reading.delete(key);
        this.#states.set(key, state);
        const step = state.kind === 'read' ? stepOf(state.log.entries) : undefined;
        if (step === undefined) this.#ports.steps.delete(key);
        else this.#ports.steps.set(key, step);
        this.#changes.fire(key);
        return state;
      });
    this.#reading.set(key, reading);
    return reading;
  }

  async #ask(job: Job, before: LogState | undefined, anew: boolean, signal?: AbortSignal): Promise<LogState> {
    const port = connectedTo(this.#ports.connection.state, job)?.logs;
    if (port === undefined) return before?.kind === 'read' ? before : { kind: 'offline' };
    const place = await this.#place(port, job, anew, signal);
    if (!place.ok) return this.#refused(place.refusal, before);
    if (place.value.kind !== 'group') return place.value;
    const { group } = place.value;
    const known = before?.kind === 'read' && before.group === group ? before.log : undefined;
    let answer = await readLog(port, group, job, known, signal);
    // A token ends after a day.
    if (!answer.ok && answer.refusal.kind === 'invalid' && known?.next !== undefined)
      answer = await readLog(port, group, job, undefined, signal);
    // The delivery may have been changed since.
    if (!answer.ok && answer.refusal.kind === 'notFound') this.#places.delete(placeKey(job));
    return answer.ok
      ? { kind: 'read', log: answer.value, group, readAt: this.#now }
      : this.#refused(answer.refusal, before, group);
  }

  #refused(refusal: Refusal, before: LogState | undefined, group?: string): LogState {
    if (before?.kind === 'read') return { ...before, refusal, readAt: this.#now };
    if (refusal.kind === 'cancelled') return { kind: 'stopped' };
    return { kind: 'refused', refusal, readAt: this.#now, ...defined({ group }) };
  }

  /** An answer that will not change by itself is kept; `anew` asks again unless a log group is known. */
  async #place(port: JobLogPort, job: Job, anew: boolean, signal?: AbortSignal): Promise<Answer<LogPlace>> {
    const key = placeKey(job);
    const known = await this.#places.get(key);
    const isFinal = known !== undefined && (known.ok ? known.value.kind === 'group' : false);
    if (known !== undefined && (!anew || isFinal)) return known;
    const asking = findPlace(port, job, signal);
    this.#places.set(key, asking);
    const answer = await asking;
    if (!answer.ok && (isPassing(answer.refusal) || answer.refusal.kind === 'cancelled')) this.#places.delete(key);
    return answer;
  }

  #forget(): void {
    this.#generation += 1;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#states.clear();
    this.#reading.clear();
    this.#places.clear();
    this.#ports.steps.clear();
  }

  get #now(): number {
    return this.#ports.start.clock.now();
  }
}

function placeKey(job: Job): string {
  return `${job.region} ${workflowResource(job) ?? ''}`;
}
