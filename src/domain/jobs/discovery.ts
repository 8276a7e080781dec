// The jobs that were not started here: what the services list, read a page at a time, and never again what was read before.
import type { Clock } from '../clock.ts';
import { leastOf, mostOf } from '../extremes.ts';
import { type Answer, type Refusal, refused } from '../refusal.ts';
import type { Account, Snapshot } from './job.ts';
import { type JobKind, type WorkflowKind, jobKinds, kindOf } from './kinds.ts';
import type { JobPage, JobRecords, JobServices } from './ports.ts';
import type { JobQuery } from './query.ts';
import { isEveryones } from './refresh.ts';
import { serviceFacts } from './services.ts';
import { isFinished, phaseOf } from './status.ts';
import type { JobStore } from './store.ts';

/** One list of a service: a family's jobs, a workflow's jobs or, `workflow` being empty, the workflows of a kind. */
export interface Source {
  readonly key: string;
  readonly kind: JobKind;
  readonly region: string;
  readonly workflow?: string;
  /** Only jobs of this status: the one filter of Comprehend Medical's lists that helps a view. */
  readonly status?: string;
}

/** How far a list was read. Times are milliseconds since 1970 UTC. */
interface Cursor {
  /** Where the next older page begins; absent when there is none, or nothing was read yet. */
  readonly nextToken?: string;
  readonly readAt?: number;
  /** When the newest and the oldest job read were submitted. */
  readonly newest?: number;
  readonly oldest?: number;
  /** What was older than this and had finished was left out when the list was read. */
  readonly keptAfter?: number;
}

export interface DiscoveryPorts {
  readonly store: JobStore;
  readonly records: Pick<JobRecords, 'cursors' | 'setCursors' | 'version'>;
  readonly clock: Clock;
  /** How long a finished job is kept after it was submitted, in milliseconds; what is older is not taken up again. Absent or 0: for ever. */
  readonly keepMs?: () => number;
}

/** Before the first batch job of the service: its lists are newest first only when they are asked for a time after which. */
const beginning = Date.UTC(2018, 0, 1);
/** Submit times are compared across two clocks. */
const clockSkewMs = 5 * 60_000;
/** So long the list of one status counts as read whole; jobs move to a status by and by. */
const wholeForMs = 10 * 60_000;
/** Pages read for one "Load More", or to catch up with what came since the last look; with more than these, that reading begins anew at the newest. */
const maxPages = 20;
/** Lists that one "Load More" tries, where others refuse. */
const maxRefusals = 5;
/** The heads of lists are looked at so many times more seldom than unfinished jobs are asked for. */
const headFactor = 4;
/** A workflow's head, of which an account may have many; and the list of workflows itself. */
const workflowFactor = 20;

/** Reads the services' lists for what is not known here yet. */
export class Discovery {
  readonly #ports: DiscoveryPorts;
  #account: Account | undefined;
  #cursors = new Map<string, Cursor>();
  #version: number | undefined;
  /** Lists whose older pages were refused last; others go first. */
  readonly #refused = new Set<string>();
  /** Entries that could not be read, of each list's last page. */
  readonly #skipped = new Map<string, number>();
  /** How many jobs the lists told of that nobody here knew. */
  #jobsFound = 0;

  constructor(ports: DiscoveryPorts) {
    this.#ports = ports;
  }

  /** The lists there are in a region, as far as they are known. Throws when the database does. */
  sources(region: string): readonly Source[] {
    this.#turn();
    const workflows = [...this.#cursors.keys()].map(sourceFrom).filter(source => source?.workflow !== undefined && source.workflow !== '' && source.region === region);
    return [...jobKinds.map(kind => sourceOf(kind, region, serviceFacts[kind.service].hasWorkflows ? '' : undefined)), ...workflows.filter(source => source !== undefined)];
  }

  /** How many entries could not be read of the pages that were read last of each list. */
  get skipped(): number {
    this.#turn();
    return [...this.#skipped.values()].reduce((sum, count) => sum + count, 0);
  }

  /** How long a list is left alone after it was read; `intervalMs`: the person's setting. */
  pauseMs({ workflow }: Source, intervalMs: number): number {
    return intervalMs * (workflow === undefined ? headFactor : workflowFactor);
  }

  /** When a list's newest page was read last, in this window or an earlier one. */
  readAt({ key }: Source): number | undefined {
    this.#turn();
    return this.#cursors.get(key)?.readAt;
  }

  /** Whether a list of a region was never read. */
  hasUntouched(region: string): boolean {
    return this.sources(region).some(source => this.readAt(source) === undefined);
  }

  /** Reads what a list has that is newer than what was read before; of a list that was never read, its first page. */
  async readNews(source: Source, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    return source.workflow === '' && source.kind.service === 'entityresolution' ? await this.#readWorkflows(source.kind, source, services, signal) : await this.#readHead(source, services, signal);
  }

  /** Whether the services may have jobs for a query that were not read yet. */
  hasUnread(query: JobQuery, region: string, group?: string): boolean {
    return this.#unread(query, region, group).length > 0;
  }

  /**
   * Reads older pages, always of the list that was read least far back, until they brought as many jobs as are wanted or there are no
   * more. A list that refuses keeps no other from being read; its refusal is given when none could be.
   */
  async readOlder(query: JobQuery, services: JobServices, signal: AbortSignal, group?: string, wanted = 1): Promise<Refusal | undefined> {
    const late = ({ key }: Source): number => Number(this.#refused.has(key));
    const until = this.#jobsFound + wanted;
    const refusing = new Set<string>();
    const begunAnew = new Set<string>();
    let pages = 0;
    let first: Refusal | undefined;
    while (this.#jobsFound < until && pages < maxPages && refusing.size < maxRefusals) {
      const [source] = this.#unread(query, services.region, group).filter(({ key }) => !refusing.has(key)).sort((a, b) => late(a) - late(b) || this.#edgeOf(b) - this.#edgeOf(a));
      if (source === undefined) break;
      const refusal = await this.#readPage(source, services, signal, begunAnew);
      if (refusal === undefined) { this.#refused.delete(source.key); pages += 1; continue; }
      if (isEveryones(refusal)) return refusal;
      first ??= refusal;
      refusing.add(source.key);
      this.#refused.add(source.key);
    }
    return pages > 0 ? undefined : first;
  }

  async #readPage(source: Source, services: JobServices, signal: AbortSignal, begunAnew: Set<string>): Promise<Refusal | undefined> {
    const { nextToken } = this.#cursorOf(source);
    const answer = await this.#page(source, nextToken, services, signal);
    if (answer.ok) { this.#took(source, answer.value, this.#cursorOf(source)); return undefined; }
    if (answer.refusal.kind === 'notFound') { this.#keep(source, { readAt: this.#ports.clock.now() }); return undefined; }
    // A token of long ago is not good any more: the list is read from its newest page again, once.
    if (answer.refusal.kind !== 'invalid' || nextToken === undefined || begunAnew.has(source.key)) return answer.refusal;
    begunAnew.add(source.key);
    this.#keep(source, {});
    return await this.#readHead(source, services, signal);
  }

  async #readHead(source: Source, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    const { newest, oldest, nextToken: resumeToken } = this.#cursorOf(source);
    // Of a list that was nothing but empty pages so far, the reading goes on.
    let from = newest === undefined && oldest === undefined ? resumeToken : undefined;
    let latest = newest ?? 0;
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await this.#page(source, from, services, signal, newest);
      if (!answer.ok && answer.refusal.kind === 'notFound') { this.#keep(source, { readAt: this.#ports.clock.now() }); return undefined; }
      if (!answer.ok && answer.refusal.kind === 'invalid' && from !== undefined && from === resumeToken) { from = undefined; continue; } // a token of long ago
      if (!answer.ok) return answer.refusal;
      const { jobs, nextToken } = answer.value;
      if (newest === undefined) { this.#took(source, answer.value, {}); return undefined; }
      this.#take(source, jobs);
      latest = Math.max(latest, this.#newestOf(jobs));
      from = nextToken;
      if (from === undefined || jobs.some(job => (job.submittedAt ?? 0) <= newest - clockSkewMs)) {
        // Meanwhile a person may have had older pages read.
        this.#keep(source, { ...this.#cursors.get(source.key), readAt: this.#ports.clock.now(), newest: latest });
        return undefined;
      }
    }
    // Too much came since. A token of this reading leads no further back than to the last one, so what lies between is read from the top when a person asks for it.
    this.#keep(source, {});
    return await this.#readHead(source, services, signal);
  }

  async #readWorkflows(kind: WorkflowKind, source: Source, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    let nextToken: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const answer = this.#ifStillOurs(await services.workflows(kind, source.region, nextToken, signal), services, signal);
      if (!answer.ok) return answer.refusal;
      const names = answer.value.workflows.map(({ name }) => name).filter(name => name !== '');
      this.#keepAll(names.map(name => sourceOf(kind, source.region, name)).filter(({ key }) => !this.#cursors.has(key)).map(({ key }) => [key, {}]));
      nextToken = answer.value.nextToken;
      if (nextToken === undefined) break;
    }
    this.#keep(source, { readAt: this.#ports.clock.now() });
    return undefined;
  }

  async #page({ key, kind, region, workflow, status }: Source, nextToken: string | undefined, services: JobServices, signal: AbortSignal, newest?: number): Promise<Answer<JobPage>> {
    const which = workflow !== undefined ? { workflow } : status !== undefined ? { status } : { submittedAfter: newest === undefined ? beginning : newest - clockSkewMs };
    const answer = this.#ifStillOurs(await services.list(kind, region, { ...which, ...(nextToken === undefined ? {} : { nextToken }) }, signal), services, signal);
    if (answer.ok) this.#skipped.set(key, answer.value.skipped ?? 0);
    return answer;
  }

  /** An answer, unless it was called off or the view has turned to another account meanwhile: its jobs would be taken for that one's. */
  #ifStillOurs<T>(answer: Answer<T>, { identity }: JobServices, signal: AbortSignal): Answer<T> {
    this.#turn();
    if (!signal.aborted && sameAccount(identity, this.#account)) return answer;
    return refused({ kind: 'cancelled', name: 'AbortError', message: '', nothingHappened: true });
  }

  /** Takes up a page that follows on what was read, and remembers where the next begins. */
  #took(source: Source, { jobs, nextToken }: { readonly jobs: readonly Snapshot[]; readonly nextToken?: string }, before: Cursor): void {
    this.#take(source, jobs);
    const { nextToken: _old, ...rest } = before;
    const newest = Math.max(before.newest ?? 0, this.#newestOf(jobs));
    const oldest = leastOf(jobs, ({ submittedAt }) => submittedAt ?? Infinity, before.oldest);
    this.#keep(source, {
      ...rest, readAt: this.#ports.clock.now(), ...(newest > 0 ? { newest } : {}), ...(Number.isFinite(oldest) ? { oldest } : {}), ...(nextToken === undefined ? {} : { nextToken }),
    });
  }

  #take({ kind, region, workflow }: Source, jobs: readonly Snapshot[]): void {
    const kept = jobs.filter(({ submittedAt, status }) => (submittedAt ?? Infinity) >= this.#keptAfter || !isFinished(phaseOf(kind.phases, status)));
    this.#jobsFound += this.#ports.store.applyListed(kind, region, workflow, kept, this.#ports.clock.now());
  }

  #keep({ key }: Source, cursor: Cursor): void {
    this.#keepAll([[key, cursor]]);
  }

  #keepAll(cursors: readonly (readonly [string, Cursor])[]): void {
    if (this.#account === undefined || cursors.length === 0) return;
    const keptAfter = this.#keptAfter;
    const noted = cursors.map(([key, { keptAfter: _before, ...cursor }]) => [key, Number.isFinite(keptAfter) ? { ...cursor, keptAfter } : cursor] as const);
    for (const [key, cursor] of noted) this.#cursors.set(key, cursor);
    this.#ports.records.setCursors(this.#account, new Map(noted.map(([key, cursor]) => [key, JSON.stringify(cursor)])));
  }

  /** The lists a query could find more in: read in part, or with a status of their own and not read at all. */
  #unread({ filter, grouping }: JobQuery, region: string, group: string | undefined): Source[] {
    const [only, ...others] = filter.statuses ?? [];
    const status = grouping === 'status' && group !== undefined ? group : others.length === 0 ? only : undefined;
    const wanted = status === undefined ? filter.statuses : [status];
    const after = Math.max(this.#keptAfter, filter.withinMs === undefined ? -Infinity : this.#ports.clock.now() - filter.withinMs);
    return this.sources(region)
      .filter(({ kind, workflow }) => workflow !== '' && filter.startedHere !== true && couldHave(kind, wanted)
        && (filter.actions === undefined || filter.actions.includes(kind.action)) && (grouping !== 'service' || group === undefined || group === kind.action))
      .filter(source => { const cursor = this.#cursorOf(source); return cursor.readAt === undefined || (cursor.nextToken !== undefined && (cursor.oldest ?? Infinity) > after); })
      .map(source => (status !== undefined && serviceFacts[source.kind.service].filtersByStatus && Object.hasOwn(source.kind.phases, status) ? { ...source, key: `${source.key}||${status}`, status } : source))
      .filter(source => { const { readAt, nextToken } = this.#cursorOf(source); return source.status === undefined || readAt === undefined || nextToken !== undefined; });
  }

  /** No later than now: one job that is dated in the future must not hide those that come before its day. */
  #newestOf(jobs: readonly Snapshot[]): number {
    return Math.min(this.#ports.clock.now(), mostOf(jobs, ({ submittedAt }) => submittedAt ?? 0, 0));
  }

  /** What was submitted before this and has finished is not kept. */
  get #keptAfter(): number {
    const keepMs = this.#ports.keepMs?.() ?? 0;
    return keepMs > 0 ? this.#ports.clock.now() - keepMs : -Infinity;
  }

  /**
   * How far a list was read. Nothing counts of one that was read while less was kept than now, nor of one of a status that was read to
   * its end a while ago: jobs that nobody has read of may have come to that status since.
   */
  #cursorOf({ key, status }: Source): Cursor {
    const cursor = this.#cursors.get(key) ?? {};
    const isCutOff = cursor.keptAfter !== undefined && this.#keptAfter < cursor.keptAfter - clockSkewMs;
    const isOld = status !== undefined && cursor.nextToken === undefined && this.#ports.clock.now() - (cursor.readAt ?? -Infinity) > wholeForMs;
    return isCutOff || isOld ? {} : cursor;
  }

  #edgeOf({ key }: Source): number {
    return this.#cursors.get(key)?.oldest ?? Infinity;
  }

  /** Reads the cursors of the store's account when it is another than before, or when another window may have read on. */
  #turn(): void {
    const { store: { account }, records } = this.#ports;
    const version = account === undefined ? undefined : records.version();
    if (sameAccount(account, this.#account) && version === this.#version) return;
    const kept = account === undefined ? [] : [...records.cursors(account)];
    if (!sameAccount(account, this.#account)) { this.#refused.clear(); this.#skipped.clear(); }
    this.#cursors = new Map(kept.map(([key, text]) => [key, cursorFrom(text)]));
    this.#account = account;
    this.#version = version;
  }
}

/** Whether a kind's jobs can be of one of these statuses; of a word that no kind is known to have, any can. */
function couldHave({ phases }: JobKind, statuses: readonly string[] = []): boolean {
  return statuses.length === 0 || statuses.some(word => Object.hasOwn(phases, word) || !jobKinds.some(kind => Object.hasOwn(kind.phases, word)));
}

function sourceOf(kind: JobKind, region: string, workflow: string | undefined): Source {
  return { key: workflow === undefined ? `${kind.action}|${region}` : `${kind.action}|${region}|${workflow}`, kind, region, ...(workflow === undefined ? {} : { workflow }) };
}

/** The list a cursor was kept for; undefined for one with a status, and for a kind that is not known here. */
function sourceFrom(key: string): Source | undefined {
  const [action = '', region = '', workflow, status] = key.split('|');
  const kind = kindOf(action);
  return kind === undefined || status !== undefined ? undefined : sourceOf(kind, region, workflow);
}

function cursorFrom(text: string): Cursor {
  try {
    return JSON.parse(text) as Cursor;
  } catch {
    return {}; // damaged: the list is read from its newest page again
  }
}

function sameAccount(a: Account | undefined, b: Account | undefined): boolean {
  return a?.partition === b?.partition && a?.account === b?.account;
}
