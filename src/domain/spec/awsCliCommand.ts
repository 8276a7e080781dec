// A spec as a command line of the AWS CLI. Whatever stands in the spec must reach the CLI as it is: quotes, line breaks, `$`.
import { kindOf } from '../jobs/kinds.ts';
import { type Service, serviceFacts } from '../jobs/services.ts';
import type { ValidSpec } from './spec.ts';

/** The text for a file that `--cli-input-json file://…` is given. */
export function requestJson({ request }: ValidSpec): string {
  return `${JSON.stringify(request, null, 2)}\n`;
}

export type CliShell = 'posix' | 'powershell';

export interface CliOptions {
  readonly profile?: string;
  /** The region of specs that name none; without one the CLI takes its profile's. */
  readonly region?: string;
  readonly endpointUrl?: string;
}

/** The CLI's name for an operation, by the two rules it derives all of them with. */
export function subcommand(operation: string): string {
  return operation.replaceAll(/(.)([A-Z][a-z]+)/g, '$1-$2').replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** What no shell reads as anything but itself, and no program as an option. */
const plainWord = /^[A-Za-z_][A-Za-z0-9_./-]*$/;

/** Between single quotes a POSIX shell reads everything as it is, but for the quote itself. */
export function posixWord(text: string): string {
  return plainWord.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Two backslashes have an escape of their own in JSON too, because fish, of all shells, reads them as one. */
const posixJson = (json: string): string => posixWord(json.replaceAll('\\\\', '\\u005c'));

/** PowerShell too, but it takes typographic quotes for single quotes as well; each is written twice. */
const literal = (text: string): string => `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;

/**
 * A word as it must stand in the command line that Windows hands to a program, where PowerShell before 7.3 (and later in its Legacy
 * mode) puts words unchanged: quotes escaped by a backslash, blanks inside quotes.
 */
export function powershellWord(text: string): string {
  if (plainWord.test(text)) return text;
  const escaped = text.replaceAll(/(?<!\\)(\\*)"/g, '$1$1\\"');
  return literal(/\s/.test(text) ? `"${escaped.replace(/(?<!\\)\\+$/, '$&$&')}"` : escaped);
}

/**
 * JSON that survives PowerShell, Windows and, where the CLI is a batch file, cmd.exe: of all but letters, digits and some marks only
 * the escapes that JSON has for them. There are no blanks in it, because PowerShell 5.1 miscounts escaped quotes before blanks.
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
 * PowerShell 7.3 escapes quotes for programs by itself, 5.1 does not: told to do as 5.1 did, for this one command, it does, and 5.1
 * sets a variable that means nothing to it.
 */
const inLegacyMode = (command: string): string => `& { $PSNativeCommandArgumentPassing = 'Legacy'; ${command} }`;

/** An option and its value. A value that begins with a dash would be taken for an option, unless it is part of the same word. */
function option(shell: CliShell, name: string, value: string | undefined): string[] {
  const word = shell === 'posix' ? posixWord : powershellWord;
  return value === undefined || value === '' ? [] : value.startsWith('-') ? [word(`${name}=${value}`)] : [name, word(value)];
}

function connectionOptions(shell: CliShell, { profile, region, endpointUrl }: CliOptions): string[] {
  return [...option(shell, '--profile', profile), ...option(shell, '--region', region), ...option(shell, '--endpoint-url', endpointUrl)];
}

/** What the service needs to be told to describe a job. */
export interface DescribedJob {
  readonly action: string;
  readonly service: Service;
  readonly region: string;
  readonly id: string;
  readonly workflow?: string;
}

/** One line that asks the service for a job; undefined for a kind that is not known, or a job whose workflow is not. */
export function describeCommand(job: DescribedJob, shell: CliShell, options: CliOptions = {}): string | undefined {
  const kind = kindOf(job.action);
  const isMedical = job.service === 'comprehendmedical';
  if (kind === undefined || (!isMedical && job.workflow === undefined)) return undefined;
  // The services have no such names; pasted, a control character could end the line early.
  if (/\p{Cc}/u.test(`${job.workflow ?? ''}${job.id}${job.region}`)) return undefined;
  const command = [
    'aws', kind.service, subcommand(`${serviceFacts[kind.service].describeVerb}${kind.family}Job`), ...connectionOptions(shell, { ...options, region: job.region }),
    ...(isMedical ? [] : option(shell, '--workflow-name', job.workflow)), ...option(shell, '--job-id', job.id),
  ].join(' ');
  return shell === 'posix' ? command : inLegacyMode(command);
}

/** One line that starts the job of a spec with the AWS CLI, to be pasted into a shell. Nothing in it guards the spec's `account`. */
export function cliCommand({ kind, region, request }: ValidSpec, shell: CliShell, options: CliOptions = {}): string {
  const json = JSON.stringify(request);
  const command = [
    'aws', kind.service, subcommand(`Start${kind.family}Job`),
    ...connectionOptions(shell, { ...options, ...(region === undefined ? {} : { region }) }),
    '--cli-input-json', shell === 'posix' ? posixJson(json) : powershellJson(json),
  ].join(' ');
  return shell === 'posix' ? command : inLegacyMode(command);
}
