/** Entirely fictitious notes: no patient, clinician, number or date in them belongs to a real person. */
export const clinicalNotes: readonly string[] = [
  `Visit date: 2025-02-03
Patient Example 01, a 54-year-old, MRN: EX-000001, seen by Clinician Example 01.
History of hypertension and type 2 diabetes. Takes lisinopril 20 mg once daily and metformin 500 mg twice daily by mouth.
Blood pressure 138/84, hemoglobin A1c 7.2 %. Denies chest pain. Continue current medication.
`,
  `Visit date: 2025-02-10
Patient Example 02, a 31-year-old, MRN: EX-000002, seen by Clinician Example 02.
Cough and fever for 3 days. Chest x-ray shows pneumonia in the left lung.
Started amoxicillin 500 mg capsules every 8 hours for 7 days.
`,
  `Visit date: 2025-02-14
Patient Example 03, a 67-year-old, MRN: EX-000003.
Atrial fibrillation, on warfarin 5 mg daily and metoprolol 25 mg twice daily. INR 2.4. Pulse 78 bpm.
No dizziness, no shortness of breath.
`,
  `Visit date: 2025-03-01
Patient Example 04, a 22-year-old, MRN: EX-000004, phone 555-555-0104.
Mild asthma. Uses an albuterol inhaler as needed. Oxygen saturation 98 %. No cough today.
`,
  `Visit date: 2025-03-05
Patient Example 05, a 45-year-old, MRN: EX-000005.
Severe migraine with nausea since yesterday. Headache relieved by ibuprofen 400 mg orally. MRI of the head is normal.
`,
  `Visit date: 2025-03-11
Patient Example 06, a 72-year-old, MRN: EX-000006, seen by Clinician Example 01.
Chronic obstructive pulmonary disease and heart failure. Furosemide 40 mg daily, prednisone 10 mg daily for 5 days.
Worsening shortness of breath. Electrocardiogram without change.
`,
  `Visit date: 2025-03-20
Patient Example 07, a 38-year-old, MRN: EX-000007, e-mail patient07@example.com.
Hypothyroidism, levothyroxine 75 mcg once daily. TSH 2.1. Reports fatigue.
`,
  `Visit date: 2025-04-02
Patient Example 08, a 60-year-old, MRN: EX-000008.
Osteoarthritis of the right knee. Acetaminophen 500 mg tablets as needed and physical therapy weekly.
No rash. Skin clear.
`,
  `Visit date: 2025-04-09
Patient Example 09, a 29-year-old, MRN: EX-000009.
Urinary tract infection with abdominal pain. Temperature 37.9 °C. Ceftriaxone 1 g intravenously once daily.
`,
  `Visit date: 2025-04-15
Patient Example 10, a 50-year-old, MRN: EX-000010, seen by Clinician Example 03.
Hyperlipidemia. Atorvastatin 40 mg at bedtime, aspirin 81 mg daily. Colonoscopy planned for May 12, 2025.
`,
  `Visit date: 2025-04-22
Patient Example 11, a 41-year-old, MRN: EX-000011.
Depression, improving on sertraline 50 mg daily. GERD, omeprazole 20 mg daily. Denies chest pain and headache.
`,
  `Visit date: 2025-05-06
Patient Example 12, a 65-year-old, MRN: EX-000012.
Anemia on complete blood count. Chronic low back pain, gabapentin 300 mg three times daily. Appendectomy 10 years ago.
`,
];
