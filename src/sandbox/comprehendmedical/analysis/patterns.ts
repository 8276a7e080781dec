import type { EntityCategory } from './entry.ts';

/** An entity that is recognized by its form. */
export interface EntityPattern {
  readonly category: EntityCategory;
  readonly type: string;
  readonly pattern: RegExp;
}

/** An attribute that is recognized by its form and belongs to an entity of a category. */
export interface AttributePattern {
  readonly type: string;
  /** The category of the entities it can belong to. */
  readonly of: EntityCategory;
  readonly pattern: RegExp;
}

const months = 'January|February|March|April|May|June|July|August|September|October|November|December';

/**
 * Protected health information and times. Repetitions are bounded where hostile text would make them expensive. If two
 * rows match the same place, the earlier one wins.
 */
export const entityPatterns: readonly EntityPattern[] = [
  {
    category: 'PROTECTED_HEALTH_INFORMATION',
    type: 'EMAIL',
    pattern: /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b/gu,
  },
  { category: 'PROTECTED_HEALTH_INFORMATION', type: 'URL', pattern: /\bhttps?:\/\/[^\s<>"]+/gu },
  {
    category: 'PROTECTED_HEALTH_INFORMATION',
    type: 'DATE',
    pattern: new RegExp(
      String.raw`\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}|(?:${months}) \d{1,2}(?:, \d{4})?)\b`,
      'gu',
    ),
  },
  {
    category: 'PROTECTED_HEALTH_INFORMATION',
    type: 'PHONE_OR_FAX',
    pattern: /(?<![\d-])(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?![\d-])/gu,
  },
  { category: 'PROTECTED_HEALTH_INFORMATION', type: 'ID', pattern: /(?<=\bMRN:? ?)[A-Z0-9-]{4,}/gu },
  { category: 'PROTECTED_HEALTH_INFORMATION', type: 'AGE', pattern: /\b\d{1,3}(?=[- ]year[- ]old\b| years old\b)/gu },
  { category: 'PROTECTED_HEALTH_INFORMATION', type: 'NAME', pattern: /\b(?:Patient|Clinician) Example \d{2}\b/gu },
  {
    category: 'PROTECTED_HEALTH_INFORMATION',
    type: 'NAME',
    pattern: /(?<=\b(?:Dr|Mr|Mrs|Ms)\. )\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?/gu,
  },
  {
    category: 'TIME_EXPRESSION',
    type: 'TIME_TO_DX_NAME',
    pattern: /\b(?:yesterday|today|last (?:night|week|month|year)|\d+ (?:days|weeks|months|years) ago)\b/giu,
  },
];

/** Details of medications, conditions and tests. */
export const attributePatterns: readonly AttributePattern[] = [
  { type: 'DOSAGE', of: 'MEDICATION', pattern: /\b\d+(?:\.\d+)? ?(?:mg|mcg|g|ml|units)\b/giu },
  {
    type: 'FREQUENCY',
    of: 'MEDICATION',
    pattern: /\b(?:once daily|twice daily|three times daily|every \d+ hours|at bedtime|as needed|weekly|daily)\b/giu,
  },
  {
    type: 'ROUTE_OR_MODE',
    of: 'MEDICATION',
    pattern: /\b(?:by mouth|orally|oral|intravenously|iv|subcutaneously|inhaled)\b/giu,
  },
  { type: 'FORM', of: 'MEDICATION', pattern: /\b(?:tablets?|capsules?|inhaler|injection)\b/giu },
  { type: 'DURATION', of: 'MEDICATION', pattern: /(?<=\bfor )\d+ (?:days|weeks|months)\b/giu },
  { type: 'ACUITY', of: 'MEDICAL_CONDITION', pattern: /\b(?:acute|chronic|mild|moderate|severe)\b/giu },
  { type: 'DIRECTION', of: 'MEDICAL_CONDITION', pattern: /\b(?:left|right|bilateral)\b/giu },
  {
    type: 'TEST_VALUE',
    of: 'TEST_TREATMENT_PROCEDURE',
    pattern: /(?<![\w./-])\d{2,3}\/\d{2,3}(?![\w/])|(?<![\w./-])\d+(?:\.\d+)?(?: ?%| bpm| °[CF])?(?![\w/-])/giu,
  },
];

/** Words that negate a condition that follows them in the same sentence. */
export const negation = /\b(?:no|not|denies|denied|without|negative for)\b/iu;

/** The end of a statement; details do not belong to an entity beyond it. A point inside a number is not an end. */
export const statementEnd = /[.!?;](?=\s|$)|\n+/gu;
