// Downloads what was planned. A file has its name only when it is whole and verified.
import type { Refusal } from '../refusal.ts';
import { concernsObject, withTries } from '../results/refusals.ts';
import { inParallel } from './inParallel.ts';
import { LargeFile, type Written, changedInBetween, mismatch } from './largeFile.ts';
import { type PartialFile, fileErrorOf } from './local.ts';
import type { DownloadPorts, Plan, PlannedFile } from './plan.ts';
import type { FilePlace } from './port.ts';

/** Why one file was not downloaded. `fileError`: the code of the file system's error. */
export type FailedFile = { readonly file: PlannedFile } & (
  | { readonly refusal: Refusal }
  | { readonly fileError: string }
);

export interface DownloadOutcome {
  /** Files that are whole, and their bytes. */
  readonly written: number;
  readonly bytes: number;
  /** Files whose content was there already, and files with another content that were left as they are. */
  readonly unchanged: number;
  readonly kept: number;
  /** Files of which S3 says nothing that could verify them but their size. */
  readonly unverified: readonly PlannedFile[];
  /** Files that were changed since they were listed, or while they were read. */
  readonly changed: readonly PlannedFile[];
  readonly failed: readonly FailedFile[];
  /** Why the download ended before it was through; large files go on there the next time, unless it was canceled. */
  readonly failure?: Refusal;
  /** The same, if the disk is the reason. */
  readonly fileError?: string;
}

/** Files up to this size are read with one request, in bytes. */
const smallBytes = 4 * 1_024 * 1_024;
/** How many small files are read at once; besides them, the parts of one large file. */
const smallAtOnce = 12;
const triesToVerify = 3;

/** The errors of the file system after which no other file can be written either. */
const fatal: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'EIO']);

/** Reads a file into its place. */
type Read = (file: PlannedFile) => Promise<Written>;

/** Why everything ends. */
type End = { readonly failure: Refusal } | { readonly fileError: string };

/** A download of the files of a plan. */
export class Download {
  readonly #plan: Plan;
  readonly #ports: DownloadPorts;
  readonly #canceled: AbortSignal;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  readonly #tell: (bytes: number, files: number) => void;
  readonly #unverified: PlannedFile[] = [];
  readonly #changed: PlannedFile[] = [];
  readonly #failed: FailedFile[] = [];
  #written = 0;
  #bytes = 0;
  #told = 0;

  /** `tell`: called with how many bytes came, and how many files are whole. */
  constructor(plan: Plan, ports: DownloadPorts, signal: AbortSignal, tell: (bytes: number, files: number) => void) {
    this.#plan = plan;
    this.#ports = ports;
    this.#canceled = signal;
    this.#signal = AbortSignal.any([signal, this.#ended.signal]);
    this.#tell = tell;
  }

  /** Runs once. `replaces`: whether files with another content are replaced. */
  async run(replaces: boolean): Promise<DownloadOutcome> {
    const { files } = this.#plan;
    const due = files.filter(({ existing }) => existing === 'none' || (existing === 'other' && replaces));
    for (const file of files) if (file.existing === 'blocked') this.#failed.push({ file, fileError: 'EISDIR' });
    const small = due.filter(({ bytes }) => bytes <= smallBytes);
    const large = due.filter(({ bytes }) => bytes > smallBytes);
    let end: End | undefined;
    const lane = async (own: readonly PlannedFile[], most: number, read: Read): Promise<void> => {
      const ended = await inParallel(own, most, file => (end === undefined ? this.#one(file, read) : undefined));
      // What the other lane says then is only that it was ended.
      end ??= ended;
      if (end !== undefined) this.#ended.abort();
    };
    await Promise.all([
      lane(small, smallAtOnce, file => this.#readSmall(file)),
      lane(large, 1, file => this.#readLarge(file)),
    ]);
    return {
      written: this.#written,
      bytes: this.#bytes,
      unchanged: files.filter(({ existing }) => existing === 'same').length,
      kept: replaces ? 0 : files.filter(({ existing }) => existing === 'other').length,
      unverified: this.#unverified,
      changed: this.#changed,
      failed: this.#failed,
      ...end,
    };
  }

  async #one(file: PlannedFile, read: Read): Promise<End | undefined> {
    let written: Written;
    try {
      written = await read(file);
    } catch (fault) {
      const fileError = codeOf(fault);
      if (fatal.has(fileError)) return { fileError };
      this.#failed.push({ file, fileError });
      return undefined;
    }
    if ('refusal' in written) {
      const { refusal } = written;
      if (!concernsObject(refusal) && refusal.name !== 'ChecksumMismatch') return { failure: refusal };
      this.#failed.push({ file, refusal });
      return undefined;
    }
    this.#written += 1;
    this.#bytes += written.bytes;
    if (!written.isVerified) this.#unverified.push(file);
    if (written.isChanged) this.#changed.push(file);
    this.#tell(this.#told, this.#written);
    return undefined;
  }

  async #readSmall(file: PlannedFile): Promise<Written> {
    const { port, local, clock } = this.#ports;
    for (let tries = 1; ; tries += 1) {
      const answer = await withTries(clock, this.#signal, () => port.read(this.#place(file), undefined, this.#signal));
      if (!answer.ok && answer.refusal.name === 'AnswerTooLarge') return await this.#readLarge(file);
      if (!answer.ok) return { refusal: answer.refusal };
      const { bytes, facts } = answer.value;
      const verifier = await port.verifier(facts);
      await verifier?.update(bytes);
      if (verifier !== undefined && !(await verifier.matches())) {
        if (tries < triesToVerify) continue;
        return { refusal: mismatch };
      }
      await writing(local.begin(file.path, undefined), async partial => {
        await partial.write(bytes);
        await partial.finish(facts.modifiedAt, file.existing === 'other');
      });
      this.#came(bytes.length);
      const isChanged = file.version !== undefined && facts.version !== undefined && file.version !== facts.version;
      return { bytes: bytes.length, isVerified: verifier !== undefined, isChanged };
    }
  }

  async #readLarge(file: PlannedFile): Promise<Written> {
    const signals = { canceled: this.#canceled, ended: this.#ended.signal };
    const large = new LargeFile(file, this.#place(file), this.#ports, signals, bytes => {
      this.#came(bytes);
    });
    for (let tries = 1; ; tries += 1) {
      const written = await large.read();
      if ('refusal' in written && changedInBetween(written.refusal) && tries < triesToVerify) continue;
      return written;
    }
  }

  #place({ key }: PlannedFile): FilePlace {
    return { ...this.#plan.from, key };
  }

  #came(bytes: number): void {
    this.#told += bytes;
    this.#tell(this.#told, this.#written);
  }
}

/** Uses a file that is begun, and deletes it if that fails. */
async function writing(begun: Promise<PartialFile>, use: (partial: PartialFile) => Promise<void>): Promise<void> {
  const partial = await begun;
  try {
    await use(partial);
  } catch (fault) {
    await partial.abandon().catch(() => undefined); // the fault that led here is the one to tell
    throw fault;
  }
}

/** The code of an error of a file. Throws what is none. */
function codeOf(fault: unknown): string {
  const code = fileErrorOf(fault);
  if (code === undefined) throw fault;
  return code;
}
