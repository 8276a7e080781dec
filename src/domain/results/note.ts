// A document with what was found in it, ready to be shown: places, positions, relations and the codes of other jobs.
import type { Attribute, Concept, Entity, Output } from './output.ts';
import { CodePoints, LinePositions, type Place, type Position, placeOf } from './offsets.ts';
import { type EntityFilter, type Thresholds, isShown } from './filter.ts';
import { type MisplacedEntity, type PlacedEntity, placeEntities } from './spans.ts';

/** A relation of an entity to an attribute, which may be another entity. */
export interface Relation {
  readonly from: PlacedEntity;
  readonly attribute: Attribute;
  /** The entity that the attribute is, when it is one. */
  readonly to?: PlacedEntity;
  /** Where the attribute stands; absent when it is nowhere in the text. */
  readonly place?: Place;
}

export class Note {
  readonly text: string;
  readonly output: Output;
  readonly entities: readonly PlacedEntity[];
  readonly misplaced: readonly MisplacedEntity[];
  readonly #points: CodePoints;
  readonly #lines: LinePositions;
  readonly #byId = new Map<number, PlacedEntity>();

  constructor(text: string, output: Output) {
    this.text = text;
    this.output = output;
    this.#points = new CodePoints(text);
    this.#lines = new LinePositions(text);
    const { entities, misplaced } = placeEntities(output, this.#points);
    this.entities = entities;
    this.misplaced = misplaced;
    for (const entity of entities) if (entity.entity.id !== undefined) this.#byId.set(entity.entity.id, entity);
  }

  /** The entities that pass a filter and the thresholds, in the order of the text. */
  shown(filter: EntityFilter, thresholds: Thresholds): readonly PlacedEntity[] {
    return this.entities.filter(({ entity }) => isShown(entity, filter, thresholds));
  }

  /** Positions in the document that an editor makes of the text. */
  positionsOf({ begin, end }: Place): readonly [begin: Position, end: Position] {
    return [this.#lines.at(begin), this.#lines.at(end)];
  }

  /** The relations in which an entity is either end: its own first, in the order of its attributes. */
  relationsOf(entity: PlacedEntity): readonly Relation[] {
    const { id } = entity.entity;
    const others =
      id === undefined
        ? []
        : this.entities.flatMap(owner =>
            owner === entity
              ? []
              : owner.entity.attributes
                  .filter(attribute => attribute.id === id)
                  .map(attribute => this.#relation(owner, attribute)),
          );
    return [...entity.entity.attributes.map(attribute => this.#relation(entity, attribute)), ...others];
  }

  #relation(from: PlacedEntity, attribute: Attribute): Relation {
    const place = placeOf(this.#points, attribute);
    const to = attribute.id === undefined ? undefined : this.#byId.get(attribute.id);
    return {
      from,
      attribute,
      ...(to === undefined || to === from ? {} : { to }),
      ...(typeof place === 'string' ? {} : { place }),
    };
  }
}

/** The codes of another job over the same documents. */
export interface JoinedCodes {
  /** The concepts of the other job, by the index of the entity here. */
  readonly concepts: ReadonlyMap<number, readonly Concept[]>;
  /** Entities of the other job that have concepts and stand at no entity here. */
  readonly unmatched: readonly PlacedEntity[];
}

/**
 * Joins the concepts of another job's output to the entities of a note. They belong together if they stand at the same
 * place, or else if about half of the longer one is covered; of several, the one that is covered most.
 */
export function joinCodes(entities: readonly PlacedEntity[], others: readonly PlacedEntity[]): JoinedCodes {
  const concepts = new Map<number, Concept[]>();
  const unmatched: PlacedEntity[] = [];
  let first = 0;
  for (const other of others) {
    if (other.entity.concepts.length === 0) continue;
    // Both lists are in the order of the text, but a long entity may reach far: begin where one still may overlap.
    while (first < entities.length && (entities[first]?.begin ?? 0) + longestMention < other.begin) first += 1;
    let best: PlacedEntity | undefined;
    let most = leastShare;
    for (let index = first; index < entities.length && index < first + maxOverlaps; index += 1) {
      const entity = entities[index];
      if (entity === undefined || entity.begin >= other.end) break;
      const share = shareOf(entity, other) + (isOfOneCategory(entity.entity, other.entity) ? sameCategoryBonus : 0);
      if (share > most) [best, most] = [entity, share];
    }
    if (best === undefined) unmatched.push(other);
    else {
      const known = concepts.get(best.index) ?? [];
      for (const concept of other.entity.concepts) known.push(concept);
      concepts.set(best.index, known);
    }
  }
  return { concepts, unmatched };
}

/** How many entities are looked at for each code. More overlap nowhere but in a broken output. */
const maxOverlaps = 5_000;
/** The smallest share of the longer mention that both have in common, exclusive. */
const leastShare = 0.499;
/** Of two entities at one place, the one of the same category is meant. */
const sameCategoryBonus = 0.001;
/** No mention is longer, in UTF-16 units: a document has 70 KB at most. */
const longestMention = 80_000;

function shareOf(a: Place, b: Place): number {
  const common = Math.min(a.end, b.end) - Math.max(a.begin, b.begin);
  return common <= 0 ? 0 : common / Math.max(a.end - a.begin, b.end - b.begin);
}

function isOfOneCategory(a: Entity, b: Entity): boolean {
  return a.category === b.category;
}
