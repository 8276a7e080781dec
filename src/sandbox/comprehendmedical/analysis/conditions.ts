import type { LexiconEntry } from './lexicon.ts';

interface ConditionRow {
  readonly terms: readonly string[];
  readonly icd10cm: readonly [code: string, description: string];
  readonly snomedct?: readonly [code: string, description: string];
}

const diagnoses: readonly ConditionRow[] = [
  { terms: ['hypertension', 'high blood pressure'], icd10cm: ['I10', 'Essential (primary) hypertension'], snomedct: ['38341003', 'Hypertensive disorder, systemic arterial (disorder)'] },
  { terms: ['type 2 diabetes mellitus', 'type 2 diabetes', 'diabetes'], icd10cm: ['E11.9', 'Type 2 diabetes mellitus without complications'], snomedct: ['44054006', 'Diabetes mellitus type 2 (disorder)'] },
  { terms: ['asthma'], icd10cm: ['J45.909', 'Unspecified asthma, uncomplicated'], snomedct: ['195967001', 'Asthma (disorder)'] },
  { terms: ['pneumonia'], icd10cm: ['J18.9', 'Pneumonia, unspecified organism'], snomedct: ['233604007', 'Pneumonia (disorder)'] },
  { terms: ['chronic obstructive pulmonary disease', 'copd'], icd10cm: ['J44.9', 'Chronic obstructive pulmonary disease, unspecified'], snomedct: ['13645005', 'Chronic obstructive lung disease (disorder)'] },
  { terms: ['atrial fibrillation'], icd10cm: ['I48.91', 'Unspecified atrial fibrillation'], snomedct: ['49436004', 'Atrial fibrillation (disorder)'] },
  { terms: ['heart failure'], icd10cm: ['I50.9', 'Heart failure, unspecified'], snomedct: ['84114007', 'Heart failure (disorder)'] },
  { terms: ['hyperlipidemia'], icd10cm: ['E78.5', 'Hyperlipidemia, unspecified'], snomedct: ['55822004', 'Hyperlipidemia (disorder)'] },
  { terms: ['hypothyroidism'], icd10cm: ['E03.9', 'Hypothyroidism, unspecified'], snomedct: ['40930008', 'Hypothyroidism (disorder)'] },
  { terms: ['anemia'], icd10cm: ['D64.9', 'Anemia, unspecified'], snomedct: ['271737000', 'Anemia (disorder)'] },
  { terms: ['migraine'], icd10cm: ['G43.909', 'Migraine, unspecified, not intractable, without status migrainosus'], snomedct: ['37796009', 'Migraine (disorder)'] },
  { terms: ['gastroesophageal reflux disease', 'gerd'], icd10cm: ['K21.9', 'Gastro-esophageal reflux disease without esophagitis'], snomedct: ['235595009', 'Gastroesophageal reflux disease (disorder)'] },
  { terms: ['urinary tract infection'], icd10cm: ['N39.0', 'Urinary tract infection, site not specified'], snomedct: ['68566005', 'Urinary tract infectious disease (disorder)'] },
  { terms: ['osteoarthritis'], icd10cm: ['M19.90', 'Unspecified osteoarthritis, unspecified site'], snomedct: ['396275006', 'Osteoarthritis (disorder)'] },
  { terms: ['depression'], icd10cm: ['F32.A', 'Depression, unspecified'], snomedct: ['35489007', 'Depressive disorder (disorder)'] },
];

const symptoms: readonly ConditionRow[] = [
  { terms: ['chest pain'], icd10cm: ['R07.9', 'Chest pain, unspecified'], snomedct: ['29857009', 'Chest pain (finding)'] },
  { terms: ['shortness of breath'], icd10cm: ['R06.02', 'Shortness of breath'], snomedct: ['267036007', 'Dyspnea (finding)'] },
  { terms: ['abdominal pain'], icd10cm: ['R10.9', 'Unspecified abdominal pain'], snomedct: ['21522001', 'Abdominal pain (finding)'] },
  { terms: ['headache'], icd10cm: ['R51.9', 'Headache, unspecified'], snomedct: ['25064002', 'Headache (finding)'] },
  { terms: ['fever'], icd10cm: ['R50.9', 'Fever, unspecified'], snomedct: ['386661006', 'Fever (finding)'] },
  { terms: ['cough'], icd10cm: ['R05.9', 'Cough, unspecified'], snomedct: ['49727002', 'Cough (finding)'] },
  { terms: ['nausea'], icd10cm: ['R11.0', 'Nausea'], snomedct: ['422587007', 'Nausea (finding)'] },
  { terms: ['dizziness'], icd10cm: ['R42', 'Dizziness and giddiness'], snomedct: ['404640003', 'Dizziness (finding)'] },
  { terms: ['fatigue'], icd10cm: ['R53.83', 'Other fatigue'], snomedct: ['84229001', 'Fatigue (finding)'] },
  { terms: ['rash'], icd10cm: ['R21', 'Rash and other nonspecific skin eruption'], snomedct: ['271807003', 'Eruption of skin (disorder)'] },
  { terms: ['low back pain'], icd10cm: ['M54.50', 'Low back pain, unspecified'] },
];

function entryOf({ terms, icd10cm, snomedct }: ConditionRow, trait: 'DIAGNOSIS' | 'SYMPTOM'): LexiconEntry {
  return {
    terms,
    category: 'MEDICAL_CONDITION',
    type: 'DX_NAME',
    trait,
    concepts: {
      icd10cm: { code: icd10cm[0], description: icd10cm[1] },
      ...(snomedct === undefined ? {} : { snomedct: { code: snomedct[0], description: snomedct[1] } }),
    },
  };
}

/** The conditions the matcher knows. */
export const conditions: readonly LexiconEntry[] = [
  ...diagnoses.map(row => entryOf(row, 'DIAGNOSIS')),
  ...symptoms.map(row => entryOf(row, 'SYMPTOM')),
];
