import type { EntityCategory, ModelNumber, Vocabulary } from './analysis/entry.ts';

/** What a family's analysis looks for, and how its output is written. */
export interface AnalysisProfile {
  /** Entities of these categories are reported. */
  readonly categories: readonly EntityCategory[];
  /** The one Category that every entity is written with, whatever it was found as. */
  readonly onlyCategory?: EntityCategory;
  /** Attributes of these types are reported with the entities they belong to. */
  readonly attributeTypes: readonly string[];
  readonly attributes: AttributeForm;
  /** The traits this family's response may carry. */
  readonly traits: readonly string[];
  /**
   * How a time is reported: as an entity that has what it is the time of as an attribute, or as an entity that is itself
   * an attribute of that; absent: not at all.
   */
  readonly times?: 'entity' | 'attribute';
  /** The categories with Ids of their own, in the order of their numbers; absent: Ids are in the order of the text. */
  readonly idRuns?: readonly EntityCategory[];
  readonly concepts?: ConceptForm;
  /** The ontology's date in each model's version, YYYYMMDD. */
  readonly ontologyDates?: Readonly<Record<ModelNumber, string>>;
  /** Members this family's response has besides Entities and ModelVersion. */
  readonly extraMembers?: readonly ('UnmappedAttributes' | 'SNOMEDCTDetails' | 'Characters')[];
}

/** How a family writes attributes. */
export interface AttributeForm {
  /** Whether an entity without attributes has an empty list: so in AWS's examples of the ontology families only. */
  readonly isNeverAbsent: boolean;
  /** The attribute's Category; absent: it has none. */
  readonly category?: (part: { readonly category: EntityCategory }) => string;
  /** An attribute has no RelationshipType if the family's is not among these. */
  readonly relationshipTypes: readonly string[];
}

/** How a family writes codes. */
export interface ConceptForm {
  readonly member: string;
  readonly vocabulary: Vocabulary;
  readonly atMost: number;
  readonly areOnAttributes?: true;
}

/**
 * The model version in jobs and outputs, so that nobody mistakes a result for a real one. Otherwise in the documented
 * form: three numbers, and for a family with codes the date of its ontology.
 */
export function modelVersionOf({ ontologyDates }: AnalysisProfile, model: ModelNumber): string {
  return `simulated-${model}.0.0${ontologyDates === undefined ? '' : `.${ontologyDates[model]}`}`;
}
