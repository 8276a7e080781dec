// Compares the files with what is in S3 already.
import { type Answer, answered, refused } from '../refusal.ts';
import { cancelled } from '../results/refusals.ts';
import {
  type LocalFiles,
  type StoredObject,
  type UnfinishedUpload,
  type UploadPlace,
  type UploadPort,
  partBytesFor,
} from './port.ts';
import type { LocalNote } from './scan.ts';

/** `same`: it is there with these bytes. `different`: there is another object at its key. */
export type Fate = 'new' | 'same' | 'different';

export interface PlannedNote extends LocalNote {
  readonly fate: Fate;
  /** The entity tag of the object that is there, if there is another. */
  readonly stored?: string;
}

export interface UploadPlan {
  readonly notes: readonly PlannedNote[];
  /** Objects under the prefix that are none of the files: a job over the prefix reads them, too. */
  readonly others: { readonly count: number; readonly bytes: number };
  /** Uploads of these files in parts that the same caller began and nobody finished. */
  readonly unfinished: readonly UnfinishedUpload[];
}

export interface Destination {
  readonly region: string;
  /** The prefix, which ends in a slash. */
  readonly place: UploadPlace;
  /** The ARN of the caller. */
  readonly caller: string;
}

const concurrency = 16;

/** Compares all files with the objects under the prefix, by size and checksum. */
export async function planUpload(
  port: UploadPort,
  files: LocalFiles,
  notes: readonly LocalNote[],
  { region, place, caller }: Destination,
  signal: AbortSignal,
): Promise<Answer<UploadPlan>> {
  const planned = notes.map<PlannedNote>(note => ({ ...note, fate: 'new' }));
  const byPath = new Map(notes.map(({ path }, index) => [path, index]));
  const doubtful: { readonly index: number; readonly object: StoredObject }[] = [];
  let [count, bytes] = [0, 0];
  let next: string | undefined;
  const seen = new Set<string>();
  do {
    const page = await port.list(region, place, next, signal);
    if (!page.ok) return page;
    for (const object of page.value.objects) {
      const index = byPath.get(object.key.slice(place.key.length));
      const note = index === undefined ? undefined : notes[index];
      if (index === undefined || note === undefined) {
        // An empty object that ends in a slash marks a folder.
        if (object.bytes > 0 || !object.key.endsWith('/')) [count, bytes] = [count + 1, bytes + object.bytes];
      } else if (object.bytes !== note.bytes || object.etag === undefined) planned[index] = differing(note, object);
      else if (object.etag === note.etag) planned[index] = { ...note, fate: 'same' };
      else doubtful.push({ index, object });
    }
    ({ next } = page.value);
    // A store that is not quite S3 may name a page twice.
    if (next !== undefined && seen.has(next)) break;
    if (next !== undefined) seen.add(next);
  } while (next !== undefined);
  const compared = await compareByChecksum(port, files, notes, doubtful, planned, { region, place, caller }, signal);
  if (!compared.ok) return compared;
  const unfinished = notes.some(note => note.bytes > partBytesFor(note.bytes))
    ? await port.unfinished(region, place, signal)
    : undefined;
  if (signal.aborted) return refused(cancelled);
  return answered({
    notes: planned,
    others: { count, bytes },
    // Who may not list them can still send.
    unfinished:
      unfinished?.ok === true
        ? unfinished.value.filter(({ key, by }) => by === caller && byPath.has(key.slice(place.key.length)))
        : [],
  });
}

const differing = (note: LocalNote, { etag = '' }: Pick<StoredObject, 'etag'>): PlannedNote => ({
  ...note,
  fate: 'different',
  stored: etag,
});

/** Objects of the right size whose entity tag is no MD5, such as those that are encrypted with a KMS key. */
async function compareByChecksum(
  port: UploadPort,
  files: LocalFiles,
  notes: readonly LocalNote[],
  doubtful: readonly { readonly index: number; readonly object: StoredObject }[],
  planned: PlannedNote[],
  { region, place }: Destination,
  signal: AbortSignal,
): Promise<Answer<true>> {
  const queue = doubtful.values();
  let end: Extract<Answer<true>, { ok: false }> | undefined;
  const work = async (): Promise<void> => {
    for (const { index, object } of queue) {
      const note = notes[index];
      if (note === undefined || end !== undefined) return;
      const same = await isSame(port, files, note, { region, place }, signal);
      if (same.ok) planned[index] = same.value ? { ...note, fate: 'same' } : differing(note, object);
      else {
        end ??= same;
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return end ?? answered(true);
}

/** Whether the object at a file's key has its bytes, as far as S3 tells: by its entity tag or its SHA-256. */
export async function isSame(
  port: UploadPort,
  files: LocalFiles,
  note: LocalNote,
  { region, place }: Pick<Destination, 'region' | 'place'>,
  signal: AbortSignal,
): Promise<Answer<boolean>> {
  const head = await port.head(region, { ...place, key: place.key + note.path }, signal);
  if (!head.ok) return head.refusal.kind === 'notFound' ? answered(false) : head;
  const { bytes, etag, sha256 } = head.value;
  if (bytes !== note.bytes) return answered(false);
  if (etag === note.etag) return answered(true);
  return answered(sha256 !== undefined && sha256 === (await files.sha256(note.path)));
}
