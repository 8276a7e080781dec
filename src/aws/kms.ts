// The keys of an account. Only needed while a spec is written: import this file lazily.
import { defined } from '../domain/defined.ts';
import type { KeySummary } from '../domain/live/port.ts';
import { KMSClient, ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { formatArn, parseArn } from '../domain/spec/arn.ts';
import type { Metadata } from './call.ts';
import { type Clients, common, clientWithEndpoint } from './clients.ts';
import type { Page } from './s3.ts';

/** The largest pages KMS returns. */
const aliasPageSize = 100;
const keyPageSize = 1_000;

export function kmsClient(clients: Clients, region: string): KMSClient {
  return clients.lazy(`kms ${region}`, options =>
    clientWithEndpoint(
      endpoint => new KMSClient({ ...common(options, region), ...defined({ endpoint }) }),
      options,
      region,
      options.endpoints.kms,
    ),
  );
}

/** An alias with its key. `isAwsManaged`: AWS manages the key for one of its own services. */
export interface KeyAlias extends Required<KeySummary> {
  readonly isAwsManaged: boolean;
}

/** A page of aliases with their keys. An alias without a key is left out. */
export async function listAliases(
  clients: Clients,
  region: string,
  marker: string | undefined,
  signal: AbortSignal,
): Promise<[Page<KeyAlias>, Metadata]> {
  const output = await kmsClient(clients, region).send(
    new ListAliasesCommand({ Limit: aliasPageSize, ...defined({ Marker: marker }) }),
    { abortSignal: signal },
  );
  const items = (output.Aliases ?? []).flatMap(({ AliasName: alias, AliasArn: aliasArn, TargetKeyId: id }) => {
    const arn = parseArn(aliasArn ?? '');
    return alias === undefined || arn === undefined || id === undefined
      ? []
      : [{ alias, arn: formatArn({ ...arn, resource: `key/${id}` }), isAwsManaged: alias.startsWith('alias/aws/') }];
  });
  return [page(items, output), output.$metadata];
}

/** A page of the ARNs of all keys, including those that AWS manages. */
export async function listKeyArns(
  clients: Clients,
  region: string,
  marker: string | undefined,
  signal: AbortSignal,
): Promise<[Page<string>, Metadata]> {
  const output = await kmsClient(clients, region).send(
    new ListKeysCommand({ Limit: keyPageSize, ...defined({ Marker: marker }) }),
    { abortSignal: signal },
  );
  return [
    page(
      (output.Keys ?? []).flatMap(({ KeyArn: arn }) => (arn === undefined ? [] : [arn])),
      output,
    ),
    output.$metadata,
  ];
}

function page<T>(
  items: readonly T[],
  { Truncated: isTruncated, NextMarker: next }: { Truncated?: boolean | undefined; NextMarker?: string | undefined },
): Page<T> {
  return isTruncated === true && next !== undefined ? { items, next } : { items };
}
