import type { AnalysisProfile } from '../profile.ts';
import type { EntityCategory } from './entry.ts';
import type { Mention, Mentions, Span } from './mentions.ts';
import { Relations } from './relations.ts';

/** What has an Id in an output: an entity, or an attribute, which may be an entity as well. */
export type Part = Span & Pick<Mention, 'category' | 'type' | 'traits' | 'entry'>;

/** A reported entity and what hangs under it. */
export interface LinkedEntity {
  readonly mention: Mention;
  readonly attributes: readonly Part[];
  /** What a time expression is the time of; it hangs under the time expression as an attribute. */
  readonly timeOf?: Mention;
}

/** Everything that an output reports of a text. */
export interface Links {
  readonly entities: readonly LinkedEntity[];
  /** Attributes without the entity they should have. */
  readonly unmapped: readonly Part[];
}

/** The categories that times are of. */
const timed: readonly EntityCategory[] = ['MEDICATION', 'MEDICAL_CONDITION', 'TEST_TREATMENT_PROCEDURE'];

/** Relates the mentions of a text as a family reports them. */
export function linksOf(text: string, { entities, details }: Mentions, profile: AnalysisProfile): Links {
  const subjects = entities.filter(
    ({ category }) => category !== 'TIME_EXPRESSION' && profile.categories.includes(category),
  );
  const relations = new Relations(text, subjects);
  const attributes = new Map<Mention, Part[]>();
  const link = (owner: Mention, part: Part): void => {
    const parts = attributes.get(owner);
    if (parts === undefined) attributes.set(owner, [part]);
    else parts.push(part);
  };

  const unmapped: Part[] = [];
  for (const detail of details.filter(({ form }) => profile.attributeTypes.includes(form.type))) {
    const { begin, end, form } = detail;
    const owners = relations.ownersOf(detail, form.of);
    const sites = form.category === undefined ? [] : relations.next(detail, form.category);
    const category = form.category ?? owners[0]?.category ?? form.of[0];
    if (category === undefined) continue;
    const part: Part = { begin, end, category, type: form.type, traits: [] };
    for (const owner of [...owners, ...sites]) link(owner, part);
    // A direction that hangs under a condition, but under no site, is mapped and unmapped, as in real outputs.
    const isHalfMapped = form.category !== undefined && owners.length > 0 && sites.length === 0;
    if (isHalfMapped || (form.mayBeUnmapped === true && owners.length === 0)) unmapped.push(part);
  }

  if (profile.attributeTypes.includes('SYSTEM_ORGAN_SITE'))
    for (const site of entities.filter(({ category }) => category === 'ANATOMY'))
      for (const owner of conditionsAt(site, relations)) link(owner, site);

  const times = linkedTimes(entities, relations, profile);
  if (profile.times === 'attribute')
    for (const { mention, timeOf } of times) link(timeOf, { ...mention, type: 'TIME_TO_DX_NAME' });
  return {
    entities: [
      ...subjects.map(mention => ({ mention, attributes: (attributes.get(mention) ?? []).sort(byPlace) })),
      ...(profile.times === 'entity' ? times : []),
      ...(profile.times === 'attribute' ? [...new Set(times.map(({ mention }) => mention))].map(alone) : []),
    ].sort((a, b) => byPlace(a.mention, b.mention)),
    unmapped,
  };
}

/** The conditions of a site: the one whose name contains it, else those that are nearest. That of a test has none. */
function conditionsAt(site: Mention, relations: Relations): readonly Mention[] {
  const condition = relations.around(site, 'MEDICAL_CONDITION');
  if (condition !== undefined) return [condition];
  return relations.around(site, 'TEST_TREATMENT_PROCEDURE') === undefined
    ? relations.ownersOf(site, ['MEDICAL_CONDITION'])
    : [];
}

/**
 * A time expression is listed once for each thing that it is the time of, always with the same Id, as in real outputs; a
 * time of nothing is not reported.
 */
function linkedTimes(
  entities: readonly Mention[],
  relations: Relations,
  profile: AnalysisProfile,
): (LinkedEntity & { readonly timeOf: Mention })[] {
  const categories = timed.filter(category => profile.categories.includes(category));
  return entities
    .filter(({ category }) => category === 'TIME_EXPRESSION')
    .flatMap(mention =>
      relations.ownersOf(mention, categories).map(timeOf => ({ mention, attributes: [timeOf], timeOf })),
    );
}

const alone = (mention: Mention): LinkedEntity => ({ mention, attributes: [] });

/** In the order of the text; of two at the same place, the shorter one first, and a time before the date it is. */
function byPlace(a: Part, b: Part): number {
  return a.begin - b.begin || a.end - b.end || rank(a) - rank(b);
}

function rank({ category }: Part): number {
  return category === 'PROTECTED_HEALTH_INFORMATION' ? 1 : 0;
}
