import type { JobKind } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, at, isJsonObject } from '../json.ts';
import { memberNames, requestSchema, requiredNames, resolved } from './shape.ts';

/** Returns an object of this schema with its required members: at their default value if they have one, else empty. */
export function skeletonOf(schema: JsonObject): JsonObject {
  const required = requiredNames(schema);
  return Object.fromEntries(
    memberNames(schema)
      .filter(name => required.includes(name))
      .map(name => [name, emptyValue(resolved(at(schema, 'properties', name)))]),
  );
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

/** Returns the text of a new spec to fill in. */
export function newSpecText(
  { action, ...kind }: JobKind,
  { region, account }: { readonly region?: string; readonly account?: string } = {},
): string {
  // JSON omits undefined members.
  return `${JSON.stringify({ action, region, account, request: skeletonOf(requestSchema({ action, ...kind })) }, null, 2)}\n`;
}
