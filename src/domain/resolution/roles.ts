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

/** The roles in the order in which columns get them. */
export const roleNames = Object.keys(patterns) as readonly Role[];

/** What somebody has said that columns stand for, by their numbers. */
export type ChosenRoles = ReadonlyMap<number, Role | 'none'>;

const nothingChosen: ChosenRoles = new Map();

/**
 * Finds the columns with a role. A column has one role only: the one that was chosen for it, or else the first of the list
 * above that takes it.
 */
export function rolesOf(header: Cells, chosen = nothingChosen): Roles {
  const names = header.map(name => name.toLowerCase().replaceAll(/[^a-z\d]/g, ''));
  const found: Partial<Record<Role, number>> = {};
  const taken = new Set<number>();
  for (const [column, role] of chosen) {
    if (column >= header.length) continue;
    taken.add(column);
    if (role !== 'none') found[role] = column;
  }
  for (const role of roleNames)
    for (const pattern of found[role] === undefined ? patterns[role] : []) {
      const column = names.findIndex((name, index) => !taken.has(index) && pattern.test(name));
      if (column < 0) continue;
      found[role] = column;
      taken.add(column);
      break;
    }
  return found;
}

/** Gives a column a role, which no other column keeps; `byName`: the one that its name says. */
export function choose(chosen: ChosenRoles, column: number, role: Role | 'none' | 'byName'): ChosenRoles {
  const rest = Array.from(chosen).filter(([other, its]) => other !== column && (its !== role || its === 'none'));
  return new Map(role === 'byName' ? rest : [...rest, [column, role]]);
}

/** Whether the first record of a file can only be names, and not values that a file without a header begins with. */
export function isSurelyHeader(header: Cells): boolean {
  return (
    new Set(header).size === header.length &&
    header.every(name => name.length <= 64 && /^[\p{L}_]/u.test(name) && !/\d{4}|[@/:;,]/.test(name))
  );
}
