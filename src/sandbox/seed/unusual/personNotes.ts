import type { ExampleNote } from '../exampleNote.ts';

/** Who somebody is and how they live. Entirely fictitious, like all notes here. */
export const personNotes: readonly ExampleNote[] = [
  {
    name: 'allergies.txt',
    body: `Visit date: 2025-08-01
Patient Example 41, a 26-year-old, MRN: EX-000041.
Allergic to penicillin (rash). Allergy to latex. No known drug allergies otherwise. Started doxycycline 100 mg twice daily.
`,
  },
  {
    name: 'social-history.txt',
    body: `Visit date: 2025-08-02
Patient Example 42, a 60-year-old, a carpenter, MRN: EX-000042.
Former smoker, one pack daily for 20 years. Smokes 10 cigarettes a day. Drinks 2 glasses per week, denies cocaine.
Quit alcohol. Cannabis on weekends for 3 years. Never used recreational drugs. Vapes.
`,
  },
  {
    name: 'who.txt',
    body: `Visit date: 2025-08-03
Patient Example 43, a 33-year-old Hispanic woman, works as a teacher, MRN: EX-000043.
Patient Example 44, an African American man, 91 years old. A nonbinary student. Caucasian female with anemia.
`,
  },
  {
    name: 'identifiers.txt',
    body: `Name: Alex Sample
MRN: EX-000045, born 1971-03-14, phone (555) 555-0145, fax 555-555-0146, e-mail patient45@example.com
12 Example Street, Example City. Portal: https://portal.example.com/notes?id=45
Seen by Dr. Sample on August 4, 2025 at Example Hospital; wife: Mrs. Sample-Doe. Works as a bus driver.
`,
  },
  {
    name: 'names-of-the-world.txt',
    body: `Name: Ιωάννα Παράδειγμα, a 40-year-old with asthma.
Name: Пример Образцов, hypertension since 2019.
Name: 例 太郎, fever yesterday. Name: مثال مثالي, no cough.
Name: Jose\u0301 Ejemplo, migraine. Seen by Dr. Müßter-Beispiel and Dr. 예시.
`,
  },
];
