// The roles of an account. Only needed while a spec is written: import this file lazily.
import { defined } from '../domain/defined.ts';
import type { RoleSummary } from '../domain/live/port.ts';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import type { Service } from '../domain/jobs/services.ts';
import { trustsService } from '../domain/policy.ts';
import type { Metadata } from './call.ts';
import { type Clients, common, clientWithEndpoint } from './clients.ts';
import type { Page } from './s3.ts';

const pageSize = 1_000;

/**
 * IAM has one endpoint and one signing region in each partition. A client that is given its endpoint no longer knows
 * that region, so it is taken from the same rules as the endpoint.
 */
export function iamClient(clients: Clients, region: string): IAMClient {
  return clients.lazy(`iam ${region}`, options => {
    const make =
      (signingRegion: string) =>
      (endpoint?: string): IAMClient =>
        new IAMClient({ ...common(options, signingRegion), ...defined({ endpoint }) });
    const probe = make(region)();
    const { properties } = probe.config.endpointProvider({
      Region: region,
      UseFIPS: options.useFips,
      UseDualStack: options.useDualStack,
    });
    probe.destroy();
    const [scheme] = (properties?.authSchemes ?? []) as readonly { readonly signingRegion?: string }[];
    return clientWithEndpoint(make(scheme?.signingRegion ?? region), options, region, options.endpoints.iam);
  });
}

/** A page of the roles that a user can pass to a service. Roles that AWS reserves for itself are left out. */
export async function listRoles(
  clients: Clients,
  region: string,
  service: Service,
  marker: string | undefined,
  signal: AbortSignal,
): Promise<[Page<RoleSummary>, Metadata]> {
  const output = await iamClient(clients, region).send(
    new ListRolesCommand({ MaxItems: pageSize, ...defined({ Marker: marker }) }),
    { abortSignal: signal },
  );
  const items = (output.Roles ?? []).flatMap(
    ({ Arn: arn, RoleName: name, Path: path = '/', AssumeRolePolicyDocument: policy }) =>
      arn === undefined ||
      name === undefined ||
      path.startsWith('/aws-service-role/') ||
      path.startsWith('/aws-reserved/')
        ? []
        : [{ arn, name, isTrusting: trustsService(decodedPolicy(policy), service) }],
  );
  return [
    output.IsTruncated === true && output.Marker !== undefined ? { items, next: output.Marker } : { items },
    output.$metadata,
  ];
}

/** IAM percent-encodes policies (RFC 3986). */
export function decodedPolicy(policy: string | undefined): string {
  try {
    return decodeURIComponent(policy ?? '');
  } catch {
    return '';
  }
}
