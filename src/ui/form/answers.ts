// What a page asks of the account. Every question gets an answer: what is there, or in one line why it is not known.
import type { LivePort, Measure } from '../../domain/live/port.ts';
import { l10n, workspace } from 'vscode';
import type { WorkflowKind } from '../../domain/jobs/kinds.ts';
import type { JsonValue } from '../../domain/json.ts';
import { type LiveSubject, subjectAt } from '../../domain/spec/livePlace.ts';
import type { Path } from '../../domain/spec/problem.ts';
import { type Known, choicesAt } from '../liveChoices.ts';
import { unlisted } from '../liveWords.ts';
import { spanWords, statusWords, timeWords } from '../words.ts';
import type { Browsed, LiveChoice } from './protocol.ts';
import { counted } from '../counted.ts';
import { oneLine, visible } from '../../domain/visible.ts';

/** What answers need to know of the spec: its resolved value, and the region it would run in. */
export interface Asked {
  readonly value: JsonValue;
  readonly region: string;
  readonly path: Path;
}

/** Suggestions that are sent to a page at once. */
const maxChoices = 200;

const notConnected = (): string => workspace.isTrusted
  ? l10n.t('Not connected, so there are no suggestions. You can enter any value.')
  : l10n.t('No suggestions in Restricted Mode. You can enter any value.');

/** The way to ask; none from a workspace that is not trusted. */
const portOf = ({ live }: Known): LivePort | undefined => workspace.isTrusted ? live.port : undefined;

/** The values that could stand at a field, as far as it is typed. */
export async function choicesFor({ value, region, path }: Asked, text: string, known: Known): Promise<{ readonly choices: readonly LiveChoice[]; readonly note?: string }> {
  const subject = subjectAt(path, value, text);
  if (subject === undefined) return { choices: [], note: path.at(-1) === 'S3Key' ? l10n.t('Enter the bucket first to list its folders.') : l10n.t('No suggestions for this field.') };
  const port = portOf(known);
  if (port === undefined) return { choices: [], note: notConnected() };
  const found = await choicesAt(subject, region, known, port);
  if (!found.ok) return { choices: [], note: unlisted(subject, found.refusal, region).sentence };
  const { choices, more } = found.value;
  const fitting = matching(choices.map(({ value: own, label = own, description, detail, goesOn = false }) => ({
    value: own, label: visible(label), goesOn, ...(description === undefined ? {} : { description: oneLine(description) }), ...(detail === undefined ? {} : { detail: oneLine(detail) }),
  })), text);
  return { choices: fitting.slice(0, maxChoices), ...(more || fitting.length > maxChoices ? { note: l10n.t('More results available. Type to filter.') } : {}) };
}

/** Those that hold what is typed; all of them when it is one of them already, so that another can be chosen. */
function matching(choices: readonly LiveChoice[], text: string): readonly LiveChoice[] {
  const typed = text.trim().toLowerCase();
  if (typed === '' || choices.some(({ value }) => value === text)) return choices;
  return choices.filter(({ value, label }) => value.toLowerCase().includes(typed) || label.toLowerCase().includes(typed));
}

/** One line about a value that stands in a field; empty when there is nothing to say. */
export async function aboutValue({ value, region, path }: Asked, text: string, known: Known, now: number): Promise<string> {
  const port = portOf(known);
  const subject = subjectAt(path, value, text);
  if (port === undefined || subject === undefined || text === '') return '';
  if (subject.of === 'workflows') return await aboutWorkflow(subject.kind, region, text, port, now);
  return subject.of === 'roles' ? await aboutRole(subject, text, port) : '';
}

async function aboutWorkflow(kind: WorkflowKind, region: string, name: string, port: LivePort, now: number): Promise<string> {
  const [details, last] = await Promise.all([port.workflow(kind, region, name), port.lastRun(kind, region, name)]);
  if (!details.ok) return details.refusal.kind === 'notFound' ? l10n.t('Workflow not found in {0}.', region) : unlisted({ of: 'workflows', kind }, details.refusal, region).sentence;
  const { type, isIncremental } = details.value;
  const parts = [
    ...(type === undefined ? [] : [l10n.t('Type: {0}', workflowTypeWords(type))]),
    ...(isIncremental === undefined ? [] : [isIncremental ? l10n.t('set up for incremental runs') : l10n.t('not set up for incremental runs')]),
    ...(last.ok ? [runWords(last.value.run, now)] : []),
  ];
  return parts.join(' · ');
}

/** In the service's own word where it is not known here. */
function workflowTypeWords(type: string): string {
  switch (type) {
    case 'RULE_BASED':
    case 'RULE_MATCHING': return l10n.t('rule-based');
    case 'ML_MATCHING': return l10n.t('machine learning');
    case 'PROVIDER': return l10n.t('provider');
    default: return type;
  }
}

function runWords(run: { readonly status: string; readonly startedAt?: number } | undefined, now: number): string {
  if (run === undefined) return l10n.t('no runs yet');
  return run.startedAt === undefined ? l10n.t('last run: {0}', statusWords(run.status)) : l10n.t('last run {0} ago: {1}', spanWords(now - run.startedAt), statusWords(run.status));
}

async function aboutRole({ service }: LiveSubject & { readonly of: 'roles' }, arn: string, port: LivePort): Promise<string> {
  const found = await port.listRoles(service);
  const role = found.ok ? found.value.items.find(each => each.arn === arn) : undefined;
  if (role === undefined) return '';
  return role.isTrusting ? l10n.t('Trusts {0}.', `${service}.amazonaws.com`) : l10n.t('Does not trust {0}, so the service cannot use this role.', `${service}.amazonaws.com`);
}

type Folder = LiveSubject & { readonly of: 'prefixes' };

/** The folder that a field's text leads into; undefined where no bucket is known. */
function folderOf({ value, path }: Asked, text: string): Folder | undefined {
  const subject = subjectAt(path, value, text);
  return subject?.of === 'prefixes' ? subject : undefined;
}

/** A page of a folder, folders first; where only a folder makes sense, nothing else. */
export async function browsed(asked: Asked, text: string, next: string | undefined, known: Known): Promise<Browsed> {
  const port = portOf(known);
  const subject = folderOf(asked, text);
  if (subject === undefined) return { title: '', here: text, rows: [], note: l10n.t('Enter the bucket first to list its folders.') };
  const { bucket, folder, asUri, foldersOnly } = subject;
  const textOf = (key: string): string => asUri ? `s3://${bucket}/${key}` : key;
  const parent = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  const where = { title: visible(`s3://${bucket}/${folder}`), here: textOf(folder), ...(folder === '' ? {} : { up: textOf(parent) }) };
  if (port === undefined) return { ...where, rows: [], note: notConnected() };
  const page = await port.browse(asked.region, bucket, folder, next);
  if (!page.ok) return { ...where, rows: [], note: unlisted(subject, page.refusal, asked.region).sentence };
  const rows = page.value.entries.filter(({ key, isFolder }) => key !== folder && (isFolder || !foldersOnly)).map(({ key, isFolder, size, modifiedAt }) => ({
    value: textOf(key), label: visible(key.slice(folder.length)), isFolder, ...(size === undefined ? {} : { size: sizeWords(size) }), ...(modifiedAt === undefined ? {} : { modified: timeWords(modifiedAt) }),
  }));
  return { ...where, rows, ...(page.value.next === undefined ? {} : { next: page.value.next }) };
}

/** Counts what the prefix in a field takes, telling how far it is. */
export async function measured(asked: Asked, text: string, known: Known, signal: AbortSignal, tell: (text: string) => void): Promise<string> {
  const port = portOf(known);
  const subject = folderOf(asked, text);
  if (port === undefined || subject === undefined) return '';
  const answer = await port.measure(asked.region, subject.bucket, subject.prefix, signal, soFar => { tell(measureWords({ ...soFar, more: true })); });
  return answer.ok ? measureWords(answer.value) : answer.refusal.kind === 'cancelled' ? '' : unlisted(subject, answer.refusal, asked.region).sentence;
}

function measureWords({ objects, bytes, more }: Measure): string {
  const text = more ? l10n.t('{0, plural, one {# object or more, {1}} other {# objects or more, {1}}}') : l10n.t('{0, plural, one {# object, {1}} other {# objects, {1}}}');
  return counted(text, objects, sizeWords(bytes));
}

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size in its largest unit, by thousands of 1,024 as S3's console has them. `bytes`: a count. */
function sizeWords(bytes: number): string {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1_024)));
  const size = bytes / 1_024 ** step;
  return `${step === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[step] ?? 'B'}`;
}

