/**
 * Decides whether a value from the extension may replace what is in a field. The extension answers each change with the
 * whole page, and a page can be older than the field: it then brings back a value that the user has already changed.
 */
export class Typed {
  /** The values that the user has replaced since the extension last agreed. */
  readonly #outdated = new Set<string>();

  /** Call this when the user's value was sent. */
  sent(before: string, value: string): void {
    this.#outdated.add(before);
    this.#outdated.delete(value);
  }

  /** Returns whether the field is to show a value. */
  takes(value: string): boolean {
    if (this.#outdated.has(value)) return false;
    this.#outdated.clear();
    return true;
  }

  /** Call this when the user has asked for other values, which may be any. */
  forget(): void {
    this.#outdated.clear();
  }
}
