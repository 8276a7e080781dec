/**
 * The placeholders of one export: the same text of the same type has the same one in all of its documents. It holds
 * protected health information; it must not outlive the export.
 */
export class Placeholders {
  readonly #numbers = new Map<string, number>();
  readonly #counts = new Map<string, number>();

  /** Returns the placeholder of a text, such as `[NAME-1]`. */
  of(type: string, text: string): string {
    const key = `${type}\u0000${text}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = (this.#counts.get(type) ?? 0) + 1;
      this.#counts.set(type, number);
      this.#numbers.set(key, number);
    }
    return `[${type}-${number}]`;
  }
}
