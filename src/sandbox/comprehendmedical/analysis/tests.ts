import type { LexiconEntry } from './entry.ts';

/** Terms, type, and a concept. Its code is made up: SNOMED CT is licensed, and this is a simulation. */
const procedures: readonly (readonly [
  terms: readonly string[],
  type: string,
  snomedct?: readonly [code: string, description: string],
])[] = [
  [['blood pressure', 'bp'], 'TEST_NAME', ['SIM0101', 'Blood pressure (simulated)']],
  [['heart rate', 'pulse'], 'TEST_NAME', ['SIM0102', 'Heart rate (simulated)']],
  [['temperature'], 'TEST_NAME', ['SIM0103', 'Body temperature (simulated)']],
  [['hemoglobin a1c', 'hba1c', 'a1c'], 'TEST_NAME', ['SIM0104', 'Hemoglobin A1c measurement (simulated)']],
  [['complete blood count', 'cbc'], 'TEST_NAME', ['SIM0105', 'Complete blood count (simulated)']],
  [['electrocardiogram', 'ecg', 'ekg'], 'TEST_NAME', ['SIM0106', 'Electrocardiographic procedure (simulated)']],
  [['chest x-ray'], 'TEST_NAME', ['SIM0107', 'Plain chest X-ray (simulated)']],
  [['ct scan'], 'TEST_NAME', ['SIM0108', 'Computed tomography (simulated)']],
  [['mri'], 'TEST_NAME', ['SIM0109', 'Magnetic resonance imaging (simulated)']],
  [['oxygen saturation', 'spo2'], 'TEST_NAME'],
  [['inr'], 'TEST_NAME'],
  [['tsh'], 'TEST_NAME'],
  [['colonoscopy'], 'PROCEDURE_NAME', ['SIM0110', 'Colonoscopy (simulated)']],
  [['appendectomy'], 'PROCEDURE_NAME', ['SIM0111', 'Appendectomy (simulated)']],
  [['physical therapy'], 'TREATMENT_NAME', ['SIM0112', 'Physical therapy procedure (regime/therapy) (simulated)']],
];

/** The tests, procedures and treatments the matcher knows. */
export const tests: readonly LexiconEntry[] = procedures.map(([terms, type, snomedct]) => ({
  terms,
  category: 'TEST_TREATMENT_PROCEDURE',
  type,
  concepts: snomedct === undefined ? {} : { snomedct: { code: snomedct[0], description: snomedct[1] } },
}));

/** The parts of the body the matcher knows. */
export const anatomy: readonly LexiconEntry[] = [
  'abdomen',
  'ankle',
  'arm',
  'back',
  'chest',
  'head',
  'heart',
  'hip',
  'kidney',
  'knee',
  'leg',
  'liver',
  'lung',
  'lungs',
  'neck',
  'shoulder',
  'skin',
  'throat',
  'wrist',
].map(term => ({ terms: [term], category: 'ANATOMY', type: 'SYSTEM_ORGAN_SITE', concepts: {} }));
