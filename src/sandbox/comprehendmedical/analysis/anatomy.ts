import type { LexiconEntry } from './entry.ts';
import { snomedctCandidates } from './simulatedConcepts.ts';

/** Parts of the body; the name follows its synonyms. Their SNOMED CT codes are made up from the position. */
const sites: readonly (readonly [name: string, ...synonyms: string[]])[] = [
  ['abdomen', 'abdominal'],
  ['ankle', 'ankles'],
  ['arm', 'arms'],
  ['back', 'low back'],
  ['breast'],
  ['chest'],
  ['colon'],
  ['face'],
  ['foot', 'feet'],
  ['hand'],
  ['head'],
  ['heart', 'cardiac'],
  ['hip'],
  ['kidney', 'renal'],
  ['knee', 'knees'],
  ['leg', 'legs'],
  ['liver', 'hepatic'],
  ['lung', 'lungs', 'pulmonary'],
  ['neck'],
  ['shoulder'],
  ['skin'],
  ['throat'],
  ['wrist'],
];

/** The parts of the body the matcher knows. They may be inside the name of a condition or procedure. */
export const anatomy: readonly LexiconEntry[] = sites.map(([name, ...synonyms], index) => ({
  terms: [name, ...synonyms],
  category: 'ANATOMY',
  type: 'SYSTEM_ORGAN_SITE',
  concepts: {
    snomedct: snomedctCandidates(`SIM${String(201 + index).padStart(4, '0')}`, `${name} structure`, 'structure'),
  },
}));
