// The tree as plain data: which keys stand under which, and what each key's row says. Nothing of the editor but its words.
import { l10n } from 'vscode';
import type { ConnectionState } from '../../domain/connection.ts';
import type { Intent } from '../../domain/jobs/intent.ts';
import { consoleHost } from '../../domain/jobs/console.ts';
import { type Job, isUnfinished, isWatched, keyText, kindOfJob, phaseOfJob, titleOf } from '../../domain/jobs/job.ts';
import { type Service, jobKinds, kindOf, serviceTitles } from '../../domain/jobs/kinds.ts';
import type { GroupRows } from '../../domain/jobs/list.ts';
import { type GroupCount, type JobQuery, groupOf, isEmpty } from '../../domain/jobs/query.ts';
import type { Phase } from '../../domain/jobs/status.ts';
import type { WatchState } from '../../domain/jobs/watcher.ts';
import { decoded } from '../../domain/uri.ts';
import { type Capability, type CommandId, capabilities, commandIds } from '../../ids.ts';
import { choiceOf, fileName, refusalWords, spanWords, statusWords, timeWords } from '../words.ts';
import { factsOf } from './facts.ts';
import { groupTitle, orderedGroups } from './groups.ts';
import { counted } from '../counted.ts';

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
}

/** A node's identity. It holds no text that changes, so that selection and collapse survive every refresh. */
export type NodeKey = `row:${'storage' | 'loading' | 'retry' | 'select' | 'stale' | 'unlisted' | 'noMatch'}` | `intent:${string}` | `service:${string}` | `group:${string}` | `job:${string}` | `fact:${string}` | `more:${string}`;

/** The group of all jobs, of a view that has no groups. */
const everything = '';

/** In place of a group: the row that goes on reading where groups have none of their own. No group is called so. */
export const onward = '*';

/** The looking for a job is over in a few minutes when the service answers; after this, a person may end it. */
export const overdueMs = 10 * 60_000;

const phaseIcons: Readonly<Record<Phase, { readonly id: string; readonly color?: string }>> = {
  waiting: { id: 'clock' },
  running: { id: 'sync', color: 'charts.blue' },
  stopping: { id: 'stop-circle', color: 'charts.orange' },
  succeeded: { id: 'pass', color: 'testing.iconPassed' },
  partial: { id: 'warning', color: 'list.warningForeground' },
  failed: { id: 'error', color: 'list.errorForeground' },
  stopped: { id: 'circle-slash' },
  unknown: { id: 'question' },
};

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
  if (sort === 'more') return grouping === 'none' || id === onward ? undefined : `group:${id}`;
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

/** Whether the lists of the services are read on group by group: their one filter can tell such groups apart. */
function isReadByGroup({ query: { grouping } }: TreeSource): boolean {
  return grouping === 'service' || grouping === 'status';
}

/** The keys of the top: the groups, or in a view without groups the jobs. */
function topKeys(source: TreeSource): readonly NodeKey[] {
  const { query: { grouping, filter }, groups } = source;
  // Where the filter finds nothing, what was not read yet may hold what is looked for.
  if (groups.length === 0) return !isEmpty(filter) && source.hasUnread() ? [`more:${onward}`] : [];
  if (grouping === 'none') return jobKeys(everything, source);
  const keys = grouping === 'service' ? serviceKeys(source) : orderedGroups(grouping, groups).map(({ group }): NodeKey => `group:${group}`);
  // What the filter finds none of has no group whose row would say that more can be read.
  const hasOther = (): boolean => (grouping === 'service' ? jobKinds.some(({ action }) => !groups.some(({ group }) => group === action) && source.hasUnread(action)) : source.hasUnread());
  return [...keys, ...((!isReadByGroup(source) || !isEmpty(filter)) && hasOther() ? [`more:${onward}`] as const : [])];
}

function jobKeys(group: string, source: TreeSource): readonly NodeKey[] {
  const { keys, rest } = source.rows(group);
  const hasUnread = keys.length > 0 && rest === 0 && (source.query.grouping === 'none' ? source.hasUnread() : isReadByGroup(source) && source.hasUnread(group));
  return [...keys.map((key): NodeKey => `job:${key}`), ...(rest > 0 || hasUnread ? [`more:${group}`] as const : [])];
}

/** What a node's row says; undefined when what it stood for is gone. */
export function rowOf(key: NodeKey, source: TreeSource): Row | undefined {
  const [sort, id] = split(key);
  switch (sort) {
    case 'row': return noticeRow(id, source);
    case 'intent': return intentRow(source.openIntents.find(intent => intent.id === id), source.now);
    case 'service': return serviceRow(id as Service, source);
    case 'group': return countRow(id, source);
    case 'more': return moreRow(id, source);
    case 'job': return jobRow(source.get(id), source.now);
    case 'fact': return factRow(id, source);
    default: return undefined;
  }
}

/** The job a row belongs to: its own, or the one whose fact it is. */
export function jobOfNode(key: NodeKey, source: Pick<TreeSource, 'get'>): Job | undefined {
  const [sort, id] = split(key);
  return sort === 'job' ? source.get(id) : sort === 'fact' ? source.get(id.slice(0, id.lastIndexOf('#'))) : undefined;
}

/** What can be done with any of these nodes, each capability once; a fact counts as its job. */
export function capabilitiesOf(keys: readonly NodeKey[], source: TreeSource): readonly Capability[] {
  const owner = (key: NodeKey): NodeKey => (key.startsWith('fact:') ? parentOf(key, source) ?? key : key);
  return [...new Set(keys.flatMap(key => rowOf(owner(key), source)?.capabilities ?? []))];
}

/** How long a job has run, or ran; milliseconds. */
export function elapsedOf(job: Job, now: number): number | undefined {
  return job.submittedAt === undefined ? undefined : Math.max(0, (isUnfinished(job) ? now : job.endedAt ?? job.seenAt) - job.submittedAt);
}

function split(key: NodeKey): [string, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}

function noticeKeys(source: TreeSource): readonly NodeKey[] {
  const keys: NodeKey[] = [];
  if (source.storageFailure !== undefined) keys.push('row:storage');
  if (isLoading(source)) keys.push('row:loading');
  if (source.connection.state === 'failed') keys.push('row:retry', 'row:select');
  if (source.connection.state === 'connected' && source.watch.failure !== undefined) keys.push('row:stale');
  else if (source.connection.state === 'connected' && source.watch.unlisted !== undefined) keys.push('row:unlisted');
  if (source.groups.length === 0 && !isEmpty(source.query.filter)) keys.push('row:noMatch');
  return keys;
}

/** Whether the first jobs are on their way: from the connection being made until a list has told something. */
function isLoading(source: TreeSource): boolean {
  const { connection, groups, openIntents, query } = source;
  return connection.state === 'connecting' || (connection.state === 'connected' && groups.length + openIntents.length === 0 && isEmpty(query.filter) && source.isFirstReading());
}

/** The services, and behind them the kinds that only a newer version of the extension knows. */
function serviceKeys({ groups }: TreeSource): readonly NodeKey[] {
  const present = new Set(groups.map(({ group }) => kindOf(group)?.service));
  return [
    ...(Object.keys(serviceTitles) as Service[]).filter(service => present.has(service)).map((service): NodeKey => `service:${service}`),
    ...groups.filter(({ group }) => kindOf(group) === undefined).map(({ group }): NodeKey => `group:${group}`).sort(),
  ];
}

function noticeRow(id: string, source: TreeSource): Row | undefined {
  const { connection, watch } = source;
  if (id === 'storage' && source.storageFailure !== undefined) {
    return notice(l10n.t('The job history cannot be used'), 'error', source.storageFailure, commandIds.showLog);
  }
  if (id === 'loading' && isLoading(source)) return notice(l10n.t('Loading jobs…'), 'loading~spin', '');
  if (id === 'retry' && connection.state === 'failed') return notice(l10n.t('Try Again'), 'refresh', '', commandIds.refresh);
  if (id === 'select' && connection.state === 'failed') return notice(l10n.t('Select Connection…'), 'plug', '', commandIds.selectConnection);
  if (id === 'unlisted' && watch.unlisted !== undefined) {
    return notice(l10n.t('Jobs started elsewhere are not all shown'), 'info', refusalWords(watch.unlisted, choiceOf(connection)), commandIds.refresh, l10n.t('Click to try again.'));
  }
  if (id === 'noMatch') return notice(l10n.t('No job fits the filter'), 'filter', l10n.t('Clear Filter'), commandIds.clearFilter);
  if (id === 'stale' && watch.failure !== undefined) {
    const why = refusalWords(watch.failure.refusal, choiceOf(connection));
    return notice(watch.freshAt === undefined ? l10n.t('Not updated yet') : l10n.t('Not updated since {0}', momentWords(watch.freshAt, source.now)), 'warning', why, commandIds.refresh, l10n.t('Click to refresh now.'));
  }
  return undefined;
}

function notice(label: string, icon: string, description: string, command?: CommandId, hint?: string): Row {
  const color = icon === 'error' ? 'list.errorForeground' : icon === 'warning' ? 'list.warningForeground' : undefined;
  return {
    label, icon: { id: icon, ...(color === undefined ? {} : { color }) }, capabilities: [], spoken: description === '' ? label : `${label}. ${description}`,
    ...(description === '' ? {} : { description, tooltip: () => [['', description], ...(hint === undefined ? [] : [['', hint] as const])] }), ...(command === undefined ? {} : { command }),
  };
}

function intentRow(intent: Intent | undefined, now: number): Row | undefined {
  if (intent === undefined) return undefined;
  const kind = kindOf(intent.action);
  const label = kind?.facts(intent.request).name ?? kind?.title ?? intent.action;
  const isLost = intent.state === 'notFound';
  const description = isLost ? l10n.t('Start not answered, and no job found') : intent.state === 'sending' ? l10n.t('Starting…') : l10n.t('Start not answered, looking for the job…');
  return {
    label, description, spoken: `${label}. ${description}`,
    icon: isLost ? { id: 'question', color: 'list.warningForeground' } : { id: 'loading~spin' },
    capabilities: [...(isLost && intent.specUri !== undefined ? [capabilities.lostStart] : []), ...(isLost || now - intent.sentAt > overdueMs ? [capabilities.dismissable] : []), ...(intent.specUri === undefined ? [] : [capabilities.spec])],
    tooltip: () => [
      [l10n.t('Sent'), timeWords(intent.sentAt)], [l10n.t('Action'), intent.action],
      ...(intent.refusal === undefined ? [] : [[l10n.t('Answer'), intent.refusal.name] as const]),
      ['', isLost
        ? l10n.t('The service lists no job that could be this start. Start it again, or dismiss it.')
        : l10n.t('The service has not confirmed this start. Its jobs are looked through; until that is settled the same start is not sent again.')],
    ],
  };
}

function serviceRow(service: Service, { groups }: TreeSource): Row {
  const own = groups.filter(({ group }) => kindOf(group)?.service === service);
  const sum = (of: (count: GroupCount) => number): number => own.reduce((all, count) => all + of(count), 0);
  return groupRow(serviceTitles[service], { jobs: sum(({ jobs }) => jobs), unfinished: sum(({ unfinished }) => unfinished) }, service === 'comprehendmedical' ? 'pulse' : 'organization', 'open');
}

function countRow(id: string, { query: { grouping }, groups, now }: TreeSource): Row | undefined {
  const count = groups.find(({ group }) => group === id);
  if (count === undefined) return undefined;
  const kind = grouping === 'service' ? kindOf(id) : undefined;
  const icon = kind?.icon ?? { service: 'question', status: 'circle-outline', spec: 'json', day: 'calendar', none: 'list-flat' }[grouping];
  // Of many groups the first is opened, and what is running in the others.
  const isOpen = grouping === 'service' || count.unfinished > 0 || orderedGroups(grouping, groups)[0] === count;
  // That the jobs of a status are unfinished, its own word says.
  const row = groupRow(groupTitle(grouping, id, now), grouping === 'status' ? { ...count, unfinished: 0 } : count, icon, isOpen ? 'open' : 'closed');
  return grouping === 'spec' && id !== '' ? { ...row, ...placed(row, id, groups) } : row;
}

const namesakes = new WeakMap<readonly GroupCount[], ReadonlyMap<string, readonly string[]>>();

/** The groups of each file name; found once, for all rows of a view ask. */
function namesakesOf(groups: readonly GroupCount[]): ReadonlyMap<string, readonly string[]> {
  const known = namesakes.get(groups);
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  for (const { group } of groups) {
    const name = fileName({ path: group });
    const same = found.get(name);
    if (same === undefined) found.set(name, [group]);
    else same.push(group);
  }
  namesakes.set(groups, found);
  return found;
}

/** What tells specs of one file name apart: as much of the folder as only one has, and the whole path for a look. */
function placed({ description = '', spoken }: Row, id: string, groups: readonly GroupCount[]): Pick<Row, 'description' | 'spoken' | 'tooltip'> {
  const parts = id.split('/');
  const end = (of: readonly string[], length: number): string => of.slice(-length).join('/');
  const others = (namesakesOf(groups).get(end(parts, 1)) ?? []).filter(group => group !== id).map(group => group.split('/'));
  const length = parts.findIndex((_part, index) => !others.some(of => end(of, index + 1) === end(parts, index + 1))) + 1;
  const folder = decoded(parts.slice(-length, -1).join('/'));
  return {
    tooltip: () => [['', decoded(id)]],
    ...(folder === '' ? { description, spoken } : { description: `${folder} · ${description}`, spoken: l10n.t('{0} in {1}', spoken, folder) }),
  };
}

function groupRow(label: string, { jobs, unfinished }: Pick<GroupCount, 'jobs' | 'unfinished'>, icon: string, expandable: 'open' | 'closed'): Row {
  const all = jobs.toLocaleString();
  const description = unfinished === 0 ? all : unfinished === jobs ? l10n.t('{0} unfinished', all) : l10n.t('{0} · {1} unfinished', all, unfinished.toLocaleString());
  const number = counted(l10n.t('{0, plural, one {# job} other {# jobs}}'), jobs);
  return { label, description, icon: { id: icon }, expandable, capabilities: [], spoken: unfinished === 0 ? `${label}: ${number}` : l10n.t('{0}: {1}, {2} unfinished', label, number, unfinished.toLocaleString()) };
}

/** The row that shows or reads the next page of a group. */
function moreRow(group: string, source: TreeSource): Row {
  const rest = group === onward ? 0 : source.rows(group).rest;
  const isLoading = source.loading.has(group);
  const label = isLoading ? l10n.t('Loading…') : l10n.t('Load More…');
  const description = rest > 0 ? l10n.t('{0} more', rest.toLocaleString()) : l10n.t('older jobs have not been read yet');
  return { label, description, icon: { id: isLoading ? 'loading~spin' : 'ellipsis' }, capabilities: [], ...(isLoading ? {} : { command: commandIds.loadMore }), spoken: `${label} ${description}` };
}

function jobRow(job: Job | undefined, now: number): Row | undefined {
  if (job === undefined) return undefined;
  const label = titleOf(job);
  const elapsed = elapsedOf(job, now);
  const status = job.gone === true ? l10n.t('No longer known to the service') : statusWords(job.status);
  // Of a job that is not asked for, nobody knows whether it still runs.
  const isForgotten = isUnfinished(job) && !isWatched(job);
  const since = isForgotten ? l10n.t('not watched') : elapsed === undefined || job.gone === true ? undefined : spanWords(elapsed);
  const description = since === undefined ? status : `${status} · ${since}`;
  const kind = kindOfJob(job);
  return {
    label, description, expandable: 'closed', icon: phaseIcons[job.gone === true ? 'unknown' : phaseOfJob(job)],
    capabilities: jobCapabilities(job),
    tooltip: () => factsOf(job).map(({ name, text }) => [name, text] as const),
    spoken: [kind?.title, label, status, since].filter(part => part !== undefined).join(', '),
  };
}

/** What can be done with a job; one that has not ended is either watched or not. */
function jobCapabilities(job: Job): readonly Capability[] {
  const when = (is: boolean, capability: Capability): Capability[] => (is ? [capability] : []);
  const isOpen = isUnfinished(job);
  return [
    capabilities.job, ...when(job.specUri !== undefined, capabilities.spec),
    ...when(isOpen && isWatched(job), capabilities.watched), ...when(isOpen && !isWatched(job), capabilities.unwatched), ...when(!isWatched(job), capabilities.removable),
    ...when(job.output !== undefined, capabilities.output), ...when(job.requestId !== undefined, capabilities.requestId), ...when(consoleHost(job.partition) !== undefined, capabilities.console),
  ];
}

function factKeys(id: string, source: TreeSource): readonly NodeKey[] {
  const job = source.get(id);
  return job === undefined ? [] : factsOf(job).map((fact): NodeKey => `fact:${id}#${fact.key}`);
}

function factRow(id: string, source: TreeSource): Row | undefined {
  const hash = id.lastIndexOf('#');
  const job = source.get(id.slice(0, hash));
  const fact = job && factsOf(job).find(({ key }) => key === id.slice(hash + 1));
  if (fact === undefined) return undefined;
  return { label: fact.name, description: fact.text, capabilities: [], tooltip: () => [[fact.name, fact.text]], spoken: `${fact.name}: ${fact.text}` };
}

/** The time of day, and where that was not today the date. */
function momentWords(time: number, now: number): string {
  const date = new Date(time);
  return date.toDateString() === new Date(now).toDateString() ? date.toLocaleTimeString(undefined, { timeStyle: 'short' }) : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
