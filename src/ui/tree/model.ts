// The tree as plain data: which keys stand under which. What their rows say is in rows.ts.
import { type Job, keyText } from '../../domain/jobs/job.ts';
import { jobKinds, kindOf } from '../../domain/jobs/kinds.ts';
import { services } from '../../domain/jobs/services.ts';
import { groupOf, isEmpty } from '../../domain/jobs/query.ts';
import { factsOf } from './facts.ts';
import { isReadByGroup, orderedGroups } from './groups.ts';
import { type NodeKey, batchKey, factKey, groupKey, intentKey, jobKey, moreKey, nodeOf, serviceKey } from './keys.ts';
import { noticeKeys } from './notices.ts';
import type { TreeSource } from './source.ts';

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
  if (key === undefined)
    return [
      ...noticeKeys(source),
      ...source.openIntents.map(intentKey),
      ...(source.batches?.keys() ?? []),
      ...topKeys(source),
    ];
  const node = nodeOf(key);
  switch (node.kind) {
    case 'service':
      return jobKinds
        .filter(kind => kind.service === node.service && source.groups.some(({ group }) => group === kind.action))
        .map(({ action }) => groupKey(action));
    case 'group':
      return jobKeys(node.group, source);
    case 'job':
      return factKeys(node.job, source);
    case 'batch':
      return source.batches?.runs(node.batch) ?? [];
    case 'run':
    case 'allRuns':
    case 'notice':
    case 'intent':
    case 'fact':
    case 'more':
      return [];
  }
}

/** Returns the parent of a node, or undefined for a root node. */
export function parentOf(key: NodeKey, source: TreeSource): NodeKey | undefined {
  const node = nodeOf(key);
  const { grouping } = source.query;
  switch (node.kind) {
    case 'notice':
    case 'intent':
    case 'service':
    case 'batch':
      return undefined;
    case 'allRuns':
      return batchKey({ id: node.batch });
    case 'run': {
      const id = source.batches?.batchOf(node.run);
      return id === undefined ? undefined : batchKey({ id });
    }
    case 'group': {
      const kind = grouping === 'service' ? kindOf(node.group) : undefined;
      return kind && serviceKey(kind.service);
    }
    case 'more':
      return grouping === 'none' || node.group === loadMoreId ? undefined : groupKey(node.group);
    case 'job': {
      const job = grouping === 'none' ? undefined : source.get(node.job);
      return job !== undefined && isShown(job, source) ? groupKey(groupOf(job, grouping)) : undefined;
    }
    case 'fact':
      return jobKey(node.job);
  }
}

/** Returns the path from the root to a node, including the node. */
export function pathTo(key: NodeKey, source: TreeSource): readonly NodeKey[] {
  const parent = parentOf(key, source);
  return parent === undefined ? [key] : [...pathTo(parent, source), key];
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
  const {
    query: { grouping, filter },
    groups,
  } = source;
  // If the filter matches nothing, matching jobs may be among those that have not been read yet.
  if (groups.length === 0) return !isEmpty(filter) && source.hasUnread() ? [moreKey(loadMoreId)] : [];
  if (grouping === 'none') return jobKeys(everything, source);
  const keys =
    grouping === 'service' ? serviceKeys(source) : orderedGroups(grouping, groups).map(({ group }) => groupKey(group));
  // A kind without matching jobs has no group, and so no row that offers to load more.
  const hasOther = (): boolean =>
    grouping === 'service'
      ? jobKinds.some(({ action }) => !groups.some(({ group }) => group === action) && source.hasUnread(action))
      : source.hasUnread();
  return [...keys, ...((!isReadByGroup(source) || !isEmpty(filter)) && hasOther() ? [moreKey(loadMoreId)] : [])];
}

function jobKeys(group: string, source: TreeSource): readonly NodeKey[] {
  const { keys, rest } = source.rows(group);
  const hasUnread =
    keys.length > 0 &&
    rest === 0 &&
    (source.query.grouping === 'none' ? source.hasUnread() : isReadByGroup(source) && source.hasUnread(group));
  return [...keys.map(jobKey), ...(rest > 0 || hasUnread ? [moreKey(group)] : [])];
}

/** Returns the job of a job row, of a fact row, or of a run that was started. */
export function jobOfNode(key: NodeKey, source: Pick<TreeSource, 'get' | 'batches'>): Job | undefined {
  const node = nodeOf(key);
  const job =
    node.kind === 'job' || node.kind === 'fact'
      ? node.job
      : node.kind === 'run'
        ? source.batches?.jobOf(node.run)
        : undefined;
  return job === undefined ? undefined : source.get(job);
}

/** Returns the keys of the services, followed by kinds that only a newer version of the extension knows. */
function serviceKeys({ groups }: TreeSource): readonly NodeKey[] {
  const present = new Set(groups.map(({ group }) => kindOf(group)?.service));
  return [
    ...services.filter(service => present.has(service)).map(serviceKey),
    ...groups
      .filter(({ group }) => kindOf(group) === undefined)
      .map(({ group }) => groupKey(group))
      .sort(),
  ];
}

function factKeys(id: string, source: TreeSource): readonly NodeKey[] {
  const job = source.get(id);
  return job === undefined ? [] : factsOf(job).map(fact => factKey(id, fact.key));
}
