interface Numbers {
  readonly length: number;
  [index: number]: number;
  set(numbers: ArrayLike<number>): void;
}

/** A list of numbers that grows, in a typed array: millions of them take a few bytes each. */
export class Column<T extends Numbers> {
  readonly #make: new (
    length: number,
  ) => T;
  #numbers: T;
  #length = 0;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#numbers = new make(1_024);
  }

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const wider = new this.#make(this.#length * 2);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[this.#length++] = number;
  }

  /** Replaces the number at an index below `length`. */
  set(index: number, number: number): void {
    this.#numbers[index] = number;
  }

  /** Returns the number at an index below `length`. */
  at(index: number): number {
    return this.#numbers[index] ?? 0;
  }
}
