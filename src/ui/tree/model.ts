// The tree as plain data: which keys stand under which. What their rows say is in rows.ts.
import type { ConnectionState } from '../../domain/connection.ts';
import type { Intent } from '../../domain/jobs/intent.ts';
import { type Job, isUnfinished, keyText } from '../../domain/jobs/job.ts';
import { jobKinds, kindOf } from '../../domain/jobs/kinds.ts';
import { services } from '../../domain/jobs/services.ts';
import type { GroupRows } from '../../domain/jobs/list.ts';
import { type GroupCount, type JobQuery, groupOf, isEmpty } from '../../domain/jobs/query.ts';
import type { WatchState } from '../../domain/jobs/watcher.ts';
import type { Capability, CommandId } from '../../ids.ts';
import type { FixId } from '../fixes.ts';
import { factsOf } from './facts.ts';
import { isReadByGroup, orderedGroups } from './groups.ts';
import { noticeKeys } from './notices.ts';

/** One row, in words and names; `treeItem` draws it. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly icon?: { readonly id: string; readonly color?: string };
  readonly expandable?: 'open' | 'closed';
  readonly capabilities: readonly Capability[];
  /** What a click or Enter does. */
  readonly command?: CommandId;
  /** Facts for the tooltip, a name and a text each; made when somebody looks, for a list of jobs is drawn again and again. */
  readonly tooltip?: () => readonly (readonly [string, string])[];
  /** The row as one sentence for a screen reader. */
  readonly spoken: string;
}

/** Where the rows come from. */
export interface TreeSource {
  readonly query: JobQuery;
  readonly groups: readonly GroupCount[];
  rows(group: string): GroupRows;
  /** Whether the services may have jobs (of a group) that were not read yet. */
  hasUnread(group?: string): boolean;
  /** Whether a list of the services is being read for the first time ever. */
  isFirstReading(): boolean;
  /** Groups whose next page is on its way. */
  readonly loading: ReadonlySet<string>;
  readonly openIntents: readonly Intent[];
  get(key: string): Job | undefined;
  readonly connection: ConnectionState;
  readonly watch: WatchState;
  readonly now: number;
  /** Set when the job history cannot be read. */
  readonly storageFailure?: string;
  /** The workspace is in Restricted Mode, where nothing is started. */
  readonly isRestricted?: boolean;
}

/** The rows above the jobs. */
export type NoticeId = 'storage' | 'loading' | 'stale' | 'unlisted' | 'noMatch' | FixId;

/** A node's identity. It holds no text that changes, so that selection and collapse survive every refresh. */
export type NodeKey = `row:${NoticeId}` | `intent:${string}` | `service:${string}` | `group:${string}` | `job:${string}` | `fact:${string}` | `more:${string}`;

/** The group of all jobs, of a view that has no groups. */
const everything = '';

/** In place of a group: the row that goes on reading where groups have none of their own. No group is called so. */
export const loadMoreId = '*';

/** The looking for a job is over in a few minutes when the service answers; after this, a person may end it. */
export const overdueMs = 10 * 60_000;

/** The keys under a node; undefined: the tree's own first rows. */
export function childrenOf(key: NodeKey | undefined, source: TreeSource): readonly NodeKey[] {
  if (key === undefined) return [...noticeKeys(source), ...source.openIntents.map((intent): NodeKey => `intent:${intent.id}`), ...topKeys(source)];
  const [sort, id] = split(key);
  switch (sort) {
    case 'service': return jobKinds.filter(kind => kind.service === id && source.groups.some(({ group }) => group === kind.action)).map((kind): NodeKey => `group:${kind.action}`);
    case 'group': return jobKeys(id, source);
    case 'job': return factKeys(id, source);
    default: return [];
  }
}

/** The node a node stands under; undefined at the top. */
export function parentOf(key: NodeKey, source: TreeSource): NodeKey | undefined {
  const [sort, id] = split(key);
  const { grouping } = source.query;
  if (sort === 'fact') return `job:${id.slice(0, id.lastIndexOf('#'))}`;
  if (sort === 'group') { const kind = grouping === 'service' ? kindOf(id) : undefined; return kind === undefined ? undefined : `service:${kind.service}`; }
  if (sort === 'more') return grouping === 'none' || id === loadMoreId ? undefined : `group:${id}`;
  const job = sort === 'job' && grouping !== 'none' ? source.get(id) : undefined;
  return job !== undefined && isShown(job, source) ? `group:${groupOf(job, grouping)}` : undefined;
}

/** A node and those it stands under. */
export function lineOf(key: NodeKey, source: TreeSource): readonly NodeKey[] {
  const parent = parentOf(key, source);
  return parent === undefined ? [key] : [...lineOf(parent, source), key];
}

/** Nodes from top to bottom; those that stand nowhere are left out. */
export function inOrder(keys: readonly NodeKey[], source: TreeSource): NodeKey[] {
  const places = new Map<NodeKey | undefined, ReadonlyMap<NodeKey, number>>();
  const placeOf = (key: NodeKey): readonly number[] => {
    const parent = parentOf(key, source);
    const among = places.get(parent) ?? new Map(childrenOf(parent, source).map((child, index) => [child, index]));
    places.set(parent, among);
    return [...(parent === undefined ? [] : placeOf(parent)), among.get(key) ?? -1];
  };
  const placed = keys.map(key => ({ key, place: placeOf(key) })).filter(({ place }) => !place.includes(-1));
  return placed.sort((a, b) => compareParts(a.place, b.place)).map(({ key }) => key);
}

function compareParts(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? a.length - b.length : (a[at] ?? -1) - (b[at] ?? -1);
}

/** Whether a job has a row: the filter lets it through, and it does not lie behind "Load More". */
export function isShown(job: Job, { query: { grouping }, rows }: Pick<TreeSource, 'query' | 'rows'>): boolean {
  return rows(groupOf(job, grouping)).keys.includes(keyText(job));
}

/** The keys of the top: the groups, or in a view without groups the jobs. */
function topKeys(source: TreeSource): readonly NodeKey[] {
  const { query: { grouping, filter }, groups } = source;
  // Where the filter finds nothing, what was not read yet may hold what is looked for.
  if (groups.length === 0) return !isEmpty(filter) && source.hasUnread() ? [`more:${loadMoreId}`] : [];
  if (grouping === 'none') return jobKeys(everything, source);
  const keys = grouping === 'service' ? serviceKeys(source) : orderedGroups(grouping, groups).map(({ group }): NodeKey => `group:${group}`);
  // What the filter finds none of has no group whose row would say that more can be read.
  const hasOther = (): boolean => (grouping === 'service' ? jobKinds.some(({ action }) => !groups.some(({ group }) => group === action) && source.hasUnread(action)) : source.hasUnread());
  return [...keys, ...((!isReadByGroup(source) || !isEmpty(filter)) && hasOther() ? [`more:${loadMoreId}`] as const : [])];
}

function jobKeys(group: string, source: TreeSource): readonly NodeKey[] {
  const { keys, rest } = source.rows(group);
  const hasUnread = keys.length > 0 && rest === 0 && (source.query.grouping === 'none' ? source.hasUnread() : isReadByGroup(source) && source.hasUnread(group));
  return [...keys.map((key): NodeKey => `job:${key}`), ...(rest > 0 || hasUnread ? [`more:${group}`] as const : [])];
}

/** The job a row belongs to: its own, or the one whose fact it is. */
export function jobOfNode(key: NodeKey, source: Pick<TreeSource, 'get'>): Job | undefined {
  const [sort, id] = split(key);
  return sort === 'job' ? source.get(id) : sort === 'fact' ? source.get(id.slice(0, id.lastIndexOf('#'))) : undefined;
}

/** How long a job has run, or ran; milliseconds. */
export function elapsedOf(job: Job, now: number): number | undefined {
  return job.submittedAt === undefined ? undefined : Math.max(0, (isUnfinished(job) ? now : job.endedAt ?? job.seenAt) - job.submittedAt);
}

/** The kind of a node, and what it stands for. */
export function split(key: NodeKey): [string, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}

/** The services, and behind them the kinds that only a newer version of the extension knows. */
function serviceKeys({ groups }: TreeSource): readonly NodeKey[] {
  const present = new Set(groups.map(({ group }) => kindOf(group)?.service));
  return [
    ...services.filter(service => present.has(service)).map((service): NodeKey => `service:${service}`),
    ...groups.filter(({ group }) => kindOf(group) === undefined).map(({ group }): NodeKey => `group:${group}`).sort(),
  ];
}

function factKeys(id: string, source: TreeSource): readonly NodeKey[] {
  const job = source.get(id);
  return job === undefined ? [] : factsOf(job).map((fact): NodeKey => `fact:${id}#${fact.key}`);
}
