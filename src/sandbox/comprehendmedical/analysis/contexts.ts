import type { EntityCategory } from './entry.ts';
import { matchesOf } from './matches.ts';

/** Words that give a trait to what they stand beside. */
interface Context {
  readonly trait: string;
  readonly of: readonly EntityCategory[];
  /** Words before the mention, in its statement. */
  readonly before?: RegExp;
  /** Words directly behind the mention. */
  readonly after?: RegExp;
}

const contexts: readonly Context[] = [
  {
    trait: 'NEGATION',
    of: ['MEDICAL_CONDITION', 'MEDICATION', 'TEST_TREATMENT_PROCEDURE', 'BEHAVIORAL_ENVIRONMENTAL_SOCIAL'],
    before: /\b(?:no|not|denies|denied|without|never|negative for)\b/iu,
  },
  {
    trait: 'PERTAINS_TO_FAMILY',
    of: ['MEDICAL_CONDITION'],
    before: /\b(?:mother|father|brother|sister|son|daughter|aunt|uncle|grandmother|grandfather|family history)\b/iu,
  },
  {
    trait: 'HYPOTHETICAL',
    of: ['MEDICAL_CONDITION', 'TEST_TREATMENT_PROCEDURE'],
    before: /\b(?:if|in case of|watch for|at risk of|to rule out)\b/iu,
  },
  {
    trait: 'LOW_CONFIDENCE',
    of: ['MEDICAL_CONDITION'],
    before: /\b(?:possible|possibly|probable|probably|suspected|questionable|may have|cannot exclude)\b/iu,
  },
  {
    trait: 'PAST_HISTORY',
    of: ['MEDICAL_CONDITION', 'MEDICATION', 'TEST_TREATMENT_PROCEDURE', 'BEHAVIORAL_ENVIRONMENTAL_SOCIAL'],
    before: /(?<!family )\b(?:history of|previously|status post|s\/p|former|formerly|stopped|quit)\b/iu,
    after: /^ (?:\d{1,3} (?:days|weeks|months|years) ago|in (?:19|20)\d{2})\b/iu,
  },
  {
    trait: 'FUTURE',
    of: ['TEST_TREATMENT_PROCEDURE'],
    before: /\b(?:planned for|scheduled for|will (?:have|need|undergo|start))\b/iu,
    after: /^ (?:is |was )?(?:planned|scheduled)\b/iu,
  },
];

/** The words of all contexts: most mentions have none beside them, and need only this one search. */
const anyBefore = new RegExp(contexts.flatMap(({ before }) => before?.source ?? []).join('|'), 'iu');
const anyAfter = new RegExp(contexts.flatMap(({ after }) => after?.source ?? []).join('|'), 'iu');

/** After one of these, a new thought begins: "no fever but cough". */
const turn = /\b(?:but|however|except|although|patient)\b/giu;

/** Of behavior, only use and allergies have a context. */
const withoutContext: readonly string[] = ['GENDER', 'RACE_ETHNICITY'];

/** How far to look back and ahead, in UTF-16 units. */
const reach = { before: 80, after: 24 };

/**
 * The traits that the words around a mention give it.
 * @param statementBegin where the mention's statement begins; words before it do not count.
 */
export function contextTraits(
  text: string,
  mention: { readonly begin: number; readonly end: number; readonly category: EntityCategory; readonly type: string },
  statementBegin: number,
): string[] {
  const { begin, end, category, type } = mention;
  const possible = contexts.filter(context => context.of.includes(category));
  if (possible.length === 0 || withoutContext.includes(type)) return [];
  const before = text.slice(Math.max(statementBegin, begin - reach.before), begin);
  const after = text.slice(end, end + reach.after);
  if (!anyBefore.test(before) && !anyAfter.test(after)) return [];
  const thought = before.slice(matchesOf(before, turn).at(-1)?.index ?? 0);
  return possible
    .filter(context => context.before?.test(thought) === true || context.after?.test(after) === true)
    .map(({ trait }) => trait);
}
