import type { ExampleNote } from '../exampleNote.ts';

/** What surrounds a finding changes its meaning. Entirely fictitious, like all notes here. */
export const contextNotes: readonly ExampleNote[] = [
  {
    name: 'negation.txt',
    body: `Visit date: 2025-06-02
Patient Example 21, a 48-year-old, MRN: EX-000021.
Denies chest pain, palpitations and shortness of breath. No fever, but cough for 3 days. Lungs without wheezing.
Negative for pneumonia on chest x-ray. Not septic. Headache today, no nausea or vomiting.
`,
  },
  {
    name: 'negated-medication.txt',
    body: `Visit date: 2025-06-03
Patient Example 22, a 70-year-old, MRN: EX-000022.
Does not take aspirin. Never on warfarin. Denies ibuprofen use. Takes apixaban (Eliquis) twice daily without metoprolol.
No MRI was done.
`,
  },
  {
    name: 'family-history.txt',
    body: `Visit date: 2025-06-04
Patient Example 23, a 36-year-old, MRN: EX-000023.
Mother had breast cancer at the age of 52 years old. Father with heart disease and hypertension.
Family history of colon cancer and diabetes. One sister has no asthma. Patient has migraine, but brother does not.
`,
  },
  {
    name: 'hypothetical.txt',
    body: `Visit date: 2025-06-05
Patient Example 24, a 63-year-old, MRN: EX-000024.
Return if fever, chills or chest pain develops. In case of jaundice, stop acetaminophen. Watch for edema.
Chest x-ray to rule out pneumonia. If dizziness persists, electrocardiogram.
`,
  },
  {
    name: 'past-history.txt',
    body: `Visit date: 2025-06-06
Patient Example 25, a 77-year-old, MRN: EX-000025.
History of stroke and heart attack. Previously on warfarin and simvastatin, stopped digoxin. Status post knee replacement.
S/p cardiac catheterization in 2019. Colonoscopy 3 years ago. Now on clopidogrel 75 mg daily.
`,
  },
  {
    name: 'uncertain.txt',
    body: `Visit date: 2025-06-07
Patient Example 26, a 58-year-old, MRN: EX-000026.
Possible pulmonary embolism. Suspected sepsis, cannot exclude urinary tract infection. Probably migraine.
May have kidney stones. Questionable heart murmur.
`,
  },
  {
    name: 'planned.txt',
    body: `Visit date: 2025-06-08
Patient Example 27, a 66-year-old, MRN: EX-000027, phone 555-555-0127.
Colonoscopy is planned for July 14, 2025. Will undergo liver biopsy tomorrow. Scheduled for MRI. Dialysis was scheduled.
No chemotherapy at present.
`,
  },
  {
    name: 'several-contexts.txt',
    body: `Visit date: 2025-06-09
Patient Example 28, a 44-year-old, MRN: EX-000028.
No family history of lung cancer. Mother had possible stroke. History of asthma, no wheezing today.
If no fever, stop doxycycline. Denies history of depression or anxiety, however reports insomnia.
`,
  },
  {
    name: 'signs.txt',
    body: `Visit date: 2025-06-10
Patient Example 29, a 81-year-old, MRN: EX-000029, seen by Clinician Example 04.
Examination: tachycardia, edema of both ankles, heart murmur, abdominal tenderness. No jaundice.
Reports fatigue, weight loss and palpitations. Diagnosis: chronic heart failure with hypotension.
`,
  },
];
