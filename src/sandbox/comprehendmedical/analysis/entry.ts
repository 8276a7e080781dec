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

/** The clinical vocabularies an ontology-linking family gives codes of. */
export type Vocabulary = 'icd10cm' | 'rxnorm' | 'snomedct';

/** The categories of Comprehend Medical's entities that the sandbox can find. */
export type EntityCategory = LexiconEntry['category'] | 'PROTECTED_HEALTH_INFORMATION' | 'TIME_EXPRESSION';
