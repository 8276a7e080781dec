import type { Concept } from './entry.ts';

/** What makes further candidates of a name, in the order of their likelihood. */
const forms: Readonly<Record<'finding' | 'procedure' | 'structure', readonly ((name: string) => string)[]>> = {
  finding: [
    name => name,
    name => `History of ${name}`,
    name => `Suspected ${name}`,
    name => `At risk of ${name}`,
    name => `Assessment of ${name}`,
  ],
  procedure: [name => name, name => `${name}, repeated`, name => `${name}, requested`, name => `Report of ${name}`],
  structure: [name => name, name => `Entire ${name}`, name => `Region of ${name}`],
};

/**
 * SNOMED CT candidates with codes that are made up, because SNOMED CT is licensed: nobody mistakes `SIM0001` for a code.
 */
export function snomedctCandidates(code: string, name: string, kind: keyof typeof forms): readonly Concept[] {
  return forms[kind].map((form, index) => ({
    code: index === 0 ? code : `${code}-${index + 1}`,
    description: `${form(name)} (simulated)`,
  }));
}

const doseForms = ['Oral Tablet', 'Oral Capsule', 'Oral Solution', 'Extended Release Oral Tablet'];

/**
 * RxNorm candidates: the ingredient with its own code, then products of it. The products are not looked up anywhere, so
 * their codes are made up.
 */
export function rxnormCandidates(code: string, name: string, brand?: string): readonly Concept[] {
  return [
    { code, description: name },
    ...doseForms.map((form, index) => ({
      code: `SIM${code}-${index + 1}`,
      description: `${name} ${form}${brand === undefined ? '' : ` [${brand}]`} (simulated)`,
    })),
  ];
}
