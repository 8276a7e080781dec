// Sends the files of a plan, a few at a time. What is shown before is what is sent: a file that has changed since is not.
import type { Clock } from '../clock.ts';
import { type Answer, type Refusal, answered, refused } from '../refusal.ts';
import { cancelled, withTries } from '../results/refusals.ts';
import { type Destination, type PlannedNote, isSame } from './plan.ts';
import { type LocalFiles, type UnfinishedUpload, type UploadPort, type WriteCondition, partBytesFor } from './port.ts';

/** What was done, in files. `failure`: why the rest was not sent. */
export interface Sent {
  readonly sent: number;
  readonly bytes: number;
  /** The file changed or went away after it was shown. */
  readonly changed: readonly string[];
  /** Another object came to its key, or the object that was to be replaced did not stay as it was. */
  readonly conflicts: readonly string[];
  readonly failure?: Refusal;
}

export interface SendProgress {
  readonly done: number;
  readonly total: number;
  /** Bytes that have arrived, and all. */
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface Sending {
  readonly port: UploadPort;
  readonly files: LocalFiles;
  readonly to: Destination;
  /** Those that are new, or that somebody agreed to replace. */
  readonly notes: readonly PlannedNote[];
  /** Uploads in parts that are aborted first. */
  readonly unfinished: readonly UnfinishedUpload[];
  readonly clock: Clock;
}

const concurrency = 16;
/** How often a file is sent that S3 asks to send again: two wrote to one key at once, or it did not arrive as it was sent. */
const moreTries = 3;

type Outcome = 'sent' | 'changed' | 'conflict';

/** Sends all notes. Never rejects because of a file or a service. */
export async function sendNotes(
  sending: Sending,
  onProgress: (progress: SendProgress) => void,
  signal: AbortSignal,
): Promise<Sent> {
  const { notes, port, to, unfinished } = sending;
  const totalBytes = notes.reduce((sum, { bytes }) => sum + bytes, 0);
  const tally = { sent: 0, bytes: 0, changed: new Array<string>(), conflicts: new Array<string>() };
  let [done, arrived] = [0, 0];
  let failure: Refusal | undefined;
  const tell = (): void => {
    onProgress({ done, total: notes.length, bytes: arrived, totalBytes });
  };
  // Ends the others as soon as one is refused for a reason that holds for all.
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const fail = (refusal: Refusal): void => {
    failure ??= refusal;
    stop.abort();
  };
  for (const upload of unfinished) {
    const aborted = await port.abort(to.region, to.place.bucket, upload, either);
    if (!aborted.ok && aborted.refusal.kind !== 'notFound') return { ...tally, failure: aborted.refusal };
  }
  const isInParts = ({ bytes }: PlannedNote): boolean => bytes > partBytesFor(bytes);
  const sendOne = async (note: PlannedNote): Promise<void> => {
    const before = arrived;
    const outcome = await send(
      note,
      sending,
      bytes => {
        arrived = before + bytes;
        tell();
      },
      either,
    );
    if (!outcome.ok) {
      // What the first refusal has ended is none of its own.
      if (failure === undefined) fail(signal.aborted ? cancelled : outcome.refusal);
      return;
    }
    done += 1;
    arrived = isInParts(note) ? before + note.bytes : arrived + note.bytes;
    if (outcome.value === 'sent') {
      tally.sent += 1;
      tally.bytes += note.bytes;
    } else (outcome.value === 'changed' ? tally.changed : tally.conflicts).push(note.path);
    tell();
  };
  const small = notes.filter(note => !isInParts(note)).values();
  const work = async (): Promise<void> => {
    for (const note of small) {
      if (either.aborted) return;
      await sendOne(note);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  // One after the other: each is sent in several parts at a time, which are in memory.
  for (const note of notes.filter(isInParts)) {
    if (either.aborted) break;
    await sendOne(note);
  }
  if (failure === undefined && signal.aborted) failure = cancelled;
  return failure === undefined ? tally : { ...tally, failure };
}

async function send(
  note: PlannedNote,
  sending: Sending,
  onPart: (sent: number) => void,
  signal: AbortSignal,
): Promise<Answer<Outcome>> {
  const { port, files, to, clock } = sending;
  const { region, place } = to;
  const at = { ...place, key: place.key + note.path };
  const condition: WriteCondition = note.stored === undefined ? { isNew: true } : { etag: note.stored };
  const inParts = note.bytes > partBytesFor(note.bytes);
  for (let tries = 1; ; tries += 1) {
    if (signal.aborted) return refused(cancelled);
    const body = inParts ? undefined : await files.read(note.path);
    if (!inParts && body?.etag !== note.etag) return answered('changed');
    const answer = await withTries(clock, signal, () =>
      body === undefined
        ? port.putParts(region, at, until => files.parts(note.path, note, until), note.bytes, condition, onPart, signal)
        : port.put(region, at, body, condition, signal),
    );
    if (answer.ok) return answered('sent');
    const { kind, name } = answer.refusal;
    if (name === 'FileChanged') return answered('changed');
    // `BadDigest`: what arrived is not what was sent.
    if ((kind === 'conflict' || name === 'BadDigest') && tries < moreTries) continue;
    // The object to replace is gone, or the upload was completed by an attempt whose answer was lost.
    const isDecided =
      name === 'PreconditionFailed' ||
      kind === 'conflict' ||
      name === 'NoSuchUpload' ||
      (name === 'NoSuchKey' && note.stored !== undefined);
    if (!isDecided) return answer;
    const same = await withTries(clock, signal, () => isSame(port, files, note, to, signal));
    return same.ok ? answered(same.value ? 'sent' : 'conflict') : same;
  }
}
