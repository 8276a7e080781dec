// `aws … --generate-cli-skeleton` prints every possible member of a request, most of them empty, to fill in or delete.
// Members left empty were not meant, but the CLI would send them and the service reject them.
import type { JobKind } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';
import { members, required, validate } from '../spec/validate.generated.js';

/** Whether a value is empty: an empty string, null, or an object or list of only such values. */
function isBlank(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).every(isBlank);
  return isJsonObject(value) && Object.values(value).every(isBlank);
}

function pruned(value: JsonValue, place: string): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(entry => pruned(entry, `${place}/*`));
  if (!isJsonObject(value)) return value;
  const mayGo = (name: string): boolean =>
    members[place]?.includes(name) === true && required[place]?.includes(name) !== true;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined || (isBlank(member) && mayGo(name)) ? [] : [[name, pruned(member, `${place}/${name}`)]],
    ),
  );
}

/**
 * Removes optional members that were left empty in a skeleton. Required ones stay, so that the check reports them. A
 * request that is valid is returned unchanged.
 */
export function withoutPlaceholders(kind: JobKind, request: JsonObject): JsonObject {
  if (validate({ action: kind.action, request })) return request;
  const rest = pruned(request, kind.definition);
  return isJsonObject(rest) ? rest : request;
}
