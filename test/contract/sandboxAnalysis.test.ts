import assert from 'node:assert/strict';
import { analyse } from '../../src/sandbox/comprehendmedical/analysis/analyse.ts';
import { families, familyOf } from '../../src/sandbox/comprehendmedical/families.ts';
import { clinicalNotes } from '../../src/sandbox/seed/clinicalNotes.ts';

interface Place {
  Id: number;
  BeginOffset: number;
  EndOffset: number;
  Text: string;
  Type: string;
  Category: string;
}
interface Entity extends Place {
  Attributes: Place[];
  Traits: { Name: string }[];
}

const entitiesOf = (text: string, stem: string): Entity[] =>
  analyse(text, familyOf(stem).profile)['Entities'] as Entity[];

describe('sandbox: simulated analysis', () => {
  it('returns offsets in code points that match the text', () => {
    const text = '😀 Takes 😀 lisinopril 20 mg once daily.\nÄrger: no chest pain 😀, hypertension.';
    const points = Array.from(text);
    const entities = entitiesOf(text, 'EntitiesDetectionV2');
    assert.deepEqual(
      entities.map(entity => entity.Text),
      ['lisinopril', 'chest pain', 'hypertension'],
    );
    for (const place of entities.flatMap(entity => [entity, ...entity.Attributes]))
      assert.equal(points.slice(place.BeginOffset, place.EndOffset).join(''), place.Text);
    assert.deepEqual(
      entities[0]?.Attributes.map(({ Type: type, Text: words }) => [type, words]),
      [
        ['DOSAGE', '20 mg'],
        ['FREQUENCY', 'once daily'],
      ],
    );
    assert.deepEqual(
      entities[1]?.Traits.map(trait => trait.Name),
      ['SYMPTOM', 'NEGATION'],
    );
  });

  for (const { stem, profile } of families) {
    it(`finds something in every note for ${stem}, each place once and with its own ID`, () => {
      for (const note of clinicalNotes) {
        const entities = entitiesOf(note, stem);
        const places = entities.flatMap(entity => [entity, ...entity.Attributes]);
        assert.ok(entities.length > 0, note);
        assert.equal(new Set(places.map(place => place.Id)).size, places.length);
        for (const entity of entities) assert.ok(profile.categories.some(category => category === entity.Category));
        for (const place of places) assert.equal(note.slice(place.BeginOffset, place.EndOffset), place.Text);
        for (const [index, entity] of entities.entries())
          assert.ok(index === 0 || entities[index - 1]!.EndOffset <= entity.BeginOffset);
      }
    });
  }

  it('finds dates, names, ages, numbers and addresses as protected health information', () => {
    const text =
      'Patient Example 99, a 40-year-old, MRN: AB-1234, call 555-555-0100 or a@example.com. Seen by Dr. Example on March 3, 2025.';
    assert.deepEqual(
      entitiesOf(text, 'PHIDetection').map(({ Type: type }) => type),
      ['NAME', 'AGE', 'ID', 'PHONE_OR_FAX', 'EMAIL', 'NAME', 'DATE'],
    );
  });

  it('returns a dosage without a medication as unmapped', () => {
    const { UnmappedAttributes: unmapped } = analyse('Then 20 mg daily.', familyOf('EntitiesDetectionV2').profile) as {
      UnmappedAttributes: { Type: string; Attribute: Place }[];
    };
    assert.deepEqual(
      unmapped.map(({ Type: type, Attribute: attribute }) => [type, attribute.Text]),
      [['MEDICATION', '20 mg']],
    );
  });

  it('processes a full-size document of any text in well under a second', () => {
    for (const piece of [
      'lisinopril 20 mg. ',
      'aspirin 1 g ',
      'a.',
      'a@a.',
      '😀',
      '1 ',
      'hypertension ',
      'no hypertension. ',
    ]) {
      const text = piece.repeat(Math.floor((70 * 1024) / Buffer.byteLength(piece)));
      const begin = performance.now();
      entitiesOf(text, 'EntitiesDetectionV2');
      assert.ok(performance.now() - begin < 2000, piece);
    }
  });
});
