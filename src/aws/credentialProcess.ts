// The SDK runs a profile's credential_process without a timeout: one that hangs would stay forever,
// with everything it started.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { externalDataInterceptor } from '@smithy/core/config';
import { plural } from '../domain/plural.ts';

type Done = (error: Error | null, output?: { readonly stdout: string; readonly stderr: string }) => void;

/** The limit of each stream: that of Node's `exec`, which the SDK would use. */
const maxOutput = 1_024 * 1_024;
const running = new Set<ChildProcess>();

/**
 * Makes the SDK run credential processes through `runBounded`. The SDK looks up its replacement
 * for `exec` under this name.
 */
export function boundCredentialProcesses(ms: number): void {
  if (!isBound)
    process.once('exit', () => {
      for (const child of running) end(child);
    });
  isBound = true;
  externalDataInterceptor.interceptToken('exec', (command: string, done: Done) => {
    runBounded(command, ms, done);
  });
}

let isBound = false;

/**
 * Runs a shell command in its own process group, which is killed after `ms` milliseconds with everything it started.
 */
function runBounded(command: string, ms: number, done: Done): void {
  const child = spawn(command, {
    shell: true,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  let failure: Error | undefined;
  const stop = (error: Error): void => {
    failure ??= error;
    end(child);
  };
  const timer = setTimeout(() => {
    stop(
      new Error(
        plural(
          '{0, plural, one {The credential process did not end within # second.} other {The credential process did not end within # seconds.}}',
          Math.round(ms / 1_000),
        ),
      ),
    );
  }, ms);
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      if (output[name].length > maxOutput) stop(new Error('The credential process wrote too much.'));
    });
  }
  const settle = (error: Error | null): void => {
    clearTimeout(timer);
    running.delete(child);
    if (error === null) done(null, output);
    else done(error);
  };
  child.once('error', error => {
    settle(failure ?? error);
  });
  child.once('close', (code, signal) => {
    settle(
      failure ??
        (code === 0
          ? null
          : new Error(
              `The credential process ended with ${code === null ? String(signal) : `code ${code}`}. ${output.stderr.trim()}`.trim(),
            )),
    );
  });
}

function end({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => undefined);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    /* it has already exited */
  }
}
