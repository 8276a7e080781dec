// Finds and reads the files to check. Globs are tinyglobby's on every Node version: Node's own came with 22 and still
// changes, and with two kinds of globs, two machines could check different files.
import { open, readFile, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { type ChainFacts, followChain } from '../domain/spec/chain.ts';
import { maxSpecLength } from '../domain/spec/parse.ts';
import { specPattern } from './arguments.ts';

export interface Found {
  /** Absolute paths, sorted, each once. */
  readonly files: readonly string[];
  /** What was asked for but not found, in sentences. */
  readonly missing: readonly string[];
}

/**
 * Folders that are not searched. Symbolic links are not followed either: one in an untrusted branch may lead anywhere.
 */
const ignoredFolders = ['**/node_modules/**', '**/.git/**'];

/** On Windows, a backslash separates folders; elsewhere, it escapes a glob character. */
const asGlob = (text: string): string => (process.platform === 'win32' ? text.replaceAll('\\', '/') : text);

async function sortOf(path: string): Promise<'file' | 'folder' | 'other' | 'none'> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'none'; // whatever the reason, it is not a readable file; neither is a glob
  }
}

const nounOf = (wanted: string): string =>
  wanted === specPattern
    ? 'job spec (*.awsjob.json)'
    : 'job spec (*.awsjob.json) or table of runs (*.awsjobs.csv, *.awsjobs.json)';

/** The files that a file name, a folder name or a glob stands for; if there are none, a sentence that says why. */
async function filesOf(
  pattern: string,
  cwd: string,
  excluded: readonly string[],
  wanted: string,
): Promise<readonly string[] | string> {
  const path = resolve(cwd, pattern);
  const search = (globs: string, folder: string, ignore: readonly string[]): Promise<string[]> =>
    glob(globs, {
      cwd: folder,
      ignore: [...ignore, ...excluded],
      absolute: true,
      dot: true,
      expandDirectories: false,
      followSymbolicLinks: false,
    });
  switch (await sortOf(path)) {
    case 'file':
      return [path];
    case 'other':
      return `${pattern} is not a file`;
    case 'folder': {
      const found = await search(wanted, path, ignoredFolders);
      return found.length > 0 ? found : `there is no ${nounOf(wanted)} in ${pattern}`;
    }
    case 'none': {
      const globs = asGlob(pattern);
      if (!isDynamicPattern(globs)) return `there is no file ${pattern}`;
      const found = await search(globs, cwd, globs.includes('node_modules') ? [] : ignoredFolders);
      return found.length > 0 ? found : `no file matches ${pattern}`;
    }
  }
}

/**
 * Finds the files that the patterns stand for; without patterns, all that are wanted below the folder. `wanted`: the glob
 * that a folder stands for, of specs if absent.
 */
export async function findSpecs(patterns: readonly string[], cwd: string, wanted = specPattern): Promise<Found> {
  const without = patterns.filter(pattern => pattern.startsWith('!')).map(pattern => asGlob(pattern.slice(1)));
  const named = patterns.filter(pattern => !pattern.startsWith('!'));
  const found = await Promise.all(
    (named.length === 0 ? [wanted] : named).map(pattern => filesOf(pattern, cwd, without, wanted)),
  );
  const files = new Set(found.flatMap(each => (typeof each === 'string' ? [] : each.map(path => resolve(path)))));
  return { files: [...files].sort(), missing: found.filter(each => typeof each === 'string') };
}

/**
 * A number of bytes that always holds more characters than a spec may have: no character takes more than
 * three bytes per UTF-16 unit.
 */
const enoughBytes = 3 * (maxSpecLength + 1);

/** The first bytes of a file, and whether they are the whole file. */
async function bytesOf(path: string): Promise<{ readonly bytes: Uint8Array; readonly whole: boolean }> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new Error('it is not a file');
  if (stats.size <= enoughBytes) return { bytes: await readFile(path), whole: true };
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(enoughBytes), 0, enoughBytes, 0);
    return { bytes: buffer.subarray(0, bytesRead), whole: false };
  } finally {
    await file.close();
  }
}

/**
 * The text of a file; if the file is too large for a spec, only enough of it to show that. Throws Error
 * with a reason for the user.
 */
export async function readSpec(path: string): Promise<string> {
  const { bytes, whole } = await bytesOf(path);
  try {
    // Removes a byte order mark, as the editor does.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
  } catch (cause) {
    throw new Error('it is not a text in UTF-8', { cause });
  }
}

/** Resolves with what is known of the specs that a spec comes after. One that cannot be read is missing. */
export function chainOf(file: string, text: string): Promise<ChainFacts | undefined> {
  return followChain(file.split(sep).join('/'), text, path => readSpec(path).catch(() => undefined));
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it is gone',
  ELOOP: 'its links go in a circle',
};

/** Why a file could not be read, without its name, which is printed next to it. */
export function reasonOf(fault: unknown): string {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : undefined;
  return code === undefined ? (fault instanceof Error ? fault.message : String(fault)) : (reasons[code] ?? code);
}
