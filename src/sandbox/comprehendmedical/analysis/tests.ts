import type { LexiconEntry, ModelNumber } from './entry.ts';
import { snomedctCandidates } from './simulatedConcepts.ts';

/** Terms, type, and a concept with a made-up code; the last item is the only model that knows the row. */
const rows: readonly (readonly [
  terms: readonly string[],
  type: 'TEST_NAME' | 'PROCEDURE_NAME' | 'TREATMENT_NAME',
  snomedct?: readonly [code: string, name: string],
  onlyIn?: ModelNumber,
])[] = [
  [['blood pressure', 'bp'], 'TEST_NAME', ['SIM0101', 'Blood pressure']],
  [['heart rate', 'pulse'], 'TEST_NAME', ['SIM0102', 'Heart rate']],
  [['temperature'], 'TEST_NAME', ['SIM0103', 'Body temperature']],
  [['hemoglobin a1c', 'hba1c', 'a1c'], 'TEST_NAME', ['SIM0104', 'Hemoglobin A1c measurement']],
  [['complete blood count', 'cbc'], 'TEST_NAME', ['SIM0105', 'Complete blood count']],
  [['electrocardiogram', 'ecg', 'ekg'], 'TEST_NAME', ['SIM0106', 'Electrocardiographic procedure']],
  [['chest x-ray'], 'TEST_NAME', ['SIM0107', 'Plain chest X-ray']],
  [['ct scan'], 'TEST_NAME', ['SIM0108', 'Computed tomography']],
  [['mri'], 'TEST_NAME', ['SIM0109', 'Magnetic resonance imaging']],
  [['oxygen saturation', 'spo2'], 'TEST_NAME'],
  [['inr'], 'TEST_NAME'],
  [['tsh'], 'TEST_NAME'],
  [['ast', 'sgot'], 'TEST_NAME', ['SIM0120', 'Aspartate aminotransferase measurement']],
  [['alt', 'sgpt'], 'TEST_NAME', ['SIM0121', 'Alanine aminotransferase measurement']],
  [['creatinine'], 'TEST_NAME', ['SIM0122', 'Creatinine measurement']],
  [['potassium'], 'TEST_NAME', ['SIM0123', 'Potassium measurement']],
  [['sodium'], 'TEST_NAME', ['SIM0124', 'Sodium measurement']],
  [['glucose', 'blood glucose'], 'TEST_NAME', ['SIM0125', 'Glucose measurement']],
  [['hemoglobin'], 'TEST_NAME', ['SIM0126', 'Hemoglobin measurement']],
  [['platelet count', 'platelets'], 'TEST_NAME', ['SIM0127', 'Platelet count']],
  [['white blood cell count', 'wbc'], 'TEST_NAME', ['SIM0128', 'White blood cell count']],
  [['pregnancy test'], 'TEST_NAME', ['SIM0129', 'Pregnancy test']],
  [['echocardiogram'], 'TEST_NAME', ['SIM0130', 'Echocardiography']],
  [['liver function tests'], 'TEST_NAME', ['SIM0131', 'Liver function test']],
  [['colonoscopy'], 'PROCEDURE_NAME', ['SIM0110', 'Colonoscopy']],
  [['appendectomy'], 'PROCEDURE_NAME', ['SIM0111', 'Appendectomy']],
  [['liver biopsy'], 'PROCEDURE_NAME', ['SIM0140', 'Biopsy of liver']],
  [['cardiac catheterization'], 'PROCEDURE_NAME', ['SIM0141', 'Cardiac catheterization']],
  [['knee replacement'], 'PROCEDURE_NAME', ['SIM0142', 'Total replacement of knee joint']],
  [['physical therapy'], 'TREATMENT_NAME', ['SIM0112', 'Physical therapy procedure (regime/therapy)']],
  [['chemotherapy'], 'TREATMENT_NAME', ['SIM0150', 'Chemotherapy']],
  [['radiation therapy'], 'TREATMENT_NAME', ['SIM0151', 'Radiation therapy']],
  [['dialysis'], 'TREATMENT_NAME', ['SIM0152', 'Dialysis']],
  [['oxygen therapy'], 'TREATMENT_NAME', ['SIM0153', 'Oxygen therapy']],
  [['current medication'], 'TREATMENT_NAME', ['SIM0154', 'Drug therapy'], 2],
];

/** The tests, procedures and treatments the matcher knows. */
export const tests: readonly LexiconEntry[] = rows.map(([terms, type, snomedct, onlyIn]) => ({
  terms,
  category: 'TEST_TREATMENT_PROCEDURE',
  type,
  concepts: snomedct === undefined ? {} : { snomedct: snomedctCandidates(snomedct[0], snomedct[1], 'procedure') },
  ...(onlyIn === undefined ? {} : { onlyIn }),
}));
