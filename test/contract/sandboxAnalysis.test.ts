import assert from 'node:assert/strict';
import { analyse } from '../../src/sandbox/comprehendmedical/analysis/analyse.ts';
import { familyOf } from '../../src/sandbox/comprehendmedical/families.ts';

interface Concept {
  Code: string;
  Score: number;
}
interface Place {
  Id: number;
  BeginOffset: number;
  EndOffset: number;
  Text: string;
  Type: string;
  Category: string;
  Score: number;
  Traits: { Name: string; Score: number }[];
  ICD10CMConcepts?: Concept[];
  RxNormConcepts?: Concept[];
  SNOMEDCTConcepts?: Concept[];
}
interface Attribute extends Place {
  RelationshipType?: string;
}
interface Entity extends Place {
  Attributes?: Attribute[];
}
interface Output {
  Entities: Entity[];
  UnmappedAttributes: { Type: string; Attribute: Attribute }[];
  ModelVersion: string;
  SNOMEDCTDetails?: object;
  Characters?: object;
}

const outputOf = (text: string, stem = 'EntitiesDetectionV2', model: 1 | 2 = 1): Output =>
  analyse(text, familyOf(stem).profile, model) as unknown as Output;
const entitiesOf = (text: string, stem?: string, model?: 1 | 2): Entity[] => outputOf(text, stem, model).Entities;
const only = (entities: readonly Entity[], text: string): Entity => {
  const [found, ...more] = entities.filter(entity => entity.Text === text);
  assert.ok(found !== undefined && more.length === 0, `${text}: ${more.length + (found === undefined ? 0 : 1)}`);
  return found;
};
const namesOf = ({ Traits: traits }: Place): string[] => traits.map(({ Name: name }) => name);
/** The attributes of an entity as pairs of type and text. */
const detailsOf = ({ Attributes: attributes = [] }: Entity): string[][] =>
  attributes.map(({ Type: type, Text: text }) => [type, text]);

describe('sandbox: simulated analysis', () => {
  it('returns offsets in code points that match the text', () => {
    const text = '😀 Takes 😀 lisinopril 20 mg once daily.\nÄrger: no chest pain 😀, hypertension.';
    const points = Array.from(text);
    const entities = entitiesOf(text);
    assert.deepEqual(
      entities.map(entity => [entity.Text, entity.BeginOffset]),
      [
        ['lisinopril', 10],
        ['chest', 49],
        ['chest pain', 49],
        ['hypertension', 63],
      ],
    );
    for (const place of entities.flatMap(entity => [entity, ...(entity.Attributes ?? [])]))
      assert.equal(points.slice(place.BeginOffset, place.EndOffset).join(''), place.Text);
    assert.deepEqual(detailsOf(entities[0]!), [
      ['DOSAGE', '20 mg'],
      ['FREQUENCY', 'once daily'],
    ]);
    assert.deepEqual(namesOf(entities[2]!), ['SYMPTOM', 'NEGATION']);
  });

  it('counts a byte order mark, carriage returns and accents as the characters that they are', () => {
    for (const [text, offset] of [
      ['\uFEFFFever', 1],
      ['Well.\r\nFever', 7],
      ['e\u0301 fever', 3],
      ['👩‍⚕️ fever', 5],
    ] as const)
      assert.equal(entitiesOf(text)[0]?.BeginOffset, offset, JSON.stringify(text));
    assert.deepEqual(outputOf('\uFEFF😀 fever', 'SNOMEDCTInference').Characters, { OriginalTextCharacters: 8 });
  });

  it('finds a site inside the name of a condition or procedure, before it if they begin together', () => {
    const [site, condition, ...rest] = entitiesOf('Liver metastases.');
    assert.deepEqual(
      [site?.Text, site?.Category, condition?.Text, condition?.Category, rest.length],
      ['Liver', 'ANATOMY', 'Liver metastases', 'MEDICAL_CONDITION', 0],
    );
    // The attribute is that entity: the same place, under the same Id.
    assert.deepEqual(
      condition?.Attributes?.map(({ Id: id, Category: category, RelationshipType: relationship }) => [
        id,
        category,
        relationship,
      ]),
      [[site?.Id, 'ANATOMY', 'SYSTEM_ORGAN_SITE']],
    );
    assert.deepEqual(
      entitiesOf('Cardiac catheterization.').map(({ Type: type }) => type),
      ['SYSTEM_ORGAN_SITE', 'PROCEDURE_NAME'],
    );
  });

  it('leaves out the attributes of an entity without any, except in the ontology families', () => {
    assert.equal('Attributes' in entitiesOf('Asthma.')[0]!, false);
    for (const stem of ['ICD10CMInference', 'SNOMEDCTInference'])
      assert.deepEqual(entitiesOf('Asthma.', stem)[0]?.Attributes, []);
    assert.deepEqual(entitiesOf('Aspirin.', 'RxNormInference')[0]?.Attributes, []);
    assert.deepEqual(entitiesOf('Aspirin.')[0]?.Traits, []);
  });

  it('numbers category by category in entities, and in the order of the text elsewhere', () => {
    const text = 'Fever. Lisinopril 20 mg. Edema of the leg.';
    const ids = (stem: string): (readonly [string, number])[] =>
      entitiesOf(text, stem).map(({ Text: found, Id: id }) => [found, id] as const);
    assert.deepEqual(ids('EntitiesDetectionV2'), [
      ['Fever', 3],
      ['Lisinopril', 0],
      ['Edema', 4],
      ['leg', 2],
    ]);
    assert.deepEqual(ids('SNOMEDCTInference'), [
      ['Fever', 0],
      ['Edema', 1],
      ['leg', 2],
    ]);
  });

  it('hangs the values of a list under each of its tests, with the same Id', () => {
    const entities = entitiesOf('AST, ALT and SGPT 34 and 36 U/L; glucose 90.');
    const values = ['AST', 'ALT', 'SGPT'].map(name =>
      only(entities, name).Attributes?.map(({ Text: text, Id: id }) => [text, id]),
    );
    assert.deepEqual(
      values[0]?.map(([text]) => text),
      ['34', '36', 'U/L'],
    );
    assert.deepEqual(values[1], values[0]);
    assert.deepEqual(values[2], values[0]);
    assert.deepEqual(detailsOf(only(entities, 'glucose')), [['TEST_VALUE', '90']]);
  });

  it('finds attributes that stand before their entity', () => {
    assert.deepEqual(detailsOf(only(entitiesOf('Acute severe cough.'), 'cough')), [
      ['ACUITY', 'Acute'],
      ['QUALITY', 'severe'],
    ]);
    assert.deepEqual(detailsOf(only(entitiesOf('Negative pregnancy test.'), 'pregnancy test')), [
      ['TEST_VALUE', 'Negative'],
    ]);
  });

  it('relates a time to what it is the time of, once for each, and leaves out a time of nothing', () => {
    const entities = entitiesOf('Chemotherapy on June 2, 2025. Since 2019 fever and chills. Walked the dog today.');
    const times = entities.filter(({ Category: category }) => category === 'TIME_EXPRESSION');
    const related = times.map(({ Text: text, Type: type, Attributes: [attribute, ...more] = [] }) => [
      text,
      type,
      attribute?.Type,
      attribute?.RelationshipType,
      attribute?.Id,
      more.length,
    ]);
    assert.deepEqual(related, [
      ['June 2, 2025', 'TIME_TO_TREATMENT_NAME', 'TREATMENT_NAME', 'OVERLAP', only(entities, 'Chemotherapy').Id, 0],
      ['Since 2019', 'TIME_TO_DX_NAME', 'DX_NAME', 'OVERLAP', only(entities, 'fever').Id, 0],
      ['Since 2019', 'TIME_TO_DX_NAME', 'DX_NAME', 'OVERLAP', only(entities, 'chills').Id, 0],
    ]);
    assert.equal(times[1]?.Id, times[2]?.Id);
    // The date is a time and an identifier, in this order.
    assert.deepEqual(
      entities.filter(({ Text: text }) => text === 'June 2, 2025').map(({ Category: category }) => category),
      ['TIME_EXPRESSION', 'PROTECTED_HEALTH_INFORMATION'],
    );
    assert.equal(entitiesOf('Took ibuprofen yesterday.').at(-1)?.Type, 'TIME_TO_MEDICATION_NAME');
  });

  it('reports a time of a condition in ICD-10-CM as an entity that is an attribute, too', () => {
    const entities = entitiesOf('Migraine yesterday.', 'ICD10CMInference');
    const time = only(entities, 'yesterday');
    assert.deepEqual([time.Category, time.Type, time.ICD10CMConcepts], ['MEDICAL_CONDITION', 'TIME_EXPRESSION', []]);
    assert.deepEqual(
      only(entities, 'Migraine').Attributes?.map(attribute => [
        attribute.Id,
        attribute.Type,
        attribute.Category,
        attribute.RelationshipType,
      ]),
      [[time.Id, 'TIME_TO_DX_NAME', 'TIME_EXPRESSION', 'OVERLAP']],
    );
  });

  it('returns attributes without an entity as unmapped, and a direction without a site as both', () => {
    const { UnmappedAttributes: alone } = outputOf('Then 20 mg daily.');
    assert.deepEqual(
      alone.map(({ Type: type, Attribute: attribute }) => [type, attribute.Type, attribute.Text]),
      [['MEDICATION', 'DOSAGE', '20 mg']],
    );
    assert.deepEqual(
      Object.keys(alone[0]!.Attribute).filter(name => name.startsWith('Relationship')),
      [],
    );
    const { Entities: entities, UnmappedAttributes: half } = outputOf('Pneumonia, on the left. Rash on the left arm.');
    assert.deepEqual(detailsOf(only(entities, 'Pneumonia')), [['DIRECTION', 'left']]);
    assert.deepEqual(
      half.map(({ Type: type, Attribute: { Id: id } }) => [type, id]),
      [['ANATOMY', only(entities, 'Pneumonia').Attributes?.[0]?.Id]],
    );
    assert.deepEqual(detailsOf(only(entities, 'Rash')), [
      ['DIRECTION', 'left'],
      ['SYSTEM_ORGAN_SITE', 'arm'],
    ]);
    assert.deepEqual(detailsOf(only(entities, 'arm')), [['DIRECTION', 'left']]);
  });

  it('gives RxNorm attributes no category and no relationship, and drugs up to five candidates', () => {
    const [drug] = entitiesOf('Lisinopril 20 mg tablets daily.', 'RxNormInference');
    for (const attribute of drug?.Attributes ?? [])
      assert.deepEqual(
        Object.keys(attribute).filter(name => name === 'Category' || name === 'RelationshipType'),
        [],
      );
    assert.deepEqual(
      detailsOf(drug!).map(([type]) => type),
      ['STRENGTH', 'FORM', 'FREQUENCY'],
    );
    assert.deepEqual([drug?.RxNormConcepts?.[0]?.Code, drug?.RxNormConcepts?.length], ['29046', 5]);
    assert.equal(entitiesOf('Zestril.', 'RxNormInference')[0]?.Type, 'BRAND_NAME');
  });

  it('gives candidates in descending order, on the entity only, except for SNOMED CT', () => {
    const condition = only(entitiesOf('Severe abdominal pain.', 'ICD10CMInference'), 'abdominal pain');
    assert.deepEqual(
      condition.ICD10CMConcepts?.map(({ Code: code }) => code),
      ['R10.9', 'R10.13', 'R10.84', 'R10.30', 'R10.10'],
    );
    const scores = condition.ICD10CMConcepts?.map(({ Score: score }) => score) ?? [];
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    assert.ok(condition.Attributes?.every(attribute => !('ICD10CMConcepts' in attribute)));

    const { Entities: entities, SNOMEDCTDetails: details } = outputOf('Severe abdominal pain.', 'SNOMEDCTInference');
    const pain = only(entities, 'abdominal pain');
    assert.equal(pain.SNOMEDCTConcepts?.[0]?.Code, 'SIM0018');
    assert.deepEqual(
      pain.Attributes?.map(({ Type: type, SNOMEDCTConcepts: concepts = [] }) => [type, concepts[0]?.Code]),
      [
        ['QUALITY', undefined],
        ['SYSTEM_ORGAN_SITE', 'SIM0201'],
      ],
    );
    assert.deepEqual(details, { Edition: 'US (simulated)', Language: 'en', VersionDate: '20220301' });
    assert.deepEqual(only(entitiesOf('Low back pain.', 'SNOMEDCTInference'), 'Low back pain').SNOMEDCTConcepts, []);
  });

  for (const [text, found, traits] of [
    ['Denies headache and nausea.', 'nausea', ['SYMPTOM', 'NEGATION']],
    ['No fever but cough.', 'cough', ['SYMPTOM']],
    ['Chest x-ray negative for pneumonia.', 'pneumonia', ['DIAGNOSIS', 'NEGATION']],
    ['Does not take aspirin.', 'aspirin', ['NEGATION']],
    ['Edema of the leg.', 'Edema', ['SIGN']],
    ['Return if fever develops.', 'fever', ['SYMPTOM', 'HYPOTHETICAL']],
    ['MRI to rule out stroke.', 'stroke', ['DIAGNOSIS', 'HYPOTHETICAL']],
    ['Mother had breast cancer.', 'breast cancer', ['DIAGNOSIS', 'PERTAINS_TO_FAMILY']],
    ['Family history of asthma.', 'asthma', ['DIAGNOSIS', 'PERTAINS_TO_FAMILY']],
    ['No family history of asthma.', 'asthma', ['DIAGNOSIS', 'NEGATION', 'PERTAINS_TO_FAMILY']],
    ['History of stroke.', 'stroke', ['DIAGNOSIS', 'PAST_HISTORY']],
    ['Previously on warfarin.', 'warfarin', ['PAST_HISTORY']],
    ['S/p knee replacement.', 'knee replacement', ['PAST_HISTORY']],
    ['Appendectomy 10 years ago.', 'Appendectomy', ['PAST_HISTORY']],
    ['Possible sepsis.', 'sepsis', ['DIAGNOSIS', 'LOW_CONFIDENCE']],
    ['Colonoscopy is planned.', 'Colonoscopy', ['FUTURE']],
    ['Former smoker.', 'smoker', ['PAST_HISTORY']],
    ['No known drug allergies.', 'known drug allergies', ['NEGATION']],
    ['Not a woman.', 'woman', []],
  ] as const)
    it(`gives “${found}” in “${text}” ${traits.length === 0 ? 'no trait' : traits.join(' and ')}`, () => {
      assert.deepEqual(namesOf(only(entitiesOf(text), found)), traits);
    });

  it('gives only the traits that the family has', () => {
    assert.deepEqual(namesOf(entitiesOf('History of stroke.', 'ICD10CMInference')[0]!), ['DIAGNOSIS']);
    assert.deepEqual(namesOf(entitiesOf('History of stroke.', 'SNOMEDCTInference')[0]!), ['DIAGNOSIS', 'PAST_HISTORY']);
    assert.deepEqual(namesOf(entitiesOf('Previously no aspirin.', 'RxNormInference')[0]!), [
      'NEGATION',
      'PAST_HISTORY',
    ]);
    assert.deepEqual(entitiesOf('Seen by Dr. Example.', 'PHIDetection')[0]?.Traits, []);
  });

  it('finds behavior and living conditions with their amount, frequency and duration', () => {
    const text =
      'A Hispanic woman, allergic to penicillin. Smoker, one pack daily for 20 years. Denies alcohol use. Cannabis on weekends.';
    const found = entitiesOf(text).filter(({ Category: category }) => category === 'BEHAVIORAL_ENVIRONMENTAL_SOCIAL');
    assert.deepEqual(
      found.map(({ Type: type, Text: words }) => [type, words]),
      [
        ['RACE_ETHNICITY', 'Hispanic'],
        ['GENDER', 'woman'],
        ['ALLERGIES', 'allergic to penicillin'],
        ['TOBACCO_USE', 'Smoker'],
        ['ALCOHOL_CONSUMPTION', 'alcohol use'],
        ['REC_DRUG_USE', 'Cannabis'],
      ],
    );
    assert.deepEqual(detailsOf(found[3]!), [
      ['AMOUNT', 'one pack'],
      ['FREQUENCY', 'daily'],
      ['DURATION', '20 years'],
    ]);
    assert.deepEqual(
      found[3]?.Attributes?.map(({ Category: category }) => category),
      Array<string>(3).fill('BEHAVIORAL_ENVIRONMENTAL_SOCIAL'),
    );
    // The drug is inside the allergy.
    assert.equal(only(entitiesOf(text), 'penicillin').Category, 'MEDICATION');
  });

  it('finds dates, names, ages, numbers and addresses as protected health information', () => {
    const text =
      'Patient Example 99, a 40-year-old, MRN: AB-1234, call 555-555-0100 or a@example.com. Seen by Dr. Example on March 3, 2025.';
    assert.deepEqual(
      entitiesOf(text, 'PHIDetection').map(({ Type: type }) => type),
      ['NAME', 'AGE', 'ID', 'PHONE_OR_FAX', 'EMAIL', 'NAME', 'DATE'],
    );
    assert.deepEqual(
      entitiesOf('Name: Пример Образцов\nName: 例 太郎\nDr. Jose\u0301 at https://example.com/a', 'PHIDetection').map(
        ({ Text: found }) => found,
      ),
      ['Пример Образцов', '例 太郎', 'Jose\u0301', 'https://example.com/a'],
    );
  });

  it('gives repeatable single-precision scores that depend on the place, some of them low', () => {
    const text = 'Fever. '.repeat(200);
    const scores = entitiesOf(text).map(({ Score: score }) => score);
    assert.deepEqual(
      entitiesOf(text).map(({ Score: score }) => score),
      scores,
    );
    assert.ok(scores.every(score => Math.fround(score) === score && score > 0.3 && score < 1));
    assert.ok(scores.filter(score => String(score).length > 12).length > 190, 'they are printed in full');
    const low = scores.filter(score => score < 0.6).length;
    assert.ok(low > 10 && low < 50, String(low));
    assert.ok(new Set(scores).size > 190);
  });

  it('has a second model with other scores, terms of its own, and without some of the first', () => {
    const text = 'Fatigue, insomnia, fever. Gabapentin, melatonin.';
    const found = (model: 1 | 2): string[] => entitiesOf(text, undefined, model).map(({ Text: words }) => words);
    assert.deepEqual(found(1), ['Fatigue', 'fever', 'Gabapentin']);
    assert.deepEqual(found(2), ['insomnia', 'fever', 'melatonin']);
    const feverOf = (model: 1 | 2): number => only(entitiesOf(text, undefined, model), 'fever').Score;
    assert.ok(feverOf(1) !== feverOf(2) && Math.abs(feverOf(1) - feverOf(2)) < 0.07);
    assert.deepEqual(
      ['EntitiesDetectionV2', 'ICD10CMInference', 'RxNormInference'].flatMap(stem => [
        outputOf(text, stem, 1).ModelVersion,
        outputOf(text, stem, 2).ModelVersion,
      ]),
      [
        'simulated-1.0.0',
        'simulated-2.0.0',
        'simulated-1.0.0.20250401',
        'simulated-2.0.0.20251001',
        'simulated-1.0.0.20221107',
        'simulated-2.0.0.20231106',
      ],
    );
  });

  it('processes a full-size document of any text in well under a second', () => {
    for (const piece of [
      'lisinopril 20 mg. ',
      'aspirin 1 g ',
      'aspirin, ',
      'AST and ALT 34, ',
      'liver metastases, ',
      'yesterday fever, ',
      'a.',
      'a@a.',
      '😀',
      '1 ',
      '1,',
      'hypertension ',
      'no hypertension. ',
      'no hypertension, ',
    ]) {
      const text = piece.repeat(Math.floor((70 * 1024) / Buffer.byteLength(piece)));
      const begin = process.cpuUsage();
      entitiesOf(text);
      const { user } = process.cpuUsage(begin);
      assert.ok(user < 2_000_000, `${piece}: ${user} µs`);
    }
  });
});
