// A CSV file in S3 that is read block by block, from its beginning and no further than somebody looks.
import type { Clock } from '../clock.ts';
import { defined } from '../defined.ts';
import { Emitter } from '../event.ts';
import { type Answer, type Refusal, answered, refused } from '../refusal.ts';
import type { ObjectPart, PartRequest, ResultsPort } from '../results/port.ts';
import { notConnected } from '../results/located.ts';
import { cancelled, withTries } from '../results/refusals.ts';
import type { S3Place } from '../s3Place.ts';
import { type FoundDialect, findDialect } from './dialect.ts';
import { type Block, type Cells, type Dialect, parseBlock } from './records.ts';
import type { Table, TableProblem } from './table.ts';

/** The first block is small, so that the first rows are there at once. In bytes. */
const firstBytes = 64 * 1_024;
const blockBytes = 256 * 1_024;
/** A record that is longer is none: a quote was not closed, or the file is no table. */
const maxRecordBytes = 4 * 1_024 * 1_024;
/** So much of the beginning stays in memory, and can be sorted and filtered. What comes later is read again when it is shown again. */
export const keptBytes = 12 * 1_024 * 1_024;
/** How many blocks stay parsed. */
const parsedBlocks = 6;

interface BlockPlace {
  /** The number of its first record in the file, the header not counted. */
  readonly first: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly dialect: Dialect;
  readonly bytes?: Uint8Array;
  /** Where its records end, the header's not among them; empty where that is not known. */
  readonly ends: Uint32Array;
}

/** What may stay in memory; files that are shown together share it. */
export class Budget {
  /** How many bytes may still stay. */
  left: number;
  readonly #parsed = new Map<BlockPlace, readonly Cells[]>();

  constructor(left = keptBytes) {
    this.left = left;
  }

  /** Returns the records of a block if they were parsed of late. */
  recall(block: BlockPlace): readonly Cells[] | undefined {
    const records = this.#parsed.get(block);
    if (records !== undefined) this.remember(block, records);
    return records;
  }

  remember(block: BlockPlace, records: readonly Cells[]): void {
    this.#parsed.delete(block);
    this.#parsed.set(block, records);
    for (const [oldest] of this.#parsed) {
      if (this.#parsed.size <= parsedBlocks) break;
      this.#parsed.delete(oldest);
    }
  }

  forget(block: BlockPlace): void {
    this.left += block.bytes?.length ?? 0;
    this.#parsed.delete(block);
  }
}

export class TableFile implements Table {
  readonly place: S3Place;
  readonly #region: string;
  readonly #access: () => ResultsPort | undefined;
  readonly #clock: Clock;
  readonly #budget: Budget;
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #stop = new AbortController();
  #blocks: BlockPlace[] = [];
  #dialect: FoundDialect | undefined;
  #quote: string | undefined;
  #header: Cells | undefined;
  #width = 0;
  #size: number | undefined;
  #version: string | undefined;
  #isWhole = false;
  #problem: TableProblem | undefined;
  #failure: Refusal | undefined;
  #reloads = 0;
  #reading: Promise<Answer<true>> | undefined;

  /** `access`: returns the port, or undefined while there is no connection to the account of the file. */
  constructor(
    place: S3Place,
    region: string,
    access: () => ResultsPort | undefined,
    clock: Clock,
    budget = new Budget(),
  ) {
    this.place = place;
    this.#region = region;
    this.#access = access;
    this.#clock = clock;
    this.#budget = budget;
  }

  get header(): Cells {
    const names = this.#header ?? [];
    return Array.from({ length: Math.max(names.length, this.#width) }, (_, index) => names[index] ?? '');
  }

  get length(): number {
    const last = this.#blocks.at(-1);
    return last === undefined ? 0 : last.first + last.count;
  }

  get kept(): number {
    const last = this.#blocks.findLast(({ bytes }) => bytes !== undefined);
    return last === undefined ? 0 : last.first + last.count;
  }

  get size(): number | undefined {
    return this.#size;
  }

  get readBytes(): number {
    return this.#isWhole && this.#problem?.sort !== 'longRecord' ? (this.#size ?? 0) : (this.#blocks.at(-1)?.to ?? 0);
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  get isReading(): boolean {
    return this.#reading !== undefined;
  }

  get dialect(): FoundDialect | undefined {
    return this.#dialect;
  }

  get problem(): TableProblem | undefined {
    return this.#problem;
  }

  get failure(): Refusal | undefined {
    return this.#failure;
  }

  get reloads(): number {
    return this.#reloads;
  }

  readMore(): Promise<Answer<true>> {
    if (this.#isWhole && this.#failure === undefined) return Promise.resolve(answered(true));
    return (this.#reading ??= this.#readNextOrAgain().finally(() => {
      this.#reading = undefined;
      this.#changes.fire();
    }));
  }

  async records(first: number, count: number): Promise<Answer<readonly Cells[]>> {
    const found: Cells[] = [];
    const end = Math.min(first + count, this.length);
    for (let index = this.#blockAt(first); found.length < end - first; index += 1) {
      const block = this.#blocks[index];
      if (block === undefined) break;
      const parsed = await this.#recordsOf(block);
      if (!parsed.ok) return parsed;
      const skipped = Math.max(0, first - block.first);
      for (const cells of parsed.value.slice(skipped, skipped + end - first - found.length)) found.push(cells);
    }
    return answered(found);
  }

  async recordsAt(numbers: readonly number[]): Promise<Answer<readonly Cells[]>> {
    const found: Cells[] = [];
    for (const number of numbers) {
      const block = this.#blocks[this.#blockAt(number)];
      if (block === undefined) {
        found.push([]);
        continue;
      }
      const place = number - block.first;
      const single = this.#budget.recall(block) === undefined ? singleRecord(block, place) : undefined;
      const records = single === undefined ? await this.#recordsOf(block) : answered([]);
      if (!records.ok) return records;
      found.push(single ?? records.value[place] ?? []);
    }
    return answered(found);
  }

  async eachKept(signal: AbortSignal, take: (cells: Cells, index: number) => void): Promise<boolean> {
    const blocks = this.#blocks;
    for (const block of blocks.filter(({ bytes }) => bytes !== undefined)) {
      for (const [index, cells] of this.#parse(block, block.bytes ?? new Uint8Array()).entries())
        take(cells, block.first + index);
      await new Promise<void>(resolve => {
        this.#clock.after(0, resolve);
      });
      if (signal.aborted || blocks !== this.#blocks) return false;
    }
    return true;
  }

  dispose(): void {
    this.#stop.abort();
    this.#changes.dispose();
    this.#forget();
  }

  async #readNextOrAgain(): Promise<Answer<true>> {
    const answer = await this.#readNext();
    return answer.ok || !isOfOtherFile(answer.refusal) ? answer : await this.#readNext();
  }

  async #readNext(): Promise<Answer<true>> {
    this.#failure = undefined;
    if (this.#isWhole) return answered(true);
    const blocks = this.#blocks;
    const from = this.#blocks.at(-1)?.to ?? 0;
    let isText = false;
    for (let length = from === 0 ? firstBytes : blockBytes; ; length *= 2) {
      const part = await this.#part(from, Math.min(length, maxRecordBytes));
      if (!part.ok) return this.#failed(part.refusal);
      if (blocks !== this.#blocks) return refused(changed);
      const { bytes, size } = part.value;
      const isLast = from + bytes.length >= size;
      const dialect = this.#dialectOf(from, bytes, isLast);
      const start = from === 0 ? dialect.from : 0;
      const used = { ...dialect, quote: isText ? undefined : this.#quote };
      const block = parseBlock(bytes.subarray(start), used, isLast);
      const isStuck = block.used === 0 || (isLast && block.isOpen && block.records.length === 0);
      if (!isStuck || (isLast && bytes.length === start)) {
        if (isText) this.#quote = undefined;
        this.#add(block, from, from + start + block.used, used, bytes);
        this.#isWhole = isLast && !block.isOpen;
        return answered(true);
      }
      if (!isLast && length < maxRecordBytes) continue;
      if (block.isOpen && !isText) {
        isText = true;
        this.#problem ??= { sort: 'openQuote', record: this.length };
        length = blockBytes / 2;
      } else return this.#giveUp();
    }
  }

  /** Ends at a record that is too long. */
  #giveUp(): Answer<true> {
    this.#problem = { sort: 'longRecord', record: this.length };
    this.#isWhole = true;
    return answered(true);
  }

  /** A first record that is longer than a sample shows more of how the file is written. */
  #dialectOf(from: number, bytes: Uint8Array, isLast: boolean): FoundDialect {
    if (this.#dialect !== undefined && (from > 0 || bytes.length > blockBytes)) return this.#dialect;
    this.#dialect = findDialect(bytes.subarray(0, blockBytes), isLast && bytes.length <= blockBytes);
    this.#quote = this.#dialect.quote;
    return this.#dialect;
  }

  #add({ records, ends }: Block, from: number, to: number, dialect: Dialect, bytes: Uint8Array): void {
    const isFirst = this.#blocks.length === 0;
    const isHeader = isFirst && this.#dialect?.hasHeader === true;
    if (isHeader) this.#header = records[0];
    const rows = isHeader ? records.slice(1) : records;
    for (const { length } of rows) this.#width = Math.max(this.#width, length);
    const isKept = this.#budget.left >= to - from;
    // What comes after a gap is not kept: the kept records are the first ones.
    this.#budget.left = isKept ? this.#budget.left - (to - from) : 0;
    const begin = isFirst ? (this.#dialect?.from ?? 0) : from;
    const block: BlockPlace = {
      first: this.length,
      count: rows.length,
      from: begin,
      to,
      dialect,
      ends: Uint32Array.from(isKept ? ends.slice(ends.length - rows.length) : []),
      // A copy, because the rest of the answer is not needed.
      ...defined({ bytes: isKept ? bytes.slice(begin - from, to - from) : undefined }),
    };
    this.#blocks.push(block);
    this.#budget.remember(block, rows);
  }

  async #recordsOf(block: BlockPlace): Promise<Answer<readonly Cells[]>> {
    const known = this.#budget.recall(block);
    if (known !== undefined) return answered(known);
    const blocks = this.#blocks;
    const { bytes } = block;
    const part = bytes === undefined ? await this.#part(block.from, block.to - block.from) : answered({ bytes });
    if (!part.ok) {
      this.#failed(part.refusal);
      this.#changes.fire();
      return part;
    }
    if (blocks !== this.#blocks) return refused(changed);
    if (bytes === undefined && this.#failure !== undefined) {
      this.#failure = undefined;
      this.#changes.fire();
    }
    const records = this.#parse(block, part.value.bytes);
    this.#budget.remember(block, records);
    return answered(records);
  }

  #parse(block: BlockPlace, bytes: Uint8Array): readonly Cells[] {
    const { records } = parseBlock(bytes, block.dialect, true);
    return block === this.#blocks[0] && this.#dialect?.hasHeader === true ? records.slice(1) : records;
  }

  /** Finds the block of a record by halves: a file of many gigabytes has tens of thousands of blocks. */
  #blockAt(record: number): number {
    let [low, high] = [0, this.#blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = this.#blocks[middle];
      if (block !== undefined && block.first + block.count <= record) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #part(from: number, length: number): Promise<Answer<ObjectPart>> {
    const port = this.#access();
    if (port === undefined) return notConnected();
    const request: PartRequest = { from, length, ...defined({ version: this.#version }) };
    const answer = await withTries(this.#clock, this.#stop.signal, () =>
      port.readPart(this.#region, this.place, request, this.#stop.signal),
    );
    if (this.#stop.signal.aborted) return refused(cancelled);
    // An empty object has no first byte.
    if (!answer.ok && answer.refusal.name === 'InvalidRange' && from === 0) {
      this.#size = 0;
      return answered({ bytes: new Uint8Array(), size: 0 });
    }
    if (!answer.ok) return answer;
    const { size, version } = answer.value;
    // A store without entity tags still tells the size.
    if (this.#size !== undefined && size !== this.#size) return refused(changed);
    this.#size = size;
    this.#version = version;
    return answer;
  }

  #failed(refusal: Refusal): Answer<true> {
    if (isOfOtherFile(refusal)) {
      this.#forget();
      this.#reloads += 1;
    } else if (refusal.kind !== 'cancelled') this.#failure = refusal;
    return refused(refusal);
  }

  #forget(): void {
    for (const block of this.#blocks) this.#budget.forget(block);
    this.#blocks = [];
    this.#dialect = undefined;
    this.#quote = undefined;
    this.#header = undefined;
    this.#width = 0;
    this.#size = undefined;
    this.#version = undefined;
    this.#isWhole = false;
    this.#problem = undefined;
  }
}

/** Parses one record alone: those of a sorted table are all over the file. */
function singleRecord({ bytes, ends, dialect }: BlockPlace, place: number): Cells | undefined {
  const [start, end] = [place === 0 ? undefined : ends[place - 1], ends[place]];
  if (bytes === undefined || start === undefined || end === undefined) return undefined;
  return parseBlock(bytes.subarray(start, end), dialect, true).records[0];
}

/** The refusal of S3 for an object that is another one than before. */
const changed: Refusal = { kind: 'invalid', name: 'PreconditionFailed', message: '', nothingHappened: true };

/** A range that begins after the end is one of a file that was longer. */
function isOfOtherFile({ name }: Refusal): boolean {
  return name === changed.name || name === 'InvalidRange';
}
