import type { LexiconEntry } from './entry.ts';

interface ConditionRow {
  readonly terms: readonly string[];
  readonly icd10cm: readonly [code: string, description: string];
  /** Made up: SNOMED CT is licensed, and this is a simulation. */
  readonly snomedct?: readonly [code: string, description: string];
}

const diagnoses: readonly ConditionRow[] = [
  {
    terms: ['hypertension', 'high blood pressure'],
    icd10cm: ['I10', 'Essential (primary) hypertension'],
    snomedct: ['SIM0001', 'Hypertensive disorder, systemic arterial (simulated)'],
  },
  {
    terms: ['type 2 diabetes mellitus', 'type 2 diabetes', 'diabetes'],
    icd10cm: ['E11.9', 'Type 2 diabetes mellitus without complications'],
    snomedct: ['SIM0002', 'Diabetes mellitus type 2 (simulated)'],
  },
  {
    terms: ['asthma'],
    icd10cm: ['J45.909', 'Unspecified asthma, uncomplicated'],
    snomedct: ['SIM0003', 'Asthma (simulated)'],
  },
  {
    terms: ['pneumonia'],
    icd10cm: ['J18.9', 'Pneumonia, unspecified organism'],
    snomedct: ['SIM0004', 'Pneumonia (simulated)'],
  },
  {
    terms: ['chronic obstructive pulmonary disease', 'copd'],
    icd10cm: ['J44.9', 'Chronic obstructive pulmonary disease, unspecified'],
    snomedct: ['SIM0005', 'Chronic obstructive lung disease (simulated)'],
  },
  {
    terms: ['atrial fibrillation'],
    icd10cm: ['I48.91', 'Unspecified atrial fibrillation'],
    snomedct: ['SIM0006', 'Atrial fibrillation (simulated)'],
  },
  {
    terms: ['heart failure'],
    icd10cm: ['I50.9', 'Heart failure, unspecified'],
    snomedct: ['SIM0007', 'Heart failure (simulated)'],
  },
  {
    terms: ['hyperlipidemia'],
    icd10cm: ['E78.5', 'Hyperlipidemia, unspecified'],
    snomedct: ['SIM0008', 'Hyperlipidemia (simulated)'],
  },
  {
    terms: ['hypothyroidism'],
    icd10cm: ['E03.9', 'Hypothyroidism, unspecified'],
    snomedct: ['SIM0009', 'Hypothyroidism (simulated)'],
  },
  { terms: ['anemia'], icd10cm: ['D64.9', 'Anemia, unspecified'], snomedct: ['SIM0010', 'Anemia (simulated)'] },
  {
    terms: ['migraine'],
    icd10cm: ['G43.909', 'Migraine, unspecified, not intractable, without status migrainosus'],
    snomedct: ['SIM0011', 'Migraine (simulated)'],
  },
  {
    terms: ['gastroesophageal reflux disease', 'gerd'],
    icd10cm: ['K21.9', 'Gastro-esophageal reflux disease without esophagitis'],
    snomedct: ['SIM0012', 'Gastroesophageal reflux disease (simulated)'],
  },
  {
    terms: ['urinary tract infection'],
    icd10cm: ['N39.0', 'Urinary tract infection, site not specified'],
    snomedct: ['SIM0013', 'Urinary tract infectious disease (simulated)'],
  },
  {
    terms: ['osteoarthritis'],
    icd10cm: ['M19.90', 'Unspecified osteoarthritis, unspecified site'],
    snomedct: ['SIM0014', 'Osteoarthritis (simulated)'],
  },
  {
    terms: ['depression'],
    icd10cm: ['F32.A', 'Depression, unspecified'],
    snomedct: ['SIM0015', 'Depressive disorder (simulated)'],
  },
];

const symptoms: readonly ConditionRow[] = [
  {
    terms: ['chest pain'],
    icd10cm: ['R07.9', 'Chest pain, unspecified'],
    snomedct: ['SIM0016', 'Chest pain (simulated)'],
  },
  {
    terms: ['shortness of breath'],
    icd10cm: ['R06.02', 'Shortness of breath'],
    snomedct: ['SIM0017', 'Dyspnea (simulated)'],
  },
  {
    terms: ['abdominal pain'],
    icd10cm: ['R10.9', 'Unspecified abdominal pain'],
    snomedct: ['SIM0018', 'Abdominal pain (simulated)'],
  },
  { terms: ['headache'], icd10cm: ['R51.9', 'Headache, unspecified'], snomedct: ['SIM0019', 'Headache (simulated)'] },
  { terms: ['fever'], icd10cm: ['R50.9', 'Fever, unspecified'], snomedct: ['SIM0020', 'Fever (simulated)'] },
  { terms: ['cough'], icd10cm: ['R05.9', 'Cough, unspecified'], snomedct: ['SIM0021', 'Cough (simulated)'] },
  { terms: ['nausea'], icd10cm: ['R11.0', 'Nausea'], snomedct: ['SIM0022', 'Nausea (simulated)'] },
  { terms: ['dizziness'], icd10cm: ['R42', 'Dizziness and giddiness'], snomedct: ['SIM0023', 'Dizziness (simulated)'] },
  { terms: ['fatigue'], icd10cm: ['R53.83', 'Other fatigue'], snomedct: ['SIM0024', 'Fatigue (simulated)'] },
  {
    terms: ['rash'],
    icd10cm: ['R21', 'Rash and other nonspecific skin eruption'],
    snomedct: ['SIM0025', 'Eruption of skin (simulated)'],
  },
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
