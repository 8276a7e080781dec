import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { type JsonObject, type JsonValue, at, isJsonObject, stringAt } from '../../../src/domain/json.ts';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import { check, repositoryFile, schemaText } from './support.ts';

const schema = JSON.parse(schemaText) as JsonObject;

/** Every object of the schema that has properties, is reached through them, or is a definition. */
function* schemas(
  value: JsonValue | undefined,
  place: string,
): Generator<readonly [place: string, schema: JsonObject]> {
  if (Array.isArray(value))
    for (const [index, item] of (value as readonly JsonValue[]).entries()) yield* schemas(item, `${place}/${index}`);
  if (!isJsonObject(value)) return;
  yield [place, value];
  for (const [name, inner] of Object.entries(value))
    if (name !== 'defaultSnippets' && name !== 'if') yield* schemas(inner, `${place}/${name}`);
}

const all = [...schemas(schema, '#')];

/** A snippet's text as inserted: each placeholder with its default. */
const expanded = (body: JsonValue): string =>
  JSON.stringify(body)
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1');

describe('schemas/job-spec.schema.json', () => {
  it('is draft-07 with its root inline', () => {
    assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
    assert.equal(schema['$ref'], undefined);
    assert.equal(schema['allowTrailingCommas'], true);
  });

  it('has the actions of the kinds table, in its order, and a request for each', () => {
    const actions = jobKinds.map(({ action }) => action);
    assert.deepEqual(at(schema, 'properties', 'action', 'enum'), actions);
    assert.equal((at(schema, 'properties', 'action', 'enumDescriptions') as JsonValue[]).length, actions.length);
    for (const { action, definition } of jobKinds) {
      const branch = (schema['allOf'] as readonly JsonObject[]).find(({ if: condition }) => {
        const words = at(condition, 'properties', 'action', 'enum') as readonly JsonValue[] | undefined;
        return words?.includes(action) ?? action.startsWith('comprehendmedical:');
      });
      assert.equal(at(branch, 'then', 'properties', 'request', '$ref'), `#/definitions/${definition}`);
    }
  });

  it('rejects unknown members wherever it defines members', () => {
    for (const [place, { properties, type, additionalProperties }] of all) {
      if (isJsonObject(properties) && type === 'object') assert.equal(additionalProperties, false, place);
    }
  });

  it('describes every member', () => {
    for (const [place, { properties, additionalProperties }] of all)
      if (additionalProperties === false && isJsonObject(properties)) {
        for (const [name, member] of Object.entries(properties))
          assert.match(stringAt(member, 'markdownDescription') ?? '', /^[A-Z][^]{30,}[.`]$/, `${place}/${name}`);
      }
  });

  it('has anchored patterns that are valid in Unicode mode, each with its own message', () => {
    for (const [place, own] of all) {
      const pattern = stringAt(own, 'pattern');
      if (pattern === undefined) continue;
      assert.doesNotThrow(() => new RegExp(pattern, 'u'), place);
      assert.match(pattern, /^\^.*\$$/s, place);
      assert.match(stringAt(own, 'patternErrorMessage') ?? '', /^[A-Z].*\.$/, place);
    }
  });

  it('has a snippet for every kind, which is a spec that can be sent', () => {
    const bodies = (schema['defaultSnippets'] as readonly JsonObject[]).map(({ body }) => body ?? null);
    assert.deepEqual(
      bodies.map(body => at(body, 'action')),
      jobKinds.map(({ action }) => action),
    );
    for (const body of bodies) {
      const { problems } = check(expanded(body));
      assert.deepEqual(
        problems.filter(({ code }) => code !== 'AJ050'),
        [],
        expanded(body),
      );
    }
  });

  it('is compiled into a small module without imports or eval', () => {
    const file = repositoryFile('src/domain/spec/validate.generated.js');
    assert.ok(statSync(file).size <= 42 * 1024, `${statSync(file).size} bytes`);
    assert.doesNotMatch(readFileSync(file, 'utf8'), /\brequire\(|\bimport\b|\beval\(|new Function/);
  });
});
