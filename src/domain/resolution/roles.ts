// What the columns of an output file stand for. AWS publishes the header of no output file of a mapping by rules, and
// providers have names of their own: so columns are recognised by patterns, and one that is not known stands for nothing.
import type { Cells } from '../tables/records.ts';

export type Role = 'match' | 'rule' | 'confidence' | 'source' | 'target' | 'error' | 'input' | 'id';

/** The columns that have a role. */
export type Roles = Readonly<Partial<Record<Role, number>>>;

/** By the letters and digits of a name, in lower case. Of each role, the first pattern that any column has counts. */
const patterns: Readonly<Record<Role, readonly RegExp[]>> = {
  match: [/^matchid$/, /^(?:match|cluster|group)(?:id|number)$/],
  rule: [/^matchrule$/, /^(?:match(?:ing)?)?rule(?:name|id|number)?$/],
  confidence: [/^confidencelevel$/, /confidence/, /^(?:match)?score$/],
  source: [/^rampid$/, /^source.*id$/],
  target: [/^transcodedid$/, /^target.*id$/],
  error: [/^error(?:message|reason|details?|type|code)?$/, /error|failurereason/],
  input: [/^inputsourcearn$/, /^(?:input)?source(?:arn|name)?$/],
  id: [/^(?:unique|record)id$/, /^id$/, /^(?:patient|person|customer|member)id$/, /id$/],
};

/** Finds the columns with a role. A column has one role only: the first of the list above that takes it. */
export function rolesOf(header: Cells): Roles {
  const names = header.map(name => name.toLowerCase().replaceAll(/[^a-z\d]/g, ''));
  const found: Partial<Record<Role, number>> = {};
  const taken = new Set<number>();
  for (const role of Object.keys(patterns) as Role[])
    for (const pattern of patterns[role]) {
      const column = names.findIndex((name, index) => !taken.has(index) && pattern.test(name));
      if (column < 0) continue;
      found[role] = column;
      taken.add(column);
      break;
    }
  return found;
}
