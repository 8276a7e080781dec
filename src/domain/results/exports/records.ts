// The entities and attributes of a document as flat as tables want them. Offsets are as the service wrote them: from
// 0, in Unicode code points. Scores are between 0 and 1.
import { type Defined, defined } from '../../defined.ts';
import { shownConcepts } from '../filter.ts';
import type { Attribute, Concept, Mention, Trait } from '../output.ts';
import type { ExportedDocument } from './format.ts';

interface Source {
  readonly input: string;
  readonly key: string;
  readonly modelVersion: string | undefined;
}

interface MentionRecord {
  readonly id: number | undefined;
  readonly category: string | undefined;
  readonly type: string;
  readonly text: string | undefined;
  readonly begin: number;
  readonly end: number;
  readonly score: number | undefined;
  readonly traits: readonly Trait[];
  readonly concepts: readonly Concept[];
}

type EntityMembers = Source & MentionRecord;
/** An entity that is shown, with the document it was found in. */
export type EntityRecord = Defined<EntityMembers> & {
  readonly attributes: readonly Defined<MentionRecord & Relation>[];
};

interface Relation {
  readonly relation: string | undefined;
  readonly relationScore: number | undefined;
}

type AttributeMembers = Source &
  MentionRecord &
  Relation & {
    /** False for an attribute that the service assigned to no entity; then only `entityCategory` is known. */
    readonly isMapped: boolean;
    readonly entityId: number | undefined;
    readonly entityCategory: string;
    readonly entityType: string | undefined;
    readonly entityText: string | undefined;
  };
/**
 * An attribute of an entity that is shown. One that belongs to several entities has a record for each, because the
 * scores of its relations differ; `id` tells that they are the same.
 */
export type AttributeRecord = Defined<AttributeMembers>;

export function entityRecords(document: ExportedDocument): readonly EntityRecord[] {
  return document.output.entities.filter(document.isShown).map(entity => ({
    ...defined({ ...sourceOf(document), ...mentionRecord(document, entity) }),
    attributes: entity.attributes.map(attribute =>
      defined({ ...relationOf(attribute), ...mentionRecord(document, attribute) }),
    ),
  }));
}

export function attributeRecords(document: ExportedDocument): readonly AttributeRecord[] {
  const { entities, unmapped } = document.output;
  const recordOf = (
    attribute: Attribute,
    entity: Pick<AttributeMembers, 'isMapped' | 'entityId' | 'entityCategory' | 'entityType' | 'entityText'>,
  ): AttributeRecord =>
    defined({ ...sourceOf(document), ...entity, ...relationOf(attribute), ...mentionRecord(document, attribute) });
  return [
    ...entities.filter(document.isShown).flatMap(({ id, category, type, text, attributes }) =>
      attributes.map(attribute =>
        recordOf(attribute, {
          isMapped: true,
          entityId: id,
          entityCategory: category,
          entityType: type,
          entityText: text,
        }),
      ),
    ),
    ...unmapped
      .filter(({ category, attribute }) => document.isShown({ ...attribute, category, attributes: [] }))
      .map(({ category, attribute }) =>
        recordOf(attribute, {
          isMapped: false,
          entityId: undefined,
          entityCategory: category,
          entityType: undefined,
          entityText: undefined,
        }),
      ),
  ];
}

function sourceOf({ input, key, output }: ExportedDocument): Source {
  return { input, key, modelVersion: output.modelVersion };
}

function relationOf({ relation, relationScore }: Attribute): Relation {
  return { relation, relationScore };
}

function mentionRecord(
  { thresholds }: ExportedDocument,
  mention: Mention & { readonly category?: string },
): MentionRecord {
  const { id, category, type, text, begin, end, score, traits } = mention;
  const concepts = shownConcepts(mention, thresholds);
  return { id, category, type, text, begin, end, score, traits, concepts };
}
