// Child processes and scratch folders that never outlive us. Each child is the head of a process group of its own, and the
// groups end when we do, however we end (a return, an exception, Ctrl+C, a CI's SIGTERM).
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Windows has no process groups; there the child alone is ended. */
const groups = process.platform !== 'win32';
const running = new Set();
const scratchFolders = new Set();

const signal = (child, name) => {
  try {
    if (groups) process.kill(-child.pid, name);
    else child.kill(name);
  } catch { /* it has ended already */ }
};

const isAlive = child => {
  try {
    process.kill(groups ? -child.pid : child.pid, 0);
    return true;
  } catch { return false; }
};

process.once('exit', () => {
  for (const child of running) signal(child, 'SIGKILL');
  for (const folder of scratchFolders) removeScratch(folder);
});
for (const [name, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
  process.once(name, () => { void Promise.all([...running].map(child => stopGroup(child))).then(() => process.exit(code)); });
}

/** Makes a new folder of our own under the system's temporary one and returns its path; it is removed when we end. */
export function makeScratch() {
  // The name is short because sockets are made inside, and the path of a Unix socket may have some 100 characters only.
  const folder = mkdtempSync(join(tmpdir(), 'ajs-'));
  scratchFolders.add(folder);
  return folder;
}

/** Removes a folder that `makeScratch` made, unless TEST_KEEP asks to keep them for a look inside. */
export function removeScratch(folder) {
  scratchFolders.delete(folder);
  if (!process.env.TEST_KEEP) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Starts a program as the head of its own process group, to be ended with us.
 * Takes what node:child_process's spawn takes; returns its ChildProcess.
 */
export function spawnGroup(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: groups });
  running.add(child);
  child.once('error', () => running.delete(child));
  return child;
}

/** Asks the child's whole group to end, and after `graceMs` makes it; resolves when nothing of it is left. */
export async function stopGroup(child, graceMs = 4_000) {
  signal(child, 'SIGTERM');
  const forceAt = Date.now() + graceMs;
  while (isAlive(child) && Date.now() < forceAt) await new Promise(resolve => setTimeout(resolve, 25));
  signal(child, 'SIGKILL');
  running.delete(child);
}

/**
 * Runs a program to its end with its output shown. Resolves with the exit code (128 when a signal ended it, 127 when it
 * could not be started); nothing the program left behind in its group survives it.
 */
export function run(command, args, options = {}) {
  return new Promise(resolve => {
    const child = spawnGroup(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', error => { console.error(`${command}: ${error.message}`); resolve(127); });
    child.once('exit', code => { void stopGroup(child).then(() => resolve(code ?? 128)); });
  });
}
