import { type JsonValue, isJsonObject } from './json.ts';

/** The actions by which a service takes a role on. */
const assuming: ReadonlySet<string> = new Set(['sts:assumerole', 'sts:*', '*']);

/** Whether a role's trust policy, as JSON, names a service (such as `comprehendmedical`). Conditions are not looked at. False for a text that is none. */
export function trustsService(policy: string, service: string): boolean {
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch {
    return false;
  }
  if (!isJsonObject(parsed)) return false;
  // AWS China has principals of its own top-level domain, and some services have one for each region.
  const principal = new RegExp(`^${service}(\\.[a-z0-9-]+)?\\.amazonaws\\.com(\\.cn)?$`, 'i');
  return list(parsed['Statement']).some(statement => isJsonObject(statement)
    && statement['Effect'] === 'Allow'
    && strings(statement['Action']).some(action => assuming.has(action.toLowerCase()))
    && isJsonObject(statement['Principal']) && strings(statement['Principal']['Service']).some(name => principal.test(name)));
}

/** A policy's lists may be written as their only item. */
function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value as readonly JsonValue[] : value === undefined ? [] : [value];
}

function strings(value: JsonValue | undefined): readonly string[] {
  return list(value).filter(each => typeof each === 'string');
}
