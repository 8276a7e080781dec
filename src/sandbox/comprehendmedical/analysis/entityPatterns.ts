import type { EntityCategory, ModelNumber } from './entry.ts';

/** An entity that is recognized by its form. */
export interface EntityPattern {
  readonly category: EntityCategory;
  readonly type: string;
  readonly pattern: RegExp;
  /** The only model that knows the form; absent: all know it. */
  readonly onlyIn?: ModelNumber;
}

const months = 'January|February|March|April|May|June|July|August|September|October|November|December';

/** A whole date. Within a statement about a condition or treatment, it is a time expression as well. */
const date = new RegExp(
  String.raw`\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}|(?:${months}) \d{1,2}(?:, \d{4})?)\b`,
  'gu',
);

/** A word of a name. Scripts without capitals have only letters of the kind `Lo`; accents may be characters of their own. */
const nameWord = String.raw`[\p{Lu}\p{Lo}][\p{L}\p{M}'’-]{0,30}`;

/**
 * Protected health information. Repetitions are bounded where hostile text would make them expensive. If two rows match
 * the same place, the earlier one wins.
 */
export const identifierPatterns: readonly EntityPattern[] = (
  [
    ['EMAIL', /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b/gu],
    ['URL', /\bhttps?:\/\/[^\s<>"]+/gu],
    ['DATE', date],
    ['PHONE_OR_FAX', /(?<![\d-])(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?![\d-])/gu],
    ['ID', /(?<=\bMRN:? ?)[A-Z0-9-]{4,}/gu],
    ['AGE', /\b\d{1,3}(?=[- ]year[- ]old\b| years old\b| yo\b)/gu],
    ['NAME', /\b(?:Patient|Clinician) Example \d{2}\b/gu],
    ['NAME', new RegExp(String.raw`(?<=\b(?:Dr|Mr|Mrs|Ms)\. )${nameWord}(?: ${nameWord})?`, 'gu')],
    ['NAME', new RegExp(String.raw`(?<=\bName: )${nameWord}(?: ${nameWord}){0,2}`, 'gu')],
    ['ADDRESS', /\b\d{1,5} Example (?:Street|Avenue|Road|Lane)\b|\bExample (?:Clinic|Hospital|City)\b/gu],
    ['PROFESSION', /\b(?:teacher|carpenter|farmer|bus driver|accountant)\b/giu],
    ['PROFESSION', /\b(?:veteran|student)\b/giu, 2],
  ] as const
).map(([type, pattern, onlyIn]) => ({
  category: 'PROTECTED_HEALTH_INFORMATION',
  type,
  pattern,
  ...(onlyIn === undefined ? {} : { onlyIn }),
}));

/** Behavior and living conditions; the entity is the word, and what follows it are its attributes. */
export const behaviorPatterns: readonly EntityPattern[] = (
  [
    ['GENDER', /\b(?:woman|man|female|male|girl|boy|nonbinary)\b/giu],
    ['RACE_ETHNICITY', /\b(?:African American|Caucasian|Hispanic|Asian|Native American|Pacific Islander)\b/gu],
    ['ALLERGIES', /\b(?:allergic|allergy) to (?:penicillin|aspirin|latex|peanuts|shellfish|iodine)\b/giu],
    ['ALLERGIES', /\b(?:known (?:drug )?allergies|NKDA)\b/giu],
    ['TOBACCO_USE', /\b(?:tobacco(?: use)?|smokes|smoker|smoking|vapes)\b/giu],
    ['ALCOHOL_CONSUMPTION', /\b(?:alcohol(?: use)?|drinks (?:wine|beer)|drinks(?= \d))\b/giu],
    ['REC_DRUG_USE', /\b(?:marijuana|cannabis|cocaine|heroin|recreational drugs?|illicit drugs?)\b/giu],
  ] as const
).map(([type, pattern]) => ({ category: 'BEHAVIORAL_ENVIRONMENTAL_SOCIAL', type, pattern }));

/** Times. The type is replaced by one that says what the time is of; a time of nothing is not reported. */
export const timePatterns: readonly EntityPattern[] = [
  date,
  /\b(?:yesterday|today|tomorrow|this morning|last (?:night|week|month|year)|\d+ (?:days|weeks|months|years) ago|since \d{4})\b/giu,
].map(pattern => ({ category: 'TIME_EXPRESSION', type: 'TIME_EXPRESSION', pattern }));
