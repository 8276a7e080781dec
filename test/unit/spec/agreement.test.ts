// VS Code's JSON service creates the editor's squiggles, our compiled validator the check before a start: one schema,
// two implementations. Every constraint of the schema is tested at its limits in both, which must agree.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type * as LanguageService from 'vscode-json-languageservice';
import { type JsonObject, type JsonValue, at, isJsonObject } from '../../../src/domain/json.ts';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import { parseSpec } from '../../../src/domain/spec/parse.ts';
import { badSpecs, goodSpecs } from './fixtures.ts';
import { check, fullRequests, schemaText } from './support.ts';

const { validate } = await import('../../../src/domain/spec/validate.generated.js');

// Node cannot detect the named exports of this CommonJS package from an import.
const { TextDocument, getLanguageService } = createRequire(import.meta.url)(
  'vscode-json-languageservice',
) as typeof LanguageService;

const schema = JSON.parse(schemaText) as JsonObject;
const service = getLanguageService({});
service.configure({ validate: true });
// Passed with each call: otherwise, a spec's own "$schema" would take precedence, as it does in the editor.
const itsSchema: LanguageService.JSONSchema = {
  ...(JSON.parse(schemaText) as LanguageService.JSONSchema),
  id: 'test:///job-spec',
};

async function messages(text: string, by: LanguageService.JSONSchema): Promise<readonly unknown[]> {
  const document = TextDocument.create('file:///a.awsjob.json', 'jsonc', 1, text);
  return (await service.doValidation(document, service.parseJSONDocument(document), undefined, by)).map(
    ({ range, message }) => ({ range, message }),
  );
}

async function serviceAccepts(text: string): Promise<boolean> {
  return (await messages(text, itsSchema)).length === 0;
}

function validatorAccepts(text: string): boolean {
  const { value, problems } = parseSpec(text);
  return problems.length === 0 && validate(value);
}

interface Case {
  readonly name: string;
  readonly text: string;
  /** Set if the schema itself determines the result. */
  readonly valid?: boolean;
}

/**
 * Texts of exactly the given number of code points that match a definition's pattern, plain and with characters outside
 * the basic plane.
 */
const padded =
  (start: string, end = '', letter = 'a') =>
  (length: number): string =>
    start + letter.repeat(Math.max(0, length - start.length - end.length)) + end;
const fillers: Readonly<Record<string, readonly ((length: number) => string)[]>> = {
  S3Bucket: [padded('')],
  S3Key: [padded(''), padded('', '', '𠀀'), padded('é', '', '🩺')],
  DataAccessRoleArn: [
    padded('arn:aws:iam::123456789012:role/'),
    padded('arn:aws-us-gov:iam::123456789012:role/', '', '🩺'),
  ],
  JobName: [padded(''), padded('', '', '𠀀'), padded('', '', '\u3000')],
  ClientRequestToken: [padded('')],
  KMSKey: [padded(''), padded('', '', '🔑')],
  IdMappingWorkflowName: [padded('')],
  OutputRoleArn: [padded('arn:aws:iam::123456789012:role/'), padded('arn:aws-us-gov:iam::123456789012:role')],
  OutputS3Path: [padded('s3://example-results/'), padded('s3://example-results/', '', '𠀀')],
  MatchingWorkflowName: [padded('')],
};

/** Values around the limits of each pattern, valid and invalid. */
const edges: Readonly<Record<string, readonly string[]>> = {
  region: [
    'us-east-1',
    'us-gov-west-1',
    'cn-north-1',
    'eusc-de-east-1',
    'us-east-1a',
    'US-EAST-1',
    'us-east',
    'us_east_1',
    '',
    ' us-east-1',
    'us-east-1\n',
  ],
  account: ['123456789012', '12345678901', '1234567890123', '1234-5678-9012', '١٢٣٤٥٦٧٨٩٠١٢', ''],
  S3Bucket: ['a.b', 'a_b', 'abc.', '-ab', 'aB1', 's3://abc', 'abc/', 'äbc', 'abc\n', 'ab c', '...'],
  S3Key: ['a\nb', 'a\rb', 'a\u2028b', 'a\u2029b', 'a\u0085b', 'a\tb', '\u0000', '/', '//', ''],
  DataAccessRoleArn: [
    'arn:aws:iam::123456789012:role/r',
    'arn:aws:iam::123456789012:role/',
    'arn:aws-cn:iam::123456789012:role/a/b',
    'arn:aws-:iam::123456789012:role/rrrr',
    'arn:aws:iam::12345678901:role/rrrr',
    'arn:aws:iam::123456789012:user/rrrr',
    'arn:aws:iam::123456789012:role/a\nb',
    ' arn:aws:iam::123456789012:role/r',
    'arn:awsx:iam::123456789012:role/r',
  ],
  JobName: [
    'ä ö',
    'a_b.c:d/e=f+g-h%i@j',
    'a,b',
    'a#b',
    '日本',
    '𝒳',
    '🩺',
    'e\u0301',
    'a\tb',
    'a\u00a0b',
    'a\u2028b',
    'Ⅷ',
    '٣',
    'a\nb',
    '(a)',
    '&',
  ],
  ClientRequestToken: ['a-b', 'a_b', 'ä', '-', 'a b'],
  KMSKey: ['alias/x', 'a\nb', ' '],
  LanguageCode: ['en', 'EN', 'en-US', '', 'de'],
  JobType: ['BATCH', 'INCREMENTAL', 'DELETE_ONLY', 'batch', '', 'FULL'],
  IdMappingWorkflowName: [
    '',
    'a',
    'a_b-c=d+e/f',
    'a.b',
    'a b',
    'ä',
    'arn:aws:entityresolution:us-east-1:123456789012:idmappingworkflow/a',
    'arn:aws-us-gov:entityresolution:us-gov-west-1:123456789012:idmappingworkflow/a',
    'arn:aws-iso:entityresolution:us-iso-east-1:123456789012:idmappingworkflow/a',
    'arn:aws:entityresolution:us-east-1:123456789012:matchingworkflow/a',
    'arn:aws:entityresolution:us-east-1:123456789012:idmappingworkflow/',
    `arn:aws:entityresolution:us-east-1:123456789012:idmappingworkflow/${'a'.repeat(255)}`,
    `arn:aws:entityresolution:us-east-1:123456789012:idmappingworkflow/${'a'.repeat(256)}`,
  ],
  OutputRoleArn: [
    'arn:aws:iam::123456789012:role/r',
    'arn:aws:iam::123456789012:role',
    'arn:aws:iam::123456789012:rolex',
    'arn:aws:iam::123456789012:user/rr',
    'arn:aws-cn:iam::123456789012:role/r',
    'arn:aws-iso:iam::123456789012:role/r',
    'arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/r',
    'arn:aws:iam::123456789012:role/ä',
    'arn:aws:iam::123456789012:role/a b',
  ],
  OutputS3Path: [
    's3://abc',
    's3://abc/',
    's3://ab',
    's3://a.b',
    's3://abc/a\nb',
    'S3://abc',
    's3://Abc',
    's3://-bc',
    's3://abc-',
    `s3://${'a'.repeat(63)}`,
    `s3://${'a'.repeat(64)}`,
    'abc',
    'arn:aws:s3:::abc',
    's3://a_c/',
    's3:///abc',
  ],
  KMSArn: [
    'arn:aws:kms:us-east-1:123456789012:key/x',
    'arn:aws:kms::1:',
    'arn:aws:kms:x:a:1:y',
    'arn:aws-cn:kms:cn-north-1:1:key/x',
    'arn:aws-iso:kms:x:1:y',
    'alias/x',
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws:iam::1:x',
    'arn:aws:kms:a\nb:1:c',
    '',
  ],
  MatchingWorkflowName: ['a_b-c', 'a=b', 'a/b', 'ä', 'a b', ''],
};

const wrongTypes: readonly JsonValue[] = [null, true, 0, 1.5, 123456789012, 'x', [], ['x'], {}, { x: 1 }];

function withValue(root: JsonValue, path: readonly (string | number)[], value: JsonValue | undefined): JsonValue {
  const [first, ...rest] = path;
  if (first === undefined) return value ?? null;
  if (Array.isArray(root))
    return (root as readonly JsonValue[]).map((item, index) => (index === first ? withValue(item, rest, value) : item));
  const object = root as JsonObject;
  if (rest.length === 0 && value === undefined)
    return Object.fromEntries<JsonValue | undefined>(Object.entries(object).filter(([name]) => name !== first));
  return { ...object, [first]: withValue(object[first] ?? null, rest, value) };
}

interface Place {
  readonly path: readonly (string | number)[];
  readonly schema: JsonObject;
  readonly name: string;
}

/** Every location of a value below a schema, with the schema that applies there. */
function* places(
  own: JsonObject,
  value: JsonValue | undefined,
  path: readonly (string | number)[],
  name: string,
): Generator<Place> {
  const reference = own['$ref'];
  if (typeof reference === 'string') {
    const definition = reference.replace('#/definitions/', '');
    yield* places(at(schema, 'definitions', definition) as JsonObject, value, path, definition);
    return;
  }
  const [plain] = (own['anyOf'] ?? []) as readonly JsonObject[]; // beside it: the alternative for values with a variable
  yield { path, schema: { ...own, ...plain }, name };
  if (isJsonObject(value))
    for (const [member, inner] of Object.entries(value)) {
      const memberSchema = at(own, 'properties', member);
      if (isJsonObject(memberSchema)) yield* places(memberSchema, inner, [...path, member], member);
    }
  if (Array.isArray(value))
    yield* places(own['items'] as JsonObject, (value as readonly JsonValue[])[0], [...path, 0], 'item');
}

/** The cases for the constraints of one location. */
function* casesAt(base: JsonObject, { path, schema: own, name }: Place): Generator<Case> {
  const label = `/${path.join('/')}`;
  const put = (what: string, value: JsonValue | undefined, valid?: boolean): Case => ({
    name: `${label}: ${what}`,
    text: JSON.stringify(withValue(base, path, value)),
    ...(valid === undefined ? {} : { valid }),
  });
  for (const value of wrongTypes) yield put(`is ${JSON.stringify(value)}`, value);
  for (const member of (own['required'] ?? []) as readonly string[])
    yield {
      name: `${label}: without ${member}`,
      text: JSON.stringify(withValue(base, [...path, member], undefined)),
      valid: false,
    };
  if (own['additionalProperties'] === false)
    for (const member of ['x', '__proto__', 'constructor', '']) {
      // Written by hand, because JSON.stringify would lose __proto__.
      const inner = JSON.stringify(at(base, ...path));
      yield {
        name: `${label}: unknown member ${JSON.stringify(member)}`,
        text: JSON.stringify(withValue(base, path, '#')).replace(
          '"#"',
          () => `${inner.slice(0, -1)},${JSON.stringify(member)}:1}`,
        ),
        valid: false,
      };
    }
  for (const value of edges[name] ?? []) yield put(`is ${JSON.stringify(value)}`, value);
  for (const fill of fillers[name] ?? []) {
    const { minLength, maxLength } = own;
    if (typeof maxLength === 'number') {
      yield put(`${maxLength} of ${maxLength} characters`, fill(maxLength), true);
      yield put(`${maxLength + 1} of ${maxLength} characters`, fill(maxLength + 1), false);
    }
    if (typeof minLength === 'number') {
      if (Array.from(fill(minLength)).length === minLength) yield put(`${minLength} characters`, fill(minLength), true);
      yield put(
        `${minLength - 1} characters`,
        Array.from(fill(minLength))
          .slice(0, minLength - 1)
          .join(''),
        false,
      );
    }
  }
  if (own['type'] === 'array')
    for (const count of [0, 1, 2])
      yield put(
        `${count} items`,
        Array.from({ length: count }, () => at(base, ...path, 0) ?? null),
        count === 1,
      );
}

const written: readonly Case[] = [
  {
    name: 'comments and trailing commas',
    text: '// a\n{ /* b */ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "a", }, }',
    valid: true,
  },
  { name: 'no action', text: '{ "request": {} }', valid: false },
  { name: 'no request', text: '{ "action": "entityresolution:StartMatchingJob" }', valid: false },
  { name: 'unknown action', text: '{ "action": "s3:GetObject", "request": {} }', valid: false },
  {
    name: 'unknown action, strange request',
    text: '{ "action": "s3:GetObject", "request": { "x": 1 } }',
    valid: false,
  },
  { name: 'a list', text: '[]', valid: false },
  { name: 'a text', text: '"a"', valid: false },
  { name: 'null', text: 'null', valid: false },
  {
    name: 'not closed',
    text: '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "a" }',
    valid: false,
  },
  {
    name: 'no comma',
    text: '{ "action": "entityresolution:StartMatchingJob" "request": { "workflowName": "a" } }',
    valid: false,
  },
  { name: 'single quotes', text: "{ 'action': 1 }", valid: false },
  {
    name: 'a bad escape',
    text: '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "\\a" } }',
    valid: false,
  },
  {
    name: 'more behind',
    text: '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "a" } } x',
    valid: false,
  },
  {
    name: 'a whole other object in a matching request',
    text: JSON.stringify({
      action: 'entityresolution:StartMatchingJob',
      request: fullRequests['StartIdMappingJobRequest'],
    }),
    valid: false,
  },
  {
    name: 'with $schema',
    text: '{ "$schema": "x", "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "a" } }',
    valid: true,
  },
];

describe('the schema in both implementations', () => {
  for (const { action, definition } of jobKinds) {
    it(`${action}: the validator and the editor agree at every limit`, async () => {
      const base: JsonObject = {
        $schema: './x.json',
        action,
        region: 'us-east-1',
        account: '123456789012',
        request: fullRequests[definition] ?? {},
      };
      const root = withValue(schema, ['properties', 'request'], { $ref: `#/definitions/${definition}` }) as JsonObject;
      const cases = [...places(root, base, [], '')].flatMap(place => [...casesAt(base, place)]);
      assert.ok(cases.length > 50, `${cases.length} cases`);
      for (const { name, text, valid } of cases) {
        const ours = validatorAccepts(text);
        assert.equal(ours, await serviceAccepts(text), `${name}: the editor does not agree with ${String(ours)}`);
        if (valid !== undefined) assert.equal(ours, valid, name);
      }
    });
  }

  it('a value with a variable is valid in the editor and unknown to the check, except for the action', async () => {
    for (const { action, definition } of jobKinds) {
      const base: JsonObject = {
        action,
        region: 'us-east-1',
        account: '123456789012',
        request: fullRequests[definition] ?? {},
      };
      const root = withValue(schema, ['properties', 'request'], { $ref: `#/definitions/${definition}` }) as JsonObject;
      for (const { path, schema: own } of places(root, base, [], ''))
        for (const value of ['${input:x}', 'A \n${date:YYYY}', '${var:a}${var:b}']) {
          if (path.length === 0 || own['type'] === undefined) continue;
          const text = JSON.stringify(withValue(base, path, value));
          const mayHold = own['type'] === 'string' && path[0] !== 'action';
          assert.equal(await serviceAccepts(text), mayHold, text);
          assert.equal(
            check(text).problems.every(({ severity }) => severity !== 'error'),
            mayHold,
            text,
          );
        }
    }
  });

  it('the alternative for variables changes no message of the editor', async () => {
    const strict = JSON.parse(JSON.stringify(itsSchema), (_, value: JsonValue) => {
      const [plain] = (at(value, 'anyOf') ?? []) as readonly JsonObject[];
      return plain === undefined ? value : { ...(value as JsonObject), ...plain, anyOf: undefined };
    }) as LanguageService.JSONSchema;
    for (const { text } of [...badSpecs, ...goodSpecs]) {
      // A null is reported once, not twice.
      if (!text.includes('${') && !text.includes(': null'))
        assert.deepEqual(await messages(text, itsSchema), await messages(text, strict), text);
    }
  });

  for (const { name, text, valid } of written)
    it(`${name}: both ${valid === true ? 'accept' : 'reject'} it`, async () => {
      assert.equal(validatorAccepts(text), valid);
      assert.equal(await serviceAccepts(text), valid);
    });
});
