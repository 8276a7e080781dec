// What goes into `aws … --cli-input-json` is a spec's request without its cover; here it gets one.
import { mostOf } from '../extremes.ts';
import { type JobKind, jobKinds } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';
import { members } from './validate.generated.js';
import { escapeVariables } from './variables.ts';

const membersOf = (place: string): readonly string[] => members[place] ?? [];

/**
 * The kinds of job a request could be meant for: those that know the most of its members. The five of Comprehend Medical take the
 * same request, so it is all of them or none; a member that no kind knows excludes none.
 */
export function kindsFitting(request: JsonObject): readonly JobKind[] {
  const names = Object.keys(request);
  const known = ({ definition }: JobKind): number => names.filter(name => membersOf(definition).includes(name)).length;
  const most = mostOf(jobKinds, known);
  return most === 0 ? [] : jobKinds.filter(kind => known(kind) === most);
}

/** The value with every object's members in the schema's order, those it does not know last; what looks like a variable to a spec stands for itself. */
function asInSpec(value: JsonValue, place: string): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(entry => asInSpec(entry, `${place}/*`));
  if (!isJsonObject(value)) return typeof value === 'string' ? escapeVariables(value) : value;
  const order = membersOf(place);
  const names = [...order.filter(name => Object.hasOwn(value, name)), ...Object.keys(value).filter(name => !order.includes(name))];
  return Object.fromEntries(names.flatMap(name => {
    const member = value[name];
    return member === undefined ? [] : [[name, asInSpec(member, `${place}/${name}`)]];
  }));
}

/** Where the job of a new spec may run. */
export interface SpecPlace {
  readonly region?: string;
  readonly account?: string;
}

/** The text of a spec with this request, as a person would write it; nothing of the request is lost or changed. */
export function specTextOf(kind: JobKind, request: JsonObject, { region, account }: SpecPlace = {}): string {
  // JSON leaves out what is undefined.
  return `${JSON.stringify({ action: kind.action, region, account, request: asInSpec(request, kind.definition) }, null, 2)}\n`;
}
