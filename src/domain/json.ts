/** A value in a JSON text. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object in a JSON text; an absent member reads as undefined. */
export interface JsonObject {
  readonly [member: string]: JsonValue | undefined;
}

/** Whether a value is a JSON object: neither an array nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the value at a path of member names and indices, or undefined if the path does not exist. */
export function at(value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue | undefined {
  let here = value;
  for (const step of path) {
    if (typeof step === 'number') here = Array.isArray(here) ? (here as readonly JsonValue[])[step] : undefined;
    else here = isJsonObject(here) ? here[step] : undefined;
  }
  return here;
}

/** Returns the string at a path; undefined if it is missing, empty or not a string. */
export function stringAt(value: JsonValue | undefined, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** Returns a value as JSON with sorted member names: equal values give equal strings. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .flatMap(name => {
      const member = value[name];
      return member === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(member)}`];
    });
  return `{${members.join(',')}}`;
}
