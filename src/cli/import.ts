// `aws-job-specs import`: prints the spec that a command, a call or a template holds.
import { dirname, resolve } from 'node:path';
import { stdin } from 'node:process';
import { type Recognized, importText } from '../domain/exchange/import.ts';
import type { JobKind } from '../domain/jobs/kinds.ts';
import { maxSpecLength } from '../domain/spec/parse.ts';
import type { ImportOptions } from './arguments.ts';
import { readSpec, reasonOf } from './files.ts';

/** What `import` prints, and its exit code: 0 a spec, 1 no request was recognized, 2 it must be chosen. */
export interface ImportOutcome {
  readonly code: 0 | 1 | 2;
  /** For standard output, or the file that is named. */
  readonly spec: string;
  /** For standard error: one message each. */
  readonly told: readonly string[];
}

async function readInput(): Promise<string> {
  let text = '';
  stdin.setEncoding('utf8');
  for await (const chunk of stdin) {
    text += String(chunk);
    // Enough to be refused.
    if (text.length > maxSpecLength) break;
  }
  return text;
}

/** Reads a file that a command names, as the AWS CLI would: relative to the folder. */
const fileIn =
  (folder: string) =>
  async (path: string): Promise<string> => {
    try {
      return await readSpec(resolve(folder, path));
    } catch (cause) {
      throw new Error(`the command names a file that cannot be read, ${path}: ${reasonOf(cause)}`, { cause });
    }
  };

/** The number of a request in its text, the request, and the kinds that it may be of. */
type Choice = readonly [number, Recognized, readonly JobKind[]];

/** The requests that may be of a kind, each with the kinds to choose from. */
function fitting(found: readonly Recognized[], { action, request }: Partial<ImportOptions>): readonly Choice[] {
  return found
    .map((each, index): Choice => {
      const kinds = each.kinds.filter(kind => action === undefined || kind.action === action);
      return [index + 1, each, kinds];
    })
    .filter(([number, , kinds]) => kinds.length > 0 && (request === undefined || number === request));
}

/** Imports a file, or standard input for `-`. Throws Error for one that cannot be read. */
export async function importRequest(options: ImportOptions, cwd: string): Promise<ImportOutcome> {
  const { file, region, account } = options;
  const isInput = file === '-';
  const path = resolve(cwd, file);
  let text: string;
  try {
    text = isInput ? await readInput() : await readSpec(path);
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${reasonOf(cause)}`, { cause });
  }
  const read = await importText(text, fileIn(isInput ? cwd : dirname(path)));
  if ('problem' in read) return { code: 1, spec: '', told: [read.problem] };
  const choices = fitting(read.found, options);
  const [first] = choices;
  if (first === undefined)
    return {
      code: 2,
      spec: '',
      told: ['No request fits. Choose one of these:', ...listed(fitting(read.found, {}))],
    };
  const [, recognized, [kind, ...others]] = first;
  if (kind === undefined || choices.length > 1 || others.length > 0) {
    const how =
      choices.length > 1
        ? 'Choose a request with --request, and its kind with --action:'
        : 'Choose the kind with --action:';
    return { code: 2, spec: '', told: [how, ...listed(choices)] };
  }
  const spec = recognized.specFor(kind, {
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
  });
  const variables = spec.variables.map(
    ({ name, source, value }) =>
      `\${var:${name}} stands for ${source}${value === undefined ? '' : `, ${JSON.stringify(value)} in the text`}`,
  );
  return { code: 0, spec: spec.text, told: [...variables, ...spec.told] };
}

/** One line for each kind that each request may be of: the options that choose it. */
function listed(choices: readonly Choice[]): string[] {
  return choices.flatMap(([number, { name, line }, kinds]) =>
    kinds.map(({ action }) =>
      [
        ...(choices.length > 1 ? [`--request ${number}`] : []),
        `--action ${action}`,
        ...(name === undefined ? [] : [name]),
        ...(line === undefined ? [] : [`line ${line}`]),
      ].join('  '),
    ),
  );
}
