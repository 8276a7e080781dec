// What a download will write, and where: decided, and shown, before the first file is written.
import type { Clock } from '../clock.ts';
import { type Answer, answered, refused } from '../refusal.ts';
import { Paths } from '../results/exports/paths.ts';
import { cancelled, concernsObject, withTries } from '../results/refusals.ts';
import { inParallel } from './inParallel.ts';
import { type TargetFolder, fileErrorOf } from './local.ts';
import type { FilePlace, FilesPort, ListedFile } from './port.ts';

/**
 * What is at a file's path already: nothing, the same content, another content, or something that is no file.
 */
export type Existing = 'none' | 'same' | 'other' | 'blocked';

export interface PlannedFile extends ListedFile {
  /** The names of its folders and its own, below the folder that is downloaded to. */
  readonly path: readonly string[];
  /** Whether the path differs from the key, because no file system takes it or another file has it. */
  readonly isRenamed: boolean;
  readonly existing: Existing;
}

export interface Plan {
  readonly from: FilePlace;
  readonly files: readonly PlannedFile[];
}

export interface DownloadPorts {
  readonly port: FilesPort;
  readonly local: TargetFolder;
  readonly clock: Clock;
}

/** How many existing files are compared at once. */
const comparedAtOnce = 8;
/** File systems keep times with a precision of up to two seconds. */
const timePrecisionMs = 2_000;

/** Lists what is below a folder and compares it with what is there. `tell`: how many files are listed so far. */
export async function planDownload(
  from: FilePlace,
  { port, local, clock }: DownloadPorts,
  signal: AbortSignal,
  tell: (listed: number) => void,
): Promise<Answer<Plan>> {
  const listed = await listAll(from, port, clock, signal, tell);
  if (!listed.ok) return listed;
  const paths = new Paths('');
  const files = listed.value.map((file): PlannedFile => {
    const relative = file.key.slice(from.key.length);
    const path = paths.of(relative);
    return { ...file, path, isRenamed: path.join('/') !== relative, existing: 'none' };
  });
  const failure = await inParallel(files.entries(), comparedAtOnce, async ([index, file]) => {
    if (signal.aborted) return cancelled;
    const existing = await existingOf(file, from, { port, local, clock }, signal);
    if (!existing.ok) return existing.refusal;
    files[index] = { ...file, existing: existing.value };
    return undefined;
  });
  return failure === undefined ? answered({ from, files }) : refused(failure);
}

async function listAll(
  from: FilePlace,
  port: FilesPort,
  clock: Clock,
  signal: AbortSignal,
  tell: (listed: number) => void,
): Promise<Answer<readonly ListedFile[]>> {
  const files: ListedFile[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined; ; ) {
    const token = next;
    const page = await withTries(clock, signal, () => port.filesBelow(from, token, signal));
    if (!page.ok) return page;
    // An empty object whose key ends with a slash marks a folder.
    for (const file of page.value.files) if (file.bytes > 0 || !file.key.endsWith('/')) files.push(file);
    tell(files.length);
    ({ next } = page.value);
    // Stores that are not quite S3 name a page as its own successor.
    if (next === undefined || seen.has(next)) return answered(files);
    seen.add(next);
  }
}

async function existingOf(
  file: PlannedFile,
  from: FilePlace,
  { port, local, clock }: DownloadPorts,
  signal: AbortSignal,
): Promise<Answer<Existing>> {
  const found = await ifReadable(local.stat(file.path));
  // Nothing that cannot be looked at is replaced: writing to it fails, with the reason, for this file alone.
  if (found === 'unreadable') return answered('none');
  if (found === undefined) return answered('none');
  if (!found.isFile) return answered('blocked');
  if (found.bytes !== file.bytes) return answered('other');
  const facts = await withTries(clock, signal, () => port.facts({ ...from, key: file.key }, signal));
  if (!facts.ok) return concernsObject(facts.refusal) ? answered('other') : facts;
  const verifier = await port.verifier(facts.value);
  if (verifier === undefined) {
    const { modifiedAt } = facts.value;
    return answered(
      modifiedAt !== undefined && Math.abs(found.modifiedAt - modifiedAt) < timePrecisionMs ? 'same' : 'other',
    );
  }
  const read = await ifReadable(local.read(file.path, bytes => verifier.update(bytes)));
  return answered(read !== 'unreadable' && (await verifier.matches()) ? 'same' : 'other');
}

/** Resolves with `unreadable` where the file system refuses: the text of its error has the path, which may name a patient. */
async function ifReadable<T>(work: Promise<T>): Promise<T | 'unreadable'> {
  try {
    return await work;
  } catch (fault) {
    if (fileErrorOf(fault) === undefined) throw fault;
    return 'unreadable';
  }
}
