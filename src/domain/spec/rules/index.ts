import { jobRules } from './jobs.ts';
import { type Rule } from './rule.ts';

/** Every check beyond the schema; each is independent of the others, and the order does not matter. */
export const rules: readonly Rule[] = [...jobRules];
