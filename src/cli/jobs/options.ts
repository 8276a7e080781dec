// The options of the commands that start and watch jobs: what is read, what the help says and what a shell completes.

export const jobCommands = ['start', 'wait', 'list', 'show', 'stop'] as const;
export type JobCommand = (typeof jobCommands)[number];

/** What a command does, in the help, and what it takes. */
export const jobCommandTexts: Readonly<Record<JobCommand, { readonly takes: string; readonly text: string }>> = {
  start: { takes: 'SPEC…', text: 'starts the jobs of specs, after the checks and questions of the editor' },
  wait: { takes: 'JOB…', text: 'waits until jobs have finished' },
  list: { takes: '', text: 'lists the jobs and starts of the history, refreshed from the services' },
  show: { takes: 'JOB', text: 'shows the details of a job' },
  stop: { takes: 'JOB…', text: 'stops jobs of Amazon Comprehend Medical' },
};

/** An option. `value`: what its value is called in the help; absent: it has none. */
export interface JobOption {
  readonly of: readonly JobCommand[];
  readonly text: string;
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly isFile?: true;
  readonly multiple?: true;
}

/** Names for the states of jobs of all kinds; a status of the services can be given as well. */
export const stateNames = ['unfinished', 'succeeded', 'partial', 'failed', 'stopped'] as const;

const waiting = ['start', 'wait'] as const;

/** The options, in the order of the help. */
export const jobOptions = {
  profile: {
    of: jobCommands,
    value: 'P',
    text: 'the profile whose credentials are used; without it, the environment’s',
  },
  region: { of: jobCommands, value: 'R', text: 'the region of specs that name none; without it, the profile’s' },
  sandbox: { of: jobCommands, text: 'use the local sandbox, where everything is simulated' },
  'job-seconds': { of: jobCommands, value: 'N', text: 'how long a job of the sandbox takes (20)' },
  'endpoint-url': { of: jobCommands, value: 'URL', text: 'replaces the endpoints of all services' },
  history: { of: jobCommands, value: 'FILE', isFile: true, text: 'the job history; without it, the editor’s' },
  format: { of: jobCommands, value: 'FORMAT', choices: ['text', 'json'], text: 'what is printed: text or json (text)' },
  vars: { of: ['start'], value: 'FILE', isFile: true, text: 'what ${var:…} stands for: an overlay, *.awsjobvars.json' },
  var: { of: ['start'], value: 'NAME=VALUE', multiple: true, text: 'the same for one name' },
  input: { of: ['start'], value: 'PROMPT=VALUE', multiple: true, text: 'what ${input:…} stands for' },
  env: { of: ['start'], text: 'read the environment for ${env:…}' },
  yes: { of: ['start', 'stop'], text: 'do not ask; needed where nobody can be asked' },
  protected: { of: ['start'], value: 'ACCOUNT', text: 'start although the connection to this account is protected' },
  'duplicate-of': {
    of: ['start'],
    value: 'JOB',
    multiple: true,
    text: 'start although this job of the same request runs',
  },
  again: { of: ['start'], text: 'start although an earlier start was never confirmed' },
  'delete-records': { of: ['start'], text: 'start DELETE_ONLY jobs' },
  'ignore-after': { of: ['start'], text: 'start specs without the job that they come after' },
  'other-connection': {
    of: ['start'],
    text: 'start although the settings of the spec’s folder name another connection',
  },
  'despite-checks': { of: ['start'], text: 'start although a check found a problem' },
  'no-checks': { of: ['start'], text: 'do not check before a start' },
  'read-documents': { of: ['start'], text: 'let the checks read the beginning of a few documents' },
  'keep-trying': { of: ['start'], value: 'MINUTES', text: 'send a refused start again for so long, if that may help' },
  wait: { of: ['start'], text: 'wait until the jobs have finished' },
  interval: { of: waiting, value: 'SECONDS', text: 'how often the services are asked (15)' },
  timeout: { of: waiting, value: 'MINUTES', text: 'stop waiting after so long' },
  state: {
    of: ['list'],
    value: 'STATE',
    choices: stateNames,
    multiple: true,
    text: `${stateNames.join(', ')}, or a status such as COMPLETED`,
  },
  spec: { of: ['list'], value: 'FILE', isFile: true, text: 'only jobs of this spec' },
  kind: { of: ['list'], value: 'KIND', multiple: true, text: 'only this kind, such as PHIDetection' },
  limit: { of: ['list'], value: 'N', text: 'at most so many jobs (50)' },
  request: { of: ['show'], text: 'print the request, too' },
  recorded: { of: ['list', 'show'], text: 'show what is recorded, without asking the services' },
  messages: {
    of: jobCommands,
    text: 'print what the services say, which may quote the request, even where it may be kept',
  },
  help: { of: jobCommands, text: 'show this help' },
} as const satisfies Readonly<Record<string, JobOption>>;

export type JobOptionName = keyof typeof jobOptions;

/** The names of a command's options, in the order of the help. */
export function optionsOf(command: JobCommand): readonly (readonly [JobOptionName, JobOption])[] {
  const names = Object.keys(jobOptions) as readonly JobOptionName[];
  return names
    .map(name => [name, jobOptions[name]] as const)
    .filter(([, option]) => (option.of as readonly JobCommand[]).includes(command));
}

const helpOfCodes = `Exit code: 0 done, 1 not done, because a spec, a check or a guard speaks against it, 2 wrong usage, no connection, no
such job, or a job history that cannot be used, 3 refused by the service, 4 unclear, 5 a job did not succeed,
6 a job has not finished, 128 + the number of the signal: interrupted.
`;

/** The help of a command. */
export function helpOf(command: JobCommand): string {
  const { takes, text } = jobCommandTexts[command];
  const lines = optionsOf(command).map(
    ([name, { value, text: what, multiple }]) =>
      `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(24)} ${what}${multiple === true ? '; may be given several times' : ''}`,
  );
  return `Usage: ${['aws-job-specs', command, takes, '[options]'].filter(part => part !== '').join(' ')}

This ${text}.

${lines.join('\n')}

${helpOfCodes}`;
}
