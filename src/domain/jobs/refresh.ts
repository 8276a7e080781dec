// Refreshes the status of jobs: one List call for many jobs, and Describe only where a list is not enough.
import { defined } from '../defined.ts';
import { minOf } from '../extremes.ts';
import { type Answer, type Refusal, type RefusalKind, answered } from '../refusal.ts';
import { type Job, type Snapshot, kindOfJob, phaseOfJob } from './job.ts';
import type { JobKind } from './kinds.ts';
import type { JobServices } from './ports.ts';
import { serviceFacts } from './services.ts';
import { isFinished, phaseOf } from './status.ts';

/** Unfinished jobs that one List call covers: one kind, one region and, for Entity Resolution, one workflow. */
export interface JobGroup {
  readonly kind: JobKind;
  readonly region: string;
  readonly workflow?: string;
  readonly jobs: readonly Job[];
}

/** Returns the key that identifies a group. */
export function groupKey({ kind, region, workflow }: Omit<JobGroup, 'jobs'>): string {
  return [kind.action, region, workflow ?? ''].join('|');
}

/** Puts jobs into the groups that are asked for together; jobs of unknown kinds are left out. */
export function groupsOf(jobs: Iterable<Job>): readonly JobGroup[] {
  const groups = new Map<string, JobGroup & { readonly jobs: Job[] }>();
  for (const job of jobs) {
    const kind = kindOfJob(job);
    if (kind === undefined) continue;
    const { region, workflow } = job;
    const group = {
      kind,
      region,
      ...(serviceFacts[kind.service].hasWorkflows && workflow !== undefined ? { workflow } : {}),
      jobs: [job],
    };
    const known = groups.get(groupKey(group));
    if (known === undefined) groups.set(groupKey(group), group);
    else known.jobs.push(job);
  }
  return [...groups.values()];
}

/**
 * The result of a round. `lost`: the ids that the service does not know. If a call in the middle is refused, earlier
 * results are kept.
 */
export interface Refreshed {
  /** The list by time continues after the pages that were read; next time, listing by status takes fewer calls. */
  readonly isLong: boolean;
  readonly snapshots: readonly Snapshot[];
  readonly goneIds: readonly string[];
  readonly refusal?: Refusal;
}

/** The most pages read of the list by time; listing by status costs two lists and one Describe per finished job. */
const pagesByTime = 2;
/** The most pages read for one status; a list that continues after these is not worth reading, or never ends. */
const maxPagesByStatus = 20;
/**
 * Refusals that the next call would get as well; any other concerns one job or list, and the rest are still asked for.
 */
const callWideKinds: ReadonlySet<RefusalKind> = new Set([
  'throttled',
  'network',
  'brokenOff',
  'timeout',
  'clock',
  'setup',
  'credentials',
  'signedOut',
  'expired',
  'wrongAccount',
  'cancelled',
]);

/** Whether another call would very likely get the same refusal. */
export function affectsAllCalls({ kind }: Refusal): boolean {
  return callWideKinds.has(kind);
}

/** Submit times are compared across two clocks. */
const clockSkewMs = 5 * 60_000;

/**
 * Refreshes every job of a group. Makes one to three List calls, and one Describe for each job that the lists do not
 * contain. `isLong`: what the previous round returned.
 */
export async function refresh(
  group: JobGroup,
  services: JobServices,
  signal?: AbortSignal,
  isLong = false,
): Promise<Refreshed> {
  const round = new Round(group, services, signal);
  const refusal =
    group.workflow === undefined ? await round.comprehendMedical(isLong) : await round.entityResolution(group.workflow);
  return { snapshots: [...round.found.values()], goneIds: round.lost, isLong: round.isLong, ...defined({ refusal }) };
}

class Round {
  readonly found = new Map<string, Snapshot>();
  readonly lost: string[] = [];
  isLong = false;
  readonly #group: JobGroup;
  readonly #services: JobServices;
  readonly #signal: AbortSignal | undefined;
  readonly #wanted: Set<string>;
  /** Entity Resolution jobs that a list returned as finished; the facts that only Get returns are still missing. */
  readonly #ended = new Map<string, Snapshot>();

  constructor(group: JobGroup, services: JobServices, signal: AbortSignal | undefined) {
    this.#group = group;
    this.#services = services;
    this.#signal = signal;
    this.#wanted = new Set(group.jobs.map(job => job.id));
  }

  /**
   * Lists by submit time if that is a page or two, else by status. Waiting jobs are listed before running ones, so
   * that a job that starts to run between the two calls is seen in the second.
   */
  async comprehendMedical(isLong: boolean): Promise<Refusal | undefined> {
    const { kind, region, jobs } = this.#group;
    const submittedAfter = minOf(jobs, job => job.submittedAt ?? job.seenAt) - clockSkewMs;
    let nextToken: string | undefined;
    this.isLong = isLong;
    for (let page = 0; !isLong && page < pagesByTime && this.#wanted.size > 0; page += 1) {
      const answer = await this.#services.list(
        kind,
        region,
        { submittedAfter, ...defined({ nextToken }) },
        this.#signal,
      );
      if (!answer.ok) return answer.refusal;
      this.#take(answer.value.jobs);
      nextToken = answer.value.nextToken;
      if (nextToken === undefined) break;
    }
    if (nextToken !== undefined && this.#wanted.size > 0) this.isLong = true;
    if (this.isLong) {
      for (const status of this.#statusesToList()) {
        if (this.#wanted.size === 0) break;
        const refusal = await this.#byStatus(status);
        if (refusal !== undefined) return refusal;
      }
    }
    return await this.#describeTheRest();
  }

  /**
   * The statuses that jobs not found yet had, and those that may have followed. A job that went further has finished,
   * or is found by Describe.
   */
  #statusesToList(): readonly string[] {
    const { kind, jobs } = this.#group;
    const wanted = new Set(jobs.filter(job => this.#wanted.has(job.id)).map(phaseOfJob));
    const isOpen = {
      waiting: wanted.has('waiting'),
      running: wanted.has('waiting') || wanted.has('running') || wanted.has('unknown'),
      stopping: wanted.has('stopping'),
    };
    return Object.entries(kind.phases)
      .filter(([, phase]) => phase in isOpen && isOpen[phase as keyof typeof isOpen])
      .map(([word]) => word);
  }

  /**
   * Lists newest first until all jobs are seen, then gets the metrics of finished jobs, which only Get returns. A
   * finished job is reported only after Get was called, because it is never asked for again. For a deleted workflow,
   * only Get can tell that its jobs are gone too.
   */
  async entityResolution(workflow: string): Promise<Refusal | undefined> {
    const { kind, region } = this.#group;
    let nextToken: string | undefined;
    for (let page = 0; page < pagesByTime && this.#wanted.size > 0; page += 1) {
      const answer = await this.#services.list(kind, region, { workflow, ...defined({ nextToken }) }, this.#signal);
      if (!answer.ok && answer.refusal.kind === 'notFound') break;
      if (!answer.ok) return answer.refusal;
      this.#take(answer.value.jobs);
      nextToken = answer.value.nextToken;
      if (nextToken === undefined) break;
    }
    for (const id of this.#ended.keys()) this.#wanted.add(id);
    return await this.#describeTheRest(workflow);
  }

  async #byStatus(status: string): Promise<Refusal | undefined> {
    let nextToken: string | undefined;
    for (let page = 0; page < maxPagesByStatus && this.#wanted.size > 0; page += 1) {
      const answer = await this.#services.list(
        this.#group.kind,
        this.#group.region,
        { status, ...defined({ nextToken }) },
        this.#signal,
      );
      if (!answer.ok) return answer.refusal;
      this.#take(answer.value.jobs);
      nextToken = answer.value.nextToken;
      if (nextToken === undefined) break;
    }
    return undefined;
  }

  /**
   * Returns the first refusal, if any; a refusal that concerns a single job does not stop the others from being
   * described.
   */
  async #describeTheRest(workflow?: string): Promise<Refusal | undefined> {
    let first: Refusal | undefined;
    for (const id of this.#wanted) {
      const answer = await this.#describe(id, workflow);
      if (answer.ok) {
        if (answer.value !== undefined) this.found.set(id, answer.value);
        continue;
      }
      first ??= answer.refusal;
      if (affectsAllCalls(answer.refusal)) break;
    }
    return first;
  }

  /** Returns a job from Describe or Get; undefined when the service does not know it. */
  async #describe(id: string, workflow?: string): Promise<Answer<Snapshot | undefined>> {
    const answer = await this.#services.describe(
      this.#group.kind,
      this.#group.region,
      { id, ...defined({ workflow }) },
      this.#signal,
    );
    if (answer.ok) return answer;
    const { kind } = answer.refusal;
    const listed = this.#ended.get(id);
    // Do not wait for metrics that cannot be read: the job has finished.
    if (listed !== undefined && (kind === 'notFound' || kind === 'denied' || kind === 'invalid'))
      return answered(listed);
    if (kind !== 'notFound') return answer;
    this.lost.push(id);
    return answered(undefined);
  }

  #take(snapshots: readonly Snapshot[]): void {
    const { kind, workflow } = this.#group;
    for (const snapshot of snapshots) {
      if (!this.#wanted.delete(snapshot.id)) continue;
      const seen =
        workflow !== undefined && isFinished(phaseOf(kind.phases, snapshot.status)) ? this.#ended : this.found;
      seen.set(snapshot.id, snapshot);
    }
  }
}
