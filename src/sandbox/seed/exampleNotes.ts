import { clinicalNotes } from './clinicalNotes.ts';
import { contextNotes } from './unusual/contextNotes.ts';
import { personNotes } from './unusual/personNotes.ts';
import { refusedNotes } from './unusual/refusedNotes.ts';
import { relationNotes } from './unusual/relationNotes.ts';
import { textNotes } from './unusual/textNotes.ts';
import type { ExampleNote } from './exampleNote.ts';

/** A note with its key in the bucket. */
export interface SeededNote extends ExampleNote {
  readonly key: string;
}

/** Ordinary visits, without a case of their own. */
export const visitNotes: readonly SeededNote[] = clinicalNotes.map((body, index) => {
  const name = `note-${String(index + 1).padStart(2, '0')}.txt`;
  return { name, body, key: `notes/${name}` };
});

/** Notes with the cases that are easily shown, counted or compared wrongly. */
export const unusualNotes: readonly SeededNote[] = [
  ...contextNotes,
  ...relationNotes,
  ...personNotes,
  ...textNotes,
  ...refusedNotes,
].map(note => ({ ...note, key: `unusual/${note.name}` }));

/** All notes of `example-clinical-notes`. `scripts/example-notes.mjs` writes them to `examples/notes`. */
export const exampleNotes: readonly SeededNote[] = [...visitNotes, ...unusualNotes];
