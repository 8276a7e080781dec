// Why records were not processed. AWS documents the causes, but not how its error files name them: a cause is recognised
// by words, and where a file has no words for it, by the record itself.
import type { Cells } from '../tables/records.ts';
import { type Roles, rolesOf } from './roles.ts';

export const causes = ['missingId', 'repeatedId', 'sharedId', 'longId', 'reservedColumn', 'other'] as const;
export type Cause = (typeof causes)[number];

const words: readonly (readonly [Cause, RegExp])[] = [
  ['reservedColumn', /reserved/i],
  ['sharedId', /across|between.{0,200}sources/i],
  ['repeatedId', /repeated|duplicate|not unique|more than once/i],
  ['longId', /longer|too long|exceeds|length|38/i],
  ['missingId', /missing|null|empty|blank|not (?:given|provided)/i],
];

/** The longest unique ID that matching by rules accepts, in characters. */
const longestId = 38;

/** Names that the service gives to columns of its own, which an input must not have. */
const reserved: ReadonlySet<string> = new Set([
  'InputSourceARN',
  'RecordId',
  'MatchID',
  'MatchRule',
  'ConfidenceLevel',
  'HashingProtocol',
  'EmailAddress',
  'Source',
]);

/** A cause, how many records have it, and a text by which the table can be filtered for them, with its column. */
export interface CountedCause {
  readonly cause: Cause;
  /** The words of the file; empty if it has none. */
  readonly message: string;
  readonly count: number;
}

/** How many different messages are counted; later ones count as one. */
const maxMessages = 100;

export class ErrorCauses {
  readonly #roles: Roles;
  readonly #hasReserved: boolean;
  readonly #counts = new Map<string, CountedCause>();
  /** The input and ID of the records so far, to find repeated ones. */
  readonly #seen = new Set<string>();
  #total = 0;

  constructor(header: Cells, roles = rolesOf(header)) {
    this.#roles = roles;
    // The service adds the source itself.
    this.#hasReserved = header.some(name => name !== 'InputSourceARN' && reserved.has(name));
  }

  get total(): number {
    return this.#total;
  }

  /** The column that says why; undefined if none does. */
  get column(): number | undefined {
    return this.#roles.error;
  }

  add(cells: Cells): void {
    this.#total += 1;
    const { error } = this.#roles;
    const message = error === undefined ? '' : (cells[error] ?? '').trim();
    const cause = message === '' ? this.#inferred(cells) : causeOf(message);
    const isKnown = this.#counts.size < maxMessages || this.#counts.has(`${cause} ${message}`);
    const key = isKnown ? `${cause} ${message}` : 'other';
    const before = this.#counts.get(key);
    const first = isKnown ? { cause, message } : { cause: 'other' as const, message: '' };
    this.#counts.set(key, { ...(before ?? first), count: (before?.count ?? 0) + 1 });
  }

  /** The causes, the most frequent first. */
  list(): readonly CountedCause[] {
    return Array.from(this.#counts.values()).sort((a, b) => b.count - a.count);
  }

  #inferred(cells: Cells): Cause {
    const { id, input } = this.#roles;
    if (id === undefined) return this.#hasReserved ? 'reservedColumn' : 'other';
    const value = (cells[id] ?? '').trim();
    if (value === '' || value.toLowerCase() === 'null') return 'missingId';
    if (value.length > longestId) return 'longId';
    const key = JSON.stringify([input === undefined ? '' : cells[input], value]);
    if (this.#seen.has(key)) return 'repeatedId';
    this.#seen.add(key);
    return this.#hasReserved ? 'reservedColumn' : 'other';
  }
}

function causeOf(message: string): Cause {
  return words.find(([, pattern]) => pattern.test(message))?.[0] ?? 'other';
}
