// How entities look: a color and a line of its own for each category, so that color is never the only difference.

/** What of an entity must be seen at once: that it was found, that it is denied, or that it is not a present finding. */
export type Assertion = 'found' | 'negated' | 'qualified';

/** How a category is drawn. `color`: the end of the theme colors `awsJobs.entity.‹color›` and `…Background`. */
export interface CategoryStyle {
  readonly color: string;
  readonly line: 'solid' | 'double' | 'dashed' | 'dotted';
  /** In pixels. */
  readonly thickness: number;
}

const styles: Readonly<Record<string, CategoryStyle>> = {
  MEDICAL_CONDITION: { color: 'medicalCondition', line: 'solid', thickness: 2 },
  MEDICATION: { color: 'medication', line: 'double', thickness: 3 },
  PROTECTED_HEALTH_INFORMATION: { color: 'protectedHealthInformation', line: 'dashed', thickness: 2 },
  TEST_TREATMENT_PROCEDURE: { color: 'testTreatmentProcedure', line: 'dotted', thickness: 3 },
  ANATOMY: { color: 'anatomy', line: 'solid', thickness: 1 },
  TIME_EXPRESSION: { color: 'timeExpression', line: 'dashed', thickness: 1 },
  BEHAVIORAL_ENVIRONMENTAL_SOCIAL: { color: 'behavioralEnvironmentalSocial', line: 'dotted', thickness: 2 },
};

/** A category that is not known here. */
const other: CategoryStyle = { color: 'other', line: 'solid', thickness: 3 };

export function styleOf(category: string): CategoryStyle {
  return Object.hasOwn(styles, category) ? (styles[category] ?? other) : other;
}

/** Traits that make a mention something else than a present finding of the patient. */
const qualifying: ReadonlySet<string> = new Set([
  'HYPOTHETICAL',
  'PERTAINS_TO_FAMILY',
  'PAST_HISTORY',
  'FUTURE',
  'LOW_CONFIDENCE',
]);

/** Traits that every condition has one of: they are in the hover, not beside each mention. */
const usual: ReadonlySet<string> = new Set(['DIAGNOSIS', 'SYMPTOM', 'SIGN']);

export function assertionOf(traits: readonly { readonly name: string }[]): Assertion {
  if (traits.some(({ name }) => name === 'NEGATION')) return 'negated';
  return traits.some(({ name }) => qualifying.has(name)) ? 'qualified' : 'found';
}

/** The traits that are written beside a mention. */
export function writtenTraits(traits: readonly { readonly name: string }[]): readonly string[] {
  return traits.map(({ name }) => name).filter(name => !usual.has(name));
}
