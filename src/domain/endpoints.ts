import type { EndpointOverrides } from './connection.ts';
import { isJsonObject } from './json.ts';

/** The endpoints of the setting, which may have any value; a member that is not a text counts as not set. */
export function endpointsIn(setting: unknown): EndpointOverrides {
  if (!isJsonObject(setting)) return {};
  return Object.fromEntries(
    Object.entries(setting).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
    ),
  );
}
