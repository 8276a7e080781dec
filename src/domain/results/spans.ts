// The entities of an output at their places in a text, each with a slot, so that overlapping ones can be drawn apart.
import type { Entity, Output } from './output.ts';
import { type CodePoints, type Misplaced, type Place, placeOf } from './offsets.ts';

/** How many entities can be drawn at one place. More are listed and counted, but not drawn. */
export const slotCount = 3;

export interface PlacedEntity extends Place {
  /** Its index in the output's list of entities. */
  readonly index: number;
  readonly entity: Entity;
  /** From 0, the first that was free; undefined when all slots are taken where it stands. */
  readonly slot: number | undefined;
}

/** An entity that is nowhere in the text. */
export interface MisplacedEntity {
  readonly index: number;
  readonly entity: Entity;
  readonly why: Misplaced;
}

export interface Placed {
  /** In the order of the text; of those that begin at one place, the longest first. */
  readonly entities: readonly PlacedEntity[];
  readonly misplaced: readonly MisplacedEntity[];
}

/**
 * Places the entities of an output in its text. Slots are given before anything is hidden, so that an entity keeps its
 * slot whatever the filter.
 */
export function placeEntities({ entities }: Pick<Output, 'entities'>, points: CodePoints): Placed {
  const misplaced: MisplacedEntity[] = [];
  const found: Omit<PlacedEntity, 'slot'>[] = [];
  for (const [index, entity] of entities.entries()) {
    const place = placeOf(points, entity);
    if (typeof place === 'string') misplaced.push({ index, entity, why: place });
    else found.push({ index, entity, ...place });
  }
  found.sort((a, b) => a.begin - b.begin || b.end - a.end || a.index - b.index);
  const ends = new Array<number>(slotCount).fill(0);
  const placed = found.map(each => {
    const free = ends.findIndex(end => end <= each.begin);
    if (free >= 0) ends[free] = each.end;
    return { ...each, slot: free < 0 ? undefined : free };
  });
  return { entities: placed, misplaced };
}
