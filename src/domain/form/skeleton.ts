import type { JobKind } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, at, isJsonObject } from '../json.ts';
import { memberNames, requestSchema, requiredNames, resolved } from './shape.ts';

/** An object of this schema with its required members: what has one value holds it, the other texts are empty. */
export function skeletonOf(schema: JsonObject): JsonObject {
  const required = requiredNames(schema);
  return Object.fromEntries(memberNames(schema).filter(name => required.includes(name)).map(name => [name, emptyValue(resolved(at(schema, 'properties', name)))]));
}

function emptyValue(member: JsonObject): JsonValue {
  if (member['default'] !== undefined) return member['default'];
  if (member['type'] === 'object') return skeletonOf(member);
  if (member['type'] === 'array') {
    const entry = resolved(member['items']);
    return [isJsonObject(entry) ? skeletonOf(entry) : ''];
  }
  return '';
}

/** The text of a spec that is still to be filled in. */
export function newSpecText({ action, ...kind }: JobKind, { region, account }: { readonly region?: string; readonly account?: string } = {}): string {
  // JSON leaves out what is undefined.
  return `${JSON.stringify({ action, region, account, request: skeletonOf(requestSchema({ action, ...kind })) }, null, 2)}\n`;
}
