// The report as Markdown that is also readable as plain text. It is shared with others, so it contains only names and
// numbers: text from outside is omitted unless it matches a strict pattern. Like the log, it is not localized.
import { errorName } from '../../domain/errorNames.ts';
import { maxOf } from '../../domain/extremes.ts';
import type { DiagnosticFacts, SettingFacts } from './facts.ts';

/** Returns the report. */
export function diagnosticsText(facts: DiagnosticFacts): string {
  const { machine, connection, watch } = facts;
  const { database } = machine;
  const parts = [
    '# Job Specs for AWS: Diagnostics',
    `Made ${time(facts.at)}. It holds no keys, profile names, documents, requests or messages of the services.`,
    section('Versions', [
      ['Extension', safe(facts.extensionVersion, 'words')],
      ['Editor', safe(facts.editor, 'words')],
      ['Platform', safe(machine.platform, 'words')],
      ['Node', safe(machine.node, 'words')],
      ['Electron', machine.electron === undefined ? 'none' : safe(machine.electron, 'words')],
      ['Workspace trusted', yesNo(facts.isTrusted)],
    ]),
    section('Connection', [
      ['State', safe(connection.state, 'name')],
      ['Kind', connection.kind ?? 'none'],
      ['Account', connection.account === undefined ? 'unknown' : masked(connection.account)],
      ['Region', connection.region === undefined ? 'unknown' : safe(connection.region, 'region')],
      ...connection.endpoints.map(({ service, url }): Line => [`Endpoint of ${safe(service, 'name')}`, hostOf(url)]),
      ['Failure', connection.failure === undefined ? 'none' : errorName(connection.failure)],
    ]),
    section('Job history', [
      ['File', safe(database.path, 'words')],
      ['Size', database.bytes === undefined ? 'no file' : `${(database.bytes / 1024).toFixed(0)} KB`],
      ['Schema version', shown(database.schemaVersion)],
      ['Jobs', shown(database.jobs)],
      ['Unfinished', shown(database.unfinished)],
      ['Failure', database.failure === undefined ? 'none' : errorName(database.failure)],
    ]),
    section('Watching', [
      ['Asked by', watch.following ? 'another window' : 'this window'],
      ['Under way', yesNo(watch.refreshing)],
      ['Last heard of all', moment(watch.freshAt, facts.at)],
      ['Next call', moment(watch.nextAt, facts.at)],
      ['Failure', watch.failure === undefined ? 'none' : errorName(watch.failure)],
      ['Failure of lists', watch.unlisted === undefined ? 'none' : errorName(watch.unlisted)],
    ]),
    `## Calls by operation and hour (UTC), two days back`,
    table(
      ['Hour', 'Operation', 'Calls', 'Refused', 'Entries left out'],
      facts.calls.map(({ hour, operation, calls, refused, skipped }) => [
        time(hour).slice(0, 13),
        safe(operation, 'name'),
        String(calls),
        String(refused),
        String(skipped),
      ]),
    ),
    '## Last refusals',
    table(
      ['Time', 'Operation', 'Error', 'HTTP', 'Request ID'],
      facts.refusals.map(({ at, operation, refusal, httpStatus, requestId }) => [
        time(at),
        safe(operation, 'name'),
        errorName(refusal),
        shown(httpStatus),
        requestId === undefined ? 'none' : safe(requestId, 'requestId'),
      ]),
    ),
    '## Settings that were changed',
    table(
      ['Setting', 'Value'],
      facts.settings.map(({ id, value }) => [safe(id, 'name'), valueOf(value)]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

type Line = readonly [name: string, value: string];

function section(title: string, lines: readonly Line[]): string {
  return `## ${title}\n\n${table(['What', 'Value'], lines)}`;
}

/** Formats a table whose columns are also aligned as plain text. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  const widths = head.map((name, column) => maxOf(rows, row => row[column]?.length ?? 0, Math.max(3, name.length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The patterns that a text must match to be included, by what it is supposed to be. */
const patterns = {
  /** An operation, a state or a setting. */
  name: /^[A-Za-z][\w.]{0,80}$/,
  /** In the form that AWS uses. */
  requestId: /^[\w+/=.:-]{1,128}$/,
  region: /^[a-z]{2}(-[a-z]{1,12}){1,3}-\d{1,2}$/,
  host: /^[\w.:[\]-]{1,255}$/,
  /** A product or a file, with its version. */
  words: /^[\w.+() /-]{1,128}$/,
} as const;

/** Returns the text if it matches the pattern, else a note that it was left out. */
function safe(text: string, pattern: keyof typeof patterns): string {
  return patterns[pattern].test(text) ? text : '(left out)';
}

/** Returns the last four digits, enough to recognize the account for someone who knows it. */
function masked(account: string): string {
  return /^\d{12}$/.test(account) ? `ends in ${account.slice(-4)}` : '(left out)';
}

/** Returns only the host, because a URL may contain a user name and password before it and anything after it. */
function hostOf(url: string): string {
  try {
    return safe(new URL(url).host, 'host');
  } catch {
    return '(left out)'; // not a URL
  }
}

/** Returns only that a string or object is set, because it may name profiles or locations. */
function valueOf(value: SettingFacts['value']): string {
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : '(set)';
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function shown(value: number | undefined): string {
  return value === undefined ? 'none' : String(value);
}

function time(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

function moment(at: number | undefined, now: number): string {
  if (at === undefined) return 'none';
  const seconds = Math.round((at - now) / 1_000);
  return `${time(at)} (${seconds < 0 ? `${-seconds} s ago` : `in ${seconds} s`})`;
}
