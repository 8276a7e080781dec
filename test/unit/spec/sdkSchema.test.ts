// The schema of a spec knows what the SDK's packages know of the requests: the same members, the same that are required,
// the same choices. It fails when an update of the SDK brings a new one. The packages hold no lengths and no patterns.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as comprehendMedical from '@aws-sdk/client-comprehendmedical';
import * as entityResolution from '@aws-sdk/client-entityresolution';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import { type JsonObject, type JsonValue, at, isJsonObject } from '../../../src/domain/json.ts';
import { repositoryFile } from './support.ts';

const schema = JSON.parse(readFileSync(repositoryFile('schemas/job-spec.schema.json'), 'utf8')) as JsonValue;
const packages: Readonly<Record<string, object>> = {
  comprehendmedical: comprehendMedical,
  entityresolution: entityResolution,
};

/** What a schema says of an object: a name with `*` is required; members in members follow after a dot. */
type Members = readonly string[];

function resolved(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) return {};
  const { $ref, ...own } = value;
  return typeof $ref === 'string' ? resolved(at(schema, 'definitions', $ref.replace('#/definitions/', ''))) : own;
}

function membersOf(object: JsonObject, prefix = ''): Members {
  const required = Array.isArray(object['required']) ? (object['required'] as readonly JsonValue[]) : [];
  return Object.entries(isJsonObject(object['properties']) ? object['properties'] : {}).flatMap(([name, member]) => {
    const target = resolved(member);
    const inner = 'items' in target ? resolved(target['items']) : target;
    return [`${prefix}${name}${required.includes(name) ? '*' : ''}`, ...membersOf(inner, `${prefix}${name}.`)];
  });
}

/**
 * A schema of the SDK: a structure is [3, namespace, name, traits, members, their schemas, how many of the first are
 * required], a list [1, namespace, name, traits, its entries' schema]; a function returns one.
 */
function sdkMembersOf(described: unknown, prefix = ''): Members {
  const value: unknown = typeof described === 'function' ? (described as () => unknown)() : described;
  if (!Array.isArray(value)) return [];
  const parts = value as readonly unknown[];
  if (parts[0] === 1) return sdkMembersOf(parts[4], prefix);
  if (parts[0] !== 3) return [];
  const names = parts[4] as readonly string[];
  const inner = parts[5] as readonly unknown[];
  const required = Number(parts[6] ?? 0);
  return names.flatMap((name, index) => [
    `${prefix}${name}${index < required ? '*' : ''}`,
    ...sdkMembersOf(inner[index], `${prefix}${name}.`),
  ]);
}

/** An operation of the SDK is [9, namespace, name, traits, its input's schema, its output's]. */
function inputOf(action: string): unknown {
  const [service = '', operation = ''] = action.split(':');
  const described: unknown = (packages[service] as Readonly<Record<string, unknown>>)[`${operation}$`];
  assert.ok(Array.isArray(described), `${action} is not in the SDK`);
  return (described as readonly unknown[])[4];
}

function requestOf(action: string): JsonObject {
  const branches = at(schema, 'allOf');
  assert.ok(Array.isArray(branches));
  const branch = (branches as readonly JsonValue[]).find(each => {
    const { pattern, enum: names } = resolved(at(each, 'if', 'properties', 'action'));
    return typeof pattern === 'string' ? new RegExp(pattern, 'u').test(action) : JSON.stringify(names).includes(action);
  });
  return resolved(at(branch, 'then', 'properties', 'request'));
}

describe('the schema of a spec beside the SDK', () => {
  for (const { action } of jobKinds)
    it(`has the members of ${action}`, () => {
      const ours = [...membersOf(requestOf(action))].sort();
      assert.ok(ours.length > 0);
      assert.deepEqual(ours, [...sdkMembersOf(inputOf(action))].sort());
    });

  it('has their choices', () => {
    const choices = enumsOf(schema);
    for (const values of [Object.values(comprehendMedical.LanguageCode), Object.values(entityResolution.JobType)])
      assert.ok(
        choices.some(each => JSON.stringify([...each].sort()) === JSON.stringify([...values].sort())),
        `${values.join(', ')} is none of ${JSON.stringify(choices)}`,
      );
  });
});

/** Every list of choices in a schema. */
function enumsOf(value: JsonValue): readonly (readonly JsonValue[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const own: unknown = at(value, 'enum');
  return [
    ...(Array.isArray(own) ? [own as readonly JsonValue[]] : []),
    ...Object.values(value as Readonly<Record<string, JsonValue>>).flatMap(enumsOf),
  ];
}
