import type { Event } from '../event.ts';
import type { Answer, Refusal } from '../refusal.ts';
import type { Cells } from './records.ts';

/** What is wrong with a table, and the number of the record from which on, beginning with 0. */
export interface TableProblem {
  /** `openQuote`: from there on, quotes are read as text. `longRecord`: the record is too long, and reading ended. */
  readonly sort: 'openQuote' | 'longRecord';
  readonly record: number;
}

/** Records that are read step by step, and no further than somebody looks: of a file, or of several. */
export interface Table {
  readonly onDidChange: Event<void>;
  /** The names of the columns: one without a name has an empty one. Empty until something was read. */
  readonly header: Cells;
  /** How many records are known. */
  readonly length: number;
  /** How many of them, from the first on, stay in memory. */
  readonly kept: number;
  /** The size in bytes; undefined until something was read. */
  readonly size: number | undefined;
  readonly readBytes: number;
  /** Whether there is nothing more to read. */
  readonly isWhole: boolean;
  readonly isReading: boolean;
  readonly problem: TableProblem | undefined;
  readonly failure: Refusal | undefined;
  /** How often something was found changed, and everything was read again from the beginning. */
  readonly reloads: number;
  /** Reads the next step; at the end, it only forgets a failure. Calls at the same time share the work. */
  readMore(): Promise<Answer<true>>;
  /**
   * Returns the cells of records that are known; fewer where they end. What is no longer in memory is read again. If
   * something has changed, what was known is forgotten and the refusal is `PreconditionFailed`.
   */
  records(first: number, count: number): Promise<Answer<readonly Cells[]>>;
  /** The same for records by their numbers, in any order; one that is not known is empty. */
  recordsAt(numbers: readonly number[]): Promise<Answer<readonly Cells[]>>;
  /**
   * Calls back with every record that stays in memory. Others get their turn from time to time. Returns false if it was
   * called off, or if something has changed meanwhile.
   */
  eachKept(signal: AbortSignal, take: (cells: Cells, index: number) => void): Promise<boolean>;
  dispose(): void;
}
