// What the watch asks for: starts to look for, groups of unfinished jobs, and lists of jobs started elsewhere.
import type { Clock } from '../clock.ts';
import { maxOf } from '../extremes.ts';
import type { Refusal } from '../refusal.ts';
import type { Discovery } from './discovery.ts';
import { type Intent, toReconcile } from './intent.ts';
import { intentGroups } from './intentGroups.ts';
import { type Job, isEndUnknown, isWatched, keyText, mayBeUnlisted } from './job.ts';
import type { JobServices, StartRecords } from './ports.ts';
import { type JobGroup, groupKey, groupsOf, refresh } from './refresh.ts';
import { AwakeTimes } from './awakeTimes.ts';
import { type Part, type Schedule, type WatchPace, pauseByAge } from './schedule.ts';
import type { JobStore } from './store.ts';

export interface PartPorts {
  readonly store: JobStore;
  readonly records: StartRecords;
  readonly clock: Clock;
  readonly pace: () => WatchPace;
  /** Intents of this window that still await an answer; the watch does not look for their jobs. */
  readonly inFlight: ReadonlySet<string>;
  /** Called with an unexpected error; the watch continues. */
  readonly onFault: (fault: unknown) => void;
  /** Reads the lists for jobs that were started elsewhere; if absent, only known jobs are asked for. */
  readonly discovery?: Discovery;
}

/** How long a group is listed by status before the list by time is tried again. */
const longListTtlMs = 15 * 60_000;

const listPrefix = 'list|';

/** Whether a part is a list of jobs that were started elsewhere. */
export const isListKey = (key: string): boolean => key.startsWith(listPrefix);

/** Makes the parts, each with its pause and its call. */
export class WatchParts {
  readonly #ports: PartPorts;
  readonly #schedule: Schedule;
  /** When each group's list by time was found to be longer than the list by status, by group key. */
  readonly #longLists = new Map<string, number>();

  readonly #awake: AwakeTimes;

  constructor(ports: PartPorts, schedule: Schedule) {
    this.#ports = ports;
    this.#awake = new AwakeTimes(() => ports.clock.now());
    this.#schedule = schedule;
  }

  /** `asksForGone`: also for jobs that are marked gone. */
  of({ region }: JobServices, asksForGone: boolean): readonly Part[] {
    const { intervalMs } = this.#ports.pace();
    const now = this.#ports.clock.now();
    return [
      ...intentGroups(toReconcile(this.#ports.store.openIntents, this.#ports.inFlight)).map(
        ({ key, intents }): Part => ({
          key,
          sort: 'intent',
          pauseMs: intervalMs,
          ask: (services, signal) => this.#reconcile(intents, services, signal),
        }),
      ),
      ...this.#groups(asksForGone).map(
        (group): Part => ({
          key: groupKey(group),
          sort: 'group',
          pauseMs: pauseByAge(intervalMs, now - maxOf(group.jobs, job => job.submittedAt ?? now)),
          ask: (services, signal) => this.#refresh(group, services, signal),
        }),
      ),
      ...this.#lists(region, intervalMs),
    ];
  }

  /** The lists of jobs started elsewhere; only while the view is visible. */
  #lists(region: string, intervalMs: number): readonly Part[] {
    const { discovery, pace, onFault } = this.#ports;
    if (discovery === undefined || !pace().visible) return [];
    try {
      return discovery.sources(region).map(source => {
        const key = `${listPrefix}${source.key}`;
        const readAt = discovery.readAt(source);
        if (readAt !== undefined) this.#schedule.recordAsked(key, readAt);
        const ask: Part['ask'] = async (through, signal) => {
          const refusal = await discovery.readNewer(source, through, signal);
          // The list has just returned the status of the unfinished jobs that it added.
          if (refusal === undefined && !signal.aborted)
            this.#schedule.recordAsked(groupKey(source), this.#ports.clock.now());
          return refusal;
        };
        return { key, sort: 'list', pauseMs: discovery.pauseMs(source, intervalMs), ask };
      });
    } catch (fault) {
      onFault(fault);
      return [];
    }
  }

  async #reconcile(
    intents: readonly Intent[],
    services: JobServices,
    signal: AbortSignal,
  ): Promise<Refusal | undefined> {
    const { store, records, clock } = this.#ports;
    // Rarely needed, so it is loaded only then.
    const { reconcile } = await import('./reconcile.ts');
    // The connection may have changed, or the window closed, while it was loaded.
    if (signal.aborted) return undefined;
    const { outcomes, refusal } = await reconcile(
      intents,
      services,
      records,
      clock.now(),
      signal,
      this.#awake.elapsedMs,
    );
    for (const [id, outcome] of outcomes) if (!('pending' in outcome)) this.#awake.forget(id);
    // Even when cancelled by now: what was written to disk must be shown.
    for (const outcome of outcomes.values()) if ('job' in outcome) store.intentsChanged(outcome.job);
    if ([...outcomes.values()].some(outcome => 'none' in outcome)) store.intentsChanged();
    return refusal;
  }

  async #refresh(group: JobGroup, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    const { store, clock } = this.#ports;
    const key = groupKey(group);
    const wasLong = clock.now() - (this.#longLists.get(key) ?? -Infinity) < longListTtlMs;
    const { snapshots, goneIds, isLong, refusal } = await refresh(group, services, signal, wasLong);
    if (signal.aborted) return undefined;
    const now = clock.now();
    if (!isLong) this.#longLists.delete(key);
    else if (!wasLong) this.#longLists.set(key, now);
    const byId = new Map(group.jobs.map(job => [job.id, job]));
    store.applyAll(
      snapshots.flatMap(snapshot => {
        const job = byId.get(snapshot.id);
        return job === undefined ? [] : [{ job, snapshot }];
      }),
      now,
    );
    for (const job of goneIds.map(id => byId.get(id))) {
      if (job !== undefined && !mayBeUnlisted(job, now)) store.applyGone(job, now);
    }
    return refusal;
  }

  /** Empty when the database cannot be read; jobs in memory are asked for all the same. */
  #gone(): readonly Job[] {
    try {
      return this.#ports.store.gone;
    } catch (fault) {
      this.#ports.onFault(fault);
      return [];
    }
  }

  #groups(asksForGone: boolean): readonly JobGroup[] {
    const { unfinished } = this.#ports.store;
    if (!asksForGone) return groupsOf(unfinished.filter(isWatched));
    const jobs = new Map([...unfinished, ...this.#gone()].map(job => [keyText(job), job]));
    return groupsOf([...jobs.values()].filter(job => isEndUnknown(job) && job.watched !== false));
  }
}
