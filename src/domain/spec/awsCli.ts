// The input of `aws … --cli-input-json` is a spec's request alone; this makes a spec of it.
import { maxOf } from '../extremes.ts';
import { type JobKind, jobKinds } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';
import { members } from './validate.generated.js';
import { escapeVariables } from './variables.ts';

const membersOf = (place: string): readonly string[] => members[place] ?? [];

/**
 * Returns the kinds of job that a request may be meant for: those that have the most of its members. The five kinds of
 * Comprehend Medical take the same request, so either all or none of them match; a member that no kind has excludes
 * none.
 */
export function kindsFitting(request: JsonObject): readonly JobKind[] {
  const names = Object.keys(request);
  const known = ({ definition }: JobKind): number => names.filter(name => membersOf(definition).includes(name)).length;
  const most = maxOf(jobKinds, known);
  return most === 0 ? [] : jobKinds.filter(kind => known(kind) === most);
}

/**
 * Sorts every object's members in schema order, unknown ones last, and escapes strings that a spec would read as
 * variables.
 */
function asInSpec(value: JsonValue, place: string): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(entry => asInSpec(entry, `${place}/*`));
  if (!isJsonObject(value)) return typeof value === 'string' ? escapeVariables(value) : value;
  const order = membersOf(place);
  const names = [
    ...order.filter(name => Object.hasOwn(value, name)),
    ...Object.keys(value).filter(name => !order.includes(name)),
  ];
  return Object.fromEntries(
    names.flatMap(name => {
      const member = value[name];
      return member === undefined ? [] : [[name, asInSpec(member, `${place}/${name}`)]];
    }),
  );
}

/** The region and account to set in a new spec. */
export interface SpecPlace {
  readonly region?: string;
  readonly account?: string;
}

/**
 * Returns the text of a spec with this request, formatted for reading; the request's content is not lost or changed.
 */
export function specTextOf(kind: JobKind, request: JsonObject, { region, account }: SpecPlace = {}): string {
  // JSON omits undefined members.
  return `${JSON.stringify({ action: kind.action, region, account, request: asInSpec(request, kind.definition) }, null, 2)}\n`;
}
