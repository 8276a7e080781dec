import type { Vocabulary } from '../families.ts';
import { conditions } from './conditions.ts';
import { medications } from './medications.ts';
import { anatomy, tests } from './tests.ts';

/** A code of a public vocabulary. */
export interface Concept {
  readonly code: string;
  readonly description: string;
}

/** What the matcher knows of one thing. */
export interface LexiconEntry {
  /** Lower case; each stands for the same thing. */
  readonly terms: readonly string[];
  readonly category: 'MEDICATION' | 'MEDICAL_CONDITION' | 'TEST_TREATMENT_PROCEDURE' | 'ANATOMY';
  readonly type: string;
  /** What a mention of a condition usually is. */
  readonly trait?: 'DIAGNOSIS' | 'SYMPTOM';
  readonly concepts: Readonly<Partial<Record<Vocabulary, Concept>>>;
}

/** Every term with its entry. */
export const lexicon: ReadonlyMap<string, LexiconEntry> = new Map(
  [...medications, ...conditions, ...tests, ...anatomy].flatMap(entry => entry.terms.map(term => [term, entry] as const)),
);
