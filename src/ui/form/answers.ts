// Answers the form page's questions about the account. Every question gets an answer: what was found, or one line that
// says why nothing is known.
import { defined } from '../../domain/defined.ts';
import type { LivePort, Measure } from '../../domain/live/port.ts';
import { workspace } from 'vscode';
import { l10n } from '../l10n.ts';
import type { WorkflowKind } from '../../domain/jobs/kinds.ts';
import type { JsonValue } from '../../domain/json.ts';
import { type LiveSubject, subjectAt } from '../../domain/spec/livePlace.ts';
import type { Path } from '../../domain/spec/problem.ts';
import { type LivePorts, choicesAt } from '../liveChoices.ts';
import { listFailure } from '../liveWords.ts';
import { durationText, statusText, timeText } from '../words.ts';
import type { Browsed, LiveChoice } from './protocol.ts';
import { formatPlural } from '../formatPlural.ts';
import { oneLine, visible } from '../../domain/visible.ts';
import { sizeText } from '../../domain/sizeText.ts';

/**
 * The parts of a spec that answers depend on: its resolved value, the region the job would run in, and the field's
 * path.
 */
export interface Asked {
  readonly value: JsonValue;
  readonly region: string;
  readonly path: Path;
}

/** The maximum number of suggestions sent to a page at once. */
const maxChoices = 200;

const notConnected = (): string =>
  workspace.isTrusted
    ? l10n.t('Not connected, so there are no suggestions. You can enter any value.')
    : l10n.t('No suggestions in Restricted Mode. You can enter any value.');

/** Returns the port for live values, or undefined if there is none or the workspace is not trusted. */
const portOf = ({ live }: LivePorts): LivePort | undefined => (workspace.isTrusted ? live.port : undefined);

/** Resolves with the suggestions for a field that match what has been typed so far. */
export async function choicesFor(
  { value, region, path }: Asked,
  text: string,
  known: LivePorts,
): Promise<{ readonly choices: readonly LiveChoice[]; readonly note?: string }> {
  const subject = subjectAt(path, value, text);
  if (subject === undefined)
    return {
      choices: [],
      note:
        path.at(-1) === 'S3Key'
          ? l10n.t('Enter the bucket first to list its folders.')
          : l10n.t('No suggestions for this field.'),
    };
  const port = portOf(known);
  if (port === undefined) return { choices: [], note: notConnected() };
  const found = await choicesAt(subject, region, known, port);
  if (!found.ok) return { choices: [], note: listFailure(subject, found.refusal, region).sentence };
  const { choices, more } = found.value;
  const fitting = matching(
    choices.map(({ value: own, label = own, description, detail, isPartial = false }) => ({
      value: own,
      label: visible(label),
      isPartial,
      ...(description === undefined ? {} : { description: oneLine(description) }),
      ...(detail === undefined ? {} : { detail: oneLine(detail) }),
    })),
    text,
  );
  return {
    choices: fitting.slice(0, maxChoices),
    ...(more || fitting.length > maxChoices ? { note: l10n.t('More results available. Type to filter.') } : {}),
  };
}

/**
 * Returns the choices that contain the typed text, or all of them if it already is one, so that another can be chosen.
 */
function matching(choices: readonly LiveChoice[], text: string): readonly LiveChoice[] {
  const typed = text.trim().toLowerCase();
  if (typed === '' || choices.some(({ value }) => value === text)) return choices;
  return choices.filter(
    ({ value, label }) => value.toLowerCase().includes(typed) || label.toLowerCase().includes(typed),
  );
}

/** Resolves with one line about a field's value, or an empty string if there is nothing to say. */
export async function aboutValue(
  { value, region, path }: Asked,
  text: string,
  known: LivePorts,
  now: number,
): Promise<string> {
  const port = portOf(known);
  const subject = subjectAt(path, value, text);
  if (port === undefined || subject === undefined || text === '') return '';
  if (subject.of === 'workflows') return await aboutWorkflow(subject.kind, region, text, port, now);
  return subject.of === 'roles' ? await aboutRole(subject, text, port) : '';
}

async function aboutWorkflow(
  kind: WorkflowKind,
  region: string,
  name: string,
  port: LivePort,
  now: number,
): Promise<string> {
  const [details, last] = await Promise.all([port.workflow(kind, region, name), port.lastRun(kind, region, name)]);
  if (!details.ok)
    return details.refusal.kind === 'notFound'
      ? l10n.t('Workflow not found in {0}.', region)
      : listFailure({ of: 'workflows', kind }, details.refusal, region).sentence;
  const { type, isIncremental } = details.value;
  const parts = [
    ...(type === undefined ? [] : [l10n.t('Type: {0}', workflowTypeWords(type))]),
    ...(isIncremental === undefined
      ? []
      : [isIncremental ? l10n.t('set up for incremental runs') : l10n.t('not set up for incremental runs')]),
    ...(last.ok ? [runWords(last.value.run, now)] : []),
  ];
  return parts.join(' · ');
}

/** Unknown types are shown as the service names them. */
function workflowTypeWords(type: string): string {
  switch (type) {
    case 'RULE_BASED':
    case 'RULE_MATCHING':
      return l10n.t('rule-based');
    case 'ML_MATCHING':
      return l10n.t('machine learning');
    case 'PROVIDER':
      return l10n.t('provider');
    default:
      return type;
  }
}

function runWords(run: { readonly status: string; readonly startedAt?: number } | undefined, now: number): string {
  if (run === undefined) return l10n.t('no runs yet');
  return run.startedAt === undefined
    ? l10n.t('last run: {0}', statusText(run.status))
    : l10n.t('last run {0} ago: {1}', durationText(now - run.startedAt), statusText(run.status));
}

async function aboutRole(
  { service }: LiveSubject & { readonly of: 'roles' },
  arn: string,
  port: LivePort,
): Promise<string> {
  const found = await port.listRoles(service);
  const role = found.ok ? found.value.items.find(each => each.arn === arn) : undefined;
  if (role === undefined) return '';
  return role.isTrusting
    ? l10n.t('Trusts {0}.', `${service}.amazonaws.com`)
    : l10n.t('Does not trust {0}, so the service cannot use this role.', `${service}.amazonaws.com`);
}

type Folder = LiveSubject & { readonly of: 'prefixes' };

/** Returns the S3 folder that a field's text refers to, or undefined if no bucket is known. */
function folderOf({ value, path }: Asked, text: string): Folder | undefined {
  const subject = subjectAt(path, value, text);
  return subject?.of === 'prefixes' ? subject : undefined;
}

/** Resolves with a page of a folder, folders first; only folders if the field takes no objects. */
export async function browsed(
  asked: Asked,
  text: string,
  next: string | undefined,
  known: LivePorts,
): Promise<Browsed> {
  const port = portOf(known);
  const subject = folderOf(asked, text);
  if (subject === undefined)
    return { title: '', here: text, rows: [], note: l10n.t('Enter the bucket first to list its folders.') };
  const { bucket, folder, asUri, foldersOnly } = subject;
  const textOf = (key: string): string => (asUri ? `s3://${bucket}/${key}` : key);
  const parent = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  const where = {
    title: visible(`s3://${bucket}/${folder}`),
    here: textOf(folder),
    ...(folder === '' ? {} : { up: textOf(parent) }),
  };
  if (port === undefined) return { ...where, rows: [], note: notConnected() };
  const page = await port.browse(asked.region, bucket, folder, next);
  if (!page.ok) return { ...where, rows: [], note: listFailure(subject, page.refusal, asked.region).sentence };
  const rows = page.value.entries
    .filter(({ key, isFolder }) => key !== folder && (isFolder || !foldersOnly))
    .map(({ key, isFolder, size, modifiedAt }) => ({
      value: textOf(key),
      label: visible(key.slice(folder.length)),
      isFolder,
      ...(size === undefined ? {} : { size: sizeText(size) }),
      ...(modifiedAt === undefined ? {} : { modified: timeText(modifiedAt) }),
    }));
  return { ...where, rows, ...defined({ next: page.value.next }) };
}

/** Counts the objects and bytes under the prefix in a field, and calls `tell` with the progress. */
export async function measured(
  asked: Asked,
  text: string,
  known: LivePorts,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<string> {
  const port = portOf(known);
  const subject = folderOf(asked, text);
  if (port === undefined || subject === undefined) return '';
  const answer = await port.measure(asked.region, subject.bucket, subject.prefix, signal, soFar => {
    tell(measureWords({ ...soFar, more: true }));
  });
  return answer.ok
    ? measureWords(answer.value)
    : answer.refusal.kind === 'cancelled'
      ? ''
      : listFailure(subject, answer.refusal, asked.region).sentence;
}

function measureWords({ objects, bytes, more }: Measure): string {
  const text = more
    ? l10n.t('{0, plural, one {# object or more, {1}} other {# objects or more, {1}}}')
    : l10n.t('{0, plural, one {# object, {1}} other {# objects, {1}}}');
  return formatPlural(text, objects, sizeText(bytes));
}
