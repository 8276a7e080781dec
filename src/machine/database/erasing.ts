import type { DatabaseFile } from './file.ts';

/** How much may be left: a page that was split or joined keeps old bytes although `secure_delete` clears what is deleted from it. */
const traces = { none: 0, /** Of a start that was closed. */ perhaps: 1, /** Of what a person or the retention deleted; and in a file of an earlier version. */ surely: 2 } as const;

/** A larger file is not written anew only because a start was refused: that takes a second. */
const largestMb = 64;

/**
 * Sees to it that what was deleted is gone from the file: from the write-ahead log, which holds pages as they were until it is
 * emptied, and from pages, which only VACUUM writes without what they held before. What is due is noted in the file, so that whoever
 * opens it after a crash makes up for it.
 */
export class Erasing {
  readonly #file: DatabaseFile;
  /** At first nobody knows. */
  #mayBeDue = true;
  #isFirst = true;

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  /** Notes that something is deleted, in the transaction that does it. `thoroughly`: it must be in no page any more when this is over. */
  note(thoroughly: boolean): void {
    this.#file.run("UPDATE counters SET value = value + 1 WHERE name = 'erasures'");
    this.#file.run("UPDATE counters SET value = max(value, ?) WHERE name = 'traces'", thoroughly ? traces.surely : traces.perhaps);
    this.#mayBeDue = true;
  }

  /** Another file is open now. */
  forget(): void {
    this.#mayBeDue = this.#isFirst = true;
  }

  /** Clears what is due. While another window reads or writes, that is left to the next call: nobody is to wait, and nothing may fail, for this. */
  sweep(): void {
    if (!this.#mayBeDue) return;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    try {
      const { erasures, erased, left } = this.#counts();
      if (left === traces.surely || (left === traces.perhaps && isFirst && this.#megabytes() <= largestMb)) {
        if (this.#file.attempt('VACUUM') === undefined) return;
        this.#file.run("UPDATE counters SET value = 0 WHERE name = 'traces'");
      } else if (erased >= erasures) {
        this.#mayBeDue = false;
        return;
      }
      if (this.#file.attempt('PRAGMA wal_checkpoint(TRUNCATE)')?.[0]?.['busy'] !== 0) return;
      this.#file.run("UPDATE counters SET value = max(value, ?) WHERE name = 'erased'", erasures);
      this.#mayBeDue = false;
    } catch { /* a full disk, say: what was asked for is done, and this is still due */ }
  }

  #megabytes(): number {
    return Number(this.#file.all('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')[0]?.['bytes'] ?? 0) / 1e6;
  }

  #counts(): { readonly erasures: number; readonly erased: number; readonly left: number } {
    const counters = new Map(this.#file.all("SELECT name, value FROM counters WHERE name IN ('erasures', 'erased', 'traces')").map(row => [row['name'], Number(row['value'])]));
    return { erasures: counters.get('erasures') ?? 0, erased: counters.get('erased') ?? 0, left: counters.get('traces') ?? 0 };
  }
}
