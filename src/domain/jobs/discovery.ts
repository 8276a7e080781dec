// Finds jobs that were not started here: reads the services' lists page by page, and never reads the same part twice.
import { type Source, type Cursor, couldHave, sourceOf, sourceFrom, cursorFrom, withStatus } from './sources.ts';
import { defined } from '../defined.ts';
import type { Clock } from '../clock.ts';
import { minOf, maxOf } from '../extremes.ts';
import { type Answer, type Refusal, refused } from '../refusal.ts';
import { type Account, type Snapshot, sameAccount } from './job.ts';
import { type WorkflowKind, isWorkflowKind, jobKinds } from './kinds.ts';
import type { CursorRecords, HistoryRecords, JobPage, JobServices } from './ports.ts';
import type { JobQuery } from './query.ts';
import { affectsAllCalls } from './refresh.ts';
import { serviceFacts } from './services.ts';
import { isFinished, phaseOf } from './status.ts';
import type { JobStore } from './store.ts';

export interface DiscoveryPorts {
  readonly store: JobStore;
  readonly records: CursorRecords & Pick<HistoryRecords, 'version'>;
  readonly clock: Clock;
  /**
   * How long a finished job is kept after it was submitted, in milliseconds; older ones are not added again. Absent or
   * 0: forever.
   */
  readonly keepMs?: () => number;
}

/** A time before the service's first batch job: its lists are newest first only when a start time is given. */
const beginning = Date.UTC(2018, 0, 1);
/** Submit times are compared across two clocks. */
const clockSkewMs = 5 * 60_000;
/** How long a fully read list of one status counts as complete; jobs keep moving to a status. */
const completeTtlMs = 10 * 60_000;
/**
 * The most pages read for one "Load More", or to catch up with new jobs since the last reading. If there are more, the
 * list is read again from its newest page.
 */
const maxPages = 20;
/** How many lists one "Load More" tries when others refuse. */
const maxRefusals = 5;
/** The first pages of lists are read this many times less often than unfinished jobs are asked for. */
const headFactor = 4;
/**
 * The same factor for a workflow's first page, as an account may have many workflows, and for the list of workflows.
 */
const workflowFactor = 20;

/** Reads the services' lists for jobs that are not known here yet. */
export class Discovery {
  readonly #ports: DiscoveryPorts;
  #account: Account | undefined;
  #cursors = new Map<string, Cursor>();
  #version: number | undefined;
  /** Lists whose older pages were refused last; the others are tried first. */
  readonly #refused = new Set<string>();
  /** How many entries of each list's last page could not be parsed. */
  readonly #skipped = new Map<string, number>();
  /** How many unknown jobs the lists have returned. */
  #jobsFound = 0;

  constructor(ports: DiscoveryPorts) {
    this.#ports = ports;
  }

  /** The lists known so far in a region. Throws when the database does. */
  sources(region: string): readonly Source[] {
    this.#syncAccount();
    const workflows = [...this.#cursors.keys()]
      .map(sourceFrom)
      .filter(source => source?.workflow !== undefined && source.workflow !== '' && source.region === region);
    return [
      ...jobKinds.map(kind => sourceOf(kind, region, serviceFacts[kind.service].hasWorkflows ? '' : undefined)),
      ...workflows.filter(source => source !== undefined),
    ];
  }

  /** How many entries could not be parsed in the last page read of each list. */
  get skipped(): number {
    this.#syncAccount();
    return [...this.#skipped.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The pause after a list was read, in milliseconds; `intervalMs`: the user's setting. */
  pauseMs({ workflow }: Source, intervalMs: number): number {
    return intervalMs * (workflow === undefined ? headFactor : workflowFactor);
  }

  /** When a list's newest page was last read, in this session or an earlier one. */
  readAt({ key }: Source): number | undefined {
    this.#syncAccount();
    return this.#cursors.get(key)?.readAt;
  }

  /** Whether a region has a list that was never read. */
  hasNeverRead(region: string): boolean {
    return this.sources(region).some(source => this.readAt(source) === undefined);
  }

  /** Reads the jobs of a list that are newer than those read before; if the list was never read, its first page. */
  async readNewer(source: Source, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    return source.workflow === '' && isWorkflowKind(source.kind)
      ? await this.#readWorkflows(source.kind, source, services, signal)
      : await this.#readHead(source, services, signal);
  }

  /** Whether the services may have jobs that match a query and were not read yet. */
  hasUnread(query: JobQuery, region: string, group?: string): boolean {
    return this.#unread(query, region, group).length > 0;
  }

  /**
   * Reads older pages, always from the list that was read least far back, until they have returned `wanted` new jobs
   * or there are no more. A list that refuses does not prevent the others from being read; its refusal is returned
   * when none could be.
   */
  async readOlder(
    query: JobQuery,
    services: JobServices,
    signal: AbortSignal,
    group?: string,
    wanted = 1,
  ): Promise<Refusal | undefined> {
    const late = ({ key }: Source): number => Number(this.#refused.has(key));
    const until = this.#jobsFound + wanted;
    const refusing = new Set<string>();
    const restarted = new Set<string>();
    let pages = 0;
    let first: Refusal | undefined;
    while (this.#jobsFound < until && pages < maxPages && refusing.size < maxRefusals) {
      const [source] = this.#unread(query, services.region, group)
        .filter(({ key }) => !refusing.has(key))
        .sort((a, b) => late(a) - late(b) || this.#edgeOf(b) - this.#edgeOf(a));
      if (source === undefined) break;
      const refusal = await this.#readPage(source, services, signal, restarted);
      if (refusal === undefined) {
        this.#refused.delete(source.key);
        pages += 1;
        continue;
      }
      if (affectsAllCalls(refusal)) return refusal;
      first ??= refusal;
      refusing.add(source.key);
      this.#refused.add(source.key);
    }
    return pages > 0 ? undefined : first;
  }

  async #readPage(
    source: Source,
    services: JobServices,
    signal: AbortSignal,
    begunAnew: Set<string>,
  ): Promise<Refusal | undefined> {
    const { nextToken } = this.#cursorOf(source);
    const answer = await this.#page(source, nextToken, services, signal);
    if (answer.ok) {
      this.#addPage(source, answer.value, this.#cursorOf(source));
      return undefined;
    }
    if (answer.refusal.kind === 'notFound') {
      this.#keep(source, { readAt: this.#ports.clock.now() });
      return undefined;
    }
    // The token has expired: the list is read again from its newest page, once.
    if (answer.refusal.kind !== 'invalid' || nextToken === undefined || begunAnew.has(source.key))
      return answer.refusal;
    begunAnew.add(source.key);
    this.#keep(source, {});
    return await this.#readHead(source, services, signal);
  }

  async #readHead(source: Source, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    const { newest, oldest, nextToken: resumeToken } = this.#cursorOf(source);
    // If all pages were empty so far, continue where the last reading stopped.
    let from = newest === undefined && oldest === undefined ? resumeToken : undefined;
    let latest = newest ?? 0;
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await this.#page(source, from, services, signal, newest);
      if (!answer.ok && answer.refusal.kind === 'notFound') {
        this.#keep(source, { readAt: this.#ports.clock.now() });
        return undefined;
      }
      if (!answer.ok && answer.refusal.kind === 'invalid' && from !== undefined && from === resumeToken) {
        from = undefined;
        continue;
      } // an expired token
      if (!answer.ok) return answer.refusal;
      const { jobs, nextToken } = answer.value;
      if (newest === undefined) {
        this.#addPage(source, answer.value, {});
        return undefined;
      }
      this.#addJobs(source, jobs);
      latest = Math.max(latest, this.#newestOf(jobs));
      from = nextToken;
      if (from === undefined || jobs.some(job => (job.submittedAt ?? 0) <= newest - clockSkewMs)) {
        // The user may have loaded older pages meanwhile.
        this.#keep(source, { ...this.#cursors.get(source.key), readAt: this.#ports.clock.now(), newest: latest });
        return undefined;
      }
    }
    // Too many new jobs. This reading's tokens lead back no further than the previous reading, so the gap is read from
    // the newest page when the user asks for more.
    this.#keep(source, {});
    return await this.#readHead(source, services, signal);
  }

  async #readWorkflows(
    kind: WorkflowKind,
    source: Source,
    services: JobServices,
    signal: AbortSignal,
  ): Promise<Refusal | undefined> {
    let nextToken: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const answer = this.#ifStillOurs(
        await services.workflows(kind, source.region, nextToken, signal),
        services,
        signal,
      );
      if (!answer.ok) return answer.refusal;
      const names = answer.value.workflows.map(({ name }) => name).filter(name => name !== '');
      this.#keepAll(
        names
          .map(name => sourceOf(kind, source.region, name))
          .filter(({ key }) => !this.#cursors.has(key))
          .map(({ key }) => [key, {}]),
      );
      nextToken = answer.value.nextToken;
      if (nextToken === undefined) break;
    }
    this.#keep(source, { readAt: this.#ports.clock.now() });
    return undefined;
  }

  async #page(
    { key, kind, region, workflow, status }: Source,
    nextToken: string | undefined,
    services: JobServices,
    signal: AbortSignal,
    newest?: number,
  ): Promise<Answer<JobPage>> {
    const which =
      workflow !== undefined
        ? { workflow }
        : status !== undefined
          ? { status }
          : { submittedAfter: newest === undefined ? beginning : newest - clockSkewMs };
    const answer = this.#ifStillOurs(
      await services.list(kind, region, { ...which, ...defined({ nextToken }) }, signal),
      services,
      signal,
    );
    if (answer.ok) this.#skipped.set(key, answer.value.skipped ?? 0);
    return answer;
  }

  /**
   * Returns the answer, unless it was cancelled or the account has changed meanwhile: its jobs would be attributed to
   * the new account.
   */
  #ifStillOurs<T>(answer: Answer<T>, { identity }: JobServices, signal: AbortSignal): Answer<T> {
    this.#syncAccount();
    if (!signal.aborted && sameAccount(identity, this.#account)) return answer;
    return refused({ kind: 'cancelled', name: 'AbortError', message: '', nothingHappened: true });
  }

  /** Adds the jobs of a page that follows what was read, and stores where the next page begins. */
  #addPage(
    source: Source,
    { jobs, nextToken }: { readonly jobs: readonly Snapshot[]; readonly nextToken?: string },
    before: Cursor,
  ): void {
    this.#addJobs(source, jobs);
    const { nextToken: _old, ...rest } = before;
    const newest = Math.max(before.newest ?? 0, this.#newestOf(jobs));
    const oldest = minOf(jobs, ({ submittedAt }) => submittedAt ?? Infinity, before.oldest);
    this.#keep(source, {
      ...rest,
      readAt: this.#ports.clock.now(),
      ...(newest > 0 ? { newest } : {}),
      ...(Number.isFinite(oldest) ? { oldest } : {}),
      ...defined({ nextToken }),
    });
  }

  #addJobs({ kind, region, workflow }: Source, jobs: readonly Snapshot[]): void {
    const kept = jobs.filter(
      ({ submittedAt, status }) =>
        (submittedAt ?? Infinity) >= this.#keptAfter || !isFinished(phaseOf(kind.phases, status)),
    );
    this.#jobsFound += this.#ports.store.applyListed(kind, region, workflow, kept, this.#ports.clock.now());
  }

  #keep({ key }: Source, cursor: Cursor): void {
    this.#keepAll([[key, cursor]]);
  }

  #keepAll(cursors: readonly (readonly [string, Cursor])[]): void {
    if (this.#account === undefined || cursors.length === 0) return;
    const keptAfter = this.#keptAfter;
    const noted = cursors.map(
      ([key, { keptAfter: _before, ...cursor }]) =>
        [key, Number.isFinite(keptAfter) ? { ...cursor, keptAfter } : cursor] as const,
    );
    for (const [key, cursor] of noted) this.#cursors.set(key, cursor);
    this.#ports.records.setCursors(this.#account, new Map(noted.map(([key, cursor]) => [key, JSON.stringify(cursor)])));
  }

  /** The lists that may have more matches for a query: read in part or, for lists of one status, not read at all. */
  #unread({ filter, grouping }: JobQuery, region: string, group: string | undefined): Source[] {
    const [only, ...others] = filter.statuses ?? [];
    const status = grouping === 'status' && group !== undefined ? group : others.length === 0 ? only : undefined;
    const wanted = status === undefined ? filter.statuses : [status];
    const after = Math.max(
      this.#keptAfter,
      filter.withinMs === undefined ? -Infinity : this.#ports.clock.now() - filter.withinMs,
    );
    return this.sources(region)
      .filter(
        ({ kind, workflow }) =>
          workflow !== '' &&
          filter.startedHere !== true &&
          couldHave(kind, wanted) &&
          (filter.actions === undefined || filter.actions.includes(kind.action)) &&
          (grouping !== 'service' || group === undefined || group === kind.action),
      )
      .filter(source => {
        const cursor = this.#cursorOf(source);
        return cursor.readAt === undefined || (cursor.nextToken !== undefined && (cursor.oldest ?? Infinity) > after);
      })
      .map(source =>
        status !== undefined &&
        serviceFacts[source.kind.service].filtersByStatus &&
        Object.hasOwn(source.kind.phases, status)
          ? withStatus(source, status)
          : source,
      )
      .filter(source => {
        const { readAt, nextToken } = this.#cursorOf(source);
        return source.status === undefined || readAt === undefined || nextToken !== undefined;
      });
  }

  /** At most now: a job dated in the future must not hide the jobs that are submitted until then. */
  #newestOf(jobs: readonly Snapshot[]): number {
    return Math.min(
      this.#ports.clock.now(),
      maxOf(jobs, ({ submittedAt }) => submittedAt ?? 0, 0),
    );
  }

  /** Finished jobs submitted before this time are not kept. */
  get #keptAfter(): number {
    const keepMs = this.#ports.keepMs?.() ?? 0;
    return keepMs > 0 ? this.#ports.clock.now() - keepMs : -Infinity;
  }

  /**
   * How far a list was read. Returns an empty cursor if fewer jobs were kept at that time than now, or if a list of
   * one status was read to its end a while ago: jobs that were not read may have moved to that status since.
   */
  #cursorOf({ key, status }: Source): Cursor {
    const cursor = this.#cursors.get(key) ?? {};
    const isCutOff = cursor.keptAfter !== undefined && this.#keptAfter < cursor.keptAfter - clockSkewMs;
    const isOld =
      status !== undefined &&
      cursor.nextToken === undefined &&
      this.#ports.clock.now() - (cursor.readAt ?? -Infinity) > completeTtlMs;
    return isCutOff || isOld ? {} : cursor;
  }

  #edgeOf({ key }: Source): number {
    return this.#cursors.get(key)?.oldest ?? Infinity;
  }

  /**
   * Reads the cursors of the store's account when the account has changed, or when another window may have read more.
   */
  #syncAccount(): void {
    const {
      store: { account },
      records,
    } = this.#ports;
    const version = account === undefined ? undefined : records.version();
    if (sameAccount(account, this.#account) && version === this.#version) return;
    const kept = account === undefined ? [] : [...records.cursors(account)];
    if (!sameAccount(account, this.#account)) {
      this.#refused.clear();
      this.#skipped.clear();
    }
    this.#cursors = new Map(kept.map(([key, text]) => [key, cursorFrom(text)]));
    this.#account = account;
    this.#version = version;
  }
}
