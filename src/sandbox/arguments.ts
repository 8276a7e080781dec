import { parseArgs } from 'node:util';
import type { ModelNumber } from './comprehendmedical/analysis/entry.ts';
import type { SyntheticAccount } from './seed/syntheticAccount.ts';

/** The command-line arguments of the sandbox. */
export interface SandboxArguments {
  readonly stateDirectory: string;
  /** 0 means any free port. */
  readonly port: number;
  /** How long a simulated job takes, in milliseconds. */
  readonly jobDurationMs: number;
  /** The maximum number of active jobs of one Comprehend Medical operation in one region. */
  readonly maxActiveJobs: number;
  /** The number of empty pages that every list of jobs or workflows begins with. */
  readonly emptyPages: number;
  /** The model that jobs started now use. Two jobs over the same input differ if they use different ones. */
  readonly model: ModelNumber;
  /** The number of further notes, under `many/`. */
  readonly documents: number;
  /** The synthetic history of the account; empty without the options that request it. */
  readonly history: SyntheticAccount;
}

/** The usage message, in one line. */
const usage =
  'usage: sandbox.js --state <directory> [--port <0-65535>] [--job-seconds <seconds>] [--max-active-jobs <count>] [--empty-pages <count>]' +
  ' [--model-version <1|2>] [--seed-documents <count>]' +
  ' [--seed-jobs <count>] [--seed-workflows <count>] [--seed-unfinished <count>] [--seed-finish-seconds <seconds>]';

const options = {
  state: { type: 'string' },
  port: { type: 'string', default: '0' },
  'job-seconds': { type: 'string', default: '20' },
  'max-active-jobs': { type: 'string', default: '500' },
  'empty-pages': { type: 'string', default: '0' },
  'model-version': { type: 'string', default: '1' },
  'seed-documents': { type: 'string', default: '0' },
  'seed-jobs': { type: 'string', default: '0' },
  'seed-workflows': { type: 'string', default: '0' },
  'seed-unfinished': { type: 'string', default: '0' },
  'seed-finish-seconds': { type: 'string', default: '86400' },
} as const;

type Values = {
  readonly [Name in keyof typeof options]: (typeof options)[Name] extends { default: string }
    ? string
    : string | undefined;
};

/** The maximum size of a synthetic account: ten times what anybody was seen to need. */
const maximumJobs = 1_000_000;
const maximumDocuments = 1_000_000;
const maximumWorkflows = 1_000;

/** Parses the command line. Throws Error with a one-line message for the user. */
export function parseArguments(argv: readonly string[]): SandboxArguments {
  const values = parsed(argv);
  if (values.state === undefined || values.state === '') throw new Error(`--state is missing; ${usage}`);
  const jobs = count(values, 'seed-jobs', maximumJobs);
  return {
    stateDirectory: values.state,
    port: count(values, 'port', 65_535),
    jobDurationMs: milliseconds(values, 'job-seconds'),
    maxActiveJobs: count(values, 'max-active-jobs', maximumJobs),
    emptyPages: count(values, 'empty-pages', maximumWorkflows),
    model: model(values),
    documents: count(values, 'seed-documents', maximumDocuments),
    history: {
      jobs,
      workflows: count(values, 'seed-workflows', maximumWorkflows),
      unfinished: count(values, 'seed-unfinished', jobs),
      finishWithinMs: milliseconds(values, 'seed-finish-seconds'),
    },
  };
}

function count(values: Values, name: Exclude<keyof Values, 'state' | 'model-version'>, maximum: number): number {
  const text = values[name];
  if (!/^\d{1,9}$/.test(text) || Number(text) > maximum)
    throw new Error(`--${name} must be a number from 0 to ${maximum}, not ${text}`);
  return Number(text);
}

function model({ 'model-version': text }: Values): ModelNumber {
  if (text === '1') return 1;
  if (text === '2') return 2;
  throw new Error(`--model-version must be 1 or 2, not ${text}`);
}

function milliseconds(values: Values, name: 'job-seconds' | 'seed-finish-seconds'): number {
  const seconds = Number(values[name]);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new Error(`--${name} must be a number above 0 and at most 86400, not ${values[name]}`);
  return Math.max(1, Math.round(seconds * 1000));
}

function parsed(argv: readonly string[]): Values {
  try {
    return parseArgs({ args: [...argv], options }).values as Values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}; ${usage}`, {
      cause: error,
    });
  }
}
