// The tree as plain data: which keys stand under which, and what each key's row says. Nothing of the editor but its words.
import { l10n } from 'vscode';
import type { ConnectionState } from '../../domain/connection.ts';
import type { Intent } from '../../domain/jobs/intent.ts';
import { consoleHost } from '../../domain/jobs/console.ts';
import { type Job, isUnfinished, isWatched, keyText, kindOfJob, phaseOfJob } from '../../domain/jobs/job.ts';
import { type Service, jobKinds, kindOf, serviceTitles } from '../../domain/jobs/kinds.ts';
import type { Phase } from '../../domain/jobs/status.ts';
import type { WatchState } from '../../domain/jobs/watcher.ts';
import { type Capability, type CommandId, capabilities, commandIds } from '../../ids.ts';
import { choiceWords, jobLabel, refusalWords, spanWords, statusWords, timeWords } from '../words.ts';
import { factsOf } from './facts.ts';

/** One row, in words and names; the one function that draws it is in draw.ts. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly icon?: { readonly id: string; readonly color?: string };
  readonly expandable?: 'open' | 'closed';
  readonly capabilities: readonly Capability[];
  /** What a click or Enter does. */
  readonly command?: CommandId;
  /** Facts for the tooltip: a name and a text each. */
  readonly tooltip?: readonly (readonly [string, string])[];
  /** The row as one sentence for a screen reader. */
  readonly spoken: string;
}

/** Where the rows come from. */
export interface TreeSource {
  readonly jobs: readonly Job[];
  readonly openIntents: readonly Intent[];
  get(key: string): Job | undefined;
  readonly connection: ConnectionState;
  readonly watch: WatchState;
  readonly now: number;
  /** Set when the job history cannot be read. */
  readonly storageFailure?: string;
}

/** A node's identity. It holds no text that changes, so that selection and collapse survive every refresh. */
export type NodeKey = `row:${'storage' | 'connecting' | 'retry' | 'select' | 'stale'}` | `intent:${string}` | `service:${string}` | `kind:${string}` | `job:${string}` | `fact:${string}`;

/** The looking for a job is over in a few minutes when the service answers; after this, a person may end it. */
export const overdueMs = 10 * 60_000;

const phaseIcons: Readonly<Record<Phase, { readonly id: string; readonly color?: string }>> = {
  waiting: { id: 'clock' },
  running: { id: 'sync~spin', color: 'charts.blue' },
  stopping: { id: 'stop-circle', color: 'charts.orange' },
  succeeded: { id: 'pass', color: 'testing.iconPassed' },
  partial: { id: 'warning', color: 'list.warningForeground' },
  failed: { id: 'error', color: 'list.errorForeground' },
  stopped: { id: 'circle-slash' },
  unknown: { id: 'question' },
};

/** The keys under a node; undefined: the tree's own first rows. */
export function childrenOf(key: NodeKey | undefined, source: TreeSource): readonly NodeKey[] {
  if (key === undefined) return [...noticeKeys(source), ...source.openIntents.map((intent): NodeKey => `intent:${intent.id}`), ...serviceKeys(source)];
  const [sort, id] = split(key);
  switch (sort) {
    case 'service': return jobKinds.filter(kind => kind.service === id && source.jobs.some(job => job.action === kind.action)).map((kind): NodeKey => `kind:${kind.action}`);
    case 'kind': return source.jobs.filter(job => job.action === id).sort(newestFirst).map((job): NodeKey => `job:${keyText(job)}`);
    case 'job': return factKeys(id, source);
    default: return [];
  }
}

/** The node a node stands under; undefined at the top. */
export function parentOf(key: NodeKey, source: TreeSource): NodeKey | undefined {
  const [sort, id] = split(key);
  if (sort === 'fact') return `job:${id.slice(0, id.lastIndexOf('#'))}`;
  if (sort === 'job') { const job = source.get(id); return job === undefined ? undefined : `kind:${job.action}`; }
  if (sort === 'kind') { const kind = kindOf(id); return kind === undefined ? undefined : `service:${kind.service}`; }
  return undefined;
}

/** The sentence over the rows; empty when there is nothing to say, for it would hide the welcome text of an empty tree. */
export function messageOf({ connection, jobs, openIntents }: TreeSource): string {
  if (connection.state === 'failed') return l10n.t('Not connected to “{0}”. {1}', choiceWords(connection.choice), refusalWords(connection.refusal, connection.choice));
  const hasRows = jobs.length + openIntents.length > 0;
  return hasRows && connection.state === 'connected' && connection.connected.simulated ? l10n.t('Simulated: these jobs run in the local sandbox.') : '';
}

/** What a node's row says; undefined when what it stood for is gone. */
export function rowOf(key: NodeKey, source: TreeSource): Row | undefined {
  const [sort, id] = split(key);
  switch (sort) {
    case 'row': return noticeRow(id, source);
    case 'intent': return intentRow(source.openIntents.find(intent => intent.id === id), source.now);
    case 'service': return serviceRow(id as Service, source);
    case 'kind': return kindRow(id, source);
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

/** How long a job has run, or ran; milliseconds. */
export function elapsedOf(job: Job, now: number): number | undefined {
  return job.submittedAt === undefined ? undefined : Math.max(0, (isUnfinished(job) ? now : job.endedAt ?? job.seenAt) - job.submittedAt);
}

function split(key: NodeKey): [string, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}

function newestFirst(a: Job, b: Job): number {
  return (b.submittedAt ?? 0) - (a.submittedAt ?? 0) || (a.id < b.id ? -1 : 1);
}

function noticeKeys(source: TreeSource): readonly NodeKey[] {
  const keys: NodeKey[] = [];
  if (source.storageFailure !== undefined) keys.push('row:storage');
  if (source.connection.state === 'connecting') keys.push('row:connecting');
  if (source.connection.state === 'failed') keys.push('row:retry', 'row:select');
  if (source.connection.state === 'connected' && source.watch.failure !== undefined) keys.push('row:stale');
  return keys;
}

function serviceKeys(source: TreeSource): readonly NodeKey[] {
  const present = new Set(source.jobs.map(({ service }) => service));
  return (Object.keys(serviceTitles) as Service[]).filter(service => present.has(service)).map((service): NodeKey => `service:${service}`);
}

function noticeRow(id: string, source: TreeSource): Row | undefined {
  const { connection, watch } = source;
  if (id === 'storage' && source.storageFailure !== undefined) {
    return notice(l10n.t('The job history cannot be used'), 'error', source.storageFailure, commandIds.showLog);
  }
  if (id === 'connecting' && connection.state === 'connecting') return notice(l10n.t('Connecting…'), 'loading~spin', '');
  if (id === 'retry' && connection.state === 'failed') return notice(l10n.t('Try Again'), 'refresh', '', commandIds.refresh);
  if (id === 'select' && connection.state === 'failed') return notice(l10n.t('Select Connection…'), 'plug', '', commandIds.selectConnection);
  if (id === 'stale' && watch.failure !== undefined) {
    const since = watch.freshAt ?? watch.failure.since;
    const why = refusalWords(watch.failure.refusal, 'choice' in connection ? connection.choice : undefined);
    return notice(l10n.t('Not updated since {0}', timeOfDay(since)), 'warning', why, commandIds.refresh, l10n.t('Click to refresh now.'));
  }
  return undefined;
}

function notice(label: string, icon: string, description: string, command?: CommandId, hint?: string): Row {
  const color = icon === 'error' ? 'list.errorForeground' : icon === 'warning' ? 'list.warningForeground' : undefined;
  return {
    label, icon: { id: icon, ...(color === undefined ? {} : { color }) }, capabilities: [], spoken: description === '' ? label : `${label}. ${description}`,
    ...(description === '' ? {} : { description, tooltip: [['', description], ...(hint === undefined ? [] : [['', hint] as const])] }), ...(command === undefined ? {} : { command }),
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
    capabilities: [...(isLost ? [capabilities.lostStart] : []), ...(isLost || now - intent.sentAt > overdueMs ? [capabilities.dismissable] : []), ...(intent.specUri === undefined ? [] : [capabilities.spec])],
    tooltip: [
      [l10n.t('Sent'), timeWords(intent.sentAt)], [l10n.t('Action'), intent.action],
      ...(intent.refusal === undefined ? [] : [[l10n.t('Answer'), intent.refusal.name] as const]),
      ['', isLost
        ? l10n.t('The service lists no job that could be this start. Start it again, or dismiss it.')
        : l10n.t('The service has not confirmed this start. Its jobs are looked through; until that is settled the same start is not sent again.')],
    ],
  };
}

function serviceRow(service: Service, source: TreeSource): Row {
  const jobs = source.jobs.filter(job => job.service === service);
  return groupRow(serviceTitles[service], jobs, service === 'comprehendmedical' ? 'pulse' : 'organization');
}

function kindRow(action: string, source: TreeSource): Row | undefined {
  const kind = kindOf(action);
  return kind === undefined ? undefined : groupRow(kind.title, source.jobs.filter(job => job.action === action), kind.icon);
}

function groupRow(label: string, jobs: readonly Job[], icon: string): Row {
  const running = jobs.filter(isUnfinished).length;
  const description = running === 0 ? String(jobs.length) : running === jobs.length ? l10n.t('{0} running', running) : l10n.t('{0} · {1} running', jobs.length, running);
  return { label, description, icon: { id: icon }, expandable: 'open', capabilities: [], spoken: l10n.t('{0}: {1} jobs, {2} running', label, jobs.length, running) };
}

function jobRow(job: Job | undefined, now: number): Row | undefined {
  if (job === undefined) return undefined;
  const label = jobLabel(job);
  const elapsed = elapsedOf(job, now);
  const status = job.gone === true ? l10n.t('No longer known to the service') : statusWords(job.status);
  const description = elapsed === undefined ? status : `${status} · ${spanWords(elapsed)}`;
  const kind = kindOfJob(job);
  return {
    label, description, expandable: 'closed', icon: phaseIcons[job.gone === true ? 'unknown' : phaseOfJob(job)],
    capabilities: jobCapabilities(job),
    tooltip: factsOf(job).map(({ name, text }) => [name, text] as const),
    spoken: [kind?.title, label, status, elapsed === undefined ? undefined : spanWords(elapsed)].filter(part => part !== undefined).join(', '),
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
  return { label: fact.name, description: fact.text, capabilities: [], tooltip: [[fact.name, fact.text]], spoken: `${fact.name}: ${fact.text}` };
}

function timeOfDay(time: number): string {
  return new Date(time).toLocaleTimeString(undefined, { timeStyle: 'short' });
}
