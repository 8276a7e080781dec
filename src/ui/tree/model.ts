// The tree as plain data: the hierarchy of keys. The contents of the rows are in rows.ts.
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

/** One row as plain data. `treeItem` turns it into a `vscode.TreeItem`. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly icon?: { readonly id: string; readonly color?: string };
  readonly expandable?: 'open' | 'closed';
  readonly capabilities: readonly Capability[];
  /** What a click or Enter does. */
  readonly command?: CommandId;
  /** Facts for the tooltip, each a name and a text. Computed on demand, because rows are redrawn often. */
  readonly tooltip?: () => readonly (readonly [string, string])[];
  /** The row as one sentence for a screen reader. */
  readonly spoken: string;
}

/** The data that rows are made from. */
export interface TreeSource {
  readonly query: JobQuery;
  readonly groups: readonly GroupCount[];
  rows(group: string): GroupRows;
  /** Whether the services may have jobs, of this group if one is given, that have not been read yet. */
  hasUnread(group?: string): boolean;
  /** Whether a list of the services is being read for the first time ever. */
  isFirstReading(): boolean;
  /** Groups whose next page is being loaded. */
  readonly loading: ReadonlySet<string>;
  readonly openIntents: readonly Intent[];
  get(key: string): Job | undefined;
  readonly connection: ConnectionState;
  readonly watch: WatchState;
  readonly now: number;
  /** Set when the job history cannot be read. */
  readonly storageFailure?: string;
  /** Whether the workspace is in Restricted Mode, where no job can be started. */
  readonly isRestricted?: boolean;
}

/** The rows above the jobs. */
export type NoticeId = 'storage' | 'loading' | 'stale' | 'unlisted' | 'noMatch' | FixId;

/** A node's identity. It contains nothing that changes, so that selection and expansion survive every refresh. */
export type NodeKey = `row:${NoticeId}` | `intent:${string}` | `service:${string}` | `group:${string}` | `job:${string}` | `fact:${string}` | `more:${string}`;

/** The single group of a view without groups. */
const everything = '';

/** Stands for all groups in the “Load More” row of a view whose groups have no such rows. No group has this name. */
export const loadMoreId = '*';

/**
 * After this time the user can dismiss an unconfirmed start. Looking for its job takes only a few minutes if the
 * service answers.
 */
export const overdueMs = 10 * 60_000;

/** Returns the keys under a node, or the root keys for undefined. */
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

/** Returns the parent of a node, or undefined for a root node. */
export function parentOf(key: NodeKey, source: TreeSource): NodeKey | undefined {
  const [sort, id] = split(key);
  const { grouping } = source.query;
  if (sort === 'fact') return `job:${id.slice(0, id.lastIndexOf('#'))}`;
  if (sort === 'group') { const kind = grouping === 'service' ? kindOf(id) : undefined; return kind === undefined ? undefined : `service:${kind.service}`; }
  if (sort === 'more') return grouping === 'none' || id === loadMoreId ? undefined : `group:${id}`;
  const job = sort === 'job' && grouping !== 'none' ? source.get(id) : undefined;
  return job !== undefined && isShown(job, source) ? `group:${groupOf(job, grouping)}` : undefined;
}

/** Returns the path from the root to a node, including the node. */
export function lineOf(key: NodeKey, source: TreeSource): readonly NodeKey[] {
  const parent = parentOf(key, source);
  return parent === undefined ? [key] : [...lineOf(parent, source), key];
}

/** Returns the nodes from top to bottom, without those that are not in the tree. */
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

/** Whether a job has a row: the filter includes it, and it is not behind “Load More”. */
export function isShown(job: Job, { query: { grouping }, rows }: Pick<TreeSource, 'query' | 'rows'>): boolean {
  return rows(groupOf(job, grouping)).keys.includes(keyText(job));
}

/** Returns the keys of the root rows below the notices: the groups, or the jobs in a view without groups. */
function topKeys(source: TreeSource): readonly NodeKey[] {
  const { query: { grouping, filter }, groups } = source;
  // If the filter matches nothing, matching jobs may be among those that have not been read yet.
  if (groups.length === 0) return !isEmpty(filter) && source.hasUnread() ? [`more:${loadMoreId}`] : [];
  if (grouping === 'none') return jobKeys(everything, source);
  const keys = grouping === 'service' ? serviceKeys(source) : orderedGroups(grouping, groups).map(({ group }): NodeKey => `group:${group}`);
  // A kind without matching jobs has no group, and so no row that offers to load more.
  const hasOther = (): boolean => (grouping === 'service' ? jobKinds.some(({ action }) => !groups.some(({ group }) => group === action) && source.hasUnread(action)) : source.hasUnread());
  return [...keys, ...((!isReadByGroup(source) || !isEmpty(filter)) && hasOther() ? [`more:${loadMoreId}`] as const : [])];
}

function jobKeys(group: string, source: TreeSource): readonly NodeKey[] {
  const { keys, rest } = source.rows(group);
  const hasUnread = keys.length > 0 && rest === 0 && (source.query.grouping === 'none' ? source.hasUnread() : isReadByGroup(source) && source.hasUnread(group));
  return [...keys.map((key): NodeKey => `job:${key}`), ...(rest > 0 || hasUnread ? [`more:${group}`] as const : [])];
}

/** Returns the job of a job row or a fact row. */
export function jobOfNode(key: NodeKey, source: Pick<TreeSource, 'get'>): Job | undefined {
  const [sort, id] = split(key);
  return sort === 'job' ? source.get(id) : sort === 'fact' ? source.get(id.slice(0, id.lastIndexOf('#'))) : undefined;
}

/** Returns how long a job has been running, or ran, in milliseconds. */
export function elapsedOf(job: Job, now: number): number | undefined {
  return job.submittedAt === undefined ? undefined : Math.max(0, (isUnfinished(job) ? now : job.endedAt ?? job.seenAt) - job.submittedAt);
}

/** Splits a key into the type of the node and its ID. */
export function split(key: NodeKey): [string, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}

/** Returns the keys of the services, followed by kinds that only a newer version of the extension knows. */
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
