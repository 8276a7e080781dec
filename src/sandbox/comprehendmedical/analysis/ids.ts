import type { EntityCategory } from './entry.ts';
import type { Links, Part } from './links.ts';

/**
 * The Ids of all entities and attributes of an output: one number for each place, wherever it is repeated. `runs`: the
 * categories that are numbered one after the other, each in the order of the text; absent: all are one run. An unmapped
 * attribute has a number even where it is not reported, which leaves gaps, as in AWS's example of SNOMED CT.
 */
export function idsOf({ entities, unmapped }: Links, runs?: readonly EntityCategory[]): (part: Part) => number {
  const keyOf = ({ begin, end, category }: Part): string => `${begin} ${end} ${category}`;
  const parts = new Map<string, Part>();
  for (const part of [...entities.flatMap(({ mention, attributes }) => [mention, ...attributes]), ...unmapped])
    parts.set(keyOf(part), part);
  const run = ({ category }: Part): number => runs?.indexOf(category) ?? 0;
  const ordered = [...parts.values()].sort((a, b) => run(a) - run(b) || a.begin - b.begin || a.end - b.end);
  const ids = new Map(ordered.map((part, id) => [keyOf(part), id]));
  return part => ids.get(keyOf(part)) ?? 0;
}
