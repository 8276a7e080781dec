import type { Vocabulary, EntityCategory } from './analysis/entry.ts';

/** What a family's analysis looks for. */
export interface AnalysisProfile {
  /** Entities of these categories are reported. */
  readonly categories: readonly EntityCategory[];
  /** Attributes of these types are reported with the entity they belong to. */
  readonly attributeTypes: readonly string[];
  /** The traits this family's response may carry. */
  readonly traits: readonly string[];
  /** The response's member for codes, and their vocabulary. */
  readonly concepts?: { readonly member: string; readonly vocabulary: Vocabulary };
  /** Members this family's response has besides Entities and ModelVersion. */
  readonly extraMembers?: readonly ('UnmappedAttributes' | 'SNOMEDCTDetails' | 'Characters')[];
}

/** One of the five kinds of batch job. Contains everything in which they differ. */
export interface Family {
  /** The part of the operation names between the verb and `Job`. */
  readonly stem: string;
  /** The name of the kind in job folders and manifests. */
  readonly jobType: string;
  readonly profile: AnalysisProfile;
}

const conditionTraits = ['NEGATION', 'DIAGNOSIS', 'SYMPTOM'];
const medicationAttributes = ['DOSAGE', 'DURATION', 'FORM', 'FREQUENCY', 'ROUTE_OR_MODE'];

/** The five families. */
export const families: readonly Family[] = [
  {
    stem: 'EntitiesDetectionV2',
    jobType: 'EntitiesDetection',
    profile: {
      categories: [
        'MEDICATION',
        'MEDICAL_CONDITION',
        'PROTECTED_HEALTH_INFORMATION',
        'TEST_TREATMENT_PROCEDURE',
        'ANATOMY',
        'TIME_EXPRESSION',
      ],
      attributeTypes: [...medicationAttributes, 'ACUITY', 'DIRECTION', 'TEST_VALUE'],
      traits: conditionTraits,
      extraMembers: ['UnmappedAttributes'],
    },
  },
  {
    stem: 'PHIDetection',
    jobType: 'PHIDetection',
    profile: { categories: ['PROTECTED_HEALTH_INFORMATION'], attributeTypes: [], traits: [] },
  },
  {
    stem: 'ICD10CMInference',
    jobType: 'ICD10CMInference',
    profile: {
      categories: ['MEDICAL_CONDITION'],
      attributeTypes: ['ACUITY', 'DIRECTION', 'SYSTEM_ORGAN_SITE'],
      traits: conditionTraits,
      concepts: { member: 'ICD10CMConcepts', vocabulary: 'icd10cm' },
    },
  },
  {
    stem: 'RxNormInference',
    jobType: 'RxNormInference',
    profile: {
      categories: ['MEDICATION'],
      attributeTypes: medicationAttributes,
      traits: ['NEGATION'],
      concepts: { member: 'RxNormConcepts', vocabulary: 'rxnorm' },
    },
  },
  {
    stem: 'SNOMEDCTInference',
    jobType: 'SNOMEDCTInference',
    profile: {
      categories: ['MEDICAL_CONDITION', 'TEST_TREATMENT_PROCEDURE'],
      attributeTypes: ['ACUITY', 'DIRECTION', 'SYSTEM_ORGAN_SITE', 'TEST_VALUE'],
      traits: conditionTraits,
      concepts: { member: 'SNOMEDCTConcepts', vocabulary: 'snomedct' },
      extraMembers: ['SNOMEDCTDetails', 'Characters'],
    },
  },
];

/** The model version in jobs and outputs, so that nobody mistakes a result for a real one. */
export const modelVersion = 'simulated-1';

/** The family with a stem. Throws Error if there is none. */
export function familyOf(stem: string): Family {
  const family = families.find(candidate => candidate.stem === stem);
  if (family === undefined) throw new Error(`no such family: ${stem}`);
  return family;
}
