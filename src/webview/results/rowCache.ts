import type { Row } from '../../ui/results/protocol.ts';

/** The rows are asked for in blocks of this many, where none is wide. */
export const blockRows = 100;
/** So many questions are open at once: who scrolls far does not wait for all that was passed on the way. */
const openLimit = 2;
/** So many blocks are kept, whatever the length of the list. */
const keptLimit = 50;

/** Holds the rows near those in view. It asks for what is missing and forgets what has not been looked at for long. */
export class RowCache {
  readonly #ask: (id: number, first: number, count: number) => void;
  readonly #blockRows: number;
  #count = 0;
  #lastId = 0;
  /** Blocks by number; the one looked at last comes last. */
  #blocks = new Map<number, readonly Row[]>();
  /** Blocks of the revision before, which are shown until the new ones have come. */
  #stale = new Map<number, readonly Row[]>();
  /** Open questions: id → block. */
  readonly #open = new Map<number, number>();
  #firstWanted = 0;
  #lastWanted = -1;

  constructor(ask: (id: number, first: number, count: number) => void, rows = blockRows) {
    this.#ask = ask;
    this.#blockRows = rows;
  }

  /** Call this when the rows may have changed: all are asked for again, those in view first. */
  renew(count: number): void {
    this.#count = count;
    this.#stale = new Map(
      this.#wanted().flatMap(block => {
        const rows = this.#blocks.get(block) ?? this.#stale.get(block);
        return rows === undefined ? [] : [[block, rows] as const];
      }),
    );
    this.#blocks = new Map();
    this.#open.clear();
  }

  /** Call this when rows were added after the others, which are as they were. */
  grow(count: number): void {
    const last = Math.floor((this.#count - 1) / this.#blockRows);
    const isPartial = this.#count % this.#blockRows !== 0;
    this.#count = count;
    if (!isPartial) return;
    const rows = this.#blocks.get(last);
    if (rows !== undefined) this.#stale.set(last, rows);
    this.#blocks.delete(last);
    for (const [id, block] of this.#open) if (block === last) this.#open.delete(id);
  }

  /** Says which rows are in view, and asks for those that are missing. */
  want(first: number, last: number): void {
    this.#firstWanted = first;
    this.#lastWanted = last;
    const wanted = this.#wanted();
    for (const block of wanted) {
      const rows = this.#blocks.get(block);
      if (rows === undefined) continue;
      this.#blocks.delete(block);
      this.#blocks.set(block, rows);
    }
    const asked = new Set(this.#open.values());
    for (const block of wanted) {
      if (this.#open.size >= openLimit) return;
      if (this.#blocks.has(block) || asked.has(block)) continue;
      this.#lastId += 1;
      this.#open.set(this.#lastId, block);
      const start = block * this.#blockRows;
      this.#ask(this.#lastId, start, Math.min(this.#blockRows, this.#count - start));
    }
  }

  /** Takes an answer. Returns false if it answers a question about an earlier revision. */
  take(id: number, rows: readonly Row[]): boolean {
    const block = this.#open.get(id);
    if (block === undefined) return false;
    this.#open.delete(id);
    this.#blocks.set(block, rows);
    this.#stale.delete(block);
    for (const [oldest] of this.#blocks) {
      if (this.#blocks.size <= keptLimit) break;
      this.#blocks.delete(oldest);
    }
    this.want(this.#firstWanted, this.#lastWanted);
    return true;
  }

  /** Returns a row if it is known. */
  at(index: number): Row | undefined {
    const block = Math.floor(index / this.#blockRows);
    return (this.#blocks.get(block) ?? this.#stale.get(block))?.[index % this.#blockRows];
  }

  /** All rows that are known. */
  *known(): Generator<Row> {
    for (const rows of this.#blocks.values()) yield* rows;
    for (const rows of this.#stale.values()) yield* rows;
  }

  /** The numbers of the blocks in view. */
  #wanted(): readonly number[] {
    const last = Math.min(this.#lastWanted, this.#count - 1);
    if (last < this.#firstWanted) return [];
    const first = Math.floor(this.#firstWanted / this.#blockRows);
    return Array.from({ length: Math.floor(last / this.#blockRows) - first + 1 }, (_, index) => first + index);
  }
}
