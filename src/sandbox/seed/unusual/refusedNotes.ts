import type { ExampleNote } from '../exampleNote.ts';

const sentence = 'Patient Example 71 has hypertension, takes lisinopril 20 mg once daily and denies chest pain. ';

/** Text of many copies of a sentence, of at most `bytes` bytes. */
const textOf = (bytes: number): string => sentence.repeat(Math.floor(bytes / sentence.length));

/** The size above which a batch job refuses a document. */
const limit = 70 * 1024;

/** Documents that the service does not analyse, one that it only just does, and keys that are easily encoded wrongly. */
export const refusedNotes: readonly ExampleNote[] = [
  { name: 'empty.txt', body: '' },
  { name: 'too-large.txt', body: textOf(limit + 2 * sentence.length), isOnlySeeded: true },
  { name: 'as-large-as-possible.txt', body: textOf(limit), isOnlySeeded: true },
  // ISO 8859-1: an ä is one byte, which is no UTF-8.
  { name: 'not-utf-8.txt', body: Buffer.from('Fieber, Übelkeit, Kopfschmerz: ä\n', 'latin1'), isOnlySeeded: true },
  // A byte is missing from the last character.
  { name: 'cut-off.txt', body: Buffer.from('Fever 😀').subarray(0, -1), isOnlySeeded: true },
  { name: 'blanks and #, + & ?.txt', body: 'Asthma in a file with blanks.\n', isOnlySeeded: true },
  { name: 'percent%2Fsign.txt', body: 'Fever in a file with a percent sign.\n', isOnlySeeded: true },
  { name: '😀.txt', body: 'Cough in a file with an emoji. 😀 Rash.\n', isOnlySeeded: true },
];
