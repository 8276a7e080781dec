import type { LexiconEntry, ModelNumber } from './entry.ts';
import { rxnormCandidates } from './simulatedConcepts.ts';

/** Generic name, RxNorm ingredient code, brand names. */
const rows: readonly (readonly [name: string, rxnorm: string, ...brands: string[]])[] = [
  ['acetaminophen', '161', 'tylenol'],
  ['albuterol', '435'],
  ['amlodipine', '17767'],
  ['amoxicillin', '723'],
  ['apixaban', '1364430', 'eliquis'],
  ['aspirin', '1191'],
  ['atorvastatin', '83367', 'lipitor'],
  ['ceftriaxone', '2193'],
  ['clopidogrel', '32968'],
  ['digoxin', '3407'],
  ['doxycycline', '3640'],
  ['furosemide', '4603', 'lasix'],
  ['gabapentin', '25480'],
  ['heparin', '5224'],
  ['hydrochlorothiazide', '5487'],
  ['ibuprofen', '5640', 'advil'],
  ['levothyroxine', '10582', 'synthroid'],
  ['lisinopril', '29046', 'zestril'],
  ['lorazepam', '6470'],
  ['losartan', '52175'],
  ['melatonin', '6711'],
  ['metformin', '6809', 'glucophage'],
  ['metoprolol', '6918'],
  ['morphine', '7052'],
  ['omeprazole', '7646', 'prilosec'],
  ['penicillin', '7980'],
  ['prednisone', '8640'],
  ['sertraline', '36437', 'zoloft'],
  ['simvastatin', '36567'],
  ['tamoxifen', '10324'],
  ['vancomycin', '11124'],
  ['warfarin', '11289'],
];

/** The drugs that only one of the models knows. */
const onlyIn: Readonly<Record<string, ModelNumber>> = { gabapentin: 1, melatonin: 2 };

/** The drugs that the matcher knows. A brand name has the code of its ingredient. */
export const medications: readonly LexiconEntry[] = rows.flatMap(([name, code, ...brands]) => {
  const model = onlyIn[name];
  const entry = (term: string, type: string, brand?: string): LexiconEntry => ({
    terms: [term],
    category: 'MEDICATION',
    type,
    concepts: { rxnorm: rxnormCandidates(code, name, brand) },
    ...(model === undefined ? {} : { onlyIn: model }),
  });
  return [entry(name, 'GENERIC_NAME'), ...brands.map(brand => entry(brand, 'BRAND_NAME', brand))];
});
