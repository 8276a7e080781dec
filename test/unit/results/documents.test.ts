import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Documents } from '../../../src/domain/results/documents.ts';
import {
  type ResultsFilter,
  entityFilterOf,
  filtersEntities,
  isShown,
  lowConfidence,
} from '../../../src/domain/results/filter.ts';
import type { Entity } from '../../../src/domain/results/output.ts';
import { scoreSteps, summarize } from '../../../src/domain/results/summary.ts';
import { entities } from './arbitraries.ts';

const filters: fc.Arbitrary<ResultsFilter> = fc.record(
  {
    category: fc.constantFrom('MEDICATION', 'MEDICAL_CONDITION', 'PROTECTED_HEALTH_INFORMATION', 'NOT_THERE'),
    type: fc.constantFrom('GENERIC_NAME', 'DX_NAME'),
    trait: fc.constantFrom('NEGATION', 'NEW_TRAIT'),
    minScore: fc.constantFrom(0, 0.25, 0.5),
    maxScore: fc.constantFrom(0.5, 0.75, 1),
    code: fc.constantFrom('I1', 'e', '29046', 'zz'),
    name: fc.constantFrom('DOC', '1', 'none'),
    subset: fc.constantFrom('noEntities' as const, 'lowConfidencePhi' as const),
  },
  { requiredKeys: [] },
);
const thresholds = fc.record({ entity: fc.constantFrom(0, 0.3, 0.5), concept: fc.constantFrom(0, 0.5) });

/** Scores in the single precision in which they are kept, so that a plain comparison comes to the same. */
const single = (all: readonly Entity[]): readonly Entity[] =>
  all.map(entity => ({ ...entity, ...(entity.score === undefined ? {} : { score: Math.fround(entity.score) }) }));

function documentsOf(all: readonly (readonly Entity[])[]): Documents {
  const documents = new Documents();
  for (const [number, found] of all.entries()) {
    const index = documents.add(`doc${number}.txt`, { state: 'unread', output: `out/doc${number}.txt.out` });
    documents.read(index, found);
  }
  return documents;
}

describe('the documents of a job', () => {
  it('are selected as by looking at each entity', () => {
    fc.assert(
      fc.property(fc.array(entities, { maxLength: 8 }), filters, thresholds, (given, filter, least) => {
        const all = given.map(single);
        const documents = documentsOf(all);
        const wanted = all.flatMap((found, index) => {
          if (filter.name !== undefined && !`doc${index}.txt`.includes(filter.name.toLowerCase())) return [];
          if (filter.subset === 'noEntities' && found.length > 0) return [];
          const shown = found.filter(entity => isShown(entity, entityFilterOf(filter), least));
          return filtersEntities(filter) && shown.length === 0 ? [] : [index];
        });
        assert.deepEqual(
          documents.select(filter, least, 'name', false).toSorted((a, b) => a - b),
          wanted,
        );
      }),
    );
  });

  it('are counted as by looking at each entity', () => {
    fc.assert(
      fc.property(fc.array(entities, { maxLength: 8 }), filters, thresholds, (given, filter, least) => {
        const all = given.map(single);
        const documents = documentsOf(all);
        const chosen = documents.select(filter, least, 'name', false);
        const summary = summarize(documents, chosen, filter, least);
        const shown = chosen.flatMap(index =>
          (all[index] ?? []).filter(entity => isShown(entity, entityFilterOf(filter), least)),
        );
        assert.equal(summary.documents, chosen.length);
        assert.equal(summary.entities, shown.length);
        assert.equal(summary.withoutEntities, chosen.filter(index => all[index]?.length === 0).length);
        assert.deepEqual(
          new Map(summary.categories.map(({ name, count }) => [name, count])),
          tally(shown.map(({ category }) => category)),
        );
        assert.deepEqual(
          new Map(summary.types.map(({ category, name, count }) => [`${category} ${name}`, count])),
          tally(shown.map(({ category, type }) => `${category} ${type}`)),
        );
        assert.deepEqual(
          new Map(summary.traits.map(({ name, count }) => [name, count])),
          tally(shown.flatMap(({ traits }) => traits.map(({ name }) => name))),
        );
        assert.deepEqual(
          new Map(summary.concepts.map(({ vocabulary, code, count }) => [`${vocabulary} ${code}`, count])),
          tally(
            shown.flatMap(({ concepts }) =>
              concepts
                .filter(({ score = 1 }) => Math.fround(score) >= Math.fround(least.concept))
                .slice(0, 1)
                .map(({ vocabulary, code }) => `${vocabulary} ${code}`),
            ),
          ),
        );
        assert.equal(
          summary.scores.reduce((sum, count) => sum + count, 0),
          shown.filter(({ score }) => score !== undefined).length,
        );
        assert.equal(summary.scores.length, scoreSteps);
      }),
    );
  });

  it('have a row with what is known of each', () => {
    const documents = new Documents();
    documents.add('a', { state: 'unprocessed', bytes: 80_000, trouble: { code: 'X', message: 'why' } });
    documents.add('b', { state: 'unread', output: 'b.out' });
    assert.equal(documents.add('a', { state: 'missing' }), 0);
    const row = (index: number) => documents.row(index, () => true);
    assert.deepEqual(row(0), {
      index: 0,
      input: 'a',
      state: 'unprocessed',
      bytes: 80_000,
      entities: 0,
      shown: 0,
      trouble: { code: 'X', message: 'why' },
    });
    assert.deepEqual(row(1), { index: 1, input: 'b', state: 'unread', entities: 0, shown: 0 });
    documents.failed(1, { code: 'notJson', message: '' });
    assert.deepEqual(documents.tally, { unread: 0, read: 0, unreadable: 1, unprocessed: 1, missing: 0 });
    documents.read(1, []);
    assert.equal(documents.stateOf(1), 'read');
    assert.equal(documents.troubleOf(1), undefined);
  });

  it('are sorted by name, entities, size and state, with ties in the order of the lists', () => {
    const documents = new Documents();
    for (const [name, bytes] of [
      ['b', 5],
      ['a', 7],
      ['c', 5],
    ] as const)
      documents.add(name, { state: 'unread', bytes });
    documents.failed(0, { code: '', message: '' });
    const sorted = (order: 'name' | 'size' | 'state', descending = false) =>
      documents.select({}, { entity: 0, concept: 0 }, order, descending).map(index => documents.inputOf(index));
    assert.deepEqual(sorted('name'), ['a', 'b', 'c']);
    assert.deepEqual(sorted('size'), ['b', 'c', 'a']);
    assert.deepEqual(sorted('size', true), ['a', 'b', 'c']);
    assert.deepEqual(sorted('state'), ['a', 'c', 'b']);
  });

  it('keep the description of a code, wherever it is said first', () => {
    const concept = { vocabulary: 'ICD-10-CM' as const, code: 'E11' };
    const entity = { begin: 0, end: 1, category: 'A', type: 'B', traits: [], attributes: [] };
    const documents = documentsOf([
      [{ ...entity, concepts: [concept] }],
      [{ ...entity, concepts: [{ ...concept, description: 'Diabetes' }] }],
    ]);
    assert.equal(summarize(documents, [0, 1], {}, { entity: 0, concept: 0 }).concepts[0]?.description, 'Diabetes');
  });

  it('count thousands of types in a time that grows with their number', () => {
    const found = Array.from({ length: 20_000 }, (_each, index) => ({
      begin: 0,
      end: 1,
      category: 'A',
      type: `T${index}`,
      traits: [],
      concepts: [],
      attributes: [],
    }));
    assert.equal(summarize(documentsOf([found]), [0], {}, { entity: 0, concept: 0 }).types.length, 20_000);
  });

  it('show low-confidence PHI only', () => {
    const entity = {
      begin: 0,
      end: 1,
      category: 'PROTECTED_HEALTH_INFORMATION',
      type: 'NAME',
      traits: [],
      concepts: [],
      attributes: [],
    };
    const documents = documentsOf([
      [{ ...entity, score: lowConfidence - 0.1 }],
      [{ ...entity, score: 0.99 }],
      [{ ...entity, category: 'ANATOMY', score: 0.1 }],
    ]);
    assert.deepEqual(documents.select({ subset: 'lowConfidencePhi' }, { entity: 0, concept: 0 }, 'name', false), [0]);
  });
});

function tally(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
