// One round of asking how jobs stand: one List call for many jobs, a Describe only where a list cannot tell.
import { leastOf } from '../extremes.ts';
import { type Answer, type Refusal, type RefusalKind, answered } from '../refusal.ts';
import { type Job, type Snapshot, kindOfJob, phaseOfJob } from './job.ts';
import type { JobKind } from './kinds.ts';
import type { JobServices } from './ports.ts';
import { serviceFacts } from './services.ts';
import { isFinished, phaseOf } from './status.ts';

/** Unfinished jobs that the same List call tells of: one kind, one region and, for Entity Resolution, one workflow. */
export interface JobGroup {
  readonly kind: JobKind;
  readonly region: string;
  readonly workflow?: string;
  readonly jobs: readonly Job[];
}

/** A group's identity. */
export function groupKey({ kind, region, workflow }: Omit<JobGroup, 'jobs'>): string {
  return [kind.action, region, workflow ?? ''].join('|');
}

/** Jobs in the groups that are asked for together; those of a kind that is not known here are left out. */
export function groupsOf(jobs: Iterable<Job>): readonly JobGroup[] {
  const groups = new Map<string, JobGroup & { readonly jobs: Job[] }>();
  for (const job of jobs) {
    const kind = kindOfJob(job);
    if (kind === undefined) continue;
    const { region, workflow } = job;
    const group = { kind, region, ...(serviceFacts[kind.service].hasWorkflows && workflow !== undefined ? { workflow } : {}), jobs: [job] };
    const known = groups.get(groupKey(group));
    if (known === undefined) groups.set(groupKey(group), group);
    else known.jobs.push(job);
  }
  return [...groups.values()];
}

/** What a round learnt. `lost` are the ids the service does not know; a refusal in the middle keeps what came before it. */
export interface Refreshed {
  /** The list by time goes on behind the page or two that were read of it: next time the list by status is the shorter way. */
  readonly isLong: boolean;
  readonly snapshots: readonly Snapshot[];
  readonly lost: readonly string[];
  readonly refusal?: Refusal;
}

/** How many pages of the by-time list are cheaper than asking by status, which takes two lists and a Describe a finished job. */
const pagesByTime = 2;
/** Pages read of one status; a list that goes on after these is not worth following, or does not end at all. */
const maxPagesByStatus = 20;
/** Refusals that the next call would meet as well; any other is the one job's or list's, and the others are asked for all the same. */
const everyones: ReadonlySet<RefusalKind> = new Set(['throttled', 'network', 'brokenOff', 'timeout', 'clock', 'setup', 'credentials', 'signedOut', 'expired', 'wrongAccount', 'cancelled']);

/** Whether another call would very likely meet the same refusal. */
export function isEveryones({ kind }: Refusal): boolean {
  return everyones.has(kind);
}

/** Submit times are compared across two clocks. */
const clockSkewMs = 5 * 60_000;

/**
 * Asks for every job of a group. Calls: one to three List pages, and a Describe for each job that the lists do not tell of.
 * `isLong`: what the round before learnt of the list by time.
 */
export async function refresh(group: JobGroup, services: JobServices, signal?: AbortSignal, isLong = false): Promise<Refreshed> {
  const round = new Round(group, services, signal);
  const refusal = group.workflow === undefined ? await round.comprehendMedical(isLong) : await round.entityResolution(group.workflow);
  return { snapshots: [...round.found.values()], lost: round.lost, isLong: round.isLong, ...(refusal === undefined ? {} : { refusal }) };
}

class Round {
  readonly found = new Map<string, Snapshot>();
  readonly lost: string[] = [];
  isLong = false;
  readonly #group: JobGroup;
  readonly #services: JobServices;
  readonly #signal: AbortSignal | undefined;
  readonly #wanted: Set<string>;
  /** Jobs of Entity Resolution that a list calls finished: what Get tells of them beyond that is still to come. */
  readonly #ended = new Map<string, Snapshot>();

  constructor(group: JobGroup, services: JobServices, signal: AbortSignal | undefined) {
    this.#group = group;
    this.#services = services;
    this.#signal = signal;
    this.#wanted = new Set(group.jobs.map(job => job.id));
  }

  /**
   * By submit time while that is a page or two, else by status. Waiting ones are listed before running ones, so that a job
   * which moves on between the two calls is seen in the second.
   */
  async comprehendMedical(isLong: boolean): Promise<Refusal | undefined> {
    const { kind, region, jobs } = this.#group;
    const submittedAfter = leastOf(jobs, job => job.submittedAt ?? job.seenAt) - clockSkewMs;
    let nextToken: string | undefined;
    this.isLong = isLong;
    for (let page = 0; !isLong && page < pagesByTime && this.#wanted.size > 0; page += 1) {
      const answer = await this.#services.list(kind, region, { submittedAfter, ...(nextToken === undefined ? {} : { nextToken }) }, this.#signal);
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

  /** The words that jobs not found yet had, and those that may have followed; what has gone on further has finished, or is told by Describe. */
  #statusesToList(): readonly string[] {
    const { kind, jobs } = this.#group;
    const wanted = new Set(jobs.filter(job => this.#wanted.has(job.id)).map(phaseOfJob));
    const isOpen = { waiting: wanted.has('waiting'), running: wanted.has('waiting') || wanted.has('running') || wanted.has('unknown'), stopping: wanted.has('stopping') };
    return Object.entries(kind.phases).filter(([, phase]) => phase in isOpen && isOpen[phase as keyof typeof isOpen]).map(([word]) => word);
  }

  /**
   * Newest first until all are seen; then the metrics of what has finished, which only Get tells. A finished job is told of when
   * Get has been asked, for it is never asked for again. Of a workflow that is gone, Get alone can say that its jobs are too.
   */
  async entityResolution(workflow: string): Promise<Refusal | undefined> {
    const { kind, region } = this.#group;
    let nextToken: string | undefined;
    for (let page = 0; page < pagesByTime && this.#wanted.size > 0; page += 1) {
      const answer = await this.#services.list(kind, region, { workflow, ...(nextToken === undefined ? {} : { nextToken }) }, this.#signal);
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
      const answer = await this.#services.list(this.#group.kind, this.#group.region, { status, ...(nextToken === undefined ? {} : { nextToken }) }, this.#signal);
      if (!answer.ok) return answer.refusal;
      this.#take(answer.value.jobs);
      nextToken = answer.value.nextToken;
      if (nextToken === undefined) break;
    }
    return undefined;
  }

  /** The first refusal, if any; one that is about a single job keeps no other from being asked for. */
  async #describeTheRest(workflow?: string): Promise<Refusal | undefined> {
    let first: Refusal | undefined;
    for (const id of this.#wanted) {
      const answer = await this.#describe(id, workflow);
      if (answer.ok) {
        if (answer.value !== undefined) this.found.set(id, answer.value);
        continue;
      }
      first ??= answer.refusal;
      if (isEveryones(answer.refusal)) break;
    }
    return first;
  }

  /** A job as Describe or Get tells of it; undefined when it is lost. */
  async #describe(id: string, workflow?: string): Promise<Answer<Snapshot | undefined>> {
    const answer = await this.#services.describe(this.#group.kind, this.#group.region, { id, ...(workflow === undefined ? {} : { workflow }) }, this.#signal);
    if (answer.ok) return answer;
    const { kind } = answer.refusal;
    const listed = this.#ended.get(id);
    // Metrics that nobody may read are not worth waiting for: the job has finished.
    if (listed !== undefined && (kind === 'notFound' || kind === 'denied' || kind === 'invalid')) return answered(listed);
    if (kind !== 'notFound') return answer;
    this.lost.push(id);
    return answered(undefined);
  }

  #take(snapshots: readonly Snapshot[]): void {
    const { kind, workflow } = this.#group;
    for (const snapshot of snapshots) {
      if (!this.#wanted.delete(snapshot.id)) continue;
      const seen = workflow !== undefined && isFinished(phaseOf(kind.phases, snapshot.status)) ? this.#ended : this.found;
      seen.set(snapshot.id, snapshot);
    }
  }
}
