// What differs between two outputs of the same document.
import { oneLine } from '../visible.ts';
import type { Entity, Output } from './output.ts';

/** What of an entity differs. */
export type Difference = 'type' | 'score' | 'traits' | 'concepts' | 'attributes';

export interface ChangedEntity {
  readonly before: Entity;
  readonly after: Entity;
  readonly what: readonly Difference[];
}

export interface Comparison {
  readonly gained: readonly Entity[];
  readonly lost: readonly Entity[];
  readonly changed: readonly ChangedEntity[];
  readonly same: number;
}

/** Scores differ from run to run in digits that mean nothing. */
const scoreTolerance = 0.005;

/** Compares two outputs. Entities are the same if they stand at the same place and have the same category. */
export function compareOutputs(before: Pick<Output, 'entities'>, after: Pick<Output, 'entities'>): Comparison {
  // Several entities of one category may stand at one place: those of the same type belong together.
  const pairs = new Map<Entity, Entity>();
  const alone = (entities: readonly Entity[]): readonly Entity[] => entities.filter(entity => !pairs.has(entity));
  let rest: readonly Entity[] = before.entities;
  for (const keyOf of [keyWithType, keyOfPlace]) {
    const waiting = new Map<string, Entity[]>();
    for (const entity of rest) add(waiting, keyOf(entity), entity);
    for (const group of waiting.values()) group.reverse();
    const taken = new Set<Entity>();
    for (const entity of alone(after.entities)) {
      const known = waiting.get(keyOf(entity))?.pop();
      if (known === undefined) continue;
      pairs.set(entity, known);
      taken.add(known);
    }
    rest = rest.filter(entity => !taken.has(entity));
  }
  const changed = Array.from(pairs, ([entity, known]) => ({
    before: known,
    after: entity,
    what: differences(known, entity),
  })).filter(({ what }) => what.length > 0);
  return {
    gained: alone(after.entities),
    lost: rest,
    changed,
    same: pairs.size - changed.length,
  };
}

function add(groups: Map<string, Entity[]>, key: string, entity: Entity): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [entity]);
  else group.push(entity);
}

function keyOfPlace({ begin, end, category }: Entity): string {
  return `${begin}-${end}-${category}`;
}

function keyWithType(entity: Entity): string {
  return `${keyOfPlace(entity)}\u0000${entity.type}`;
}

function differences(before: Entity, after: Entity): readonly Difference[] {
  const found: Difference[] = [];
  if (before.type !== after.type) found.push('type');
  if (Math.abs((before.score ?? 0) - (after.score ?? 0)) > scoreTolerance) found.push('score');
  if (traitsOf(before) !== traitsOf(after)) found.push('traits');
  if (codesOf(before) !== codesOf(after)) found.push('concepts');
  if (attributesOf(before) !== attributesOf(after)) found.push('attributes');
  return found;
}

function traitsOf({ traits }: Entity): string {
  return traits
    .map(({ name }) => name)
    .sort()
    .join(' ');
}

function attributesOf({ attributes }: Entity): string {
  return attributes
    .map(({ type, begin, end }) => `${type} ${begin}-${end}`)
    .sort()
    .join(' ');
}

function codesOf({ concepts }: Entity): string {
  return concepts.map(({ code }) => code).join(' ');
}

/**
 * Returns an output as lines, one per entity, so that two can be compared as texts. Scores have two digits: more of
 * them differ between runs without meaning anything.
 */
export function outputLines({ entities }: Pick<Output, 'entities'>): string {
  return entities
    .toSorted((a, b) => a.begin - b.begin || b.end - a.end)
    .map(({ begin, end, text = '', category, type, score, traits, concepts, attributes }) =>
      [
        `${begin}-${end}`,
        oneLine(category),
        oneLine(type),
        JSON.stringify(text),
        score === undefined ? '' : score.toFixed(2),
        traits.map(({ name }) => name).join('+'),
        concepts.map(({ code }) => code).join(','),
        ...attributes.map(attribute => `\n    ${attribute.type} ${JSON.stringify(attribute.text ?? '')}`),
      ]
        .filter(part => part !== '')
        .join('  '),
    )
    .map(line => `${line}\n`)
    .join('');
}
