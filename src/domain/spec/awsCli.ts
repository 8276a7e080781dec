// A request is a part of a spec; this makes a spec of it.
import type { JobKind } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';
import { members } from './validate.generated.js';
import { escapeVariables } from './variables.ts';

const membersOf = (place: string): readonly string[] => members[place] ?? [];

/** Sorts every object's members in schema order, unknown ones last. */
function ordered(value: JsonValue, place: string, text: (text: string) => string): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(entry => ordered(entry, `${place}/*`, text));
  if (!isJsonObject(value)) return typeof value === 'string' ? text(value) : value;
  const order = membersOf(place);
  const names = [
    ...order.filter(name => Object.hasOwn(value, name)),
    ...Object.keys(value).filter(name => !order.includes(name)),
  ];
  return Object.fromEntries(
    names.flatMap(name => {
      const member = value[name];
      return member === undefined ? [] : [[name, ordered(member, `${place}/${name}`, text)]];
    }),
  );
}

/** The region and account to set in a new spec. */
export interface SpecPlace {
  readonly region?: string;
  readonly account?: string;
}

const format = (spec: JsonObject): string => `${JSON.stringify(spec, null, 2)}\n`; // JSON omits undefined members

/**
 * Returns the text of a spec with this request, formatted for reading; the request's content is not lost or changed:
 * strings that a spec would read as variables are escaped.
 */
export function specTextOf(kind: JobKind, request: JsonObject, { region, account }: SpecPlace = {}): string {
  return format({ action: kind.action, region, account, request: ordered(request, kind.definition, escapeVariables) });
}

/** Returns the text of a spec whose strings are in its notation already. `spec`: its members except for the action. */
export function orderedSpecText(kind: JobKind, { region, account, request = {} }: JsonObject): string {
  return format({ action: kind.action, region, account, request: ordered(request, kind.definition, text => text) });
}
