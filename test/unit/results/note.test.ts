import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareOutputs, outputLines } from '../../../src/domain/results/comparison.ts';
import { Note, joinCodes } from '../../../src/domain/results/note.ts';
import { type Entity, type Output, parseOutput } from '../../../src/domain/results/output.ts';
import { slotCount } from '../../../src/domain/results/spans.ts';
import { entityIn, outputs } from './arbitraries.ts';

function entity(text: string, whole: string, more: Partial<Entity> = {}): Entity {
  const begin = Array.from(whole.slice(0, whole.indexOf(text))).length;
  return {
    begin,
    end: begin + Array.from(text).length,
    text,
    category: 'MEDICAL_CONDITION',
    type: 'DX_NAME',
    traits: [],
    concepts: [],
    attributes: [],
    ...more,
  };
}

function noteOf(text: string, entities: readonly Entity[]): Note {
  return new Note(text, { entities, unmapped: [], skipped: 0 });
}

describe('a note', () => {
  it('keeps nested entities apart, the outer one first', () => {
    const text = '😀 liver metastases';
    const note = noteOf(text, [entity('liver', text, { category: 'ANATOMY' }), entity('liver metastases', text)]);
    assert.deepEqual(
      note.entities.map(({ begin, end, slot }) => [text.slice(begin, end), slot]),
      [
        ['liver metastases', 0],
        ['liver', 1],
      ],
    );
  });

  it('never draws two overlapping entities in one slot, and hiding some moves no other', () => {
    fc.assert(
      fc.property(fc.array(entityIn(40), { maxLength: 60 }), all => {
        const { entities, misplaced } = noteOf('x'.repeat(40), all);
        assert.equal(entities.length + misplaced.length, all.length);
        for (const a of entities)
          for (const b of entities)
            assert.ok(a === b || a.slot === undefined || a.slot !== b.slot || a.end <= b.begin || b.end <= a.begin);
        for (const each of entities)
          if (each.slot === undefined)
            assert.equal(
              new Set(
                entities
                  .filter(({ begin, end, slot }) => slot !== undefined && begin <= each.begin && each.begin < end)
                  .map(({ slot }) => slot),
              ).size,
              slotCount,
            );
      }),
    );
  });

  it('gives both ends of relations, also of an attribute that is an entity and of one that hangs under several', () => {
    const text = 'AST and ALT 34, started chemotherapy last week';
    const value = { id: 9, begin: 12, end: 14, text: '34', type: 'TEST_VALUE', traits: [], concepts: [] };
    const therapy = {
      ...value,
      id: 3,
      ...placeIn('chemotherapy', text),
      type: 'TIME_TO_TREATMENT_NAME',
      relation: 'OVERLAP',
    };
    const note = noteOf(text, [
      entity('AST', text, { id: 1, attributes: [value] }),
      entity('ALT', text, { id: 2, attributes: [value] }),
      entity('chemotherapy', text, { id: 3 }),
      entity('last week', text, { id: 4, category: 'TIME_EXPRESSION', attributes: [therapy] }),
    ]);
    const named = (name: string) => note.entities.find(({ entity: each }) => each.text === name)!;
    assert.deepEqual(
      ['AST', 'ALT'].map(name => note.relationsOf(named(name)).map(({ attribute }) => attribute.text)),
      [['34'], ['34']],
    );
    assert.equal(note.relationsOf(named('last week'))[0]?.to, named('chemotherapy'));
    assert.equal(note.relationsOf(named('chemotherapy'))[0]?.from, named('last week'));
  });

  it('takes the codes of another job over, to the entity that is meant', () => {
    const text = 'severe type 2 diabetes of the liver';
    const code = { vocabulary: 'ICD-10-CM' as const, code: 'E11.9' };
    const here = noteOf(text, [
      entity('type 2 diabetes', text),
      entity('diabetes', text),
      entity('liver', text, { category: 'ANATOMY' }),
    ]);
    const there = noteOf(text, [
      entity('type 2 diabetes', text, { concepts: [code] }),
      entity('of the', text, { concepts: [{ ...code, code: 'X' }] }),
    ]);
    const { concepts, unmatched } = joinCodes(here.entities, there.entities);
    assert.deepEqual([...concepts], [[0, [code]]]);
    assert.deepEqual(
      unmatched.map(({ entity: each }) => each.text),
      ['of the'],
    );
  });

  it('joins every code once, whatever the outputs', () => {
    fc.assert(
      fc.property(fc.array(entityIn(60), { maxLength: 30 }), fc.array(entityIn(60), { maxLength: 30 }), (a, b) => {
        const here = noteOf('x'.repeat(60), a).entities;
        const there = noteOf('x'.repeat(60), b).entities;
        const { concepts, unmatched } = joinCodes(here, there);
        const joined = Array.from(concepts.values()).reduce((sum, each) => sum + each.length, 0);
        const alone = unmatched.reduce((sum, each) => sum + each.entity.concepts.length, 0);
        assert.equal(
          joined + alone,
          there.reduce((sum, each) => sum + each.entity.concepts.length, 0),
        );
      }),
    );
  });
});

function placeIn(text: string, whole: string): { begin: number; end: number; text: string } {
  const begin = whole.indexOf(text);
  return { begin, end: begin + text.length, text };
}

describe('two outputs of a document', () => {
  it('are compared: gained, lost, changed, same', () => {
    const text = 'fever, cough, rash and pain';
    const before = [entity('fever', text, { score: 0.9 }), entity('cough', text), entity('rash', text)];
    const after = [
      entity('fever', text, { score: 0.5, traits: [{ name: 'NEGATION' }] }),
      entity('cough', text),
      entity('pain', text),
    ];
    const { gained, lost, changed, same } = compareOutputs({ entities: before }, { entities: after });
    assert.deepEqual(
      gained.map(each => each.text),
      ['pain'],
    );
    assert.deepEqual(
      lost.map(each => each.text),
      ['rash'],
    );
    assert.deepEqual(
      changed.map(({ after: { text: changedText }, what }) => [changedText, what]),
      [['fever', ['score', 'traits']]],
    );
    assert.equal(same, 1);
  });

  it('are the same if they are one, and every entity is counted once', () => {
    fc.assert(
      fc.property(outputs, outputs, (a, b) => {
        assert.equal(compareOutputs(a, a).same, a.entities.length);
        const { gained, lost, changed, same } = compareOutputs(a, b);
        assert.equal(lost.length + changed.length + same, a.entities.length);
        assert.equal(gained.length + changed.length + same, b.entities.length);
      }),
    );
  });

  it('have the same lines if nothing that counts differs', () => {
    const output = { entities: [entity('fever', 'fever', { score: 0.901 })] };
    assert.equal(outputLines(output), '0-5  MEDICAL_CONDITION  DX_NAME  "fever"  0.90\n');
    assert.equal(outputLines(output), outputLines({ entities: [entity('fever', 'fever', { score: 0.904 })] }));
  });
});

describe('hostile outputs of a note', () => {
  it('of hundreds of entities at one place are placed in time that grows with their number', () => {
    const text = 'x'.repeat(1_000);
    const all = Array.from({ length: 20_000 }, (_each, index) => ({
      BeginOffset: 0,
      EndOffset: 1 + (index % 900),
      Category: 'A',
      Type: 'B',
    }));
    const parsed = parseOutput(JSON.stringify({ Entities: all }));
    assert.ok('output' in parsed);
    const output: Output = parsed.output;
    const note = new Note(text, output);
    assert.equal(note.entities.length, 20_000);
    assert.equal(note.entities.filter(({ slot }) => slot !== undefined).length, slotCount);
  });
});
