// Which files are meant, and what is in them. The globs are tinyglobby's on every Node: Node's own came with 22, still changes, and
// two kinds of globs would let two machines check different files.
import { open, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { maxSpecLength } from '../domain/spec/parse.ts';
import { defaultPattern } from './arguments.ts';

export interface Found {
  /** Absolute paths, sorted, each once. */
  readonly files: readonly string[];
  /** What was asked for and is not there, in sentences. */
  readonly missing: readonly string[];
}

/** Where no specs are looked for. Behind symbolic links neither: one in a stranger's branch may lead anywhere. */
const neverIn = ['**/node_modules/**', '**/.git/**'];

/** On Windows a backslash parts folders, elsewhere it takes a glob's sign for itself. */
const asGlob = (text: string): string => process.platform === 'win32' ? text.replaceAll('\\', '/') : text;

async function sortOf(path: string): Promise<'file' | 'folder' | 'other' | 'none'> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'none'; // whatever the reason, it is no file that could be read; a glob is not one either
  }
}

/** The files that are meant by a file's or folder's name or by a glob, and if none are, why. */
async function filesOf(pattern: string, cwd: string, without: readonly string[]): Promise<readonly string[] | string> {
  const path = resolve(cwd, pattern);
  const search = (globs: string, folder: string, ignore: readonly string[]): Promise<string[]> =>
    glob(globs, { cwd: folder, ignore: [...ignore, ...without], absolute: true, dot: true, expandDirectories: false, followSymbolicLinks: false });
  switch (await sortOf(path)) {
    case 'file': return [path];
    case 'other': return `${pattern} is not a file`;
    case 'folder': {
      const found = await search(defaultPattern, path, neverIn);
      return found.length > 0 ? found : `there is no job spec (*.awsjob.json) in ${pattern}`;
    }
    case 'none': {
      const globs = asGlob(pattern);
      if (!isDynamicPattern(globs)) return `there is no file ${pattern}`;
      const found = await search(globs, cwd, globs.includes('node_modules') ? [] : neverIn);
      return found.length > 0 ? found : `no file matches ${pattern}`;
    }
  }
}

/** Finds the files that are meant; with none named, every spec below the folder. */
export async function findSpecs(patterns: readonly string[], cwd: string): Promise<Found> {
  const without = patterns.filter(pattern => pattern.startsWith('!')).map(pattern => asGlob(pattern.slice(1)));
  const named = patterns.filter(pattern => !pattern.startsWith('!'));
  const found = await Promise.all((named.length === 0 ? [defaultPattern] : named).map(pattern => filesOf(pattern, cwd, without)));
  const files = new Set(found.flatMap(each => typeof each === 'string' ? [] : each.map(path => resolve(path))));
  return { files: [...files].sort(), missing: found.filter(each => typeof each === 'string') };
}

/** Bytes that hold more characters than a spec may have, whatever the characters: none takes more than three a UTF-16 unit. */
const enoughBytes = 3 * (maxSpecLength + 1);

/** The first bytes of a file, and whether they are all of it. */
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

/** The text of a file; of one that is too large for a spec as much as shows that it is. Throws Error with a reason for a person. */
export async function readSpec(path: string): Promise<string> {
  const { bytes, whole } = await bytesOf(path);
  try {
    // A byte order mark is taken off, as the editor does.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
  } catch (cause) {
    throw new Error('it is not a text in UTF-8', { cause });
  }
}
