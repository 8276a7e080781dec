import { modelVersionOf, type AnalysisProfile } from '../profile.ts';
import { codePointOffsets } from './codePoints.ts';
import type { ModelNumber } from './entry.ts';
import { idsOf } from './ids.ts';
import { linksOf, type LinkedEntity, type Part } from './links.ts';
import { findMentions } from './mentions.ts';
import { scoresOf } from './scores.ts';

/** A structure of an output. */
type Members = Readonly<Record<string, unknown>>;

/**
 * Simulates the synchronous analysis of one document.
 * @returns the content of the service's output file: the response in its documented shape. Offsets
 * count Unicode code points.
 */
export function analyse(text: string, profile: AnalysisProfile, model: ModelNumber = 1): Members {
  const onlyIdentifiers = profile.categories.every(category => category === 'PROTECTED_HEALTH_INFORMATION');
  const links = linksOf(text, findMentions(text, model, { onlyIdentifiers }), profile);
  const idOf = idsOf(links, profile.idRuns);
  const offset = codePointOffsets(text);
  const scores = scoresOf(model);
  const { concepts, attributes: form } = profile;

  const textOf = ({ begin, end }: Part): string => text.slice(begin, end);
  const place = (part: Part): Members => ({
    Id: idOf(part),
    BeginOffset: offset(part.begin),
    EndOffset: offset(part.end),
  });
  const scoreOf = (part: Part): number => scores.of(part.category, textOf(part), part.begin);
  const traitsOf = (part: Part): readonly Members[] =>
    part.traits
      .filter(trait => profile.traits.includes(trait))
      .map(trait => ({ Name: trait, Score: scores.of(trait, textOf(part), part.begin) }));
  const conceptsOf = (part: Part): Members => {
    if (concepts === undefined) return {};
    const candidates = (part.entry?.concepts[concepts.vocabulary] ?? []).slice(0, concepts.atMost);
    const values = scores.descending(concepts.vocabulary, textOf(part), part.begin, candidates.length);
    return {
      [concepts.member]: candidates.map(({ code, description }, index) => ({
        Description: description,
        Code: code,
        Score: values[index],
      })),
    };
  };
  const attribute = (part: Part, owner: Part | undefined, overlaps: boolean): Members => {
    const relationship = overlaps ? 'OVERLAP' : part.type;
    return {
      Type: part.type,
      Score: scoreOf(part),
      ...(owner === undefined
        ? {}
        : { RelationshipScore: scores.of(`under ${owner.begin}`, textOf(part), part.begin) }),
      ...(owner !== undefined && form.relationshipTypes.includes(relationship)
        ? { RelationshipType: relationship }
        : {}),
      ...place(part),
      Text: textOf(part),
      ...(form.category === undefined ? {} : { Category: form.category(part) }),
      Traits: traitsOf(part),
      ...(concepts?.areOnAttributes === true ? conceptsOf(part) : {}),
    };
  };
  const entity = ({ mention, attributes, timeOf }: LinkedEntity): Members => ({
    ...place(mention),
    Score: scoreOf(mention),
    Text: textOf(mention),
    Category: profile.onlyCategory ?? mention.category,
    Type: timeOf === undefined ? mention.type : `TIME_TO_${timeTarget(timeOf)}`,
    Traits: traitsOf(mention),
    ...(attributes.length === 0 && !form.isNeverAbsent
      ? {}
      : {
          Attributes: attributes.map(part =>
            attribute(part, mention, timeOf !== undefined || part.category === 'TIME_EXPRESSION'),
          ),
        }),
    ...conceptsOf(mention),
  });

  const extras: Readonly<Record<string, () => unknown>> = {
    UnmappedAttributes: () =>
      links.unmapped.map(part => ({ Type: part.category, Attribute: attribute(part, undefined, false) })),
    SNOMEDCTDetails: () => ({
      Edition: 'US (simulated)',
      Language: 'en',
      VersionDate: profile.ontologyDates?.[model] ?? '',
    }),
    Characters: () => ({ OriginalTextCharacters: offset(text.length) }),
  };
  return {
    Entities: links.entities.map(entity),
    ...Object.fromEntries((profile.extraMembers ?? []).map(member => [member, extras[member]?.()])),
    ModelVersion: modelVersionOf(profile, model),
  };
}

/** The word for what a time is of, in the type of the time. */
function timeTarget({ category, type }: Part): string {
  return category === 'MEDICATION' ? 'MEDICATION_NAME' : type;
}
