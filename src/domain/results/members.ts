// Reads members of the services' JSON files. Files of older tools spell them in camel case, and any member may be
// missing or of the wrong type: then it counts as absent.
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';

/** Returns a member by its name in the service's model, such as `BeginOffset`, in Pascal or in camel case. */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  const camelCase = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return Object.hasOwn(object, camelCase) ? object[camelCase] : undefined;
}

export function textMember(object: JsonObject, name: string): string | undefined {
  const value = member(object, name);
  return typeof value === 'string' ? value : undefined;
}

/** Returns a word, such as a category or a code. A NUL, which no word has, is replaced: it separates words elsewhere. */
export function wordMember(object: JsonObject, name: string): string | undefined {
  return textMember(object, name)?.replaceAll('\u0000', '\uFFFD');
}

export function numberMember(object: JsonObject, name: string): number | undefined {
  const value = member(object, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Returns the objects of a list, and how many of its entries are not objects. */
export function objectsMember(object: JsonObject, name: string): { items: readonly JsonObject[]; skipped: number } {
  const value = member(object, name);
  if (!Array.isArray(value)) return { items: [], skipped: value === undefined || value === null ? 0 : 1 };
  const all = value as readonly JsonValue[];
  const items = all.filter(isJsonObject);
  return { items, skipped: all.length - items.length };
}

/** Parses the text of a file; undefined if it is not JSON with an object at the top. */
export function objectOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
