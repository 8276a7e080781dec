/** A code of a vocabulary. */
export interface Concept {
  readonly code: string;
  readonly description: string;
}

/** A version of the simulated model: two jobs over the same input differ if they were started with different ones. */
export type ModelNumber = 1 | 2;

/** An entry of the matcher's lexicon. */
export interface LexiconEntry {
  /** Synonyms, in lower case. */
  readonly terms: readonly string[];
  readonly category: 'MEDICATION' | 'MEDICAL_CONDITION' | 'TEST_TREATMENT_PROCEDURE' | 'ANATOMY';
  readonly type: string;
  /** The usual trait of a mention of a condition. */
  readonly trait?: ConditionTrait;
  /** The candidates of each vocabulary, the best one first. */
  readonly concepts: Readonly<Partial<Record<Vocabulary, readonly Concept[]>>>;
  /** The only model that knows the entry; absent: all know it. */
  readonly onlyIn?: ModelNumber;
}

/** What a condition usually is: determined from symptoms, reported by the patient, or seen by the physician. */
export type ConditionTrait = 'DIAGNOSIS' | 'SYMPTOM' | 'SIGN';

/** The clinical vocabularies an ontology-linking family gives codes of. */
export type Vocabulary = 'icd10cm' | 'rxnorm' | 'snomedct';

/** The categories of Comprehend Medical's entities that the sandbox can find. */
export type EntityCategory =
  | LexiconEntry['category']
  | 'PROTECTED_HEALTH_INFORMATION'
  | 'TIME_EXPRESSION'
  | 'BEHAVIORAL_ENVIRONMENTAL_SOCIAL';
