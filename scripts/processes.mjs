// Child processes and scratch folders that never outlive this process. Each child leads a process group of its own, and
// the groups end with this process, however it ends (a return, an exception, Ctrl+C, SIGTERM from CI).
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Windows has no process groups; there, only the child itself is ended. */
const groups = process.platform !== 'win32';
const running = new Set();
const scratchFolders = new Set();

const signal = (child, name) => {
  try {
    if (groups) process.kill(-child.pid, name);
    else child.kill(name);
  } catch {
    /* it has already exited */
  }
};

const isAlive = child => {
  try {
    process.kill(groups ? -child.pid : child.pid, 0);
    return true;
  } catch {
    return false;
  }
};

process.once('exit', () => {
  for (const child of running) signal(child, 'SIGKILL');
  for (const folder of scratchFolders) removeScratch(folder);
});
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.once(name, () => {
    void Promise.all([...running].map(child => stopGroup(child))).then(() => process.exit(code));
  });
}

/** Creates a folder in the system's temporary folder and returns its path; it is removed when this process ends. */
export function makeScratch() {
  // The name is short because sockets are created inside, and the path of a Unix socket is
  // limited to some 100 characters.
  const folder = mkdtempSync(join(tmpdir(), 'ajs-'));
  scratchFolders.add(folder);
  return folder;
}

/** Removes a folder that `makeScratch` created, unless TEST_KEEP is set to keep it for inspection. */
export function removeScratch(folder) {
  scratchFolders.delete(folder);
  if (!process.env.TEST_KEEP) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Starts a program as the leader of its own process group, which ends with this process.
 * Takes what node:child_process's spawn takes; returns its ChildProcess.
 */
export function spawnGroup(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: groups });
  running.add(child);
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Ends the child's whole group: SIGTERM, and SIGKILL after at most `graceMs` milliseconds. Resolves
 * when nothing is left of it.
 */
export async function stopGroup(child, graceMs = 4_000) {
  signal(child, 'SIGTERM');
  const forceAt = Date.now() + graceMs;
  while (isAlive(child) && Date.now() < forceAt) await new Promise(resolve => setTimeout(resolve, 25));
  signal(child, 'SIGKILL');
  running.delete(child);
}

/**
 * Runs a program to its end and shows its output. Resolves with the exit code (128 if a signal ended it, 127 if it
 * could not be started). Ends whatever the program leaves behind in its group.
 */
export function run(command, args, options = {}) {
  return new Promise(resolve => {
    const child = spawnGroup(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', error => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', code => {
      void stopGroup(child).then(() => resolve(code ?? 128));
    });
  });
}
