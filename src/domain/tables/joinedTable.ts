// Several files of a job as one table, because a job may write any number of them: one is read after the other.
import { Emitter } from '../event.ts';
import { type Answer, type Refusal, answered } from '../refusal.ts';
import type { Cells } from './records.ts';
import type { Table, TableProblem } from './table.ts';

interface Part {
  readonly table: Table;
  /** For each of its columns the column of the whole; undefined while they are the same. */
  places: readonly number[] | undefined;
  columns: number;
}

/** A file that is read when those before it are. */
export interface TableSource {
  readonly bytes: number;
  open(): Table;
}

/** Columns with the same name are the same, wherever they are in a file; one without a name is that at the same place. */
export class JoinedTable implements Table {
  #sources: readonly TableSource[];
  readonly #changes = new Emitter<void>();
  readonly onDidChange = this.#changes.event;
  #parts: Part[] = [];
  #header: string[] = [];
  #reloads = 0;
  #reading: Promise<Answer<true>> | undefined;

  constructor(sources: readonly TableSource[]) {
    this.#sources = sources;
  }

  get header(): Cells {
    return this.#header;
  }

  get length(): number {
    return this.#sum(({ length }) => length);
  }

  get kept(): number {
    let kept = 0;
    for (const { table } of this.#parts) {
      kept += table.kept;
      if (table.kept < table.length) break;
    }
    return kept;
  }

  get size(): number {
    return this.#sources.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get readBytes(): number {
    return this.#sum(({ readBytes }) => readBytes);
  }

  get isWhole(): boolean {
    return this.#parts.length === this.#sources.length && this.#parts.every(({ table }) => table.isWhole);
  }

  get isReading(): boolean {
    return this.#reading !== undefined;
  }

  get problem(): TableProblem | undefined {
    let first = 0;
    for (const { table } of this.#parts) {
      if (table.problem !== undefined) return { ...table.problem, record: first + table.problem.record };
      first += table.length;
    }
    return undefined;
  }

  get failure(): Refusal | undefined {
    return this.#failed?.failure;
  }

  get reloads(): number {
    return this.#reloads;
  }

  readMore(): Promise<Answer<true>> {
    if (this.isWhole && this.failure === undefined) return Promise.resolve(answered(true));
    return (this.#reading ??= this.#readNext().finally(() => {
      this.#reading = undefined;
      this.#changes.fire();
    }));
  }

  async records(first: number, count: number): Promise<Answer<readonly Cells[]>> {
    const found: Cells[] = [];
    let begin = 0;
    for (const part of this.#parts) {
      const { table } = part;
      const from = Math.max(0, first + found.length - begin);
      const wanted = Math.min(count - found.length, table.length - from);
      begin += table.length;
      if (wanted <= 0) continue;
      const records = await this.#watch(part, () => table.records(from, wanted));
      if (!records.ok) return records;
      for (const cells of records.value) found.push(placed(part, cells));
    }
    return answered(found);
  }

  async recordsAt(numbers: readonly number[]): Promise<Answer<readonly Cells[]>> {
    const found: (Cells | undefined)[] = [];
    let begin = 0;
    for (const part of this.#parts.slice()) {
      const { table } = part;
      const [first, end] = [begin, begin + table.length];
      begin = end;
      const here = Array.from(numbers.entries()).filter(([, number]) => number >= first && number < end);
      if (here.length === 0) continue;
      const records = await this.#watch(part, () => table.recordsAt(here.map(([, number]) => number - first)));
      if (!records.ok) return records;
      for (const [place, [index]] of here.entries()) found[index] = placed(part, records.value[place] ?? []);
    }
    return answered(Array.from(numbers, (_, index) => found[index] ?? []));
  }

  async eachKept(signal: AbortSignal, take: (cells: Cells, index: number) => void): Promise<boolean> {
    const parts = this.#parts;
    let begin = 0;
    for (const part of parts.slice()) {
      const { table } = part;
      const first = begin;
      const isDone = await table.eachKept(signal, (cells, index) => {
        take(placed(part, cells), first + index);
      });
      if (!isDone || parts !== this.#parts) return false;
      begin += table.length;
      if (table.kept < table.length) break;
    }
    return true;
  }

  dispose(): void {
    this.#changes.dispose();
    this.#sources = [];
    this.#forget();
  }

  get #failed(): Table | undefined {
    return this.#parts.find(({ table }) => table.failure !== undefined)?.table;
  }

  async #readNext(): Promise<Answer<true>> {
    // A file before the last is whole, and only forgets that it could not be read again.
    for (let failed = this.#failed; failed?.isWhole === true; failed = this.#failed) await failed.readMore();
    let part = this.#parts.at(-1);
    if (part === undefined || part.table.isWhole) {
      const source = this.#sources[this.#parts.length];
      if (source === undefined) return answered(true);
      part = { table: source.open(), places: undefined, columns: 0 };
      this.#parts.push(part);
    }
    const { table } = part;
    const answer = await this.#watch(part, () => table.readMore());
    this.#learn(part);
    return answer;
  }

  /** Begins again if the file was found changed. */
  async #watch<T>(part: Part, work: () => Promise<Answer<T>>): Promise<Answer<T>> {
    const { reloads, failure } = part.table;
    const answer = await work();
    if (part.table.failure !== failure) this.#changes.fire();
    // The last file may begin again by itself: nothing comes after it yet.
    if (part.table.reloads === reloads || !this.#parts.includes(part)) return answer;
    this.#reloads += 1;
    if (part === this.#parts.at(-1)) this.#learnAgain();
    else this.#forget();
    return answer;
  }

  /** The columns that the last file had are those of none when it has changed. */
  #learnAgain(): void {
    this.#header = [];
    for (const part of this.#parts) {
      part.columns = 0;
      this.#learn(part);
    }
  }

  /** Learns the columns of a file, which may become more with every step. */
  #learn(part: Part): void {
    const { header } = part.table;
    if (!this.#parts.includes(part) || header.length === part.columns) return;
    part.columns = header.length;
    const free = new Set(this.#header.keys());
    const places = header.map((name, index) => {
      const same = name === '' || this.#header[index] === name ? index : this.#header.indexOf(name);
      const place = same >= 0 && free.has(same) ? same : this.#header.push(name) - 1;
      free.delete(place);
      return place;
    });
    part.places = places.every((place, index) => place === index) ? undefined : places;
  }

  #forget(): void {
    for (const { table } of this.#parts) table.dispose();
    this.#parts = [];
    this.#header = [];
  }

  #sum(of: (table: Table) => number): number {
    return this.#parts.reduce((sum, { table }) => sum + of(table), 0);
  }
}

function placed({ places }: Part, cells: Cells): Cells {
  if (places === undefined) return cells;
  const row = new Map(cells.map((cell, index) => [places[index] ?? index, cell]));
  return Array.from(
    { length: places.reduce((most, place) => Math.max(most, place), -1) + 1 },
    (_, place) => row.get(place) ?? '',
  );
}
