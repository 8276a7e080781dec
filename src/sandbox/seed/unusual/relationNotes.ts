import type { ExampleNote } from '../exampleNote.ts';

const medicationList = [
  ['Lisinopril', '20 mg once daily by mouth'],
  ['Metformin', '500 mg tablets twice daily'],
  ['Atorvastatin', '40 mg at bedtime'],
  ['Furosemide', '40 mg orally daily'],
  ['Metoprolol', '25 mg twice daily'],
  ['Omeprazole', '20 mg capsules daily'],
  ['Sertraline', '50 mg daily'],
  ['Levothyroxine', '75 mcg once daily'],
  ['Albuterol', 'inhaler as needed'],
  ['Prednisone', '10 mg daily for 5 days'],
  ['Gabapentin', '300 mg three times daily'],
  ['Heparin', '500 units/hour intravenously'],
  ['Vancomycin', '1 g iv every 12 hours for 7 days'],
  ['Morphine', '2 mg iv every 4 hours as needed'],
  ['Lorazepam', '1 mg po at bedtime'],
]
  .map(([name, how]) => `${name} ${how}.\n`)
  .join('');

/** Findings that overlap, share attributes or have unusual ones. Entirely fictitious, like all notes here. */
export const relationNotes: readonly ExampleNote[] = [
  {
    name: 'nested-sites.txt',
    body: `Visit date: 2025-07-01
Patient Example 31, a 69-year-old, MRN: EX-000031.
Liver metastases and lung cancer. Severe abdominal pain with chronic low back pain. Right hip fracture, left knee pain.
Chest x-ray, liver function tests and liver biopsy. Chronic kidney disease; renal and hepatic findings otherwise normal.
`,
  },
  {
    name: 'shared-values.txt',
    body: `Visit date: 2025-07-02
Patient Example 32, a 57-year-old, MRN: EX-000032.
AST and ALT 34 U/L. AST, ALT and SGPT 41, 52 and 38. Sodium/potassium 140 mmol/L. WBC ≥1,500/mcL, platelets < 90.
Lisinopril and metoprolol daily. Moderate nausea, vomiting and dizziness.
`,
  },
  {
    name: 'attribute-first.txt',
    body: `Visit date: 2025-07-03
Patient Example 33, a 30-year-old, MRN: EX-000033.
Daily aspirin. 20 mg of prednisone. Negative pregnancy test. Elevated creatinine. Acute severe cough. Stage 3 kidney disease.
`,
  },
  {
    name: 'times.txt',
    body: `Visit date: 2025-07-04
Patient Example 34, a 55-year-old, MRN: EX-000034.
Yesterday fever and chills. Chemotherapy on June 2, 2025. Took ibuprofen this morning. Chest pain since 2019.
Radiation therapy 3 weeks ago; appendectomy last year. MRI last week. Walked the dog today.
`,
  },
  {
    name: 'unmapped.txt',
    body: `Visit date: 2025-07-05
Patient Example 35, a 62-year-old, MRN: EX-000035.
Then 20 mg daily. Later 5 units/hour. At 97 %. Pneumonia, lower and left. Continue 2 tablets.
`,
  },
  {
    name: 'directions.txt',
    body: `Visit date: 2025-07-06
Patient Example 36, a 74-year-old, MRN: EX-000036.
Edema of the left leg, right arm and left foot. Bilateral osteoarthritis, worse in the right knee. Rash on face and upper back.
Cellulitis of the lower left leg.
`,
  },
  { name: 'many-medications.txt', body: `Patient Example 37, a 79-year-old, MRN: EX-000037.\n${medicationList}` },
  {
    name: 'model-versions.txt',
    body: `Visit date: 2025-07-08
Patient Example 38, a 51-year-old, a veteran, MRN: EX-000038.
Fatigue and insomnia. Gabapentin 300 mg and melatonin 3 mg at bedtime. Continue current medication.
`,
  },
];
