import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Deidentified, deidentify } from '../../../../src/domain/results/exports/deidentify.ts';
import { Placeholders } from '../../../../src/domain/results/exports/placeholders.ts';
import { phiCategory } from '../../../../src/domain/results/filter.ts';
import type { Entity, Output } from '../../../../src/domain/results/output.ts';
import { noteText, outputIn } from './outputs.ts';

/** PHI at a range of code points. */
function phi(note: string, begin: number, end: number, type = 'NAME'): Entity {
  const text = Array.from(note).slice(begin, end).join('');
  return { category: phiCategory, type, begin, end, text, traits: [], concepts: [], attributes: [] };
}

const outputOf = (...entities: readonly Entity[]): Output => ({ entities, unmapped: [], skipped: 0 });

function textOf(copy: Deidentified): string {
  assert.ok(copy.isSafe, JSON.stringify(copy));
  return copy.text;
}

const byType = (note: string, ...entities: readonly Entity[]): string =>
  textOf(deidentify(note, outputOf(...entities), 'type', new Placeholders()));

/** Ranges of a note, as the service could find them. */
const noteWithPhi = noteText.chain(note => {
  const { length } = Array.from(note);
  const range = fc
    .tuple(fc.nat(length), fc.nat(length), fc.constantFrom('NAME', 'AGE', 'ADDRESS', 'odd type]'))
    .filter(([a, b]) => a !== b)
    .map(([a, b, type]) => phi(note, Math.min(a, b), Math.max(a, b), type));
  return fc.record({ note: fc.constant(note), entities: fc.array(range, { maxLength: 6 }) });
});

const replacements = /\[(?:NAME|AGE|ADDRESS|PHI)\]/g;

describe('de-identified copies', () => {
  it('keep every character outside of PHI in its order, and none inside', () => {
    fc.assert(
      fc.property(noteWithPhi, ({ note, entities }) => {
        const points = Array.from(note);
        // In the note, what the copy says of each part without PHI; parts with PHI become one mark.
        const covered = points.map((_, at) => entities.some(({ begin, end }) => begin <= at && at < end));
        const cuts = points.map(
          (_, at) =>
            entities.some(({ begin }) => begin === at) && !entities.some(({ begin, end }) => begin < at && at < end),
        );
        let expected = '';
        for (const [at, point] of points.entries())
          if (covered[at] !== true) expected += point;
          else if (covered[at - 1] !== true || cuts[at] === true) expected += '\u0001';
        fc.pre(!/\[(?:NAME|AGE|ADDRESS|PHI)\]/.test(note) && !note.includes('\u0001'));
        assert.equal(byType(note, ...entities).replaceAll(replacements, '\u0001'), expected);
      }),
      { numRuns: 500 },
    );
  });

  it('replace whole notes, neighbours, nested and crossing PHI and emoji', () => {
    const note = 'Ann Lee, 45 🩺 Bo';
    const cases: readonly (readonly [string, ...(readonly [number, number, string?])[]])[] = [
      ['Ann Lee, 45 🩺 Bo'],
      ['[NAME]', [0, 16]],
      ['[NAME]', [0, 16], [4, 7, 'AGE'], [14, 16]],
      ['[NAME][ADDRESS], 45 🩺 Bo', [0, 3], [3, 7, 'ADDRESS']],
      ['[ADDRESS], 45 🩺 Bo', [0, 4], [2, 7, 'ADDRESS']],
      ['[NAME], 45 🩺 Bo', [0, 7], [0, 7, 'ADDRESS'], [0, 3, 'AGE']],
      ['[NAME], [AGE] 🩺 [NAME]', [14, 16], [9, 11, 'AGE'], [0, 7]],
      ['Ann Lee, 45 [ID] Bo', [12, 13, 'ID']],
      ['Ann Lee, 45 [PHI] Bo', [12, 13, 'a]b']],
      ['[NAME], 45 🩺 Bo', [0, 3], [2, 5], [4, 7]],
    ];
    for (const [expected, ...ranges] of cases)
      assert.equal(byType(note, ...ranges.map(([begin, end, type]) => phi(note, begin, end, type))), expected);
  });

  it('replace PHI whatever its score, and nothing else', () => {
    const note = 'Ann has asthma';
    const asthma = { ...phi(note, 8, 14, 'DX_NAME'), category: 'MEDICAL_CONDITION' };
    assert.equal(byType(note, { ...phi(note, 0, 3), score: 0.01 }, asthma), '[NAME] has asthma');
  });

  it('replace PHI among attributes', () => {
    const note = 'aspirin Ann 7 May';
    const drug = { ...phi(note, 0, 7, 'GENERIC_NAME'), category: 'MEDICATION', attributes: [phi(note, 8, 11)] };
    const output = { ...outputOf(drug), unmapped: [{ category: phiCategory, attribute: phi(note, 12, 17, 'DATE') }] };
    assert.equal(textOf(deidentify(note, output, 'type', new Placeholders())), 'aspirin [NAME] [DATE]');
  });

  it('give the same text of a type the same placeholder in all documents', () => {
    const placeholders = new Placeholders();
    const copyOf = (note: string, ...entities: readonly Entity[]): string =>
      textOf(deidentify(note, outputOf(...entities), 'placeholder', placeholders));
    assert.equal(copyOf('Ann, Bo', phi('Ann, Bo', 0, 3), phi('Ann, Bo', 5, 7)), '[NAME-1], [NAME-2]');
    assert.equal(copyOf('Bo: Bo', phi('Bo: Bo', 0, 2), phi('Bo: Bo', 4, 6, 'ID')), '[NAME-2]: [ID-1]');
    assert.equal(copyOf('__proto__', phi('__proto__', 0, 9)), '[NAME-3]');
  });

  it('make no copy if PHI is not where it should be', () => {
    const note = 'Ann 🩺 Lee';
    const placeholders = new Placeholders();
    const unplaced = (output: Output): number | undefined => {
      const copy = deidentify(note, output, 'placeholder', placeholders);
      assert.ok(!('text' in copy));
      return copy.isSafe ? undefined : copy.unplaced;
    };
    const { text: _, ...textless } = phi(note, 0, 3);
    assert.equal(unplaced(outputOf(phi(note, 0, 3), { ...phi(note, 6, 9), text: 'Mia' })), 1);
    assert.equal(unplaced(outputOf({ ...phi(note, 0, 3), end: 90 }, { ...phi(note, 6, 9), begin: 9 })), 2);
    assert.equal(unplaced({ ...outputOf(phi(note, 0, 3)), skipped: 1 }), 1);
    // In a text with an emoji, offsets without a text could be code points or UTF-16 units.
    assert.equal(unplaced(outputOf(textless)), 1);
    assert.equal(placeholders.of('NAME', 'Mia'), '[NAME-1]');
    assert.equal(byType('Ann Lee', textless), '[NAME] Lee');
  });

  it('find PHI whose offsets are UTF-16 units', () => {
    assert.equal(byType('🩺 Ann', { ...phi('🩺 Ann', 0, 1), begin: 3, end: 6, text: 'Ann' }), '🩺 [NAME]');
  });

  it('count where a replaced text also stands, as whole words', () => {
    const elsewhere = (note: string, ...ranges: readonly (readonly [number, number])[]): number => {
      const copy = deidentify(note, outputOf(...ranges.map(([a, b]) => phi(note, a, b))), 'type', new Placeholders());
      return copy.isSafe ? copy.elsewhere : -1;
    };
    assert.equal(elsewhere('Ann saw ANN and Anne.', [0, 3]), 1);
    assert.equal(elsewhere('Ann saw Ann', [0, 3], [8, 11]), 0);
    assert.equal(elsewhere('Ann: "Ann", Ann', [0, 3]), 2);
    assert.equal(elsewhere('45 years, 45 mg', [0, 2]), 0);
    assert.equal(elsewhere('555 and 555', [0, 3]), 1);
    assert.equal(elsewhere('A Ann: A', [0, 1]), 0);
    assert.equal(elsewhere('李明 李明', [0, 2]), 1);
    // Neither the parts on both sides of a replacement nor the replacement itself are a place.
    assert.equal(elsewhere('NAMExNAME', [0, 5]), 0);
    assert.equal(elsewhere('Ann AXnn', [0, 3], [5, 6]), 0);
  });

  it('never throw, and are only made when all PHI is placed', () => {
    fc.assert(
      fc.property(
        noteText.chain(note => fc.tuple(fc.constant(note), outputIn(note))),
        fc.constantFrom('type' as const, 'placeholder' as const),
        ([note, output], style) => {
          const copy = deidentify(note, output, style, new Placeholders());
          if (output.skipped > 0) assert.ok(!copy.isSafe);
          assert.equal('text' in copy, copy.isSafe);
        },
      ),
    );
  });
});
