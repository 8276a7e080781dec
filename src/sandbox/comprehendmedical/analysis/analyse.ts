import { modelVersion, type AnalysisProfile } from '../families.ts';
import { findMentions, type Mention } from './mentions.ts';

/**
 * Fixed, so that the same note always gives the same result; plausible, so that views that
 * shade by score show something.
 */
const scores: Readonly<Record<string, number>> = {
  MEDICATION: 0.9968,
  MEDICAL_CONDITION: 0.9731,
  TEST_TREATMENT_PROCEDURE: 0.9512,
  ANATOMY: 0.9124,
  PROTECTED_HEALTH_INFORMATION: 0.9987,
  TIME_EXPRESSION: 0.8843,
};
const attributeScore = 0.9476;
const relationshipScore = 0.9829;
const traitScore = 0.9205;
const conceptScore = 0.8911;

/**
 * Simulates the synchronous analysis of one document.
 * @returns the content of the service's output file: the response in its documented shape. Offsets
 * count Unicode code points.
 */
export function analyse(text: string, profile: AnalysisProfile): Record<string, unknown> {
  const { entities, attributes } = findMentions(text);
  const reported = entities.filter(({ category }) => profile.categories.includes(category));
  const details = [
    ...attributes.filter(({ type }) => profile.attributeTypes.includes(type)),
    // A family without anatomy entities reports anatomy as an attribute of the condition.
    ...(profile.attributeTypes.includes('SYSTEM_ORGAN_SITE')
      ? entities
          .filter(({ category }) => category === 'ANATOMY')
          .map(site => ({ ...site, category: 'MEDICAL_CONDITION' as const }))
      : []),
  ];
  const owned = groupByOwner(details, reported);
  const offsets = codePointOffsets(text);
  let id = 0;
  const place = ({ begin, end }: Mention): Record<string, unknown> => ({
    Id: id++,
    BeginOffset: offsets(begin),
    EndOffset: offsets(end),
    Text: text.slice(begin, end),
  });
  const traitsOf = ({ traits }: Mention): unknown[] =>
    traits.filter(trait => profile.traits.includes(trait)).map(trait => ({ Name: trait, Score: traitScore }));
  const attribute = (detail: Mention): Record<string, unknown> => ({
    Type: detail.type,
    Score: attributeScore,
    RelationshipScore: relationshipScore,
    RelationshipType: detail.type,
    ...place(detail),
    Category: detail.category,
    Traits: traitsOf(detail),
  });

  const found = reported.map(entity => ({
    ...place(entity),
    Score: scores[entity.category] ?? attributeScore,
    Category: entity.category,
    Type: entity.type,
    Traits: traitsOf(entity),
    Attributes: (owned.get(entity) ?? []).map(attribute),
    ...conceptsOf(entity, profile),
  }));
  // Of the attributes that belong to no entity, only dosages are reported: the other patterns are common words, and
  // most such matches would be wrong.
  const extras: Readonly<Record<string, () => unknown>> = {
    UnmappedAttributes: () =>
      (owned.get(undefined) ?? [])
        .filter(({ type }) => type === 'DOSAGE')
        .map(detail => ({ Type: detail.category, Attribute: attribute(detail) })),
    SNOMEDCTDetails: () => ({ Edition: 'Simulated', Language: 'en', VersionDate: '' }),
    Characters: () => ({ OriginalTextCharacters: offsets(text.length) }),
  };
  return {
    Entities: found,
    ...Object.fromEntries((profile.extraMembers ?? []).map(member => [member, extras[member]?.()])),
    ModelVersion: modelVersion,
  };
}

/** The details of each entity; those that belong to none have the key undefined. */
function groupByOwner(
  details: readonly Mention[],
  entities: readonly Mention[],
): ReadonlyMap<Mention | undefined, readonly Mention[]> {
  const groups = new Map<Mention | undefined, Mention[]>();
  for (const detail of details) {
    const owner = ownerOf(detail, entities);
    const group = groups.get(owner);
    if (group === undefined) groups.set(owner, [detail]);
    else group.push(detail);
  }
  return groups;
}

/** The nearest entity of the detail's category in its statement: the last one before it, else the first one after. */
function ownerOf(detail: Mention, entities: readonly Mention[]): Mention | undefined {
  const fits = ({ category, statement }: Mention): boolean =>
    category === detail.category && statement === detail.statement;
  return (
    entities.findLast(entity => entity.end <= detail.begin && fits(entity)) ??
    entities.find(entity => entity.begin >= detail.end && fits(entity))
  );
}

function conceptsOf({ entry }: Mention, { concepts }: AnalysisProfile): Record<string, unknown> {
  if (concepts === undefined) return {};
  const concept = entry?.concepts[concepts.vocabulary];
  return {
    [concepts.member]:
      concept === undefined ? [] : [{ Description: concept.description, Code: concept.code, Score: conceptScore }],
  };
}

/**
 * Converts UTF-16 offsets to code point offsets. Nearly all notes have no character outside the
 * basic plane and need no table.
 */
function codePointOffsets(text: string): (offset: number) => number {
  if (!/[\u{10000}-\u{10FFFF}]/u.test(text)) return offset => offset;
  const table = new Int32Array(text.length + 1);
  let unit = 0;
  let point = 0;
  for (const char of text) {
    table[unit] = point++;
    unit += char.length;
  }
  table[unit] = point;
  return offset => table[offset] ?? point;
}
