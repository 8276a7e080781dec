// Which entities and documents are shown. One filter for the list of documents, the summary and what is highlighted.
import type { Concept, Entity, Mention } from './output.ts';

/** Scores below these are hidden; between 0 and 1. */
export interface Thresholds {
  readonly entity: number;
  readonly concept: number;
}

export const noThresholds: Thresholds = { entity: 0, concept: 0 };

/** Entities of this category are protected health information. */
export const phiCategory = 'PROTECTED_HEALTH_INFORMATION';

/** PHI with a lower score is worth a look: the service may have missed part of it. */
export const lowConfidence = 0.5;

/** An entity is shown when all members apply to it; absent members apply to every entity. */
export interface EntityFilter {
  readonly category?: string;
  readonly type?: string;
  readonly trait?: string;
  /** The lowest and highest score, both included. */
  readonly minScore?: number;
  readonly maxScore?: number;
  /** The beginning of a concept's code, in any vocabulary; capitals do not matter. */
  readonly code?: string;
  /** One concept, as `conceptName` writes it. */
  readonly concept?: string;
}

/** What a document may be in besides its entities. */
export const documentSubsets = ['noEntities', 'unprocessed', 'missing', 'unreadable', 'lowConfidencePhi'] as const;
export type DocumentSubset = (typeof documentSubsets)[number];

/** A document is shown when its name and state apply and, if there is an entity filter, one of its entities does. */
export interface ResultsFilter extends EntityFilter {
  /** A part of the document's key; capitals do not matter. */
  readonly name?: string;
  readonly subset?: DocumentSubset;
}

const entityMembers = ['category', 'type', 'trait', 'minScore', 'maxScore', 'code', 'concept'] as const;

/** Whether a filter leaves entities out. */
export function filtersEntities(filter: ResultsFilter): boolean {
  return filter.subset === 'lowConfidencePhi' || entityMembers.some(name => filter[name] !== undefined);
}

/** The filter of entities that a results filter amounts to. */
export function entityFilterOf(filter: ResultsFilter): EntityFilter {
  return filter.subset === 'lowConfidencePhi'
    ? { ...filter, category: phiCategory, maxScore: Math.min(filter.maxScore ?? 1, lowConfidence) }
    : filter;
}

/** Whether an entity passes a filter and the threshold. An entity without a score is never hidden by its score. */
export function isShown(entity: Entity, filter: EntityFilter, thresholds: Thresholds): boolean {
  const { category, type, trait, code, concept } = filter;
  const { least, most } = scoresOf(filter, thresholds);
  // The service computes in single precision: 0.7 comes as 0.699999988079071.
  const score = entity.score === undefined ? undefined : Math.fround(entity.score);
  return (
    (score === undefined || (score >= least && score <= most)) &&
    (category === undefined || entity.category === category) &&
    (type === undefined || entity.type === type) &&
    (trait === undefined || entity.traits.some(({ name }) => name === trait)) &&
    (code === undefined || shownConcepts(entity, thresholds).some(each => hasPrefix(each, code))) &&
    (concept === undefined || shownConcepts(entity, thresholds).some(each => conceptName(each) === concept))
  );
}

/** The concepts of a mention that reach the threshold. */
export function shownConcepts({ concepts }: Pick<Mention, 'concepts'>, { concept }: Thresholds): readonly Concept[] {
  return concepts.filter(({ score }) => score === undefined || Math.fround(score) >= Math.fround(concept));
}

/** The name of a concept, by which a filter finds it in its vocabulary. */
export function conceptName({ vocabulary, code }: { readonly vocabulary: string; readonly code: string }): string {
  return `${vocabulary} ${code}`;
}

/**
 * The lowest and highest score that pass, in the single precision in which the service computes. A bound of 0 is none:
 * no score is hidden that is out of range.
 */
export function scoresOf(
  { minScore = 0, maxScore = 1 }: EntityFilter,
  { entity }: Thresholds,
): { readonly least: number; readonly most: number } {
  const least = Math.max(entity, minScore);
  return { least: least > 0 ? Math.fround(least) : -Infinity, most: maxScore < 1 ? Math.fround(maxScore) : Infinity };
}

export function hasPrefix({ code }: Pick<Concept, 'code'>, prefix: string): boolean {
  return code.toUpperCase().startsWith(prefix.toUpperCase());
}
