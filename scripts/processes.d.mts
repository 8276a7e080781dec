// Declares what the tests use of processes.mjs, which is plain JavaScript because it runs before anything is installed.
import type { ChildProcess, SpawnOptions } from 'node:child_process';

export function spawnGroup(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
export function stopGroup(child: ChildProcess, graceMs?: number): Promise<void>;
export function run(command: string, args: readonly string[], options?: SpawnOptions): Promise<number>;
export function makeScratch(): string;
export function removeScratch(folder: string): void;
