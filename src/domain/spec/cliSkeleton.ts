// `aws … --generate-cli-skeleton` prints every member a request can have, most of them empty, to be filled in or deleted. What was
// left empty was not meant, yet the CLI would send it and the service refuse it.
import type { JobKind } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';
import { members, required, validate } from './validate.generated.js';

/** Whether there is nothing in it: an empty text, null, or an object or list of nothing else. */
function isBlank(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).every(isBlank);
  return isJsonObject(value) && Object.values(value).every(isBlank);
}

function pruned(value: JsonValue, place: string): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(entry => pruned(entry, `${place}/*`));
  if (!isJsonObject(value)) return value;
  const mayGo = (name: string): boolean => members[place]?.includes(name) === true && required[place]?.includes(name) !== true;
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) =>
    member === undefined || (isBlank(member) && mayGo(name)) ? [] : [[name, pruned(member, `${place}/${name}`)]]));
}

/**
 * The request without the members that a skeleton's reader left empty, as far as they are optional: a required one stays, so that
 * the check names it. A request that is valid as it stands is left as it stands.
 */
export function withoutPlaceholders(kind: JobKind, request: JsonObject): JsonObject {
  if (validate({ action: kind.action, request })) return request;
  const rest = pruned(request, kind.definition);
  return isJsonObject(rest) ? rest : request;
}
