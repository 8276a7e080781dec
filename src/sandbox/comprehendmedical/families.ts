import type { EntityCategory } from './analysis/entry.ts';
import type { AnalysisProfile, AttributeForm } from './profile.ts';

/** One of the five kinds of batch job. Contains everything in which they differ. */
export interface Family {
  /** The part of the operation names between the verb and `Job`. */
  readonly stem: string;
  /** The name of the kind in job folders and manifests. */
  readonly jobType: string;
  readonly profile: AnalysisProfile;
}

const conditionTraits = [
  'NEGATION',
  'DIAGNOSIS',
  'SIGN',
  'SYMPTOM',
  'PERTAINS_TO_FAMILY',
  'HYPOTHETICAL',
  'LOW_CONFIDENCE',
];
const allTraits = [...conditionTraits, 'PAST_HISTORY', 'FUTURE'];
const medicationAttributes = ['DOSAGE', 'DURATION', 'FORM', 'FREQUENCY', 'RATE', 'ROUTE_OR_MODE', 'STRENGTH'];
const conditionAttributes = ['ACUITY', 'DIRECTION', 'QUALITY', 'SYSTEM_ORGAN_SITE'];
const testAttributes = ['TEST_VALUE', 'TEST_UNIT'];
const everyAttribute = [...medicationAttributes, ...conditionAttributes, ...testAttributes, 'AMOUNT'];

const ownCategory = ({ category }: { readonly category: EntityCategory }): string => category;

/** The attributes of DetectEntitiesV2: their member is absent if there are none. */
const entityAttributes: AttributeForm = {
  isNeverAbsent: false,
  category: ownCategory,
  relationshipTypes: [...everyAttribute, 'OVERLAP'],
};

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
        'BEHAVIORAL_ENVIRONMENTAL_SOCIAL',
      ],
      attributeTypes: everyAttribute,
      attributes: entityAttributes,
      traits: allTraits,
      times: 'entity',
      // The service has a model for each of them, and adds their entities up.
      idRuns: [
        'MEDICATION',
        'ANATOMY',
        'MEDICAL_CONDITION',
        'PROTECTED_HEALTH_INFORMATION',
        'TEST_TREATMENT_PROCEDURE',
        'TIME_EXPRESSION',
        'BEHAVIORAL_ENVIRONMENTAL_SOCIAL',
      ],
      extraMembers: ['UnmappedAttributes'],
    },
  },
  {
    stem: 'PHIDetection',
    jobType: 'PHIDetection',
    profile: {
      categories: ['PROTECTED_HEALTH_INFORMATION'],
      attributeTypes: [],
      attributes: entityAttributes,
      traits: [],
    },
  },
  {
    stem: 'ICD10CMInference',
    jobType: 'ICD10CMInference',
    profile: {
      categories: ['MEDICAL_CONDITION', 'TIME_EXPRESSION'],
      onlyCategory: 'MEDICAL_CONDITION',
      attributeTypes: conditionAttributes,
      attributes: {
        isNeverAbsent: true,
        // The service model gives attributes a category of their own, and no relationship of their own to some types.
        category: ({ category }) => (category === 'TIME_EXPRESSION' ? 'TIME_EXPRESSION' : 'DX_NAME'),
        relationshipTypes: ['OVERLAP', 'QUALITY', 'SYSTEM_ORGAN_SITE'],
      },
      traits: conditionTraits,
      times: 'attribute',
      concepts: { member: 'ICD10CMConcepts', vocabulary: 'icd10cm', atMost: 5 },
      ontologyDates: { 1: '20250401', 2: '20251001' },
    },
  },
  {
    stem: 'RxNormInference',
    jobType: 'RxNormInference',
    profile: {
      categories: ['MEDICATION'],
      attributeTypes: medicationAttributes,
      attributes: { isNeverAbsent: true, relationshipTypes: [] },
      traits: ['NEGATION', 'PAST_HISTORY'],
      concepts: { member: 'RxNormConcepts', vocabulary: 'rxnorm', atMost: 5 },
      ontologyDates: { 1: '20221107', 2: '20231106' },
    },
  },
  {
    stem: 'SNOMEDCTInference',
    jobType: 'SNOMEDCTInference',
    profile: {
      categories: ['MEDICAL_CONDITION', 'ANATOMY', 'TEST_TREATMENT_PROCEDURE'],
      attributeTypes: [...conditionAttributes, ...testAttributes],
      attributes: {
        isNeverAbsent: true,
        category: ownCategory,
        relationshipTypes: [...conditionAttributes, ...testAttributes],
      },
      traits: allTraits,
      concepts: { member: 'SNOMEDCTConcepts', vocabulary: 'snomedct', atMost: 5, areOnAttributes: true },
      ontologyDates: { 1: '20220301', 2: '20230301' },
      extraMembers: ['SNOMEDCTDetails', 'Characters'],
    },
  },
];

/** The family with a stem. Throws Error if there is none. */
export function familyOf(stem: string): Family {
  const family = families.find(candidate => candidate.stem === stem);
  if (family === undefined) throw new Error(`no such family: ${stem}`);
  return family;
}
