import { parseArgs } from 'node:util';

/** What the sandbox is started with. */
export interface SandboxArguments {
  readonly stateDirectory: string;
  /** 0 means any free port. */
  readonly port: number;
  /** How long a simulated job takes, in milliseconds. */
  readonly jobDurationMs: number;
}

/** Says how the sandbox is started, in one line. */
export const usage = 'usage: sandbox.js --state <directory> [--port <0-65535>] [--job-seconds <seconds>]';

/** Reads the command line. Throws Error with a one-line message for a person. */
export function parseArguments(argv: readonly string[]): SandboxArguments {
  const { state, port, 'job-seconds': jobSeconds } = parsed(argv);
  if (state === undefined || state === '') throw new Error(`--state is missing; ${usage}`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Error(`--port must be a number from 0 to 65535, not ${port}`);
  const seconds = Number(jobSeconds);
  if (!(seconds > 0 && seconds <= 86_400)) throw new Error(`--job-seconds must be a number above 0 and at most 86400, not ${jobSeconds}`);
  return { stateDirectory: state, port: Number(port), jobDurationMs: Math.max(1, Math.round(seconds * 1000)) };
}

function parsed(argv: readonly string[]): { state?: string | undefined; port: string; 'job-seconds': string } {
  try {
    const options = { state: { type: 'string' }, port: { type: 'string', default: '0' }, 'job-seconds': { type: 'string', default: '20' } } as const;
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message.split('\n')[0] ?? '' : String(error)}; ${usage}`, { cause: error });
  }
}
