// Records by what they have in common: those with one match ID, or those of one source or target.
import { Column } from '../results/column.ts';
import type { Cells } from '../tables/records.ts';
import type { Roles } from './roles.ts';

/** A group as a row shows it. */
export interface Group {
  /** Its number, in the order in which the groups were found. */
  readonly index: number;
  readonly id: string;
  readonly size: number;
  /** The rules that matched its records, in the order in which they were found. */
  readonly rules: readonly string[];
  /** The lowest confidence of its records; undefined if none has one. */
  readonly confidence: number | undefined;
}

/** The sizes that are counted together: from the first to the last. */
export const sizeSteps: readonly (readonly [from: number, to: number])[] = [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 9],
  [10, 49],
  [50, 499],
  [500, Infinity],
];

/** A group of this many records is usually a mistake, such as a default value that many records share. */
export const suspiciousSize = 500;

/** How many rules of a group are kept. */
const maxRules = 5;
/** The group of a record that is in none. */
const none = 0xffff_ffff;

export class Groups {
  readonly #column: number;
  readonly #roles: Roles;
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #sizes = new Column(Uint32Array);
  readonly #confidences = new Column(Float64Array);
  readonly #rules: string[][] = [];
  /** The number of the first group of the other side that each group is paired with, plus 1; 0: none. */
  readonly #partners = new Column(Uint32Array);
  readonly #severalPartners = new Set<number>();
  /** The group of each record. */
  readonly #records = new Column(Uint32Array);
  #largest = 0;
  #withoutId = 0;

  /** `column`: what the records of a group have in common. */
  constructor(column: number, roles: Roles) {
    this.#column = column;
    this.#roles = roles;
  }

  /** How many groups there are. */
  get length(): number {
    return this.#names.length;
  }

  /** How many records were added. */
  get records(): number {
    return this.#records.length;
  }

  /** How many of them are in no group. */
  get withoutId(): number {
    return this.#withoutId;
  }

  /** How many groups are paired with several groups of the other side. */
  get severalPartners(): number {
    return this.#severalPartners.size;
  }

  get largest(): number {
    return this.#largest;
  }

  /** Adds the next record, and returns its group. A record without an ID is in none. */
  add(cells: Cells): number | undefined {
    const id = cells[this.#column] ?? '';
    if (id.trim() === '') {
      this.#records.push(none);
      this.#withoutId += 1;
      return undefined;
    }
    let index = this.#ids.get(id);
    if (index === undefined) {
      index = this.#names.length;
      this.#ids.set(id, index);
      this.#names.push(id);
      this.#sizes.push(0);
      this.#confidences.push(NaN);
      this.#rules.push([]);
      this.#partners.push(0);
    }
    this.#records.push(index);
    const size = this.#sizes.at(index) + 1;
    this.#sizes.set(index, size);
    this.#largest = Math.max(this.#largest, size);
    this.#note(index, cells);
    return index;
  }

  /** Notes that a record is in a group, and by its other ID in a group of the other side. */
  pair(index: number, other: number): void {
    const first = this.#partners.at(index);
    if (first === 0) this.#partners.set(index, other + 1);
    else if (first !== other + 1) this.#severalPartners.add(index);
  }

  /** Returns a group; an empty one for a number that there is not. */
  group(index: number): Group {
    const confidence = this.#confidences.at(index);
    return {
      index,
      id: this.#names[index] ?? '',
      size: this.#sizes.at(index),
      rules: this.#rules[index] ?? [],
      confidence: Number.isNaN(confidence) ? undefined : confidence,
    };
  }

  /** Returns the groups of a size, the largest first; those of one size in the order in which they were found. */
  select([from, to]: readonly [from: number, to: number], text = ''): readonly number[] {
    const wanted = text.toLowerCase();
    return Array.from(this.#names.keys())
      .filter(index => {
        const size = this.#sizes.at(index);
        return (
          size >= from && size <= to && (wanted === '' || (this.#names[index] ?? '').toLowerCase().includes(wanted))
        );
      })
      .sort((a, b) => this.#sizes.at(b) - this.#sizes.at(a) || a - b);
  }

  /** How many groups there are of each step of sizes. */
  distribution(): readonly number[] {
    const counts = sizeSteps.map(() => 0);
    for (let index = 0; index < this.length; index += 1) {
      const size = this.#sizes.at(index);
      const step = sizeSteps.findIndex(([from, to]) => size >= from && size <= to);
      counts[step] = (counts[step] ?? 0) + 1;
    }
    return counts;
  }

  /** How many groups have more than one record. */
  get shared(): number {
    const [, ...rest] = this.distribution();
    return this.length === 0 ? 0 : rest.reduce((sum, count) => sum + count, 0);
  }

  /** Returns the numbers of the records of a group, up to `most`. */
  members(index: number, most: number): readonly number[] {
    const found: number[] = [];
    for (let record = 0; record < this.#records.length && found.length < most; record += 1)
      if (this.#records.at(record) === index) found.push(record);
    return found;
  }

  #note(index: number, cells: Cells): void {
    const { rule, confidence } = this.#roles;
    const name = rule === undefined ? '' : (cells[rule] ?? '');
    const rules = this.#rules[index];
    if (name !== '' && rules !== undefined && rules.length < maxRules && !rules.includes(name)) rules.push(name);
    const text = confidence === undefined ? '' : (cells[confidence] ?? '').trim();
    const value = text === '' ? NaN : Number(text);
    const lowest = this.#confidences.at(index);
    if (!Number.isNaN(value)) this.#confidences.set(index, Number.isNaN(lowest) ? value : Math.min(lowest, value));
  }
}
