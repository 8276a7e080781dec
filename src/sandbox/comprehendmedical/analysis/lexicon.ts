import type { LexiconEntry } from './entry.ts';
import { conditions } from './conditions.ts';
import { medications } from './medications.ts';
import { anatomy, tests } from './tests.ts';

/** Every term with its entry. */
export const lexicon: ReadonlyMap<string, LexiconEntry> = new Map(
  [...medications, ...conditions, ...tests, ...anatomy].flatMap(entry =>
    entry.terms.map(term => [term, entry] as const),
  ),
);
