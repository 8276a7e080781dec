// Converts a spec to an AWS CLI command line. Every value must reach the CLI unchanged: quotes, line breaks, `$`.
import { defined } from '../defined.ts';
import { isWorkflowKind, kindOf } from '../jobs/kinds.ts';
import { type Service, serviceFacts } from '../jobs/services.ts';
import type { ValidSpec } from './spec.ts';

/** Returns the content of a file for `--cli-input-json file://…`. */
export function requestJson({ request }: ValidSpec): string {
  return `${JSON.stringify(request, null, 2)}\n`;
}

export type CliShell = 'posix' | 'powershell';

export interface CliOptions {
  readonly profile?: string;
  /** The region for specs that do not set one; if absent, the CLI uses its profile's. */
  readonly region?: string;
  readonly endpointUrl?: string;
}

/** Returns the CLI's name for an operation, by the two rules with which the CLI derives them. */
export function subcommand(operation: string): string {
  return operation
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

/** A word that no shell interprets and no program takes for an option. */
const plainWord = /^[A-Za-z_][A-Za-z0-9_./-]*$/;

/** Quotes a word for a POSIX shell, which takes everything between single quotes literally, except the quote itself. */
export function posixWord(text: string): string {
  return plainWord.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Escapes double backslashes as JSON escapes, because fish, unlike other shells, reads them as one in single quotes.
 */
const posixJson = (json: string): string => posixWord(json.replaceAll('\\\\', '\\u005c'));

/** Quotes a literal for PowerShell, which also treats typographic quotes as single quotes; each is doubled. */
const literal = (text: string): string => `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;

/**
 * Quotes a word for the command line that Windows passes to a program, into which PowerShell before 7.3 (and later, in
 * its Legacy mode) puts words unchanged: quotes are escaped by a backslash, and blanks are put inside quotes.
 */
export function powershellWord(text: string): string {
  if (plainWord.test(text)) return text;
  const escaped = text.replaceAll(/(?<!\\)(\\*)"/g, '$1$1\\"');
  return literal(/\s/.test(text) ? `"${escaped.replace(/(?<!\\)\\+$/, '$&$&')}"` : escaped);
}

/**
 * Encodes JSON so that PowerShell, Windows and, where the CLI is a batch file, cmd.exe leave it unchanged: everything
 * but letters, digits and some marks becomes a JSON escape. It contains no blanks, because PowerShell 5.1 miscounts
 * escaped quotes before blanks.
 */
function powershellJson(json: string): string {
  const code = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const safe = json.replaceAll(/\\u[0-9a-f]{4}|\\.|[^\w.:/,=+@{}[\]"-]/g, found => {
    if (found.length === 6) return found;
    return code(found.length === 1 ? found : String(JSON.parse(`"${found}"`)));
  });
  return `'${safe.replaceAll('"', '\\"')}'`;
}

/**
 * PowerShell 7.3 escapes quotes for programs by itself, 5.1 does not. This makes 7.3 behave like 5.1 for one command;
 * in 5.1 it sets a variable that has no effect.
 */
const inLegacyMode = (command: string): string => `& { $PSNativeCommandArgumentPassing = 'Legacy'; ${command} }`;

/**
 * Returns an option and its value. A value that begins with a dash is joined to the option, because it would otherwise
 * be taken for an option itself.
 */
function option(shell: CliShell, name: string, value: string | undefined): string[] {
  const word = shell === 'posix' ? posixWord : powershellWord;
  return value === undefined || value === ''
    ? []
    : value.startsWith('-')
      ? [word(`${name}=${value}`)]
      : [name, word(value)];
}

function connectionOptions(shell: CliShell, { profile, region, endpointUrl }: CliOptions): string[] {
  return [
    ...option(shell, '--profile', profile),
    ...option(shell, '--region', region),
    ...option(shell, '--endpoint-url', endpointUrl),
  ];
}

/** The parts of a job that a describe command names. */
export interface DescribedJob {
  readonly action: string;
  readonly service: Service;
  readonly region: string;
  readonly id: string;
  readonly workflow?: string;
}

/**
 * Returns a one-line command that describes a job; undefined if the kind is unknown, or if the workflow of an Entity
 * Resolution job is.
 */
export function describeCommand(job: DescribedJob, shell: CliShell, options: CliOptions = {}): string | undefined {
  const kind = kindOf(job.action);
  if (kind === undefined || (isWorkflowKind(kind) && job.workflow === undefined)) return undefined;
  // The services have no such names, and a control character could end the line early when pasted.
  if (/\p{Cc}/u.test(`${job.workflow ?? ''}${job.id}${job.region}`)) return undefined;
  const command = [
    'aws',
    kind.service,
    subcommand(`${serviceFacts[kind.service].describeVerb}${kind.family}Job`),
    ...connectionOptions(shell, { ...options, region: job.region }),
    ...(isWorkflowKind(kind) ? option(shell, '--workflow-name', job.workflow) : []),
    ...option(shell, '--job-id', job.id),
  ].join(' ');
  return shell === 'posix' ? command : inLegacyMode(command);
}

/**
 * Returns a one-line command that starts a spec's job with the AWS CLI, to paste into a shell. It does not enforce the
 * spec's `account`.
 */
export function cliCommand({ kind, region, request }: ValidSpec, shell: CliShell, options: CliOptions = {}): string {
  const json = JSON.stringify(request);
  const command = [
    'aws',
    kind.service,
    subcommand(`Start${kind.family}Job`),
    ...connectionOptions(shell, { ...options, ...defined({ region }) }),
    '--cli-input-json',
    shell === 'posix' ? posixJson(json) : powershellJson(json),
  ].join(' ');
  return shell === 'posix' ? command : inLegacyMode(command);
}
