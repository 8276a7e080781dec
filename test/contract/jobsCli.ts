// The commands that start and watch jobs, as packaged, each in a process and a home folder of its own.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/domain/json.ts';
import type { JobKind } from '../../src/domain/jobs/kinds.ts';
import { quickly } from '../bundled.ts';
import { type Ended, Folder, mainFile } from '../unit/cli/support.ts';
import { requestFor } from './requests.ts';
import type { SandboxCredentials } from './sandboxProcess.ts';

/** A command that runs. */
export interface RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has printed so far. */
  readonly printed: { stdout: string; stderr: string };
  readonly ended: Promise<Ended>;
}

/** A machine without an editor: a home folder, specs, and a history of its own. */
export class Machine {
  readonly folder = new Folder();
  readonly history = join(this.folder.path, 'home', '.local', 'state', 'aws-job-specs', 'jobs.sqlite');
  readonly #children = new Set<ChildProcessWithoutNullStreams>();
  readonly #place: { readonly url: string; readonly credentials: SandboxCredentials } | undefined;

  /** `place`: the endpoint of all services and their key; absent: none, as for `--sandbox`. */
  constructor(place?: { readonly url: string; readonly credentials: SandboxCredentials }) {
    this.#place = place;
    mkdirSync(join(this.folder.path, 'home'));
  }

  /** Writes a spec that the sandbox can carry out. */
  spec(name: string, kind: JobKind, more: JsonObject = {}, request: JsonObject = requestFor(kind, name)): string {
    return this.folder.write(name, JSON.stringify({ action: kind.action, request, ...more }));
  }

  /** Starts a command. `env`: more variables. `isTerminal`: on a terminal, whose output comes as standard output. */
  begin(args: readonly string[], env: Readonly<Record<string, string>> = {}, isTerminal = false): RunningCommand {
    const { url, credentials } = this.#place ?? {};
    const home = join(this.folder.path, 'home');
    const isPlaced = url !== undefined && !args.includes('--help') && args[0] !== 'completion';
    const command = [
      process.execPath,
      mainFile,
      ...args,
      ...(isPlaced ? ['--endpoint-url', url, '--region', 'us-east-1'] : []),
    ] as const;
    const line = command.map(word => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
    const child = spawn(
      isTerminal ? 'script' : command[0],
      isTerminal ? ['-qec', `exec ${line}`, '/dev/null'] : command.slice(1),
      {
        cwd: this.folder.path,
        env: {
          ...quickly,
          PATH: process.env['PATH'],
          HOME: home,
          USERPROFILE: home,
          AWS_CONFIG_FILE: join(home, 'config'),
          AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
          AWS_EC2_METADATA_DISABLED: 'true',
          ...(credentials === undefined
            ? {}
            : { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey }),
          ...env,
        },
      },
    );
    this.#children.add(child);
    child.stdin.on('error', () => undefined); // it has ended
    const printed = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed.stderr += text;
    });
    const ended = new Promise<Ended>(resolve => {
      child.on('close', code => {
        this.#children.delete(child);
        resolve({ code, ...printed });
      });
    });
    return { child, printed, ended };
  }

  /** Runs a command to its end, with nobody to ask. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> {
    const { child, ended } = this.begin(args, env);
    child.stdin.end();
    return ended;
  }

  async dispose(): Promise<void> {
    const left = [...this.#children];
    for (const child of left) child.kill('SIGKILL');
    await Promise.all(left.map(child => new Promise(resolve => child.once('close', resolve))));
    this.folder.remove();
  }
}

/** What `--format json` prints. */
export interface Report {
  readonly account?: string;
  readonly refreshed?: boolean;
  readonly starts?: readonly {
    readonly path?: string;
    readonly outcome?: string;
    readonly state?: string;
    readonly message?: string;
    readonly refusal?: { readonly kind: string };
    readonly job?: { readonly jobId: string; readonly status: string };
    readonly hasSucceeded?: boolean;
  }[];
  readonly jobs?: readonly { readonly jobId: string; readonly status: string; readonly region: string }[];
  readonly job?: Readonly<Record<string, unknown>>;
}

export const reportOf = ({ stdout }: Ended): Report => JSON.parse(stdout) as Report;
