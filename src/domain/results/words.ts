/** Numbers for texts that occur often, in the order in which they first occurred. */
export class Words {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  /** Returns the number of a text, a new one if needed. */
  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#texts.length;
      this.#numbers.set(text, number);
      this.#texts.push(text);
    }
    return number;
  }

  /** Returns the text of a number. */
  textOf(number: number): string {
    return this.#texts[number] ?? '';
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Returns for each number whether its text passes. */
  flags(isShown: (text: string) => boolean): Uint8Array {
    return Uint8Array.from(this.#texts, text => (isShown(text) ? 1 : 0));
  }
}
