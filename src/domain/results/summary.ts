// Counts over all documents of a job that were read.
import type { Documents } from './documents.ts';
import { type ResultsFilter, type Thresholds, entityFilterOf, phiCategory } from './filter.ts';
import type { KnownConcept } from './entityColumns.ts';

/** A word of the service and how often it occurs. */
export interface Count {
  readonly name: string;
  readonly count: number;
}

/** A type of a category and how often it occurs. */
export interface TypeCount extends Count {
  readonly category: string;
}

export interface ConceptCount extends KnownConcept {
  readonly count: number;
}

export interface Summary {
  /** Documents that pass the filter, and those of them that were read. */
  readonly documents: number;
  readonly read: number;
  /** Documents that were read and have no entity at all. */
  readonly withoutEntities: number;
  readonly entities: number;
  /** Entities that the thresholds hide. */
  readonly hidden: number;
  /** All counts: the most frequent first, then by name. */
  readonly categories: readonly Count[];
  readonly types: readonly TypeCount[];
  readonly traits: readonly Count[];
  readonly phiTypes: readonly Count[];
  /** Counts of scores in equal steps from 0 to 1; the last step includes 1. */
  readonly scores: readonly number[];
  /** The most frequent of the entities' first concepts. */
  readonly concepts: readonly ConceptCount[];
}

export const scoreSteps = 20;
const longestConceptList = 50;

/** Counts the entities of these documents that pass a filter. */
export function summarize(
  documents: Documents,
  indices: Iterable<number>,
  filter: ResultsFilter,
  thresholds: Thresholds,
): Summary {
  const { entities } = documents;
  const isWanted = entities.test(entityFilterOf(filter), { entity: 0, concept: thresholds.concept });
  const least = thresholds.entity > 0 ? Math.fround(thresholds.entity) : -Infinity;
  const leastConcept = Math.fround(thresholds.concept);
  const kindCounts = new Map<number, number>();
  const traitSets = new Map<number, number>();
  const concepts = new Map<number, number>();
  const scores = new Array<number>(scoreSteps).fill(0);
  const total = { documents: 0, read: 0, withoutEntities: 0, entities: 0, hidden: 0 };
  for (const index of indices) {
    total.documents += 1;
    if (documents.stateOf(index) !== 'read') continue;
    total.read += 1;
    const [first, end] = documents.entitiesOf(index);
    if (first === end) total.withoutEntities += 1;
    for (let entity = first; entity < end; entity += 1) {
      if (!isWanted(entity)) continue;
      const score = entities.scoreAt(entity);
      if (score < least) {
        total.hidden += 1;
        continue;
      }
      total.entities += 1;
      increment(kindCounts, entities.kindAt(entity));
      increment(traitSets, entities.traitsAt(entity));
      if (!Number.isNaN(score)) scores[stepOf(score)] = (scores[stepOf(score)] ?? 0) + 1;
      const concept = entities.bestConceptAt(entity, leastConcept);
      if (concept !== undefined) increment(concepts, concept);
    }
  }
  const { kinds, traitSets: sets } = entities;
  const types = Array.from(kindCounts, ([number, count]) => {
    const { category = '', type = '' } = kinds[number] ?? {};
    return { category, name: type, count };
  });
  return {
    ...total,
    categories: sums(types.map(({ category, count }) => [category, count])),
    types: types.sort(byCount),
    traits: sums(
      Array.from(traitSets).flatMap(([number, count]) => (sets[number] ?? []).map(name => [name, count] as const)),
    ),
    phiTypes: types.filter(({ category }) => category === phiCategory).map(({ name, count }) => ({ name, count })),
    scores,
    concepts: Array.from(concepts)
      .sort(([a, counted], [b, other]) => other - counted || a - b)
      .slice(0, longestConceptList)
      .map(([number, count]) => ({ ...entities.conceptOf(number), count })),
  };
}

function stepOf(score: number): number {
  const step = Math.floor(score * scoreSteps);
  // 0.95 in single precision is a little less than the number.
  const next = score >= Math.fround((step + 1) / scoreSteps) ? step + 1 : step;
  return Math.min(scoreSteps - 1, Math.max(0, next));
}

function increment(counts: Map<number, number>, number: number): void {
  counts.set(number, (counts.get(number) ?? 0) + 1);
}

function byCount(a: Count, b: Count): number {
  return b.count - a.count || (a.name < b.name ? -1 : 1);
}

function sums(pairs: readonly (readonly [name: string, count: number])[]): readonly Count[] {
  const counts = new Map<string, number>();
  for (const [name, count] of pairs) counts.set(name, (counts.get(name) ?? 0) + count);
  return Array.from(counts, ([name, count]) => ({ name, count })).sort(byCount);
}
