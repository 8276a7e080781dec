import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fhir } from '../../../../src/domain/results/exports/fhir.ts';
import { type ExportedDocument, type Omission, omissions } from '../../../../src/domain/results/exports/format.ts';
import type { Concept, Entity } from '../../../../src/domain/results/output.ts';
import type { JsonObject, JsonValue } from '../../../../src/domain/json.ts';
import { fhirValidator } from './fhirSchema.ts';
import { anyDocument, documentOf, exported } from './outputs.ts';

interface Entry {
  readonly fullUrl: string;
  readonly resource: JsonObject & { readonly resourceType: string };
}
interface Bundle {
  readonly entry?: readonly Entry[];
}

const bundleOf = (documents: readonly ExportedDocument[]): Bundle =>
  JSON.parse(exported(fhir, documents).text) as Bundle;

/** Visits every value in a JSON value. */
function* valuesIn(value: JsonValue | undefined): Generator<JsonValue> {
  if (value === undefined) return;
  yield value;
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) yield* valuesIn(each);
}

const traits = (...names: readonly string[]): Pick<Entity, 'traits'> => ({
  traits: names.map(name => ({ name, score: 0.75 })),
});
const icd: Concept = { vocabulary: 'ICD-10-CM', code: 'I21.9', description: 'Infarction', score: 0.5 };
const disease = { category: 'MEDICAL_CONDITION', type: 'DX_NAME', text: 'MI', score: 0.875, concepts: [icd] };
const drug = { category: 'MEDICATION', type: 'GENERIC_NAME', text: 'aspirin' };
const test = { category: 'TEST_TREATMENT_PROCEDURE', type: 'TEST_NAME', text: 'AST' };
const attribute = (type: string, text: string, ...names: readonly string[]): Entity['attributes'][number] => ({
  begin: 3,
  end: 4,
  type,
  text,
  concepts: [],
  ...traits(...names),
});

/** The resource of one entity, or why there is none. */
function resourceOf(entity: Partial<Entity> & Pick<Entity, 'category' | 'type'>): Entry['resource'] | Omission {
  const { text, tally } = exported(fhir, [documentOf(entity)]);
  const [note, entry, ...rest] = (JSON.parse(text) as Bundle).entry ?? [];
  assert.equal(note?.resource.resourceType, 'DocumentReference');
  assert.equal(rest.length, 0);
  const why = omissions.filter(name => tally.leftOut[name] > 0);
  assert.equal(why.length, entry === undefined ? 1 : 0);
  return entry?.resource ?? why[0]!;
}

const typeOf = (entity: Parameters<typeof resourceOf>[0]): string => {
  const found = resourceOf(entity);
  return typeof found === 'string' ? found : found.resourceType;
};
const resource = (entity: Parameters<typeof resourceOf>[0]): JsonObject => {
  const found = resourceOf(entity);
  if (typeof found === 'string') assert.fail(found);
  return found;
};
const code = (concept: JsonValue | undefined): JsonValue | undefined =>
  ((concept as JsonObject)['coding'] as readonly JsonObject[])[0]?.['code'];

describe('exports of results as FHIR', () => {
  const errorsOf = fhirValidator();

  it('has a schema that finds mistakes', () => {
    const condition = { resourceType: 'Condition', subject: { display: 'x' } };
    const bundle = (found: object): object => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: found }],
    });
    assert.equal(errorsOf(bundle(condition)), '');
    assert.notEqual(errorsOf(bundle({ ...condition, subject: undefined })), '');
    assert.notEqual(errorsOf(bundle({ ...condition, status: 'x' })), '');
    assert.notEqual(errorsOf(bundle({ ...condition, subject: { display: '' } })), '');
    assert.notEqual(errorsOf(bundle({ resourceType: 'Conditions' })), '');
  });

  it('is valid R4, whatever was found', () => {
    fc.assert(
      fc.property(fc.array(anyDocument, { maxLength: 4 }), documents => {
        const bundle = bundleOf(documents);
        assert.equal(errorsOf(bundle), '');
        for (const value of valuesIn(bundle as JsonObject)) {
          // Rules of R4 that its schema does not have.
          assert.notEqual(value, '');
          assert.notEqual(value, null);
          if (typeof value === 'object' && value !== null) assert.notEqual(Object.keys(value).length, 0);
          if (typeof value === 'string') assert.doesNotMatch(value, /(?![\t\r\n])\p{Cc}|\p{Cs}/u);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has each entity that is shown once, or says why not, and references that lead to its note', () => {
    fc.assert(
      fc.property(fc.array(anyDocument, { maxLength: 6 }), documents => {
        const { text, tally } = exported(fhir, documents);
        const { entry = [] } = JSON.parse(text) as Bundle;
        const shown = documents.flatMap(({ output, isShown }) => output.entities.filter(isShown));
        const leftOut = omissions.reduce((sum, name) => sum + tally.leftOut[name], 0);
        assert.equal(entry.length, tally.written);
        assert.equal(entry.length + leftOut, shown.length + documents.length);
        assert.equal(new Set(entry.map(({ fullUrl }) => fullUrl)).size, entry.length);
        let note = '';
        for (const { fullUrl, resource: found } of entry) {
          assert.match(fullUrl, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
          if (found.resourceType === 'DocumentReference') note = fullUrl;
          for (const value of valuesIn(found))
            if (typeof value === 'object' && value !== null && 'reference' in value)
              assert.equal(value['reference'], note);
        }
      }),
    );
  });

  it('gives the patient nothing that is a relative’s, may be, or is not understood', () => {
    const own = new Set(['Condition', 'Observation', 'MedicationStatement']);
    fc.assert(
      fc.property(anyDocument, document => {
        for (const { resource: found } of bundleOf([document]).entry ?? []) {
          if (!own.has(found.resourceType)) continue;
          const names: readonly string[] = JSON.stringify(found['extension']).match(/"[A-Z_]{6,}"/g) ?? [];
          for (const never of ['PERTAINS_TO_FAMILY', 'HYPOTHETICAL', 'FUTURE'])
            assert.ok(!names.includes(`"${never}"`));
        }
      }),
    );
    for (const entity of [disease, drug, test]) {
      for (const trait of ['HYPOTHETICAL', 'FUTURE']) assert.equal(typeOf({ ...entity, ...traits(trait) }), 'notFact');
      assert.equal(typeOf({ ...entity, ...traits('PERTAINS_TO_OTHER') }), 'unclear');
      assert.equal(typeOf({ ...entity, ...traits('negation') }), 'unclear');
    }
    assert.equal(typeOf({ ...drug, ...traits('PERTAINS_TO_FAMILY') }), 'ofFamily');
    assert.equal(typeOf({ ...test, ...traits('PERTAINS_TO_FAMILY') }), 'ofFamily');
    assert.equal(typeOf({ ...disease, ...traits('PERTAINS_TO_FAMILY', 'NEGATION') }), 'ofFamily');
    assert.equal(typeOf({ ...disease, ...traits('PERTAINS_TO_FAMILY', 'LOW_CONFIDENCE') }), 'ofFamily');
    assert.equal(typeOf({ ...disease, ...traits('NEGATION', 'LOW_CONFIDENCE') }), 'unclear');
    assert.equal(typeOf({ ...test, ...traits('NEGATION') }), 'unclear');
    assert.equal(typeOf({ category: 'MEDICATION', type: 'GENERIC_NAME' }), 'unclear');
  });

  it('maps each kind of entity', () => {
    const phi = { category: 'PROTECTED_HEALTH_INFORMATION', type: 'NAME', text: 'Ann' };
    const procedure = { ...test, type: 'PROCEDURE_NAME' };
    const cases: readonly (readonly [Parameters<typeof resourceOf>[0], string])[] = [
      [disease, 'Condition'],
      [{ ...disease, ...traits('DIAGNOSIS') }, 'Condition'],
      [{ ...disease, ...traits('SIGN', 'DIAGNOSIS') }, 'Condition'],
      [{ ...disease, ...traits('SIGN') }, 'Observation'],
      [{ ...disease, ...traits('SYMPTOM', 'NEGATION') }, 'Observation'],
      [{ ...disease, ...traits('SYMPTOM', 'PERTAINS_TO_FAMILY') }, 'FamilyMemberHistory'],
      [{ ...disease, ...traits('DIAGNOSIS', 'PERTAINS_TO_FAMILY') }, 'FamilyMemberHistory'],
      [drug, 'MedicationStatement'],
      [{ ...drug, type: 'BRAND_NAME' }, 'MedicationStatement'],
      [test, 'Observation'],
      [procedure, 'notMapped'],
      [phi, 'notMapped'],
    ];
    for (const [entity, expected] of cases) assert.equal(typeOf(entity), expected);
  });

  it('refutes what is denied, and confirms nothing', () => {
    const status = (...names: readonly string[]): JsonObject => resource({ ...disease, ...traits(...names) });
    assert.equal(code(status()['verificationStatus']), 'unconfirmed');
    assert.equal(code(status('NEGATION')['verificationStatus']), 'refuted');
    assert.equal(code(status('NEGATION', 'PAST_HISTORY')['verificationStatus']), 'refuted');
    const past = status('PAST_HISTORY');
    assert.equal(past['clinicalStatus'], undefined);
    assert.deepEqual(past['note'], [{ text: 'PAST_HISTORY' }]);

    assert.equal(code(status('SIGN')['valueCodeableConcept']), 'Y');
    assert.equal(code(status('SIGN', 'NEGATION')['valueCodeableConcept']), 'N');
    const doubted = status('SIGN', 'LOW_CONFIDENCE');
    assert.equal(doubted['valueCodeableConcept'], undefined);
    assert.equal(code(doubted['dataAbsentReason']), 'unknown');

    const taken = (...names: readonly string[]): JsonValue | undefined =>
      resource({ ...drug, ...traits(...names) })['status'];
    assert.deepEqual(
      [taken(), taken('NEGATION'), taken('PAST_HISTORY'), taken('PAST_HISTORY', 'NEGATION')],
      ['unknown', 'not-taken', 'unknown', 'not-taken'],
    );
  });

  it('has the best code of each standard system, with its score, and the found text', () => {
    const concepts: readonly Concept[] = [
      icd,
      { ...icd, code: 'I22' },
      { vocabulary: 'SNOMED CT', code: ' 22298006 ' },
      { vocabulary: 'RxNorm', code: 'not\u00A0a code' },
    ];
    const { extension, ...rest } = resource({ ...disease, concepts, ...traits('DIAGNOSIS') });
    const base = 'https://marketplace.visualstudio.com/items/aws-job-specs.aws-job-specs/fhir/';
    assert.deepEqual(rest['code'], {
      coding: [
        {
          extension: [{ url: `${base}score`, valueDecimal: 0.5 }],
          system: 'http://hl7.org/fhir/sid/icd-10-cm',
          code: 'I21.9',
          display: 'Infarction',
        },
        { system: 'http://snomed.info/sct', code: '22298006' },
      ],
      text: 'MI',
    });
    assert.deepEqual(extension, [
      {
        url: `${base}mention`,
        extension: [
          { url: 'text', valueString: 'MI' },
          { url: 'type', valueString: 'DX_NAME' },
          { url: 'begin', valueUnsignedInt: 0 },
          { url: 'end', valueUnsignedInt: 1 },
          { url: 'score', valueDecimal: 0.875 },
          {
            url: 'trait',
            extension: [
              { url: 'name', valueString: 'DIAGNOSIS' },
              { url: 'score', valueDecimal: 0.75 },
            ],
          },
        ],
      },
    ]);
    const statement = resource({ ...drug, concepts: [{ vocabulary: 'RxNorm', code: '1191' }] });
    assert.deepEqual(statement['medicationCodeableConcept'], {
      coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '1191' }],
      text: 'aspirin',
    });
  });

  it('has only offsets that R4 allows', () => {
    for (const [begin, end, expected] of [
      [0, 3, ['begin', 'end']],
      [-1, 2 ** 31, []],
      [0.5, 2 ** 31 - 1, ['end']],
    ] as const) {
      const [mention] = resource({ ...disease, begin, end })['extension'] as readonly JsonObject[];
      const urls = ((mention?.['extension'] ?? []) as readonly JsonObject[]).map(({ url }) => url);
      assert.deepEqual(
        urls.filter(url => url === 'begin' || url === 'end'),
        expected,
      );
    }
  });

  it('has dosages, results and sites in the note’s words', () => {
    const attributes = [attribute('STRENGTH', '81 mg'), attribute('FREQUENCY', 'daily'), attribute('DX_NAME', 'pain')];
    const statement = resource({ ...drug, attributes });
    assert.deepEqual(statement['dosage'], [{ text: 'STRENGTH: 81 mg; FREQUENCY: daily' }]);
    assert.deepEqual(statement['note'], [{ text: 'DX_NAME: pain' }]);
    const denied = resource({ ...drug, attributes: [attribute('STRENGTH', '81 mg', 'NEGATION')] });
    assert.equal(denied['dosage'], undefined);
    assert.deepEqual(denied['note'], [{ text: 'STRENGTH: 81 mg (NEGATION)' }]);

    const result = (...found: Entity['attributes']): JsonObject => resource({ ...test, attributes: found });
    const value = attribute('TEST_VALUE', '95');
    const unit = attribute('TEST_UNIT', 'U/L');
    assert.equal(result(value)['valueString'], '95');
    assert.equal(result(value, unit)['valueString'], '95 U/L');
    assert.equal(result(value, attribute('TEST_UNITS', 'U/L'))['valueString'], '95 U/L');
    for (const [found, reason] of [
      [[unit], 'unknown'],
      [[value, value], 'unsupported'],
      [[attribute('TEST_VALUE', ' '), unit], 'unsupported'],
      [[value, unit, unit], 'unsupported'],
      [[attribute('TEST_VALUE', '95', 'NEGATION')], 'unsupported'],
    ] as const) {
      const observation = result(...found);
      assert.deepEqual([observation['status'], observation['valueString']], ['unknown', undefined]);
      assert.equal(code(observation['dataAbsentReason']), reason);
    }

    const site = attribute('SYSTEM_ORGAN_SITE', 'knee');
    assert.deepEqual(resource({ ...disease, attributes: [site] })['bodySite'], [{ text: 'knee' }]);
    assert.deepEqual(resource({ ...disease, ...traits('SIGN'), attributes: [site] })['bodySite'], { text: 'knee' });
    assert.equal(resource({ ...disease, ...traits('SIGN'), attributes: [site, site] })['bodySite'], undefined);
  });

  it('invents no patient, and names the note', () => {
    const [note, condition] = bundleOf([documentOf(disease)]).entry ?? [];
    const subject = {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
      display: 'Patient of in/a b.txt',
    };
    assert.deepEqual(note?.resource['subject'], subject);
    assert.deepEqual(condition?.resource['subject'], subject);
    assert.deepEqual(condition?.resource['meta'], { source: 's3://notes/in/a%20b.txt' });
    assert.deepEqual(condition?.resource['evidence'], [{ detail: [{ reference: note?.fullUrl }] }]);
  });

  it('is the same each time, and valid without documents', () => {
    const documents = fc.sample(anyDocument, 20);
    assert.equal(exported(fhir, documents).text, exported(fhir, documents).text);
    assert.deepEqual(bundleOf([]), { resourceType: 'Bundle', type: 'collection' });
  });
});
