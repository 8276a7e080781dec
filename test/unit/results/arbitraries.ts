// Random outputs over random texts.
import fc from 'fast-check';
import type { Concept, Entity, Output, Trait } from '../../../src/domain/results/output.ts';

const score = fc.float({ min: 0, max: 1, noNaN: true });
const trait: fc.Arbitrary<Trait> = fc.record({
  name: fc.constantFrom('NEGATION', 'DIAGNOSIS', 'SYMPTOM', 'PAST_HISTORY', 'NEW_TRAIT'),
  score,
});
const concept: fc.Arbitrary<Concept> = fc.record({
  vocabulary: fc.constantFrom('ICD-10-CM' as const, 'RxNorm' as const),
  code: fc.constantFrom('I10', 'E11.9', 'i10.1', '29046'),
  description: fc.constantFrom('one', 'two'),
  score,
});

/** An entity anywhere in a text of this many code points. */
export function entityIn(length: number): fc.Arbitrary<Entity> {
  return fc
    .record({
      at: fc.nat({ max: Math.max(0, length - 1) }),
      size: fc.integer({ min: 1, max: 12 }),
      category: fc.constantFrom('MEDICATION', 'MEDICAL_CONDITION', 'PROTECTED_HEALTH_INFORMATION', 'NEW_CATEGORY'),
      type: fc.constantFrom('GENERIC_NAME', 'DX_NAME', 'NAME', 'DATE'),
      score: fc.option(score, { nil: undefined }),
      traits: fc.array(trait, { maxLength: 3 }),
      concepts: fc.array(concept, { maxLength: 4 }),
    })
    .map(({ at, size, score: given, ...rest }) => ({
      begin: at,
      end: Math.min(length, at + size),
      attributes: [],
      ...(given === undefined ? {} : { score: given }),
      ...rest,
    }));
}

/** The entities of a document. */
export const entities: fc.Arbitrary<readonly Entity[]> = fc.array(entityIn(80), { maxLength: 12 });

export const outputs: fc.Arbitrary<Pick<Output, 'entities'>> = entities.map(all => ({ entities: all }));
