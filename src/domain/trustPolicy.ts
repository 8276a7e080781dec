import { type JsonValue, isJsonObject } from './json.ts';

/** The actions that let a service assume a role. */
const assuming: ReadonlySet<string> = new Set(['sts:assumerole', 'sts:*', '*']);

/**
 * Whether a role's trust policy, as JSON, names a service (such as `comprehendmedical`). Ignores conditions. False for
 * a text that is not a policy.
 */
export function trustsService(policy: string, service: string): boolean {
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch {
    return false;
  }
  if (!isJsonObject(parsed)) return false;
  // AWS China's principals have their own top-level domain, and some services have one principal per region.
  const principal = new RegExp(`^${service}(\\.[a-z0-9-]+)?\\.amazonaws\\.com(\\.cn)?$`, 'i');
  return list(parsed['Statement']).some(
    statement =>
      isJsonObject(statement) &&
      statement['Effect'] === 'Allow' &&
      strings(statement['Action']).some(action => assuming.has(action.toLowerCase())) &&
      isJsonObject(statement['Principal']) &&
      strings(statement['Principal']['Service']).some(name => principal.test(name)),
  );
}

/** A policy may contain a single item in place of a list. */
function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : value === undefined ? [] : [value];
}

function strings(value: JsonValue | undefined): readonly string[] {
  return list(value).filter(each => typeof each === 'string');
}
