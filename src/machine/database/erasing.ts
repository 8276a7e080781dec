import type { DatabaseFile } from './file.ts';

/**
 * How much deleted data may be left: a page that was split or merged keeps old bytes, although `secure_delete`
 * clears what is deleted from it. `perhaps`: from a closed start. `surely`: from what the user or the retention
 * setting deleted, and in a file of an earlier version.
 */
const traces = { none: 0, perhaps: 1, surely: 2 } as const;

/** A larger file is not rewritten just because a start was refused: that takes a second. */
const largestMb = 64;

/**
 * Makes sure that deleted data is gone from the file: from the write-ahead log, which keeps earlier versions of pages
 * until it is truncated, and from the pages, which only VACUUM rewrites without their earlier content. Pending work is
 * recorded in the file, so that whoever opens it after a crash completes it.
 */
export class SecureErase {
  readonly #file: DatabaseFile;
  /** True at first, because it is not known yet. */
  #mayBeDue = true;
  #isFirst = true;

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  /** Records a deletion, in the same transaction. `thoroughly`: the data must not remain in any page. */
  recordDeletion(thoroughly: boolean): void {
    this.#file.run("UPDATE counters SET value = value + 1 WHERE name = 'erasures'");
    this.#file.run(
      "UPDATE counters SET value = max(value, ?) WHERE name = 'traces'",
      thoroughly ? traces.surely : traces.perhaps,
    );
    this.#mayBeDue = true;
  }

  /** Resets the state, because another file is open now. */
  reset(): void {
    this.#mayBeDue = this.#isFirst = true;
  }

  /**
   * Does the pending work. If another window is reading or writing, leaves it to the next call: nobody has to wait, and
   * nothing may fail, because of it.
   */
  erasePending(): void {
    if (!this.#mayBeDue) return;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    try {
      const { erasures, erased, left } = this.#counts();
      if (left === traces.surely || (left === traces.perhaps && isFirst && this.#megabytes() <= largestMb)) {
        if (this.#file.tryWithoutWaiting('VACUUM') === undefined) return;
        this.#file.run("UPDATE counters SET value = 0 WHERE name = 'traces'");
      } else if (erased >= erasures) {
        this.#mayBeDue = false;
        return;
      }
      if (this.#file.tryWithoutWaiting('PRAGMA wal_checkpoint(TRUNCATE)')?.[0]?.['busy'] !== 0) return;
      this.#file.run("UPDATE counters SET value = max(value, ?) WHERE name = 'erased'", erasures);
      this.#mayBeDue = false;
    } catch {
      /* for example, a full disk: the deletion itself is done, and this stays pending */
    }
  }

  #megabytes(): number {
    return (
      Number(
        this.#file.all('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')[0]?.[
          'bytes'
        ] ?? 0,
      ) / 1e6
    );
  }

  #counts(): { readonly erasures: number; readonly erased: number; readonly left: number } {
    const counters = new Map(
      this.#file
        .all("SELECT name, value FROM counters WHERE name IN ('erasures', 'erased', 'traces')")
        .map(row => [row['name'], Number(row['value'])]),
    );
    return {
      erasures: counters.get('erasures') ?? 0,
      erased: counters.get('erased') ?? 0,
      left: counters.get('traces') ?? 0,
    };
  }
}
