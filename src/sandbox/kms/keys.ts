import { accountId } from '../account.ts';

/**
 * A predefined key, which exists in every region. The sandbox creates no keys and encrypts nothing:
 * it accepts any key's ARN.
 */
export interface Key {
  readonly id: string;
  /** Its aliases, without `alias/`. */
  readonly aliases: readonly string[];
  /** Its state; `Enabled` if absent. */
  readonly state?: 'Enabled' | 'Disabled' | 'PendingDeletion';
  readonly usage?: 'SIGN_VERIFY';
  /** Who its policy lets use it; the account if absent. */
  readonly principal?: string;
  /** Nobody may read it. */
  readonly isHidden?: boolean;
}

/** One with two aliases, one with one, one without, and one that AWS would manage itself. */
export const keys: readonly Key[] = [
  { id: '00000000-0000-4000-8000-000000000001', aliases: ['example-results', 'example-shared'] },
  { id: '00000000-0000-4000-8000-000000000002', aliases: ['example-archive'] },
  { id: '00000000-0000-4000-8000-000000000003', aliases: [] },
  { id: '00000000-0000-4000-8000-000000000004', aliases: ['aws/s3'] },
];

/** Keys that answer as in accounts that are not as simple. They are not listed, and are named in examples/README.md. */
const reservedKeys: readonly Key[] = [
  { id: '00000000-0000-4000-8000-000000000005', aliases: [], state: 'Disabled' },
  { id: '00000000-0000-4000-8000-000000000006', aliases: [], state: 'PendingDeletion' },
  { id: '00000000-0000-4000-8000-000000000007', aliases: [], usage: 'SIGN_VERIFY' },
  {
    id: '00000000-0000-4000-8000-000000000008',
    aliases: [],
    principal: `arn:aws:iam::${accountId}:role/ExampleAnalysts`,
  },
  { id: '00000000-0000-4000-8000-000000000009', aliases: [], isHidden: true },
];

/** The creation time of the keys: a fixed date, because nobody creates them. */
const madeAt = new Date('2026-01-05T09:00:00Z');

const arn = (region: string, resource: string): string => `arn:aws:kms:${region}:${accountId}:${resource}`;

/** The keys as ListKeys returns them. */
export function keyEntries(region: string): readonly Readonly<Record<string, unknown>>[] {
  return keys.map(({ id }) => ({ KeyId: id, KeyArn: arn(region, `key/${id}`) }));
}

/** The aliases as ListAliases returns them, in alphabetical order; those of one key or of all. */
export function aliasEntries(region: string, keyId?: string): readonly Readonly<Record<string, unknown>>[] {
  return keys
    .filter(({ id }) => keyId === undefined || keyId === id)
    .flatMap(({ id, aliases }) =>
      aliases.map(alias => ({
        AliasName: `alias/${alias}`,
        AliasArn: arn(region, `alias/${alias}`),
        TargetKeyId: id,
        CreationDate: madeAt,
        LastUpdatedDate: madeAt,
      })),
    )
    .sort((a, b) => (a.AliasName < b.AliasName ? -1 : 1));
}

/**
 * The key that an id, an alias or an ARN of either names in a region, listed or not; undefined if there is none. An ARN
 * of another region or account names none here.
 */
export function keyNamed(region: string, name: string): Key | undefined {
  const bare = name.startsWith(arn(region, '')) ? name.slice(arn(region, '').length) : name;
  if (bare.startsWith('arn:')) return undefined;
  const all = [...keys, ...reservedKeys];
  return bare.startsWith('alias/')
    ? all.find(({ aliases }) => aliases.includes(bare.slice('alias/'.length)))
    : all.find(({ id }) => id === bare.replace(/^key\//, ''));
}

/** The `KeyMetadata` of DescribeKey. */
export function keyMetadata(
  region: string,
  { id, aliases, state = 'Enabled', usage }: Key,
): Readonly<Record<string, unknown>> {
  return {
    AWSAccountId: accountId,
    KeyId: id,
    Arn: arn(region, `key/${id}`),
    CreationDate: madeAt,
    Enabled: state === 'Enabled',
    KeyState: state,
    KeyUsage: usage ?? 'ENCRYPT_DECRYPT',
    KeySpec: usage === undefined ? 'SYMMETRIC_DEFAULT' : 'RSA_2048',
    KeyManager: aliases.some(alias => alias.startsWith('aws/')) ? 'AWS' : 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: false,
  };
}

/** The key's policy, as JSON: that of a new key, which leaves its use to the policies of the account. */
export function keyPolicy({ principal = `arn:aws:iam::${accountId}:root` }: Key): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [{ Sid: 'Use', Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:*', Resource: '*' }],
  });
}
