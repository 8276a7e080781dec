// The editor's checks and starts as a command-line program, for build servers, hooks and terminals.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type CheckOptions,
  type ExportOptions,
  type ImportOptions,
  type PreflightOptions,
  UsageError,
  checkedPattern,
  help,
  parseArguments,
  severities,
} from './arguments.ts';
import { type Counts, type FileReport, checkFiles, counted, noCounts } from './check.ts';
import { findSpecs } from './files.ts';
import { jsonReport } from './json.ts';
import type { FileAnswers } from './preflight.ts';
import { countsOf, preflightJson, preflightSarif, preflightText } from './preflightReports.ts';
import { sarifReport } from './sarif.ts';
import { packageName, version } from './self.ts';
import { summaryOf, escapeForTerminal, textOf } from './text.ts';
import { variableSources } from './variables.ts';

const exitCodes = { clean: 0, problems: 1, failed: 2 } as const;

function printError(message: string): void {
  process.stderr.write(`${packageName}: ${escapeForTerminal(message)}\n`);
}

/** Colours are used only on a terminal, and only if NO_COLOR is not set (https://no-color.org). */
function isColoured({ output }: CheckOptions): boolean {
  return output === undefined && process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '';
}

/**
 * Writes a text report to standard output as it grows, unless it goes to a file. Resolves with the counts and the text
 * that is still to be written.
 */
async function report(
  options: CheckOptions,
  reports: AsyncIterable<FileReport>,
  missing: readonly string[],
): Promise<{ counts: Counts; text: string }> {
  const { format, output } = options;
  const coloured = isColoured(options);
  const kept: FileReport[] = [];
  let counts = noCounts;
  let text = '';
  for await (const each of reports) {
    counts = counted(counts, each);
    if (each.unreadable !== undefined && format !== 'text')
      printError(`${each.path} cannot be read: ${each.unreadable}`);
    if (format !== 'text') kept.push(each);
    else if (output === undefined) process.stdout.write(textOf(each, coloured));
    else text += textOf(each, coloured);
  }
  if (format === 'text') return { counts, text: text + summaryOf(counts) };
  return {
    counts,
    text: format === 'json' ? await jsonReport(kept, missing, counts) : await sarifReport(kept, missing),
  };
}

async function check(options: CheckOptions): Promise<number> {
  const { patterns, output, severity } = options;
  const cwd = process.cwd();
  const context = { ...options.context, clock: performance, variables: await variableSources(options.variables, cwd) };
  const { files, missing } = await findSpecs(patterns, cwd, checkedPattern);
  for (const sentence of missing) printError(sentence);
  const { counts, text } = await report(options, checkFiles(files, cwd, context), missing);
  if (output === undefined) process.stdout.write(text);
  else {
    const path = resolve(cwd, output);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    process.stdout.write(summaryOf(counts));
  }
  if (missing.length > 0 || counts.unreadable > 0) return exitCodes.failed;
  return severities.slice(severities.indexOf(severity)).some(each => counts.problems[each] > 0)
    ? exitCodes.problems
    : exitCodes.clean;
}

async function preflight(options: PreflightOptions): Promise<number> {
  const cwd = process.cwd();
  const variables = await variableSources(options.variables, cwd);
  const { files, missing } = await findSpecs(options.patterns, cwd);
  for (const sentence of missing) printError(sentence);
  const { askFiles, connect } = await import('./preflight.ts');
  const reports: FileAnswers[] = [];
  if (files.length > 0) {
    const connected = await connect(options);
    for await (const each of askFiles(files, cwd, connected, variables, options)) {
      reports.push(each);
      if (options.format === 'text' && options.output === undefined) process.stdout.write(preflightText(each));
    }
  }
  const { yes, no, unknown } = countsOf(reports);
  const summary = `Yes: ${yes}, no: ${no}, could not tell: ${unknown}.\n`;
  const text =
    options.format === 'text'
      ? reports.map(preflightText).join('')
      : await (options.format === 'json' ? preflightJson : preflightSarif)(reports);
  if (options.output !== undefined) {
    const path = resolve(cwd, options.output);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } else if (options.format !== 'text') process.stdout.write(text);
  if (options.format === 'text' || options.output !== undefined) process.stdout.write(summary);
  if (missing.length > 0 || reports.some(({ unreadable }) => unreadable !== undefined)) return exitCodes.failed;
  return no > 0 ? exitCodes.problems : exitCodes.clean;
}

async function importOne(options: ImportOptions): Promise<number> {
  const cwd = process.cwd();
  const { importRequest } = await import('./import.ts');
  const { code, spec, told } = await importRequest(options, cwd);
  for (const message of told) printError(message);
  if (options.output === undefined || spec === '') process.stdout.write(spec);
  else await writeFile(resolve(cwd, options.output), spec);
  return code;
}

async function exportOne(options: ExportOptions): Promise<number> {
  const { exportFile } = await import('./export.ts');
  const { code, text, files, told } = await exportFile(options, process.cwd());
  for (const message of told) printError(message);
  if (files.length === 0) process.stdout.write(text);
  for (const file of files) {
    await mkdir(dirname(file.path), { recursive: true });
    await writeFile(file.path, file.text);
  }
  return code;
}

/** What is loaded late: `check` needs neither the SDK nor the job history. */
const lateCommands: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = {
  ...Object.fromEntries(
    ['start', 'wait', 'list', 'show', 'stop'].map(name => [
      name,
      async (argv: readonly string[]) => await (await import('./jobs.ts')).runJobs(argv),
    ]),
  ),
  completion: async argv => await (await import('./completion.ts')).runCompletion(argv),
};

async function run(argv: readonly string[]): Promise<number> {
  const [name = ''] = argv;
  const late = Object.hasOwn(lateCommands, name) ? lateCommands[name] : undefined;
  if (late !== undefined) return await late(argv);
  const request = parseArguments(argv);
  if (request.ask === 'check') return await check(request.options);
  if (request.ask === 'import') return await importOne(request.options);
  if (request.ask === 'export') return await exportOne(request.options);
  if (request.ask === 'preflight') return await preflight(request.options);
  process.stdout.write(request.ask === 'help' ? help : `${await version()}\n`);
  return exitCodes.clean;
}

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (fault: NodeJS.ErrnoException) => {
    if (stream === process.stdout && fault.code !== 'EPIPE') printError(fault.message); // EPIPE: the reader has read enough
    process.exit(exitCodes.failed);
  });
run(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  (fault: unknown) => {
    printError(fault instanceof Error ? fault.message : String(fault));
    if (fault instanceof UsageError) process.stderr.write(`\n${help}`);
    process.exitCode = exitCodes.failed;
  },
);
