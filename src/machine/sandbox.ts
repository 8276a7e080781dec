import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';

/** A running sandbox: its URL, and the only key that it accepts. */
export interface RunningSandbox {
  readonly url: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface SandboxOptions {
  /** The sandbox's bundle, and the folder it keeps its state in. */
  readonly script: string;
  readonly stateDirectory: string;
  /** How long a simulated job takes, in seconds; read when the process is started. */
  readonly jobSeconds: () => number;
  /** Keeps the signals of a terminal, such as that of Ctrl+C, from ending it before its user. */
  readonly ownGroup?: true;
  /** Called when the process ends without having been stopped. */
  readonly onDied: (code: number | null) => void;
}

const startMs = 15_000;

/**
 * The only environment variables of the editor that the process gets: it needs no others, and
 * they may contain credentials.
 */
const inheritedVariables = ['SystemRoot', 'windir', 'TEMP', 'TMP', 'TMPDIR', 'TZ', 'LD_LIBRARY_PATH'];

function sandboxEnvironment(): NodeJS.ProcessEnv {
  const found = inheritedVariables.flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // In desktop VS Code, the executable is Electron, which must be told to run as Node.
  return { ...Object.fromEntries(found), ELECTRON_RUN_AS_NODE: '1', NODE_NO_WARNINGS: '1' };
}

/** The sandbox process. Started when first needed; ends with the window, because its standard input ends then. */
export class SandboxProcess {
  readonly #options: SandboxOptions;
  #child: ChildProcess | undefined;
  #running: Promise<RunningSandbox> | undefined;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** Resolves with the running sandbox; rejects with the reason if it does not start. */
  run(): Promise<RunningSandbox> {
    this.#running ??= this.#start().catch((cause: unknown) => {
      this.#running = undefined;
      throw cause;
    });
    return this.#running;
  }

  dispose(): void {
    const child = this.#child;
    this.#child = undefined;
    this.#running = undefined;
    child?.stdin?.end();
    child?.kill();
  }

  #start(): Promise<RunningSandbox> {
    const { script, stateDirectory, jobSeconds, onDied, ownGroup } = this.#options;
    const credentials = {
      accessKeyId: `SANDBOX${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64url'),
    };
    const child = spawn(process.execPath, [script, '--state', stateDirectory, '--job-seconds', String(jobSeconds())], {
      env: sandboxEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // On Windows, it would get a console of its own.
      detached: ownGroup === true && process.platform !== 'win32',
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      let stderrTail = '';
      let isUp = false;
      const fail = (reason: string): void => {
        clearTimeout(timer);
        child.kill();
        reject(new Error(`The local sandbox did not start: ${reason}`));
      };
      const timer = setTimeout(() => {
        fail(`no answer within ${startMs / 1_000} s`);
      }, startMs);
      child.on('error', cause => {
        fail(cause.message);
      });
      child.stdin.on('error', () => undefined); // it exited before it read its key: 'exit' reports that
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderrTail = `${stderrTail}${text}`.slice(-2_000);
      });
      child.on('exit', code => {
        if (!isUp) {
          fail(stderrTail.trim() || `exit code ${String(code)}`);
          return;
        }
        if (this.#child !== child) return; // it was stopped
        this.#child = undefined;
        this.#running = undefined;
        onDied(code);
      });
      createInterface({ input: child.stdout }).once('line', line => {
        try {
          const { url } = JSON.parse(line) as { url: string };
          clearTimeout(timer);
          isUp = true;
          resolve({ url, credentials });
        } catch {
          fail('an answer that cannot be read');
        }
      });
      child.stdin.write(`${JSON.stringify(credentials)}\n`);
    });
  }
}
