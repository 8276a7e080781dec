// `aws-job-specs export`: prints a spec, or a table of runs, as the file of another engine.
import { basename, dirname, join, relative, resolve } from 'node:path';
import { exportForms } from '../domain/exchange/write/forms.ts';
import { writeTable } from '../domain/exchange/write/distributedMap.ts';
import { type ExportPlace, type Exported, exportSource } from '../domain/exchange/write/source.ts';
import { checkSpec } from '../domain/spec/check.ts';
import type { CheckContext } from '../domain/spec/checked.ts';
import { partitionOf } from '../domain/spec/regions.ts';
import { isTable } from '../domain/table/suffixes.ts';
import type { ExportOptions } from './arguments.ts';
import { readSpec, reasonOf } from './files.ts';
import { checkTableFile } from './tables.ts';
import { variableSources } from './variables.ts';

/** A file, with where it is to be written. */
interface WrittenFile {
  readonly path: string;
  readonly text: string;
}

/** What `export` prints, and its exit code: 0 the file, 1 the spec has an error. */
export interface ExportOutcome {
  readonly code: 0 | 1;
  /** The file that was asked for; for standard output, if no path was given. */
  readonly text: string;
  /** The files to write, if a path was given. */
  readonly files: readonly WrittenFile[];
  /** For standard error: one message each. */
  readonly told: readonly string[];
}

/** Exports a file. Throws Error for one that cannot be read. */
export async function exportFile(options: ExportOptions, cwd: string): Promise<ExportOutcome> {
  const { file, region, account, output, form } = options;
  const path = resolve(cwd, file);
  const place: ExportPlace = {
    path: relative(cwd, path).replaceAll('\\', '/'),
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
  };
  const context: CheckContext = {
    clock: performance,
    connection: {
      ...(region === undefined ? {} : { region, partition: partitionOf(region) }),
      ...(account === undefined ? {} : { account }),
    },
  };
  const written = isTable(file)
    ? await ofTable(path, options, place, context, cwd)
    : await ofSpec(path, form, place, context);
  if (typeof written === 'string') return { code: 1, text: '', files: [], told: [`${file}: ${written}`] };
  const [main, ...others] = written.files;
  const base = output === undefined ? '' : resolve(cwd, output);
  // notes.asl.json and notes.role-policy.json, whatever the first is called.
  const stem =
    main !== undefined && base.endsWith(main.suffix)
      ? base.slice(0, -main.suffix.length)
      : base.replace(/\.[^./\\]*$/, '');
  const names = others.map(({ suffix }) => suffix.slice(1)).join(', ');
  return {
    code: 0,
    text: main?.text ?? '',
    files:
      output === undefined || main === undefined
        ? []
        : [
            { path: base, text: main.text },
            ...others.map(({ suffix, text }) => ({ path: join(dirname(stem), basename(stem) + suffix), text })),
          ],
    told: [
      ...written.told,
      ...(output === undefined && others.length > 0 ? [`With --output, this is written beside it: ${names}`] : []),
    ],
  };
}

async function ofSpec(
  path: string,
  form: string,
  place: ExportPlace,
  context: CheckContext,
): Promise<Exported | string> {
  const source = exportSource(await checkSpec(await textOf(path), context), place);
  return typeof source === 'string'
    ? source
    : (exportForms.find(({ id }) => id === form)?.write(source) ?? 'There is no such form.');
}

async function ofTable(
  path: string,
  { form, variables }: ExportOptions,
  place: ExportPlace,
  context: CheckContext,
  cwd: string,
): Promise<Exported | string> {
  if (form !== 'step-functions') return 'A table of runs is exported as step-functions only.';
  const known = { ...context, variables: await variableSources(variables, cwd) };
  const { runs, blocked } = await checkTableFile(path, await textOf(path), known);
  return blocked === undefined ? writeTable(runs, place) : blocked.message;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readSpec(path);
  } catch (cause) {
    throw new Error(`${basename(path)} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}
