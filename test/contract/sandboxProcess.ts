import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundled, quickly } from '../bundled.ts';

/** How a sandbox is started for a test. */
export interface SandboxOptions {
  /** If set, kept after `stop`; otherwise a new directory is created, and removed by `stop` and `kill`. */
  readonly stateDirectory?: string;
  /** How long a simulated job takes. */
  readonly jobSeconds?: number;
  /** The limit of active jobs per operation of Comprehend Medical and region. */
  readonly maxActiveJobs?: number;
  readonly emptyPages?: number;
  /** How many more notes there are, below `many/`. */
  readonly documents?: number;
  /** A new random key by default. */
  readonly credentials?: SandboxCredentials;
  /** A generated history for the account, in us-east-1; anything it does not specify is left out. */
  readonly history?: SandboxHistory;
}

/** The size of a generated history. */
export interface SandboxHistory {
  readonly jobs: number;
  readonly workflows?: number;
  readonly unfinished?: number;
  /** The unfinished jobs end evenly spread over this time; over a day by default. */
  readonly finishSeconds?: number;
}

/** The key the sandbox was started with. */
export interface SandboxCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A running sandbox process. */
export interface RunningSandbox {
  readonly url: string;
  readonly credentials: SandboxCredentials;
  readonly stateDirectory: string;
  /** Closes its stdin, like a window that closes, and waits for its exit. Throws if the exit code is not 0. */
  stop(): Promise<void>;
  /** Kills it without warning, like a crash. */
  kill(): Promise<void>;
}

/** The program the tests start: the bundle named by SANDBOX_BUNDLE, or one of the sources as they are. */
export const sandboxEntry =
  process.env['SANDBOX_BUNDLE'] ?? (await bundled(new URL('../../src/sandbox/main.ts', import.meta.url)));

/** Starts the sandbox in its own process and waits until it listens. Throws with its stderr if it does not. */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const stateDirectory = options.stateDirectory ?? (await mkdtemp(join(tmpdir(), 'sandbox-')));
  const credentials = options.credentials ?? {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString('hex'),
  };
  const child = spawn(
    process.execPath,
    [
      sandboxEntry,
      '--state',
      stateDirectory,
      '--job-seconds',
      String(options.jobSeconds ?? 0.5),
      '--max-active-jobs',
      String(options.maxActiveJobs ?? 500),
      '--empty-pages',
      String(options.emptyPages ?? 0),
      '--seed-documents',
      String(options.documents ?? 0),
      ...historyArguments(options.history),
    ],
    { env: { ...process.env, ...quickly } },
  );
  const exited = once(child, 'exit');
  child.stdin.write(`${JSON.stringify(credentials)}\n`);
  const url = await announcedUrl(child);
  const cleanUp = async (): Promise<void> => {
    await exited;
    if (options.stateDirectory === undefined) await rm(stateDirectory, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    url,
    credentials,
    stateDirectory,
    stop: async () => {
      child.stdin.end();
      await cleanUp();
      if (child.exitCode !== 0)
        throw new Error(`the sandbox ended with ${child.exitCode ?? child.signalCode ?? 'nothing'}`);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await cleanUp();
    },
  };
}

function historyArguments(
  { jobs, workflows = 0, unfinished = 0, finishSeconds = 86_400 }: SandboxHistory = { jobs: 0 },
): string[] {
  return Object.entries({ jobs, workflows, unfinished, 'finish-seconds': finishSeconds }).flatMap(([name, value]) => [
    `--seed-${name}`,
    String(value),
  ]);
}

async function announcedUrl(child: ChildProcessWithoutNullStreams): Promise<string> {
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('close', code => {
      reject(new Error(`the sandbox did not start (exit code ${code ?? 'none'}): ${complaint}`));
    });
  });
  return (JSON.parse(line) as { url: string }).url;
}
