// Finds the files that can be sent: each is read through once, and of each only its name, size and entity tag are kept.
import { documentLimits } from '../documentLimits.ts';
import type { EntryProblem, LocalEntry, LocalFiles } from './port.ts';

/**
 * Why a file is not sent: `hidden` by its name, `ours` (a job spec, its variables, a table of runs), `name` that cannot
 * be a key, `empty`, `notText`, or a problem of the system.
 */
export type SkipReason = EntryProblem | 'hidden' | 'ours' | 'name' | 'empty' | 'notText';

/** A file that can be sent. `isLarge`: over the documented limit of a document, and sent only if somebody says so. */
export interface LocalNote {
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
  readonly isLarge: boolean;
}

/** How many files were skipped for a reason, and the first of them. */
export interface Skipped {
  readonly count: number;
  readonly paths: readonly string[];
}

export interface Scan {
  readonly notes: readonly LocalNote[];
  readonly skipped: ReadonlyMap<SkipReason, Skipped>;
}

/** So many names of skipped files are kept for each reason. */
const maxNamed = 1_000;
const concurrency = 8;
/** The longest key, in bytes of UTF-8. Source: "Creating object key names" of the Amazon S3 User Guide. */
const longestKey = 1_024;

/** Files that systems leave in folders, and that are not shown there. */
const systemNames: ReadonlySet<string> = new Set(['thumbs.db', 'desktop.ini', '__macosx']);

function isHidden(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith('.') || systemNames.has(name.toLowerCase());
}

/** Whether a path can be the end of a key: control characters, and names that are no Unicode, are not told to S3 as they are. */
function isNameable(path: string, prefix: string): boolean {
  return !/[\p{Cc}\p{Cs}\uFFFD]/u.test(path) && new TextEncoder().encode(prefix + path).length <= longestKey;
}

/**
 * Reads all files once. `prefix`: what comes before their paths in the keys; `isOurs`: whether a path is a file of this
 * extension. Resolves with undefined if the signal is aborted.
 */
export async function scan(
  files: LocalFiles,
  prefix: string,
  isOurs: (path: string) => boolean,
  onProgress: (found: number) => void,
  signal: AbortSignal,
): Promise<Scan | undefined> {
  const notes: LocalNote[] = [];
  const skipped = new Map<SkipReason, { count: number; paths: string[] }>();
  const skip = (reason: SkipReason, path: string): void => {
    const known = skipped.get(reason) ?? { count: 0, paths: [] };
    known.count += 1;
    if (known.paths.length < maxNamed) known.paths.push(path);
    skipped.set(reason, known);
  };
  const look = async ({ path, problem }: LocalEntry): Promise<void> => {
    if (isHidden(path)) skip('hidden', path);
    else if (problem !== undefined) skip(problem, path);
    else if (isOurs(path)) skip('ours', path);
    else if (!isNameable(path, prefix)) skip('name', path);
    else {
      const contents = await files.examine(path);
      if (contents === undefined) skip('unreadable', path);
      else if (contents.bytes === 0) skip('empty', path);
      else if (!contents.isText) skip('notText', path);
      else {
        const { bytes, etag } = contents;
        notes.push({ path, bytes, etag, isLarge: bytes > documentLimits.documentBytes });
        onProgress(notes.length);
      }
    }
  };
  const entries = files.walk(isHidden)[Symbol.asyncIterator]();
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const next = await entries.next();
      if (next.done === true) return;
      await look(next.value);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  await entries.return?.();
  if (signal.aborted) return undefined;
  notes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { notes, skipped };
}
