// The jobs that were not started here: what the services list, read a page at a time, and never again what was read before.
import type { Clock } from '../clock.ts';
import type { Refusal } from '../refusal.ts';
import type { Account, Snapshot } from './job.ts';
import { type JobKind, jobKinds, kindOf } from './kinds.ts';
import type { JobRecords, JobServices } from './ports.ts';
import type { JobQuery } from './query.ts';
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
}

export interface DiscoveryPorts {
  readonly store: JobStore;
  readonly records: Pick<JobRecords, 'cursors' | 'setCursor'>;
  readonly clock: Clock;
}

/** Before the first batch job of the service: its lists are newest first only when they are asked for a time after which. */
const beginning = Date.UTC(2018, 0, 1);
/** Submit times are compared across two clocks. */
const clockSkewMs = 5 * 60_000;
/** Pages read to catch up with what came since the last look; with more than these, the reading begins anew at the newest. */
const mostPages = 20;
/** The heads of lists are looked at so many times more seldom than unfinished jobs are asked for. */
const headFactor = 4;
/** A workflow's head, of which an account may have many; and the list of workflows itself. */
const workflowFactor = 20;

/** Reads the services' lists for what is not known here yet. */
export class Discovery {
  readonly #ports: DiscoveryPorts;
  #account: Account | undefined;
  #cursors = new Map<string, Cursor>();

  constructor(ports: DiscoveryPorts) {
    this.#ports = ports;
  }

  /** The lists there are in a region, as far as they are known. Throws when the database does. */
  sources(region: string): readonly Source[] {
    this.#turn();
    const workflows = [...this.#cursors.keys()].map(sourceFrom).filter(source => source?.workflow !== undefined && source.workflow !== '' && source.region === region);
    return [...jobKinds.map(kind => sourceOf(kind, region, kind.service === 'entityresolution' ? '' : undefined)), ...workflows.filter(source => source !== undefined)];
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

  /** Reads what a list has that is newer than what was read before; of a list that was never read, its first page. */
  async readNews(source: Source, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    return source.workflow === '' ? await this.#readWorkflows(source, services, signal) : await this.#readHead(source, services, signal);
  }

  /** Whether the services may have jobs for a query that were not read yet. */
  hasUnread(query: JobQuery, region: string, group?: string): boolean {
    return this.#unread(query, region, group).length > 0;
  }

  /** Reads the next older page of the list that was read least far back; undefined when there was none to read. */
  async readOlder(query: JobQuery, services: JobServices, signal: AbortSignal, group?: string): Promise<Refusal | undefined> {
    const [source] = this.#unread(query, services.region, group).sort((a, b) => this.#edgeOf(b) - this.#edgeOf(a));
    if (source === undefined) return undefined;
    const cursor = this.#cursors.get(source.key) ?? {};
    const answer = await this.#page(source, cursor.nextToken, services, signal);
    if (answer.ok) { this.#took(source, answer.value, cursor); return undefined; }
    // A token of long ago is not good any more: the list is read from its newest page again.
    if (answer.refusal.kind !== 'invalid' || cursor.nextToken === undefined) return answer.refusal;
    this.#keep(source, {});
    return await this.#readHead(source, services, signal);
  }

  async #readHead(source: Source, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    const known = this.#cursors.get(source.key);
    let from: string | undefined;
    let first: { readonly jobs: readonly Snapshot[]; readonly nextToken?: string } | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await this.#page(source, from, services, signal, known?.newest);
      if (!answer.ok && answer.refusal.kind === 'notFound') { this.#keep(source, { readAt: this.#ports.clock.now() }); return undefined; }
      if (!answer.ok) return answer.refusal;
      const { jobs, nextToken } = answer.value;
      first ??= answer.value;
      if (known?.newest === undefined) { this.#took(source, answer.value, {}); return undefined; }
      this.#take(source, jobs);
      from = nextToken;
      if (from === undefined || jobs.some(job => (job.submittedAt ?? 0) <= (known.newest ?? 0) - clockSkewMs)) {
        this.#keep(source, { ...known, readAt: this.#ports.clock.now(), newest: Math.max(known.newest, newestOf(jobs), newestOf(first.jobs)) });
        return undefined;
      }
    }
    // Too much came since: what lies between is read when a person asks for it.
    if (first !== undefined) this.#took(source, { jobs: [], ...(from === undefined ? {} : { nextToken: from }) }, { newest: newestOf(first.jobs) });
    return undefined;
  }

  async #readWorkflows(source: Source, services: JobServices, signal: AbortSignal): Promise<Refusal | undefined> {
    let nextToken: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await services.workflows(source.kind, source.region, nextToken, signal);
      if (!answer.ok) return answer.refusal;
      if (signal.aborted) return undefined;
      for (const { name } of answer.value.workflows) {
        const workflow = sourceOf(source.kind, source.region, name);
        if (name !== '' && !this.#cursors.has(workflow.key)) this.#keep(workflow, {});
      }
      nextToken = answer.value.nextToken;
      if (nextToken === undefined) break;
    }
    this.#keep(source, { readAt: this.#ports.clock.now() });
    return undefined;
  }

  #page({ kind, region, workflow, status }: Source, nextToken: string | undefined, services: JobServices, signal: AbortSignal, newest?: number): ReturnType<JobServices['list']> {
    const which = workflow !== undefined ? { workflow } : status !== undefined ? { status } : { submittedAfter: newest === undefined ? beginning : newest - clockSkewMs };
    return services.list(kind, region, { ...which, ...(nextToken === undefined ? {} : { nextToken }) }, signal);
  }

  /** Takes up a page that follows on what was read, and remembers where the next begins. */
  #took(source: Source, { jobs, nextToken }: { readonly jobs: readonly Snapshot[]; readonly nextToken?: string }, before: Cursor): void {
    this.#take(source, jobs);
    const { nextToken: _old, ...rest } = before;
    const newest = Math.max(before.newest ?? 0, newestOf(jobs));
    const oldest = Math.min(before.oldest ?? Infinity, ...jobs.map(({ submittedAt }) => submittedAt ?? Infinity));
    this.#keep(source, {
      ...rest, readAt: this.#ports.clock.now(), ...(newest > 0 ? { newest } : {}), ...(Number.isFinite(oldest) ? { oldest } : {}), ...(nextToken === undefined ? {} : { nextToken }),
    });
  }

  #take({ kind, region, workflow }: Source, jobs: readonly Snapshot[]): void {
    const { store, clock } = this.#ports;
    if (sameAccount(store.account, this.#account)) store.applyListed(kind, region, workflow, jobs, clock.now());
  }

  #keep({ key }: Source, cursor: Cursor): void {
    if (this.#account === undefined) return;
    this.#cursors.set(key, cursor);
    this.#ports.records.setCursor(this.#account, key, JSON.stringify(cursor));
  }

  /** The lists a query could find more in: read in part, or with a status of their own and not read at all. */
  #unread({ filter, grouping }: JobQuery, region: string, group: string | undefined): Source[] {
    const [only, ...others] = filter.statuses ?? [];
    const status = others.length === 0 ? grouping === 'status' && group !== undefined ? group : only : undefined;
    const after = filter.withinMs === undefined ? -Infinity : this.#ports.clock.now() - filter.withinMs;
    return this.sources(region)
      .filter(({ kind, workflow }) => workflow !== '' && filter.startedHere !== true
        && (filter.actions === undefined || filter.actions.includes(kind.action)) && (grouping !== 'service' || group === undefined || group === kind.action))
      .filter(source => { const cursor = this.#cursors.get(source.key); return cursor?.readAt === undefined || (cursor.nextToken !== undefined && (cursor.oldest ?? Infinity) > after); })
      .map(source => (status !== undefined && source.kind.service === 'comprehendmedical' && Object.hasOwn(source.kind.phases, status) ? { ...source, key: `${source.key}||${status}`, status } : source))
      .filter(source => source.status === undefined || this.#cursors.get(source.key)?.readAt === undefined || this.#cursors.get(source.key)?.nextToken !== undefined);
  }

  #edgeOf({ key }: Source): number {
    return this.#cursors.get(key)?.oldest ?? Infinity;
  }

  /** Reads the cursors of the store's account when it is another than before. */
  #turn(): void {
    const { store, records } = this.#ports;
    if (sameAccount(store.account, this.#account)) return;
    const kept = store.account === undefined ? [] : [...records.cursors(store.account)];
    this.#cursors = new Map(kept.map(([key, text]) => [key, cursorFrom(text)]));
    this.#account = store.account;
  }
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

function newestOf(jobs: readonly Snapshot[]): number {
  return Math.max(0, ...jobs.map(({ submittedAt }) => submittedAt ?? 0));
}

function sameAccount(a: Account | undefined, b: Account | undefined): boolean {
  return a?.partition === b?.partition && a?.account === b?.account;
}
