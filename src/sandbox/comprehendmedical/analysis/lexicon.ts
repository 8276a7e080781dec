import type { Vocabulary } from '../families.ts';
import { conditions } from './conditions.ts';
import { medications } from './medications.ts';
import { anatomy, tests } from './tests.ts';

/** A code of a public vocabulary. */
export interface Concept {
  readonly code: string;
  readonly description: string;
}

/** An entry of the matcher's lexicon. */
export interface LexiconEntry {
  /** Synonyms, in lower case. */
  readonly terms: readonly string[];
  readonly category: 'MEDICATION' | 'MEDICAL_CONDITION' | 'TEST_TREATMENT_PROCEDURE' | 'ANATOMY';
  readonly type: string;
  /** The usual trait of a mention of a condition. */
  readonly trait?: 'DIAGNOSIS' | 'SYMPTOM';
  readonly concepts: Readonly<Partial<Record<Vocabulary, Concept>>>;
}

/** Every term with its entry. */
export const lexicon: ReadonlyMap<string, LexiconEntry> = new Map(
  [...medications, ...conditions, ...tests, ...anatomy].flatMap(entry => entry.terms.map(term => [term, entry] as const)),
);
