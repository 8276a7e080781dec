import { anatomy } from './anatomy.ts';
import { diagnoses } from './diagnoses.ts';
import type { LexiconEntry, ModelNumber } from './entry.ts';
import { signs, symptoms } from './findings.ts';
import { medications } from './medications.ts';
import { siteDiagnoses } from './siteDiagnoses.ts';
import { tests } from './tests.ts';

/** Terms that are looked for together, so that of two at the same place the longer one is found. */
export interface Lexicon {
  /** Matches each term as a whole word, in any case. */
  readonly pattern: RegExp;
  /** The entry of a term in lower case. */
  readonly entries: ReadonlyMap<string, LexiconEntry>;
}

function lexiconOf(entries: readonly LexiconEntry[]): Lexicon {
  const byTerm = new Map(entries.flatMap(entry => entry.terms.map(term => [term, entry] as const)));
  // The longest term first: a regular expression takes the first alternative that matches.
  const terms = [...byTerm.keys()]
    .sort((a, b) => b.length - a.length)
    .map(term => term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return {
    pattern: new RegExp(String.raw`(?<![\p{L}\p{N}-])(?:${terms.join('|')})(?![\p{L}\p{N}-])`, 'giu'),
    entries: byTerm,
  };
}

function lexiconsOf(model: ModelNumber): { readonly names: Lexicon; readonly sites: Lexicon } {
  const known = (entries: readonly LexiconEntry[]): readonly LexiconEntry[] =>
    entries.filter(({ onlyIn }) => onlyIn === undefined || onlyIn === model);
  return {
    names: lexiconOf(known([...medications, ...diagnoses, ...siteDiagnoses, ...symptoms, ...signs, ...tests])),
    sites: lexiconOf(known(anatomy)),
  };
}

/** The lexicons of each model: names of drugs, conditions and tests; and parts of the body, which may be inside those. */
export const lexicons: Readonly<Record<ModelNumber, ReturnType<typeof lexiconsOf>>> = {
  1: lexiconsOf(1),
  2: lexiconsOf(2),
};
