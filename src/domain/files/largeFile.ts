// A file that is read in parts: several at once, written in their order, of one version of the object.
import { type Answer, type Refusal, answered } from '../refusal.ts';
import { withTries } from '../results/refusals.ts';
import type { PartialFile } from './local.ts';
import type { DownloadPorts, PlannedFile } from './plan.ts';
import type { FileContent, FileFacts, FilePlace, Verifier } from './port.ts';

/** What became of a file. */
export type Written =
  | { readonly bytes: number; readonly isVerified: boolean; readonly isChanged: boolean }
  | { readonly refusal: Refusal };

/** The parts, in bytes: four at once hold 32 MB. */
const partBytes = 8 * 1_024 * 1_024;
const partsAtOnce = 4;
/** A part for which the time did not suffice is read in halves, down to this. */
const leastPartBytes = 256 * 1_024;

/** What was read is not what S3 says it is. */
export const mismatch: Refusal = { kind: 'badReply', name: 'ChecksumMismatch', message: '', nothingHappened: true };

/** Whether an object has another version than the one that was read. */
export function changedInBetween({ name }: Refusal): boolean {
  return name === 'PreconditionFailed' || name === 'ChecksumMismatch';
}

/** `canceled`: by the user, who wants nothing of it; `ended`: for another reason, and to be continued. */
export interface Signals {
  readonly canceled: AbortSignal;
  readonly ended: AbortSignal;
}

/** Reads a large file, again from its beginning if it changes meanwhile. */
export class LargeFile {
  readonly #file: PlannedFile;
  readonly #place: FilePlace;
  readonly #ports: DownloadPorts;
  readonly #signals: Signals;
  readonly #signal: AbortSignal;
  readonly #came: (bytes: number) => void;
  #isChanged = false;

  /** `came`: called with how many bytes more came; with a negative number if some were in vain. */
  constructor(
    file: PlannedFile,
    place: FilePlace,
    ports: DownloadPorts,
    signals: Signals,
    came: (bytes: number) => void,
  ) {
    this.#file = file;
    this.#place = place;
    this.#ports = ports;
    this.#signals = signals;
    this.#signal = AbortSignal.any([signals.canceled, signals.ended]);
    this.#came = came;
  }

  /** Reads the file as it is now. */
  async read(): Promise<Written> {
    const { port, local, clock } = this.#ports;
    const known = await withTries(clock, this.#signal, () => port.facts(this.#place, this.#signal));
    if (!known.ok) return { refusal: known.refusal };
    const facts = known.value;
    if (this.#file.version !== undefined && facts.version !== this.#file.version) this.#isChanged = true;
    const { version } = facts;
    const content =
      version === undefined ? undefined : `${this.#place.bucket}/${this.#place.key} ${version} ${facts.bytes}`;
    const partial = await local.begin(this.#file.path, content);
    let refusal: Refusal | undefined;
    let verifier: Verifier | undefined;
    try {
      verifier = await port.verifier(facts, true);
      refusal = await this.#parts(partial, facts, verifier);
      if (refusal === undefined && verifier !== undefined && !(await verifier.matches())) refusal = mismatch;
      if (refusal === undefined) {
        await partial.finish(facts.modifiedAt, this.#file.existing === 'other');
        return { bytes: facts.bytes, isVerified: verifier !== undefined, isChanged: this.#isChanged };
      }
    } catch (fault) {
      await partial.abandon().catch(() => undefined); // the fault that led here is the one to tell
      throw fault;
    } finally {
      verifier?.dispose();
    }
    if (refusal.name === 'PreconditionFailed') this.#isChanged = true;
    await (this.#signals.canceled.aborted || changedInBetween(refusal) ? partial.abandon() : partial.keep());
    return { refusal };
  }

  async #parts(partial: PartialFile, facts: FileFacts, verifier: Verifier | undefined): Promise<Refusal | undefined> {
    await partial.readBack(bytes => verifier?.update(bytes));
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#signal]);
    let came = partial.length;
    this.#came(came);
    const ahead: Promise<Answer<Uint8Array>>[] = [];
    for (let next = came; came < facts.bytes; ) {
      while (ahead.length < partsAtOnce && next < facts.bytes) {
        const length = Math.min(partBytes, facts.bytes - next);
        ahead.push(this.#part(next, length, facts, signal));
        next += length;
      }
      const part = await ahead.shift();
      if (part?.ok !== true) {
        stop.abort();
        await Promise.all(ahead);
        if (part !== undefined && changedInBetween(part.refusal)) this.#came(-came);
        return part?.refusal ?? mismatch;
      }
      const { length } = part.value;
      await partial.write(part.value);
      // In the end, because a thread takes the bytes away.
      await verifier?.update(part.value);
      came += length;
      this.#came(length);
    }
    // What an earlier download left may be more than all.
    return came === facts.bytes ? undefined : mismatch;
  }

  async #part(from: number, length: number, facts: FileFacts, signal: AbortSignal): Promise<Answer<Uint8Array>> {
    const { port, clock } = this.#ports;
    const { version } = facts;
    const range = { from, length, ...(version === undefined ? {} : { version }) };
    const answer = await withTries<FileContent | 'late'>(clock, signal, async () => {
      const tried = await port.read(this.#place, range, signal);
      // A timeout is not worth another try of the same length.
      return !tried.ok && tried.refusal.kind === 'timeout' && length > leastPartBytes ? answered('late') : tried;
    });
    if (!answer.ok) return answer;
    const content = answer.value;
    if (content === 'late') return await this.#halves(from, length, facts, signal);
    if (content.facts.version !== version || content.bytes.length !== length)
      return { ok: false, refusal: { ...mismatch, name: 'PreconditionFailed' } };
    return answered(content.bytes);
  }

  async #halves(from: number, length: number, facts: FileFacts, signal: AbortSignal): Promise<Answer<Uint8Array>> {
    const half = Math.ceil(length / 2);
    const first = await this.#part(from, half, facts, signal);
    if (!first.ok) return first;
    const second = await this.#part(from + half, length - half, facts, signal);
    if (!second.ok) return second;
    const whole = new Uint8Array(length);
    whole.set(first.value);
    whole.set(second.value, half);
    return answered(whole);
  }
}
