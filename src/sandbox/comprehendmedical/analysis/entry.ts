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

/** The clinical vocabularies an ontology-linking family gives codes of. */
export type Vocabulary = 'icd10cm' | 'rxnorm' | 'snomedct';

/** The categories of Comprehend Medical's entities that the sandbox can find. */
export type EntityCategory = LexiconEntry['category'] | 'PROTECTED_HEALTH_INFORMATION' | 'TIME_EXPRESSION';
