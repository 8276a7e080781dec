import type { ExampleNote } from '../exampleNote.ts';

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
const byteOrderMark = '\uFEFF';

const visit = `Visit date: 2025-09-01
Patient Example 51, a 47-year-old, MRN: EX-000051.
Hypertension and type 2 diabetes. Takes lisinopril 20 mg once daily. No chest pain.
`;

/** Text that is hard to show, to count or to split. Entirely fictitious, like all notes here. */
export const textNotes: readonly ExampleNote[] = [
  {
    name: 'emoji.txt',
    body: `😀 Patient Example 52 👩‍⚕️ a 35-year-old 🇺🇸, MRN: EX-000052.
Reports 🤒 fever and 🤢 nausea 😷, no cough 👍🏽. Ibuprofen 💊 400 mg orally. 🫁 Left lung clear. Glucose 📈 140 mg/dL.
`,
  },
  {
    name: 'combining-characters.txt',
    // Accents as characters of their own, and a letter with several.
    body: `Patient Example 53, a 61-year-old, cafe\u0301 owner, MRN: EX-000053.
Ange\u0301lique says: z\u0351\u036b\u0343\u032a\u0302 headache, nausea\u0301. Naïve to prednisone; nai\u0308ve to morphine 2 mg.
`,
  },
  {
    name: 'bidirectional.txt',
    body: `Patient Example 54, a 29-year-old, MRN: EX-000054.
\u202Egnirehtafter\u202C fever. שלום, chest pain and cough. \u2067مرحبا\u2069: aspirin 81 mg daily\u200F. No \u2066rash\u2069.
`,
  },
  { name: 'crlf.txt', body: crlf(visit) },
  { name: 'byte-order-mark.txt', body: `${byteOrderMark}${visit}` },
  { name: 'byte-order-mark-crlf.txt', body: `${byteOrderMark}${crlf(visit)}` },
  { name: 'carriage-returns.txt', body: visit.replaceAll('\n', '\r') },
  {
    name: 'tabs.txt',
    body: `Patient\tPatient Example 55\nMRN\tEX-000055\nMedication\t\tlisinopril\t20 mg\tonce daily\n\t\tOsteoarthritis\tright knee\nBlood pressure\t\t138/84\n`,
  },
  {
    name: 'unusual-spaces.txt',
    body: `Patient Example 56, a 66-year-old, MRN:\u00A0EX-000056.\u2028Fever\u00A0and\u2009cough.\u2029Chest\u00A0pain, chest pain, chest\u200Bpain.\u0085Nausea\u0000and rash.\u00AD
`,
  },
  {
    name: 'long-line.txt',
    body: `Patient Example 57, a 59-year-old, MRN: EX-000057. ${'Cough and fever, no rash, takes lisinopril 20 mg once daily and aspirin 81 mg daily; blood pressure 138/84, pulse 78 bpm. '.repeat(40)}\n`,
  },
  {
    name: 'html.txt',
    body: `<!DOCTYPE html><html><body onload="alert('x')"><h1>Patient Example 58</h1>
<script>alert("asthma")</script><img src=x onerror=alert(1)> <b>Hypertension</b> &amp; <i>fever</i> &lt;none&gt;
<a href="command:workbench.action.quit">Chest pain</a> <!-- cough --> </body></html>
`,
  },
  {
    name: 'markdown.txt',
    body: `# Patient Example 59

- [x] **Asthma** with _wheezing_ [see](command:workbench.action.quit) $(alert) \`fever\`
- ~~Pneumonia~~ ![cough](https://example.com/cough.png) <u>rash</u>

| Test | Value |
| --- | --- |
| Glucose | 140 mg/dL |
| Sodium \\| | 139 |
`,
  },
  {
    name: 'formula.txt',
    // What a spreadsheet would take for a formula, and what a table's quotes have to survive.
    body: `=1+1, "Patient Example 60", -2+3
@SUM(A1), +hypertension; "fever, ""cough""", 'nausea'
`,
  },
  { name: 'nothing-to-find.txt', body: 'The weather was fine. Nobody came.\n' },
  { name: 'blank.txt', body: ' \t\n\n   \n' },
];
