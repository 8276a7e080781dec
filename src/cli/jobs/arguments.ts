import { parseArgs } from 'node:util';
import { defined } from '../../domain/defined.ts';
import { jobKinds } from '../../domain/jobs/kinds.ts';
import { regionPattern } from '../../domain/spec/regions.ts';
import { UsageError, type VariableOptions, variablesOf } from '../arguments.ts';
import { type JobCommand, type JobOption, type JobOptionName, jobCommands, jobOptions, optionsOf } from './options.ts';

/** The command line of a command that starts or watches jobs. Times are in milliseconds. */
export interface JobArguments {
  readonly command: JobCommand;
  /** Specs, or the IDs of jobs. */
  readonly operands: readonly string[];
  readonly format: 'text' | 'json';
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly sandbox: boolean;
  /** Seconds. */
  readonly jobSeconds: number;
  readonly history?: string;
  readonly variables: VariableOptions;
  /** By prompt. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly yes: boolean;
  /** The account whose protection the user knows of. */
  readonly protectedAccount?: string;
  readonly duplicateOf: readonly string[];
  readonly again: boolean;
  readonly deleteRecords: boolean;
  readonly ignoreAfter: boolean;
  readonly otherConnection: boolean;
  readonly despiteChecks: boolean;
  readonly checks: boolean;
  readonly readsDocuments: boolean;
  readonly keepTryingMs: number;
  readonly wait: boolean;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly states: readonly string[];
  readonly spec?: string;
  /** Actions. */
  readonly kinds: readonly string[];
  readonly limit: number;
  readonly request: boolean;
  readonly recorded: boolean;
  readonly messages: boolean;
  readonly help: boolean;
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function valuesOf(argv: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } {
  const options = Object.fromEntries(
    (Object.keys(jobOptions) as readonly JobOptionName[]).map(name => {
      const option: JobOption = jobOptions[name];
      return [
        name,
        { type: option.value === undefined ? 'boolean' : 'string', multiple: option.multiple === true },
      ] as const;
    }),
  );
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/\.? To specify .*/, '') : String(error),
      { cause: error },
    );
  }
}

/** A number of an option, within bounds. */
function numberOf(name: JobOptionName, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,9}(?:\.\d{1,3})?$/.test(text) || value < min || value > max)
    throw new UsageError(`--${name} must be a number from ${min} to ${max}, not ${JSON.stringify(text)}`);
  return value;
}

function pairsOf(name: JobOptionName, texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map(text => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--${name} must be a name, = and a value, not ${JSON.stringify(text)}`);
      return [text.slice(0, at), text.slice(at + 1)] as const;
    }),
  );
}

function actionOf(kind: string): string {
  const wanted = kind.toLowerCase();
  const found = jobKinds.find(
    ({ action, family }) => action.toLowerCase() === wanted || family.toLowerCase() === wanted,
  );
  if (found === undefined)
    throw new UsageError(
      `--kind must be one of ${jobKinds.map(({ family }) => family).join(', ')}, not ${JSON.stringify(kind)}`,
    );
  return found.action;
}

/** A week: nobody waits longer for a job. */
const longestMinutes = 7 * 24 * 60;

/** Parses the command line of a command. `argv` begins with its name. Throws UsageError. */
export function parseJobArguments(argv: readonly string[]): JobArguments {
  const command = jobCommands.find(each => each === argv[0]);
  if (command === undefined) throw new UsageError(`there is no command ${JSON.stringify(argv[0])}`);
  const { values, positionals } = valuesOf(argv.slice(1));
  const known = new Set<string>(optionsOf(command).map(([name]) => name));
  const other = Object.keys(values).find(name => !known.has(name));
  if (other !== undefined) throw new UsageError(`--${other} is not for ${command}`);
  const text = (name: JobOptionName): string | undefined => {
    const value = values[name];
    if (value === '') throw new UsageError(`--${name} must not be empty`);
    return typeof value === 'string' ? value : undefined;
  };
  const flag = (name: JobOptionName): boolean => values[name] === true;
  const all = (name: JobOptionName): readonly string[] => {
    const value = values[name];
    return Array.isArray(value) ? value.filter(each => typeof each === 'string') : [];
  };
  const help = flag('help');
  const format = text('format') ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--format must be one of text, json, not ${JSON.stringify(format)}`);
  const region = text('region');
  if (region !== undefined && !regionPattern.test(region))
    throw new UsageError(`--region must be a region's code such as us-east-1, not ${JSON.stringify(region)}`);
  const protectedAccount = text('protected');
  if (protectedAccount !== undefined && !/^\d{12}$/.test(protectedAccount))
    throw new UsageError('--protected must be the 12 digits of the account that is protected');
  if (flag('sandbox'))
    for (const name of ['profile', 'region', 'endpoint-url'] as const)
      if (text(name) !== undefined) throw new UsageError(`--${name} has no meaning with --sandbox`);
  if (!help) checkOperands(command, positionals);
  return {
    command,
    operands: [...new Set(positionals)],
    format,
    sandbox: flag('sandbox'),
    jobSeconds: numberOf('job-seconds', text('job-seconds'), 0.1, 3_600) ?? 20,
    variables: variablesOf(all('var'), text('vars'), flag('env')),
    inputs: pairsOf('input', all('input')),
    yes: flag('yes'),
    duplicateOf: all('duplicate-of'),
    again: flag('again'),
    deleteRecords: flag('delete-records'),
    ignoreAfter: flag('ignore-after'),
    otherConnection: flag('other-connection'),
    despiteChecks: flag('despite-checks'),
    checks: !flag('no-checks'),
    readsDocuments: flag('read-documents'),
    keepTryingMs: (numberOf('keep-trying', text('keep-trying'), 0, longestMinutes) ?? 0) * 60_000,
    wait: flag('wait') || command === 'wait',
    intervalMs: (numberOf('interval', text('interval'), 1, 3_600) ?? 15) * 1_000,
    timeoutMs: (numberOf('timeout', text('timeout'), 0, longestMinutes) ?? Infinity) * 60_000,
    states: all('state'),
    kinds: all('kind').map(actionOf),
    limit: Math.floor(numberOf('limit', text('limit'), 1, 1_000_000) ?? 50),
    request: flag('request'),
    recorded: flag('recorded'),
    messages: flag('messages'),
    help,
    ...defined({
      profile: text('profile'),
      region,
      endpointUrl: text('endpoint-url'),
      history: text('history'),
      spec: text('spec'),
      protectedAccount,
    }),
  };
}

function checkOperands(command: JobCommand, { length }: readonly string[]): void {
  if (command === 'list' && length > 0) throw new UsageError('list takes no job: show takes one');
  if (command === 'show' && length !== 1) throw new UsageError('show takes the ID of one job');
  if ((command === 'wait' || command === 'stop') && length === 0)
    throw new UsageError(`${command} takes the IDs of jobs`);
  if (command === 'start' && length === 0) throw new UsageError('start takes the specs to start');
}
