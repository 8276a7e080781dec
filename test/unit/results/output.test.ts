import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Output, parseOutput } from '../../../src/domain/results/output.ts';

function outputOf(value: unknown): Output {
  const parsed = parseOutput(JSON.stringify(value));
  assert.ok('output' in parsed);
  return parsed.output;
}

const dosage = {
  Id: 1,
  Type: 'DOSAGE',
  BeginOffset: 11,
  EndOffset: 16,
  Text: '20 mg',
  Score: 0.9,
  RelationshipScore: 0.8,
};
const drug = {
  Id: 0,
  BeginOffset: 0,
  EndOffset: 10,
  Text: 'lisinopril',
  Category: 'MEDICATION',
  Type: 'GENERIC_NAME',
  Score: 0.99,
  Traits: [{ Name: 'NEGATION', Score: 0.7 }],
};

describe('an output file', () => {
  it('is read with attributes, traits, concepts and what stands beside the entities', () => {
    const output = outputOf({
      Entities: [
        { ...drug, Attributes: [dosage], RxNormConcepts: [{ Code: '29046', Description: 'lisinopril', Score: 0.8 }] },
      ],
      UnmappedAttributes: [{ Type: 'MEDICATION', Attribute: dosage }],
      ModelVersion: '3.0.0',
      SNOMEDCTDetails: { Edition: 'US', Language: 'en', VersionDate: '20220301' },
      Characters: { OriginalTextCharacters: 16 },
    });
    const [entity] = output.entities;
    assert.deepEqual(entity?.traits, [{ name: 'NEGATION', score: 0.7 }]);
    assert.deepEqual(
      entity.attributes.map(({ type, relationScore }) => [type, relationScore]),
      [['DOSAGE', 0.8]],
    );
    assert.deepEqual(entity.concepts, [{ vocabulary: 'RxNorm', code: '29046', description: 'lisinopril', score: 0.8 }]);
    assert.equal(output.unmapped[0]?.category, 'MEDICATION');
    assert.equal(output.modelVersion, '3.0.0');
    assert.equal(output.edition, 'US · en · 20220301');
    assert.equal(output.characters, 16);
    assert.equal(output.skipped, 0);
  });

  it('is read in camel case and with the names of older RxNorm outputs', () => {
    const output = outputOf({
      entities: [
        {
          beginOffset: 0,
          endOffset: 4,
          text: 'drug',
          category: 'MEDICATION',
          type: 'GENERIC_NAME',
          rxNormConcepts: [{ conceptName: 'd', conceptId: '1' }],
        },
      ],
    });
    assert.deepEqual(output.entities[0]?.concepts, [{ vocabulary: 'RxNorm', code: '1', description: 'd' }]);
  });

  it('replaces a NUL in words, so that none passes for two', () => {
    const output = outputOf({
      Entities: [{ ...drug, Category: 'A\u0000B', Type: 'C\u0000', Traits: [{ Name: 'D\u0000E' }] }],
    });
    assert.deepEqual(
      output.entities.map(({ category, type, traits }) => [category, type, traits[0]?.name]),
      [['A\uFFFDB', 'C\uFFFD', 'D\uFFFDE']],
    );
  });

  it('keeps words that are not known', () => {
    const output = outputOf({ Entities: [{ ...drug, Category: 'NEW', Type: 'OTHER', Traits: [{ Name: 'LATER' }] }] });
    assert.deepEqual(
      output.entities.map(({ category, type, traits }) => [category, type, traits[0]?.name]),
      [['NEW', 'OTHER', 'LATER']],
    );
  });

  it('leaves out what has no place, and counts it', () => {
    const output = outputOf({
      Entities: [{ ...drug, BeginOffset: 'zero' }, null, 7, { ...drug, Attributes: [{ Type: 'DOSAGE' }, dosage] }],
      UnmappedAttributes: [{ Type: 'MEDICATION' }],
    });
    assert.equal(output.entities.length, 1);
    assert.equal(output.skipped, 5);
  });

  for (const [text, problem] of [
    ['', 'empty'],
    [' \n', 'empty'],
    ['{"Entities": [', 'notJson'],
    ['[]', 'notJson'],
    ['<html></html>', 'notJson'],
    ['{"Message":"no"}', 'notOutput'],
    ['{"Entities":{}}', 'notOutput'],
  ] as const)
    it(`is refused as ${problem}: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseOutput(text), { problem });
    });

  it('never throws, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (value, entity, attribute) => {
        parseOutput(JSON.stringify(value));
        parseOutput(
          JSON.stringify({
            Entities: [entity, { ...drug, Attributes: attribute, Traits: entity }],
            UnmappedAttributes: value,
            Characters: value,
            SNOMEDCTDetails: entity,
          }),
        );
      }),
    );
  });
});
