import { conditionEntry, type ConditionRow } from './conditionEntry.ts';

const symptomRows: readonly ConditionRow[] = [
  {
    terms: ['chest pain'],
    icd10cm: [
      ['R07.9', 'Chest pain, unspecified'],
      ['R07.89', 'Other chest pain'],
      ['I20.9', 'Angina pectoris, unspecified'],
    ],
    snomedct: ['SIM0016', 'Chest pain'],
  },
  {
    terms: ['shortness of breath'],
    icd10cm: [
      ['R06.02', 'Shortness of breath'],
      ['R06.00', 'Dyspnea, unspecified'],
    ],
    snomedct: ['SIM0017', 'Dyspnea'],
  },
  {
    terms: ['abdominal pain'],
    icd10cm: [
      ['R10.9', 'Unspecified abdominal pain'],
      ['R10.13', 'Epigastric pain'],
      ['R10.84', 'Generalized abdominal pain'],
      ['R10.30', 'Lower abdominal pain, unspecified'],
      ['R10.10', 'Upper abdominal pain, unspecified'],
    ],
    snomedct: ['SIM0018', 'Abdominal pain'],
  },
  {
    terms: ['headache', 'headaches'],
    icd10cm: [
      ['R51.9', 'Headache, unspecified'],
      ['G44.209', 'Tension-type headache, unspecified, not intractable'],
    ],
    snomedct: ['SIM0019', 'Headache'],
  },
  { terms: ['fever'], icd10cm: [['R50.9', 'Fever, unspecified']], snomedct: ['SIM0020', 'Fever'] },
  {
    terms: ['cough'],
    icd10cm: [
      ['R05.9', 'Cough, unspecified'],
      ['R05.3', 'Chronic cough'],
    ],
    snomedct: ['SIM0021', 'Cough'],
  },
  {
    terms: ['nausea'],
    icd10cm: [
      ['R11.0', 'Nausea'],
      ['R11.2', 'Nausea with vomiting, unspecified'],
    ],
    snomedct: ['SIM0022', 'Nausea'],
  },
  { terms: ['vomiting'], icd10cm: [['R11.10', 'Vomiting, unspecified']], snomedct: ['SIM0060', 'Vomiting'] },
  { terms: ['dizziness'], icd10cm: [['R42', 'Dizziness and giddiness']], snomedct: ['SIM0023', 'Dizziness'] },
  { terms: ['fatigue'], icd10cm: [['R53.83', 'Other fatigue']], snomedct: ['SIM0024', 'Fatigue'], onlyIn: 1 },
  {
    terms: ['rash'],
    icd10cm: [['R21', 'Rash and other nonspecific skin eruption']],
    snomedct: ['SIM0025', 'Eruption of skin'],
  },
  // No simulated SNOMED CT concept: an entity whose list of concepts is empty.
  {
    terms: ['low back pain'],
    icd10cm: [
      ['M54.50', 'Low back pain, unspecified'],
      ['M54.59', 'Other low back pain'],
    ],
  },
  { terms: ['knee pain'], icd10cm: [['M25.569', 'Pain in unspecified knee']], snomedct: ['SIM0061', 'Knee pain'] },
  { terms: ['chills'], icd10cm: [['R68.83', 'Chills (without fever)']], snomedct: ['SIM0062', 'Chill'] },
  { terms: ['palpitations'], icd10cm: [['R00.2', 'Palpitations']], snomedct: ['SIM0063', 'Palpitations'] },
  { terms: ['weight loss'], icd10cm: [['R63.4', 'Abnormal weight loss']], snomedct: ['SIM0064', 'Weight loss'] },
];

const signRows: readonly ConditionRow[] = [
  {
    terms: ['edema'],
    icd10cm: [
      ['R60.9', 'Edema, unspecified'],
      ['R60.0', 'Localized edema'],
    ],
    snomedct: ['SIM0070', 'Edema'],
  },
  { terms: ['heart murmur'], icd10cm: [['R01.1', 'Cardiac murmur, unspecified']], snomedct: ['SIM0071', 'Murmur'] },
  { terms: ['jaundice'], icd10cm: [['R17', 'Unspecified jaundice']], snomedct: ['SIM0072', 'Jaundice'] },
  { terms: ['tachycardia'], icd10cm: [['R00.0', 'Tachycardia, unspecified']], snomedct: ['SIM0073', 'Tachycardia'] },
  { terms: ['wheezing'], icd10cm: [['R06.2', 'Wheezing']], snomedct: ['SIM0074', 'Wheezing'] },
  {
    terms: ['abdominal tenderness'],
    icd10cm: [['R10.819', 'Abdominal tenderness, unspecified site']],
    snomedct: ['SIM0075', 'Abdominal tenderness'],
  },
  { terms: ['hypotension'], icd10cm: [['I95.9', 'Hypotension, unspecified']], snomedct: ['SIM0076', 'Hypotension'] },
];

/** What patients report. */
export const symptoms = symptomRows.map(row => conditionEntry(row, 'SYMPTOM'));

/** What physicians see. */
export const signs = signRows.map(row => conditionEntry(row, 'SIGN'));
