// Reads a file whole, for an editor: in parts, of one version, in memory only.
import type { Clock } from '../clock.ts';
import { type Answer, type Refusal, answered, refused } from '../refusal.ts';
import { withTries } from '../results/refusals.ts';
import { inParallel } from './inParallel.ts';
import { changedInBetween, mismatch } from './largeFile.ts';
import type { FileFacts, FilePlace, FilesPort } from './port.ts';

/** The largest file that an editor opens here, in bytes: the editor takes it whole, and over a second for more. */
export const mostOpenedBytes = 50 * 1_024 * 1_024;

const partBytes = 4 * 1_024 * 1_024;
const partsAtOnce = 6;
const maxReadings = 3;

export interface WholeFile {
  readonly bytes: Uint8Array;
  /** Whether it was changed while it was read, and read again. */
  readonly isChanged: boolean;
}

/** Reads a file. One that is too large is refused as `FileTooLarge`, with its size in bytes as the message. */
export async function readFile(
  port: FilesPort,
  place: FilePlace,
  clock: Clock,
  signal: AbortSignal,
): Promise<Answer<WholeFile>> {
  for (let readings = 1; ; readings += 1) {
    const facts = await withTries(clock, signal, () => port.facts(place, signal));
    if (!facts.ok) return facts;
    if (facts.value.bytes > mostOpenedBytes) return refused(tooLarge(facts.value.bytes));
    const read = await readVersion(port, place, facts.value, clock, signal);
    if (!read.ok && changedInBetween(read.refusal) && readings < maxReadings) continue;
    return read.ok ? answered({ bytes: read.value, isChanged: readings > 1 }) : read;
  }
}

async function readVersion(
  port: FilesPort,
  place: FilePlace,
  facts: FileFacts,
  clock: Clock,
  signal: AbortSignal,
): Promise<Answer<Uint8Array>> {
  const { version } = facts;
  const bytes = new Uint8Array(facts.bytes);
  const starts = Array.from({ length: Math.ceil(facts.bytes / partBytes) }, (_, index) => index * partBytes);
  const refusal = await inParallel(starts, partsAtOnce, async (from): Promise<Refusal | undefined> => {
    const length = Math.min(partBytes, facts.bytes - from);
    const range = { from, length, ...(version === undefined ? {} : { version }) };
    const part = await withTries(clock, signal, () => port.read(place, range, signal));
    if (!part.ok) return part.refusal;
    if (part.value.facts.version !== version || part.value.bytes.length !== length)
      return { ...mismatch, name: 'PreconditionFailed' };
    bytes.set(part.value.bytes, from);
    return undefined;
  });
  if (refusal !== undefined) return refused(refusal);
  const verifier = await port.verifier(facts);
  await verifier?.update(bytes);
  return verifier === undefined || (await verifier.matches()) ? answered(bytes) : refused(mismatch);
}

function tooLarge(bytes: number): Refusal {
  return { kind: 'invalid', name: 'FileTooLarge', message: String(bytes), nothingHappened: true };
}
