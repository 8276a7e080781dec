// What the writers of other engines' files are given: a spec as it is written, its variables as parameters.
import { defined } from '../../defined.ts';
import { type JobKind, kindOf } from '../../jobs/kinds.ts';
import { serviceFacts } from '../../jobs/services.ts';
import { isFinished } from '../../jobs/status.ts';
import { type JsonObject, type JsonValue, isJsonObject, stringAt } from '../../json.ts';
import type { CheckedSpec } from '../../spec/checked.ts';
import { partitionOf } from '../../spec/regions.ts';
import { textParts } from '../../spec/variables.ts';

/** A variable of the spec, which an engine that has parameters takes as one. */
export interface Parameter {
  readonly kind: string;
  /** What follows the colon in the spec. */
  readonly argument: string;
  /** An identifier in every language; no two parameters of a spec have the same, whatever their case. */
  readonly name: string;
}

/** A part of a text of the spec. */
export type Part = string | Parameter;
export type Parts = readonly Part[];

/** A spec that is to be written as another engine's file. */
export interface ExportSource {
  readonly kind: JobKind;
  /** As the spec has it, without a ClientRequestToken. */
  readonly request: JsonObject;
  readonly region?: string;
  readonly account?: string;
  /** The spec's path from the folder in which the file will be used, with slashes. */
  readonly path: string;
  /** The file's name without its suffix. */
  readonly name: string;
  /** In the order of the spec; each once. */
  readonly parameters: readonly Parameter[];
  /** Returns the parts of a text of the spec. */
  readonly parts: (text: string) => Parts;
  /** What is not as in the spec, as sentences. */
  readonly told: readonly string[];
}

/** Where a spec runs that does not say it, and what its file is called. */
export interface ExportPlace {
  readonly region?: string;
  readonly account?: string;
  readonly path: string;
  /** The name of the workspace folder, for `${workspaceFolderBasename}`. */
  readonly folder?: string;
}

/** Stands where a person must put in a value. */
export const placeholder = 'FILL_IN';

/** What shells, programs and engines have names for already. A parameter gets another. */
const taken =
  /^(?:aws_.*|path|home|ifs|pwd|oldpwd|user|shell|env|lang|lc_.*|ld_.*|term|optarg|optind|ps[124]|ppid|tmpdir|and|or|in|not|is|if|else|for|while|do|done|case|esac|fi|then|function|true|false|null|none|job_id|status|error|failures|message|request|params|context|poll_seconds|dag|task)$/i;

function freeName(argument: string, used: ReadonlySet<string>): string {
  const plain = argument
    .replaceAll(/[\W_]+/g, '_')
    .replaceAll(/^_|_$/g, '')
    .slice(0, 40);
  const name = /^[A-Za-z]/.test(plain) && !taken.test(plain) ? plain : `value_${plain}`.replace(/_$/, '');
  let free = name;
  for (let count = 2; used.has(free.toLowerCase()); count++) free = `${name}_${count}`;
  return free;
}

/** The words that name a variable which has no name of its own. */
const spoken: Readonly<Record<string, string>> = { date: 'date', workspaceFolderBasename: 'workspace_folder' };

class Parameters {
  readonly #known = new Map<string, Parameter>();
  readonly #used = new Set<string>();
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  get all(): readonly Parameter[] {
    return [...this.#known.values()];
  }

  parts(text: string): Parts {
    return textParts(text).map(part => {
      if (typeof part === 'string') return part;
      const { kind, argument } = part;
      if (kind === 'workspaceFolderBasename' && this.#folder !== undefined) return this.#folder;
      const key = JSON.stringify([kind, argument]);
      const known = this.#known.get(key);
      if (known !== undefined) return known;
      const name = freeName(spoken[kind] ?? argument, this.#used);
      this.#used.add(name.toLowerCase());
      const parameter = { kind, argument, name };
      this.#known.set(key, parameter);
      return parameter;
    });
  }

  /** Names the parameters in the order of the spec. */
  visit(value: JsonValue | undefined): void {
    if (typeof value === 'string') this.parts(value);
    else if (Array.isArray(value)) for (const entry of value as readonly JsonValue[]) this.visit(entry);
    else if (isJsonObject(value)) for (const member of Object.values(value)) this.visit(member);
  }
}

/** Returns the name of a file without its folders and the suffix of a spec or table. */
const baseName = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.awsjobs?\.(?:json|csv)$/, '');

/**
 * Returns what the writers are given, or why a spec cannot be exported, as a sentence. A variable without a value is no
 * reason.
 */
export function exportSource({ parsed, problems }: CheckedSpec, place: ExportPlace): ExportSource | string {
  const error = problems.find(({ severity, code }) => severity === 'error' && code !== 'AJ081' && code !== 'AJ082');
  const kind = kindOf(stringAt(parsed.value, 'action') ?? '');
  if (error !== undefined) return error.message;
  const { value } = parsed;
  if (kind === undefined || !isJsonObject(value) || !isJsonObject(value['request'])) return 'It has no valid request.';
  return sourceOf(kind, value['request'], place, {
    ...defined({ region: stringAt(value, 'region'), account: stringAt(value, 'account') }),
  });
}

/** As `exportSource`, for the request of a run. `own`: what the run itself says. */
export function sourceOf(
  kind: JobKind,
  whole: JsonObject,
  place: ExportPlace,
  own: Pick<ExportPlace, 'region' | 'account'>,
): ExportSource {
  const { ClientRequestToken: token, ...request } = whole;
  const parameters = new Parameters(place.folder);
  const region = own.region ?? place.region;
  const account = own.account ?? place.account;
  for (const each of [region, account, request]) parameters.visit(each);
  return {
    kind,
    request,
    ...defined({ region, account }),
    path: place.path,
    name: baseName(place.path) || 'job',
    parameters: parameters.all,
    parts: text => parameters.parts(text),
    told:
      token === undefined
        ? []
        : ['The ClientRequestToken of the spec was left out: with it, every later start would be taken for the first.'],
  };
}

/** The text if it has no variables. */
export function literalOf(source: ExportSource, text: string | undefined): string | undefined {
  const parts = text === undefined ? [] : source.parts(text);
  return parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : undefined;
}

/** Returns a value with each of its texts written by an engine. */
export function withTexts(
  value: JsonValue,
  source: ExportSource,
  write: (parts: Parts) => string,
  name: (member: string) => string = member => member,
): JsonValue {
  if (typeof value === 'string') return write(source.parts(value));
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(entry => withTexts(entry, source, write, name));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([member, each]) =>
      each === undefined ? [] : [[name(member), withTexts(each, source, write, name)]],
    ),
  );
}

/** The partition of the region, if the spec says it. */
export const partitionIn = (source: ExportSource): string =>
  partitionOf(literalOf(source, source.region) ?? 'us-east-1');

/** The names of the calls and members by which an engine starts and watches a kind's jobs. */
export interface JobCalls {
  readonly start: string;
  readonly describe: string;
  /** The path of the status in what `describe` returns. */
  readonly status: readonly string[];
  readonly jobId: string;
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  /** The errors of a start that has certainly done nothing and may succeed later. */
  readonly busy: readonly string[];
}

/** Statuses from the table of phases; errors from the services' models. */
export function callsOf(kind: JobKind): JobCalls {
  const { family, service, phases } = kind;
  const isMedical = service === 'comprehendmedical';
  const statuses = Object.entries(phases).filter(([, phase]) => isFinished(phase));
  const isGood = (phase: string): boolean => phase === 'succeeded' || phase === 'partial';
  return {
    start: `Start${family}Job`,
    describe: `${serviceFacts[service].describeVerb}${family}Job`,
    status: isMedical ? ['ComprehendMedicalAsyncJobProperties', 'JobStatus'] : ['status'],
    jobId: isMedical ? 'JobId' : 'jobId',
    succeeded: statuses.filter(([, phase]) => isGood(phase)).map(([status]) => status),
    failed: statuses.filter(([, phase]) => !isGood(phase)).map(([status]) => status),
    busy: isMedical
      ? ['TooManyRequestsException']
      : ['ThrottlingException', 'ConflictException', 'ExceedsLimitException'],
  };
}

/** Makes a text one line of a comment. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 300);

/** A name of ASCII letters, digits and hyphens, for names of schedules and workflows. */
export const plainId = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || 'job';

/** A file that was written. */
export interface ExportedFile {
  /** What follows the spec's name. */
  readonly suffix: string;
  /** The folder from the root of the repository, if the engine looks for the file in one. */
  readonly folder?: string;
  readonly text: string;
}

/** Files of another engine: the first is the one that was asked for, the others go with it. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  /** What a person must know, as sentences. */
  readonly told: readonly string[];
}

export const json = (value: JsonValue): string => `${JSON.stringify(value, null, 2)}\n`;
