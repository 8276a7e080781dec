import { accountId } from '../account.ts';

/**
 * A predefined key, which exists in every region. The sandbox creates no keys and encrypts nothing:
 * it accepts any key's ARN.
 */
export interface Key {
  readonly id: string;
  /** Its aliases, without `alias/`. */
  readonly aliases: readonly string[];
}

/** One with two aliases, one with one, one without, and one that AWS would manage itself. */
export const keys: readonly Key[] = [
  { id: '00000000-0000-4000-8000-000000000001', aliases: ['example-results', 'example-shared'] },
  { id: '00000000-0000-4000-8000-000000000002', aliases: ['example-archive'] },
  { id: '00000000-0000-4000-8000-000000000003', aliases: [] },
  { id: '00000000-0000-4000-8000-000000000004', aliases: ['aws/s3'] },
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
