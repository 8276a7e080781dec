// Every command and option of the command line, for completion in shells.
import { exportFormIds } from '../domain/exchange/write/formIds.ts';
import { jobKinds } from '../domain/jobs/kinds.ts';
import { type JobOption, jobCommandTexts, jobCommands, optionsOf } from './jobs/options.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What an option is followed by: a file, one of some words, or a text; absent: nothing. */
export interface OptionWords {
  readonly name: string;
  readonly text: string;
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly isFile?: boolean;
  readonly multiple?: boolean;
}

/** `takes`: files, one of some words, or what no shell can know, such as IDs of jobs. */
export interface CommandWords {
  readonly name: string;
  readonly text: string;
  readonly takes: 'files' | 'nothing' | readonly string[];
  readonly options: readonly OptionWords[];
}

const help: OptionWords = { name: 'help', text: 'show the help' };
const format: OptionWords = {
  name: 'format',
  value: 'FORMAT',
  choices: ['text', 'json', 'sarif'],
  text: 'what the report looks like',
};
const region: OptionWords = { name: 'region', value: 'R', text: 'the region of specs that name none' };
const account: OptionWords = { name: 'account', value: 'N', text: 'the account of specs that name none' };
const output: OptionWords = { name: 'output', value: 'FILE', isFile: true, text: 'write to a file' };
const variables: readonly OptionWords[] = [
  { name: 'vars', value: 'FILE', isFile: true, text: 'what ${var:…} stands for: an overlay' },
  { name: 'var', value: 'NAME=VALUE', multiple: true, text: 'the same for one name' },
  { name: 'env', text: 'read the environment for ${env:…}' },
];

function ofJobOption([name, option]: readonly [string, JobOption]): OptionWords {
  const { text, value, choices, isFile, multiple } = option;
  return {
    name,
    text,
    ...(value === undefined ? {} : { value }),
    ...(choices === undefined ? {} : { choices }),
    ...(name === 'kind' ? { choices: jobKinds.map(({ family }) => family) } : {}),
    ...(isFile === true ? { isFile } : {}),
    ...(multiple === true ? { multiple } : {}),
  };
}

export const commandWords: readonly CommandWords[] = [
  {
    name: 'check',
    text: 'check job specs without asking AWS',
    takes: 'files',
    options: [
      format,
      {
        name: 'severity',
        value: 'SEVERITY',
        choices: ['error', 'warning', 'information'],
        text: 'exit with 1 for problems this bad or worse',
      },
      region,
      account,
      ...variables,
      output,
      help,
    ],
  },
  {
    name: 'preflight',
    text: 'ask AWS whether a start would go well',
    takes: 'files',
    options: [
      format,
      { name: 'profile', value: 'P', text: 'the profile whose credentials are used' },
      region,
      { name: 'endpoint-url', value: 'URL', text: 'replaces the endpoints of all services' },
      { name: 'read-documents', text: 'read the beginning of a few documents' },
      ...variables,
      output,
      help,
    ],
  },
  {
    name: 'import',
    text: 'print the spec that a command, a call or a template holds',
    takes: 'files',
    options: [
      {
        name: 'action',
        value: 'ACTION',
        choices: jobKinds.map(({ action }) => action),
        text: 'the kind of job, if the request fits several',
      },
      { name: 'request', value: 'N', text: 'the number of the request, if the text holds several' },
      region,
      account,
      output,
      help,
    ],
  },
  {
    name: 'export',
    text: 'print a spec, or a table of runs, as the file of another engine',
    takes: 'files',
    options: [
      { name: 'as', value: 'FORM', choices: exportFormIds, text: 'the engine' },
      region,
      account,
      ...variables,
      output,
      help,
    ],
  },
  ...jobCommands.map(
    (name): CommandWords => ({
      name,
      text: jobCommandTexts[name].text,
      takes: name === 'start' ? 'files' : 'nothing',
      options: optionsOf(name).map(ofJobOption),
    }),
  ),
  { name: 'completion', text: 'print a script that completes this command in a shell', takes: shells, options: [] },
];
