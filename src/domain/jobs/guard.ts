// What keeps a checked request from being started with a connection, whichever way it is started.
import type { Connected } from '../connection.ts';
import { partitionOf } from '../spec/regions.ts';
import type { ValidSpec } from '../spec/spec.ts';
import type { JobServices } from './ports.ts';

/**
 * Why a request may not be started:
 * - `account`: the spec is for another account · `partition`: the region is in another partition than the credentials
 * - `credential`: the request holds a part of the credentials, and requests are stored and shown
 */
export type Guard =
  | { readonly sort: 'account'; readonly wanted: string; readonly account: string }
  | { readonly sort: 'partition'; readonly region: string }
  | { readonly sort: 'credential' };

/** Compares a spec with the connection's verified identity. `services`: those that the start would use. */
export function guardOf(
  { account, region, request }: Pick<ValidSpec, 'account' | 'region' | 'request'>,
  { simulated }: Pick<Connected, 'simulated'>,
  services: JobServices,
): Guard | undefined {
  const { identity } = services;
  if (account !== undefined && account !== identity.account)
    return { sort: 'account', wanted: account, account: identity.account };
  const where = region ?? services.region;
  if (!simulated && partitionOf(where) !== identity.partition) return { sort: 'partition', region: where };
  // If the spec was checked before connecting, it may contain a secret that only the connection can recognize.
  return services.holdsCredential?.(JSON.stringify(request)) === true ? { sort: 'credential' } : undefined;
}
