import type { Database } from '../store/database.ts';
import { addObject } from '../store/objects.ts';

const openings = ['Seen for', 'Returns with', 'Presents with', 'Follow-up of', 'Referred for', 'Admitted with'];
const conditions = [
  'hypertension',
  'type 2 diabetes',
  'asthma',
  'pneumonia in the left lung',
  'atrial fibrillation',
  'chronic heart failure',
  'severe migraine',
  'osteoarthritis of the right knee',
  'abdominal pain',
  'liver metastases',
  'chronic kidney disease',
  'anemia',
  'depression',
  'lung cancer',
];
const treatments = [
  'Takes lisinopril 20 mg once daily and metformin 500 mg twice daily by mouth.',
  'Started amoxicillin 500 mg capsules every 8 hours for 7 days.',
  'On warfarin 5 mg daily. INR 2.4.',
  'Albuterol inhaler as needed.',
  'Furosemide 40 mg daily, prednisone 10 mg daily for 5 days.',
  'Previously on digoxin, now metoprolol 25 mg twice daily.',
  'Chemotherapy since 2024. Does not take aspirin.',
  'Atorvastatin 40 mg at bedtime, gabapentin 300 mg three times daily.',
];
const findings = [
  'Blood pressure 138/84, pulse 78 bpm. Denies chest pain.',
  'AST and ALT 34 U/L. No jaundice.',
  'Hemoglobin A1c 7.2 %. Reports fatigue and headache since yesterday.',
  'Chest x-ray negative for pneumonia. Temperature 37.9 °C.',
  'Mild edema of the left leg. Oxygen saturation 98 %.',
  'Creatinine 1.4 mg/dL, potassium 4.1 mmol/L. No fever, but cough.',
  'Electrocardiogram normal. Possible heart murmur.',
];
const backgrounds = [
  'Mother had breast cancer. Former smoker, one pack daily for 20 years.',
  'No known drug allergies. Drinks 2 glasses per week.',
  'Allergic to penicillin. Denies tobacco.',
  'Family history of stroke. Works as a teacher.',
  'History of appendectomy. Lives alone.',
  'Return if fever or shortness of breath develops.',
];

/** The bucket and prefix of the notes. */
const bucket = 'example-clinical-notes';
const keyOf = (number: number): string => `many/${String(number).padStart(7, '0')}.txt`;

/**
 * Adds notes that are put together from sentences: always the same for the same number, and as fictitious as the others.
 * What is there from an earlier start is left unchanged.
 * @param now milliseconds since the epoch.
 */
export function seedDocuments(database: Database, count: number, now: number): void {
  if (count === 0) return;
  database.transaction(() => {
    for (let number = 1; number <= count; number++)
      addObject(
        database,
        { bucket, key: keyOf(number), body: noteOf(number), contentType: 'text/plain; charset=utf-8' },
        now,
      );
  });
}

/** The text of one note. */
function noteOf(number: number): string {
  const random = randomOf(number);
  const pick = (items: readonly string[]): string => items[random() % items.length] ?? '';
  const patient = String(1 + (random() % 99)).padStart(2, '0');
  const day = String(1 + (random() % 28)).padStart(2, '0');
  const month = String(1 + (random() % 12)).padStart(2, '0');
  return `Visit date: 2025-${month}-${day}
Patient Example ${patient}, a ${20 + (random() % 70)}-year-old, MRN: EX-${String(number).padStart(7, '0')}, phone 555-555-01${patient}.
${pick(openings)} ${pick(conditions)} and ${pick(conditions)}. ${pick(treatments)}
${pick(findings)} ${pick(backgrounds)}
`;
}

/** A small repeatable generator (mulberry32) of 32-bit numbers: a hash per choice would take longer than all the rest. */
function randomOf(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
