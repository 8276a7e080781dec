// What differs between two outputs of the same document.
import type { Entity, Output } from './output.ts';

/** What of an entity differs. */
export type Difference = 'type' | 'score' | 'traits' | 'concepts';

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
  const waiting = new Map<string, Entity[]>();
  for (const entity of before.entities) {
    const key = keyOf(entity);
    const group = waiting.get(key);
    if (group === undefined) waiting.set(key, [entity]);
    else group.push(entity);
  }
  const gained: Entity[] = [];
  const changed: ChangedEntity[] = [];
  let same = 0;
  for (const entity of after.entities) {
    const group = waiting.get(keyOf(entity)) ?? [];
    // Two entities of one category may stand at one place: the one of the same type is meant.
    const at = Math.max(
      0,
      group.findIndex(({ type }) => type === entity.type),
    );
    const [known] = group.splice(at, 1);
    if (known === undefined) {
      gained.push(entity);
      continue;
    }
    const what = differences(known, entity);
    if (what.length === 0) same += 1;
    else changed.push({ before: known, after: entity, what });
  }
  return { gained, lost: Array.from(waiting.values()).flat(), changed, same };
}

function keyOf({ begin, end, category }: Entity): string {
  return `${begin}-${end}-${category}`;
}

function differences(before: Entity, after: Entity): readonly Difference[] {
  const found: Difference[] = [];
  if (before.type !== after.type) found.push('type');
  if (Math.abs((before.score ?? 0) - (after.score ?? 0)) > scoreTolerance) found.push('score');
  if (traitsOf(before) !== traitsOf(after)) found.push('traits');
  if (codesOf(before) !== codesOf(after)) found.push('concepts');
  return found;
}

function traitsOf({ traits }: Entity): string {
  return traits
    .map(({ name }) => name)
    .sort()
    .join(' ');
}

function codesOf({ concepts }: Entity): string {
  return concepts.map(({ code }) => code).join(' ');
}

/**
 * Returns an output as lines, one an entity, so that two can be compared as texts. Scores have two digits, so that
 * only differences that count are seen.
 */
export function outputLines({ entities }: Pick<Output, 'entities'>): string {
  return entities
    .toSorted((a, b) => a.begin - b.begin || b.end - a.end)
    .map(({ begin, end, text = '', category, type, score, traits, concepts, attributes }) =>
      [
        `${begin}-${end}`,
        category,
        type,
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
