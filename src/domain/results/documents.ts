// The documents of a job: where each stands, and what was found in it.
import { oneLine } from '../visible.ts';
import { Column } from './column.ts';
import { EntityColumns } from './entityColumns.ts';
import { type ResultsFilter, type Thresholds, entityFilterOf, filtersEntities } from './filter.ts';
import type { Entity } from './output.ts';

/**
 * - `unread`: it has an output that was not read yet · `read` · `unreadable`: its output could not be read
 * - `unprocessed`: the service says why it has no output · `missing`: it lay under the input, and nothing tells of it
 */
export const documentStates = ['unread', 'read', 'unreadable', 'unprocessed', 'missing'] as const;
export type DocumentState = (typeof documentStates)[number];

/** Why a document has no output, or why it could not be read: the service's code and text, or ours. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
}

/** A document as its row shows it. */
export interface DocumentRow {
  /** Its number in the job, from 0; it never changes. */
  readonly index: number;
  /** The key of the input. */
  readonly input: string;
  readonly state: DocumentState;
  /** The size of the input in bytes, where a list says so. */
  readonly bytes?: number;
  /** How many entities were found, and how many of them pass the filter. */
  readonly entities: number;
  readonly shown: number;
  readonly trouble?: Trouble;
}

export type SortOrder = 'name' | 'entities' | 'size' | 'state';

/** Not known. */
const unknownBytes = -1;

export class Documents {
  readonly entities = new EntityColumns();
  readonly #inputs: string[] = [];
  readonly #outputs: (string | undefined)[] = [];
  readonly #bytes = new Column(Float64Array);
  readonly #states = new Column(Uint8Array);
  readonly #first = new Column(Uint32Array);
  readonly #count = new Column(Uint32Array);
  readonly #troubles = new Map<number, Trouble>();
  readonly #byInput = new Map<string, number>();
  readonly #tally: Record<DocumentState, number> = { unread: 0, read: 0, unreadable: 0, unprocessed: 0, missing: 0 };

  get length(): number {
    return this.#inputs.length;
  }

  /** How many documents there are in each state. */
  get tally(): Readonly<Record<DocumentState, number>> {
    return this.#tally;
  }

  /** Adds a document and returns its index. One with the same input is kept as it is. */
  add(
    input: string,
    given: {
      readonly output?: string;
      readonly bytes?: number;
      readonly state: DocumentState;
      readonly trouble?: Trouble;
    },
  ): number {
    const known = this.#byInput.get(input);
    if (known !== undefined) return known;
    const index = this.#inputs.length;
    this.#byInput.set(input, index);
    this.#inputs.push(input);
    this.#outputs.push(given.output);
    this.#bytes.push(given.bytes ?? unknownBytes);
    this.#states.push(documentStates.indexOf(given.state));
    this.#first.push(0);
    this.#count.push(0);
    this.#tally[given.state] += 1;
    if (given.trouble !== undefined) this.#troubles.set(index, given.trouble);
    return index;
  }

  /** Records what was found in a document. */
  read(index: number, entities: readonly Entity[]): void {
    const { first, count } = this.entities.add(entities);
    this.#first.set(index, first);
    this.#count.set(index, count);
    this.#troubles.delete(index);
    this.#setState(index, 'read');
  }

  /** Records that the output of a document could not be read. */
  failed(index: number, trouble: Trouble): void {
    this.#troubles.set(index, trouble);
    this.#count.set(index, 0);
    this.#setState(index, 'unreadable');
  }

  /** Takes back that the output of a document could not be read. */
  forgetFailure(index: number): void {
    this.#troubles.delete(index);
    this.#setState(index, 'unread');
  }

  /** Takes it back for all documents. */
  retry(): void {
    if (this.#tally.unreadable === 0) return;
    for (let index = 0; index < this.length; index += 1)
      if (this.stateOf(index) === 'unreadable') this.forgetFailure(index);
  }

  indexOf(input: string): number | undefined {
    return this.#byInput.get(input);
  }

  inputOf(index: number): string | undefined {
    return this.#inputs[index];
  }

  /** The key of a document's output; undefined if it has none. */
  outputOf(index: number): string | undefined {
    return this.#outputs[index];
  }

  stateOf(index: number): DocumentState {
    return documentStates[this.#states.at(index)] ?? 'unread';
  }

  bytesOf(index: number): number | undefined {
    const bytes = this.#bytes.at(index);
    return bytes === unknownBytes ? undefined : bytes;
  }

  setBytes(index: number, bytes: number): void {
    this.#bytes.set(index, bytes);
  }

  troubleOf(index: number): Trouble | undefined {
    return this.#troubles.get(index);
  }

  /** The columns' range of a document's entities, as first and end. */
  entitiesOf(index: number): readonly [first: number, end: number] {
    const first = this.#first.at(index);
    return [first, first + this.#count.at(index)];
  }

  /** Returns a document's row. `isShown`: the test of the filter, from `entities.test`. */
  row(index: number, isShown: (entity: number) => boolean): DocumentRow {
    const bytes = this.bytesOf(index);
    const trouble = this.#troubles.get(index);
    const [first, end] = this.entitiesOf(index);
    return {
      index,
      input: this.#inputs[index] ?? '',
      state: this.stateOf(index),
      entities: end - first,
      shown: this.#countShown(index, isShown),
      ...(bytes === undefined ? {} : { bytes }),
      ...(trouble === undefined ? {} : { trouble }),
    };
  }

  /** Returns the indices of the documents that pass a filter, in order. Ties keep the order of the job's lists. */
  select(filter: ResultsFilter, thresholds: Thresholds, order: SortOrder, isDescending: boolean): readonly number[] {
    const isShown = this.entities.test(entityFilterOf(filter), thresholds);
    const needsEntity = filtersEntities(filter);
    const name = filter.name?.toLowerCase();
    const found: number[] = [];
    for (let index = 0; index < this.length; index += 1) {
      if (
        name !== undefined &&
        !oneLine(this.#inputs[index] ?? '')
          .toLowerCase()
          .includes(name)
      )
        continue;
      if (!this.#isInSubset(index, filter)) continue;
      if (needsEntity && !this.#hasShown(index, isShown)) continue;
      found.push(index);
    }
    const sign = isDescending ? -1 : 1;
    if (order === 'name') return this.#byName(found, sign);
    const keyOf = this.#sortKey(order, isShown);
    const keys = new Map(found.map(index => [index, keyOf(index)]));
    return found.sort((a, b) => sign * ((keys.get(a) ?? 0) - (keys.get(b) ?? 0)) || a - b);
  }

  #byName(found: number[], sign: number): readonly number[] {
    // Not by the rules of a language: keys are listed by their code points.
    return found.sort((a, b) => {
      const [left = '', right = ''] = [this.#inputs[a], this.#inputs[b]];
      return left === right ? a - b : left < right ? -sign : sign;
    });
  }

  #sortKey(order: Exclude<SortOrder, 'name'>, isShown: (entity: number) => boolean): (index: number) => number {
    switch (order) {
      case 'entities':
        return index => this.#countShown(index, isShown);
      case 'size':
        return index => this.#bytes.at(index);
      case 'state':
        return index => this.#states.at(index);
    }
  }

  #isInSubset(index: number, { subset }: ResultsFilter): boolean {
    const state = this.stateOf(index);
    switch (subset) {
      case undefined:
        return true;
      case 'noEntities':
        return state === 'read' && this.#count.at(index) === 0;
      case 'lowConfidencePhi':
        return state === 'read';
      default:
        return state === subset;
    }
  }

  #hasShown(index: number, isShown: (entity: number) => boolean): boolean {
    const [first, end] = this.entitiesOf(index);
    for (let entity = first; entity < end; entity += 1) if (isShown(entity)) return true;
    return false;
  }

  #countShown(index: number, isShown: (entity: number) => boolean): number {
    const [first, end] = this.entitiesOf(index);
    let count = 0;
    for (let entity = first; entity < end; entity += 1) if (isShown(entity)) count += 1;
    return count;
  }

  #setState(index: number, state: DocumentState): void {
    this.#tally[this.stateOf(index)] -= 1;
    this.#tally[state] += 1;
    this.#states.set(index, documentStates.indexOf(state));
  }
}
