import type { LexiconEntry } from './entry.ts';

/** Generic name, RxNorm ingredient code, brand names. */
const rows: readonly (readonly [name: string, rxnorm: string, ...brands: string[]])[] = [
  ['acetaminophen', '161', 'tylenol'],
  ['albuterol', '435'],
  ['amlodipine', '17767'],
  ['amoxicillin', '723'],
  ['aspirin', '1191'],
  ['atorvastatin', '83367', 'lipitor'],
  ['ceftriaxone', '2193'],
  ['clopidogrel', '32968'],
  ['digoxin', '3407'],
  ['furosemide', '4603'],
  ['gabapentin', '25480'],
  ['hydrochlorothiazide', '5487'],
  ['ibuprofen', '5640'],
  ['levothyroxine', '10582'],
  ['lisinopril', '29046'],
  ['losartan', '52175'],
  ['metformin', '6809'],
  ['metoprolol', '6918'],
  ['omeprazole', '7646'],
  ['prednisone', '8640'],
  ['sertraline', '36437'],
  ['simvastatin', '36567'],
  ['warfarin', '11289'],
];

/** The drugs that the matcher knows. A brand name has the code of its ingredient. */
export const medications: readonly LexiconEntry[] = rows.flatMap(([name, code, ...brands]) => {
  const entry = (terms: readonly string[], type: string): LexiconEntry => ({
    terms,
    category: 'MEDICATION',
    type,
    concepts: { rxnorm: { code, description: name } },
  });
  return [entry([name], 'GENERIC_NAME'), ...(brands.length > 0 ? [entry(brands, 'BRAND_NAME')] : [])];
});
