import type { Concept, ConditionTrait, LexiconEntry, ModelNumber } from './entry.ts';
import { snomedctCandidates } from './simulatedConcepts.ts';

/** A condition with its codes. */
export interface ConditionRow {
  readonly terms: readonly string[];
  /** Public codes, the best candidate first. */
  readonly icd10cm: readonly (readonly [code: string, description: string])[];
  /** A made-up code and the name it stands for; absent: the simulated vocabulary does not have the condition. */
  readonly snomedct?: readonly [code: string, name: string];
  /** The only model that knows the condition; absent: all know it. */
  readonly onlyIn?: ModelNumber;
}

/** The lexicon entry of a condition. */
export function conditionEntry(
  { terms, icd10cm, snomedct, onlyIn }: ConditionRow,
  trait: ConditionTrait,
): LexiconEntry {
  const codes = icd10cm.map(([code, description]): Concept => ({ code, description }));
  return {
    terms,
    category: 'MEDICAL_CONDITION',
    type: 'DX_NAME',
    trait,
    concepts: {
      icd10cm: codes,
      ...(snomedct === undefined ? {} : { snomedct: snomedctCandidates(snomedct[0], snomedct[1], 'finding') }),
    },
    ...(onlyIn === undefined ? {} : { onlyIn }),
  };
}
