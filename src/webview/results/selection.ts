// Which rows are selected, by their keys: a row stays selected wherever the list moves it.

/** Returns the key of a row, if it is known. */
type KeyAt = (index: number) => string | undefined;

export class Selection {
  readonly #ask: (id: number, first: number, count: number) => void;
  readonly #changed: () => void;
  #keys: ReadonlySet<string> = new Set();
  /** Where a range begins. */
  #anchor: { readonly index: number; readonly key: string } | undefined;
  /** The question for the keys of rows that were never in view, and what stays selected beside them. */
  #question: { readonly id: number; readonly beside: ReadonlySet<string> } | undefined;
  #lastId = 0;

  /** `ask`: asks the extension for the keys of `count` rows; `changed` is called when other rows are selected. */
  constructor(ask: (id: number, first: number, count: number) => void, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  get keys(): ReadonlySet<string> {
    return this.#keys;
  }

  /** Selects one row and no other. */
  only(index: number, key: string): void {
    this.#anchor = { index, key };
    this.#set(new Set([key]));
  }

  /** Selects a row besides the others, or no longer. */
  toggle(index: number, key: string): void {
    this.#anchor = { index, key };
    const keys = new Set(this.#keys);
    if (!keys.delete(key)) keys.add(key);
    this.#set(keys);
  }

  /**
   * Selects the rows from the one selected last to `to`; from `from` if that one is no longer where it was.
   * `isAdding`: besides the others.
   */
  extend(from: number, to: number, keyAt: KeyAt, isAdding: boolean): void {
    if (this.#anchor === undefined || keyAt(this.#anchor.index) !== this.#anchor.key) {
      const key = keyAt(from);
      this.#anchor = key === undefined ? undefined : { index: from, key };
    }
    const start = this.#anchor?.index ?? to;
    this.#span(Math.min(start, to), Math.abs(start - to) + 1, keyAt, isAdding ? this.#keys : new Set());
  }

  /** Selects the first `count` rows: all of them. */
  all(count: number, keyAt: KeyAt): void {
    this.#span(0, count, keyAt, new Set());
  }

  clear(): void {
    this.#anchor = undefined;
    if (this.#keys.size > 0 || this.#question !== undefined) this.#set(new Set());
  }

  /** Takes the answer to a question for keys, unless something else has been selected since. */
  take(id: number, keys: readonly string[]): void {
    if (this.#question?.id === id) this.#set(new Set([...this.#question.beside, ...keys]));
  }

  #span(first: number, count: number, keyAt: KeyAt, beside: ReadonlySet<string>): void {
    const keys = new Set(beside);
    for (let index = first; index < first + count; index += 1) {
      const key = keyAt(index);
      if (key === undefined) {
        this.#lastId += 1;
        this.#question = { id: this.#lastId, beside };
        this.#ask(this.#lastId, first, count);
        return;
      }
      keys.add(key);
    }
    this.#set(keys);
  }

  #set(keys: ReadonlySet<string>): void {
    this.#question = undefined;
    this.#keys = keys;
    this.#changed();
  }
}
