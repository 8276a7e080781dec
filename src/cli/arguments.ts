import { defined } from '../domain/defined.ts';
import { exportFormIds } from '../domain/exchange/write/formIds.ts';
import type { CheckContext } from '../domain/spec/checked.ts';
import { jobKinds, kindOf } from '../domain/jobs/kinds.ts';
import type { Severity } from '../domain/spec/codes.ts';
import { parseArgs } from 'node:util';
import { partitionOf, regionPattern } from '../domain/spec/regions.ts';

const formats = ['text', 'json', 'sarif'] as const;
export type Format = (typeof formats)[number];

/** From least to most severe. */
export const severities: readonly Severity[] = ['information', 'warning', 'error'];

/** The options for the values of variables. */
export interface VariableOptions {
  /** By name; they take precedence over the file's. */
  readonly vars: Readonly<Record<string, string>>;
  /** An overlay file. */
  readonly file?: string;
  /** Whether the environment may be read. */
  readonly env: boolean;
}

/** The options of `check`. */
export interface CheckOptions {
  /** Files, folders and globs; a glob that begins with `!` excludes files. */
  readonly patterns: readonly string[];
  readonly format: Format;
  /** Problems of this severity or worse make the exit code 1. */
  readonly severity: Severity;
  readonly context: CheckContext;
  readonly variables: VariableOptions;
  /** The file the report is written to; absent: standard output. */
  readonly output?: string;
}

/** The options of `preflight`. */
export interface PreflightOptions extends Omit<CheckOptions, 'severity' | 'context'> {
  /** The profile whose credentials are used; absent: the environment's own. */
  readonly profile?: string;
  /** The region of specs that name none; absent: the profile's. */
  readonly region?: string;
  /** Replaces the endpoints of all services. */
  readonly endpointUrl?: string;
  /** Whether the beginning of a few documents may be read. */
  readonly readsDocuments: boolean;
}

/** The options of `import`. */
export interface ImportOptions {
  /** A file, or `-` for standard input. */
  readonly file: string;
  /** The kind of job, if the request fits several. */
  readonly action?: string;
  /** The number of the request in the text, from 1, if it holds several. */
  readonly request?: number;
  /** For a request that names none. */
  readonly region?: string;
  readonly account?: string;
  readonly output?: string;
}

/** The options of `export`. */
export interface ExportOptions {
  /** A spec, or a table of runs. */
  readonly file: string;
  /** The form, as `--as` names it. */
  readonly form: string;
  /** For a spec that names none. */
  readonly region?: string;
  readonly account?: string;
  /** The values of variables in the runs of a table. */
  readonly variables: VariableOptions;
  readonly output?: string;
}

export type Request =
  | { readonly ask: 'check'; readonly options: CheckOptions }
  | { readonly ask: 'preflight'; readonly options: PreflightOptions }
  | { readonly ask: 'import'; readonly options: ImportOptions }
  | { readonly ask: 'export'; readonly options: ExportOptions }
  | { readonly ask: 'help' | 'version' };

/** What a folder stands for. */
export const specPattern = '**/*.awsjob.json';
/** The same for `check`: tables of runs as well. */
export const checkedPattern = '**/*.{awsjob.json,awsjobs.csv,awsjobs.json}';

export const help = `Checks job specs (*.awsjob.json) and tables of runs (*.awsjobs.csv, *.awsjobs.json) as the editor does.

Usage: aws-job-specs check [files, folders or globs …] [options]       without asking AWS
       aws-job-specs preflight [files, folders or globs …] [options]   asks AWS whether a start would go well; starts nothing
       aws-job-specs import FILE|- [options]   prints the spec that a command, a call, a workflow or a template holds
       aws-job-specs export FILE --as FORM [options]   prints a spec, or a table of runs, as the file of another engine
       aws-job-specs start|wait|list|show|stop … [options]   starts and watches jobs; each has its own --help
       aws-job-specs completion bash|zsh|fish   prints a script that completes all this in a shell

Without files, every ${specPattern} below the current folder is checked, except in node_modules; with check, every
table of runs, too.
Quote globs, so that the shell leaves them alone. A glob that begins with ! takes files out.

  --format text|json|sarif               what the report looks like (text)
  --severity error|warning|information   exit with 1 for problems this bad or worse (error); all are reported
  --region R                             the region of specs that name none
  --account N                            the account of specs that name none
  --vars FILE                            what \${var:…} stands for: an overlay, *.awsjobvars.json
  --var NAME=VALUE                       the same for one name; may be given several times
  --env                                  read the environment for \${env:…}; messages may show what is in it
  --output FILE                          write the report to a file
  --profile P                            preflight: the profile whose credentials are used
  --endpoint-url URL                     preflight: replaces the endpoints of all services
  --read-documents                       preflight: read the beginning of a few documents, to see whether they are text
  --action ACTION                        import: the kind of job, if the request fits several
  --request N                            import: the number of the request, if the text holds several
  --as FORM                              export: ${exportFormIds.join(', ')}
  --help, --version

With --output, export writes the files that go with it beside it.
Exit code of export: 0 it was printed, 1 the spec or table has an error, 2 wrong usage, or a file that cannot be read.
Exit code of import: 0 the spec was printed, 1 no request was found, 2 several fit (they are listed) or wrong usage.
Exit code: 0 nothing that bad was found, 1 it was (preflight: at least one answer is no), 2 wrong usage, nothing to
check, no connection, or a file that cannot be read.
`;

/** A command line that cannot be understood; the message is one line for the user. */
export class UsageError extends Error {}

const options = {
  format: { type: 'string', default: 'text' },
  severity: { type: 'string', default: 'error' },
  region: { type: 'string' },
  account: { type: 'string' },
  vars: { type: 'string' },
  var: { type: 'string', multiple: true },
  env: { type: 'boolean', default: false },
  output: { type: 'string' },
  profile: { type: 'string' },
  'endpoint-url': { type: 'string' },
  'read-documents': { type: 'boolean', default: false },
  action: { type: 'string' },
  request: { type: 'string' },
  as: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

function parsed(
  argv: readonly string[],
): ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: typeof options }>> {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/\.? To specify .*/, '') : String(error),
      { cause: error },
    );
  }
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const choice = choices.find(each => each === value);
  if (choice === undefined)
    throw new UsageError(`--${name} must be one of ${choices.join(', ')}, not ${JSON.stringify(value)}`);
  return choice;
}

function contextOf(region: string | undefined, account: string | undefined): CheckContext {
  if (account !== undefined && !/^\d{12}$/.test(account))
    throw new UsageError('--account must be the 12 digits of an AWS account');
  if (region !== undefined && !regionPattern.test(region))
    throw new UsageError(`--region must be a region's code such as us-east-1, not ${JSON.stringify(region)}`);
  return {
    connection: {
      ...(region === undefined ? {} : { region, partition: partitionOf(region) }),
      ...defined({ account }),
    },
  };
}

/** The options for the values of variables. Throws UsageError. */
export function variablesOf(vars: readonly string[], file: string | undefined, env: boolean): VariableOptions {
  if (file === '') throw new UsageError('--vars must name a file');
  const named = vars.map(text => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`--var must be a name, = and a value, not ${JSON.stringify(text)}`);
    return [name, value] as const;
  });
  return { vars: Object.fromEntries(named), env, ...defined({ file }) };
}

/** The options that import has not, with what they are if they are not given. */
const notForImport = {
  format: 'text',
  severity: 'error',
  vars: undefined,
  var: undefined,
  env: false,
  profile: undefined,
  'endpoint-url': undefined,
  'read-documents': false,
  as: undefined,
} as const;

/** The options that export has not. */
const notForExport = ['profile', 'endpoint-url', 'action', 'request'] as const;

function exportOptions(values: ReturnType<typeof parsed>['values'], files: readonly string[]): ExportOptions {
  const { as, region, account, output, vars, var: named = [], env } = values;
  const [file] = files;
  if (file === undefined || files.length > 1) throw new UsageError('export takes one file, a spec or a table of runs');
  const other = notForExport.find(name => values[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} is not for export`);
  const form = oneOf('as', as ?? '', exportFormIds);
  contextOf(region, account);
  return { file, form, variables: variablesOf(named, vars, env), ...defined({ region, account, output }) };
}

function importOptions(values: ReturnType<typeof parsed>['values'], files: readonly string[]): ImportOptions {
  const { action, request, region, account, output } = values;
  const [file] = files;
  if (file === undefined || files.length > 1) throw new UsageError('import takes one file, or - for standard input');
  const names = Object.keys(notForImport) as readonly (keyof typeof notForImport)[];
  const other = names.find(name => values[name] !== notForImport[name]);
  if (other !== undefined) throw new UsageError(`--${other} is not for import`);
  if (action !== undefined && kindOf(action) === undefined)
    throw new UsageError(`--action must be one of ${jobKinds.map(kind => kind.action).join(', ')}`);
  if (request !== undefined && !/^[1-9]\d{0,5}$/.test(request))
    throw new UsageError('--request must be a number from 1');
  contextOf(region, account);
  return {
    file,
    ...defined({ action, region, account, output, request: request === undefined ? undefined : Number(request) }),
  };
}

/** Parses the command line. Throws UsageError. */
export function parseArguments(argv: readonly string[]): Request {
  const {
    values,
    positionals: [command, ...patterns],
  } = parsed(argv);
  const {
    help: wantsHelp,
    version,
    format,
    severity,
    region,
    account,
    vars: file,
    var: vars = [],
    env,
    output,
  } = values;
  if (wantsHelp) return { ask: 'help' };
  if (version) return { ask: 'version' };
  if (command === undefined) throw new UsageError('there is nothing to do');
  if (!/^(?:check|preflight|import|export)$/.test(command))
    throw new UsageError(`there is no command ${JSON.stringify(command)}`);
  if (output === '') throw new UsageError('--output must name a file');
  if (command === 'import') return { ask: 'import', options: importOptions(values, patterns) };
  if (command === 'export') return { ask: 'export', options: exportOptions(values, patterns) };
  if (values.as !== undefined) throw new UsageError('--as is for export');
  for (const name of ['action', 'request'] as const)
    if (values[name] !== undefined) throw new UsageError(`--${name} is for import`);
  const context = contextOf(region, account);
  const shared = {
    patterns,
    format: oneOf('format', format, formats),
    variables: variablesOf(vars, file, env),
    ...defined({ output }),
  };
  const { profile, 'endpoint-url': endpointUrl, 'read-documents': readsDocuments } = values;
  if (command === 'preflight') {
    if (account !== undefined) throw new UsageError('--account is for check: preflight asks the account itself');
    return { ask: 'preflight', options: { ...shared, readsDocuments, ...defined({ profile, region, endpointUrl }) } };
  }
  for (const name of ['profile', 'endpoint-url', 'read-documents'] as const)
    if (values[name] !== undefined && values[name] !== false) throw new UsageError(`--${name} is for preflight`);
  return {
    ask: 'check',
    options: { ...shared, severity: oneOf('severity', severity, severities), context },
  };
}
