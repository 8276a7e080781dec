import type { LexiconEntry } from './lexicon.ts';

/** Terms, type, SNOMED CT code and name. */
const procedures: readonly (readonly [terms: readonly string[], type: string, snomedct?: readonly [code: string, description: string]])[] = [
  [['blood pressure', 'bp'], 'TEST_NAME', ['75367002', 'Blood pressure (observable entity)']],
  [['heart rate', 'pulse'], 'TEST_NAME', ['364075005', 'Heart rate (observable entity)']],
  [['temperature'], 'TEST_NAME', ['386725007', 'Body temperature (observable entity)']],
  [['hemoglobin a1c', 'hba1c', 'a1c'], 'TEST_NAME', ['43396009', 'Hemoglobin A1c measurement (procedure)']],
  [['complete blood count', 'cbc'], 'TEST_NAME', ['26604007', 'Complete blood count (procedure)']],
  [['electrocardiogram', 'ecg', 'ekg'], 'TEST_NAME', ['29303009', 'Electrocardiographic procedure (procedure)']],
  [['chest x-ray'], 'TEST_NAME', ['399208008', 'Plain chest X-ray (procedure)']],
  [['ct scan'], 'TEST_NAME', ['77477000', 'Computed tomography (procedure)']],
  [['mri'], 'TEST_NAME', ['113091000', 'Magnetic resonance imaging (procedure)']],
  [['oxygen saturation', 'spo2'], 'TEST_NAME'],
  [['inr'], 'TEST_NAME'],
  [['tsh'], 'TEST_NAME'],
  [['colonoscopy'], 'PROCEDURE_NAME', ['73761001', 'Colonoscopy (procedure)']],
  [['appendectomy'], 'PROCEDURE_NAME', ['80146002', 'Appendectomy (procedure)']],
  [['physical therapy'], 'TREATMENT_NAME', ['91251008', 'Physical therapy procedure (regime/therapy)']],
];

/** The tests, procedures and treatments the matcher knows. */
export const tests: readonly LexiconEntry[] = procedures.map(([terms, type, snomedct]) => ({
  terms,
  category: 'TEST_TREATMENT_PROCEDURE',
  type,
  concepts: snomedct === undefined ? {} : { snomedct: { code: snomedct[0], description: snomedct[1] } },
}));

/** The parts of the body the matcher knows. */
export const anatomy: readonly LexiconEntry[] = ['abdomen', 'ankle', 'arm', 'back', 'chest', 'head', 'heart', 'hip', 'kidney', 'knee', 'leg', 'liver', 'lung', 'lungs', 'neck', 'shoulder', 'skin', 'throat', 'wrist']
  .map(term => ({ terms: [term], category: 'ANATOMY', type: 'SYSTEM_ORGAN_SITE', concepts: {} }));
