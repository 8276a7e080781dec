import type { EntityCategory } from './entry.ts';

/** An attribute that is recognized by its form. */
export interface AttributePattern {
  readonly type: string;
  readonly pattern: RegExp;
  /** The categories of the entities it can belong to. The nearest of them decides the attribute's own category. */
  readonly of: readonly EntityCategory[];
  /** The attribute's own category, whatever it belongs to. */
  readonly category?: EntityCategory;
  /** Whether it is reported without an entity. Most forms are common words, and most such matches would be wrong. */
  readonly mayBeUnmapped?: true;
}

const drugs: readonly EntityCategory[] = ['MEDICATION'];
const conditions: readonly EntityCategory[] = ['MEDICAL_CONDITION'];
const tests: readonly EntityCategory[] = ['TEST_TREATMENT_PROCEDURE'];
const use: readonly EntityCategory[] = ['BEHAVIORAL_ENVIRONMENTAL_SOCIAL'];
const drugsOrUse: readonly EntityCategory[] = [...drugs, ...use];

/** The types of behavior that have an amount, a frequency and a duration. */
export const typesOfUse: readonly string[] = ['TOBACCO_USE', 'ALCOHOL_CONSUMPTION', 'REC_DRUG_USE'];

/** Details of medications, conditions, tests and behavior. If two rows match the same place, the earlier one wins. */
export const attributePatterns: readonly AttributePattern[] = [
  { type: 'RATE', of: drugs, pattern: /\b\d+(?:\.\d+)? ?(?:ml|units)\/(?:hr|hour)\b/giu, mayBeUnmapped: true },
  {
    type: 'STRENGTH',
    of: drugs,
    pattern: /\b\d+(?:\.\d+)? ?(?:mg|mcg|g)(?= (?:tablets?|capsules?|inhaler)\b)/giu,
    mayBeUnmapped: true,
  },
  {
    type: 'DOSAGE',
    of: drugs,
    pattern: /\b\d+(?:\.\d+)? ?(?:mg|mcg|g|ml|units)\b(?!\/)/giu,
    mayBeUnmapped: true,
  },
  {
    type: 'FREQUENCY',
    of: drugsOrUse,
    pattern: /\b(?:once daily|twice daily|three times daily|every \d+ hours|at bedtime|as needed|weekly|daily)\b/giu,
  },
  { type: 'FREQUENCY', of: drugsOrUse, pattern: /\b(?:per (?:day|week)|a (?:day|week)|on weekends)\b/giu },
  {
    type: 'ROUTE_OR_MODE',
    of: drugs,
    pattern: /\b(?:by mouth|orally|oral|intravenously|iv|subcutaneously|inhaled|po)\b/giu,
  },
  { type: 'FORM', of: drugs, pattern: /\b(?:tablets?|capsules?|inhaler|injection)\b/giu },
  { type: 'DURATION', of: drugsOrUse, pattern: /(?<=\bfor )\d{1,3} (?:days|weeks|months|years)\b/giu },
  {
    type: 'AMOUNT',
    of: use,
    pattern: /\b(?:half a pack|(?:one|two|\d{1,3}) (?:packs?|drinks|glasses|beers|cigarettes))\b/giu,
  },
  { type: 'ACUITY', of: conditions, pattern: /\b(?:acute|chronic|sudden|persistent|gradual|worsening)\b/giu },
  { type: 'QUALITY', of: conditions, pattern: /\b(?:mild|moderate|severe|stage [1-4]|grade [1-4])\b/giu },
  // The direction is one of the site, but hangs under the condition, too.
  { type: 'DIRECTION', of: conditions, category: 'ANATOMY', pattern: /\b(?:left|right|bilateral|upper|lower)\b/giu },
  {
    type: 'TEST_UNIT',
    of: tests,
    pattern: /(?<=\d ?)(?:%|bpm|°[CF]|mg\/dL|g\/dL|mmol\/L|U\/L|mmHg|\/mcL)(?![\w/])/giu,
    mayBeUnmapped: true,
  },
  {
    type: 'TEST_VALUE',
    of: tests,
    pattern:
      /(?<![\w./-])\d{2,3}\/\d{2,3}(?![\w/])|(?<![\w.,/-])[<>≥≤]? ?\d{1,9}(?:,\d{3})?(?:\.\d{1,9})?(?![\w-]|\/\d)/giu,
  },
  { type: 'TEST_VALUE', of: tests, pattern: /\b(?:positive|negative(?! for)|normal|elevated)\b/giu },
];
