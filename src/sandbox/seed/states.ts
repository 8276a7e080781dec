import { answerMetadata } from '../s3/reserved.ts';
import type { NewObject } from '../store/objects.ts';

/** A note's text; what it says is never read where it cannot be. */
const body = 'Patient Example 81 has hypertension and takes lisinopril 20 mg once daily.\n';

const contentType = 'text/plain; charset=utf-8';
const inStates = (key: string, answer?: string): NewObject => ({
  bucket: 'example-states',
  key,
  body,
  contentType,
  ...(answer === undefined ? {} : { metadata: { [answerMetadata]: answer } }),
});

/** Objects that S3 answers for in each way it can, in buckets that belong to other accounts. */
export const stateObjects: readonly NewObject[] = [
  inStates('notes/readable.txt'),
  inStates('notes/denied.txt', 'AccessDenied'),
  inStates('notes/key-denied.txt', 'KMS.AccessDenied'),
  inStates('notes/gone.txt', 'NoSuchKey'),
  inStates('notes/busy.txt', 'SlowDown'),
  { ...inStates('notes/archived.txt'), storageClass: 'GLACIER' },
  inStates('example-denied/notes/note.txt'),
  { bucket: 'example-elsewhere', key: 'notes/note.txt', body, contentType },
];
