// Writes examples/notes: the notes of the sandbox as files, byte for byte, without those that only the sandbox has. A
// contract test compares the two. Needs Node 24, which reads the sources as they are.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exampleNotes } from '../src/sandbox/seed/exampleNotes.ts';

const folder = new URL('../examples/notes/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const { name, body, isOnlySeeded } of exampleNotes)
  if (isOnlySeeded !== true) writeFileSync(new URL(encodeURIComponent(name), folder), body);
console.log(`Wrote ${fileURLToPath(folder)}`);
