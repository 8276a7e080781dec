import { accountId, callerArn } from '../account.ts';
import { configuredBuckets } from './configurations.ts';
import type { StoredObject } from '../store/objects.ts';

// Names and metadata that make S3 answer as it does in accounts that are not as simple as the sandbox's. They are
// reserved for that, and listed in examples/README.md. They hold for the callers of S3: a job reads and writes with a
// role of its own, so that its results can be ones that the caller may not read.

/** As a bucket: everything in it is denied. As the first part of a key: so is everything under it, in any bucket. */
const deniedName = 'example-denied';

/** A bucket that answers in its region only. */
const elsewhere = { bucket: 'example-elsewhere', region: 'eu-central-1' };

/** A bucket whose requests are charged to those who make and say so; without that, everything is denied. */
export const payersBucket = 'example-requester-pays';

/** A bucket with Object Lock, whose objects must come with a checksum. */
export const lockedBucket = 'example-locked';

/** Buckets of other accounts: they can be used, but ListBuckets does not list them. All but the first are seeded. */
export const foreignBuckets: readonly string[] = [
  deniedName,
  elsewhere.bucket,
  'example-states',
  payersBucket,
  lockedBucket,
  ...configuredBuckets,
];

/** The account that those belong to. */
const foreignAccount = '999999999999';

/** The account that a bucket belongs to. */
export function ownerOf(bucket: string): string {
  return foreignBuckets.includes(bucket) ? foreignAccount : accountId;
}

/** By the first part of a key: what S3 answers to a request that writes there. */
const refusedWrites: Readonly<
  Record<string, { readonly code: 'AccessDenied' | 'KMS.DisabledException' | 'SlowDown'; readonly message?: string }>
> = {
  'example-kms-denied': {
    code: 'AccessDenied',
    message: `User: ${callerArn} is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:${accountId}:key/00000000-0000-4000-8000-000000000001 because no identity-based policy allows the kms:GenerateDataKey action`,
  },
  'example-kms-disabled': { code: 'KMS.DisabledException' },
  'example-slow': { code: 'SlowDown' },
};

/** What S3 answers to a request that writes to the key; undefined if it takes it. */
export function refusedWrite(key: string): (typeof refusedWrites)[string] | undefined {
  const [first = ''] = key.split('/');
  return key.includes('/') && Object.hasOwn(refusedWrites, first) ? refusedWrites[first] : undefined;
}

/** The metadata that says how S3 answers when the object is read, as in `x-amz-meta-sandbox-answer: NoSuchKey`. */
export const answerMetadata = 'sandbox-answer';

/** The answer to reading an object. */
export interface ReservedAnswer {
  readonly code:
    | 'AccessDenied'
    | 'KMS.DisabledException'
    | 'NoSuchKey'
    | 'DeleteMarker'
    | 'InvalidObjectState'
    | 'SlowDown';
  /** Replaces the usual text. */
  readonly message?: string;
  /** Whether HeadObject gives it, too: it decrypts nothing, and tells the storage class of an archived object. */
  readonly isForHead: boolean;
}

const answers: Readonly<Record<string, ReservedAnswer>> = {
  AccessDenied: { code: 'AccessDenied', isForHead: true },
  'KMS.AccessDenied': {
    code: 'AccessDenied',
    message: `User: ${callerArn} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:${accountId}:key/00000000-0000-4000-8000-000000000002 because no identity-based policy allows the kms:Decrypt action`,
    isForHead: false,
  },
  'KMS.Disabled': { code: 'KMS.DisabledException', isForHead: false },
  // Listed, and gone when it is read.
  NoSuchKey: { code: 'NoSuchKey', isForHead: true },
  // The same in a bucket with versions, where only a marker was added.
  DeleteMarker: { code: 'DeleteMarker', isForHead: true },
  InvalidObjectState: { code: 'InvalidObjectState', isForHead: false },
  SlowDown: { code: 'SlowDown', isForHead: true },
};

/** The storage classes whose objects must be restored before they can be read. */
const archives: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

/** Whether the caller, and a job's role as well, may do nothing in the bucket. */
export function isDeniedBucket(bucket: string): boolean {
  return bucket === deniedName;
}

/** Whether the caller may do nothing with a key, or list nothing with a prefix. */
export function isDenied(bucket: string, keyOrPrefix: string): boolean {
  return isDeniedBucket(bucket) || keyOrPrefix.startsWith(`${deniedName}/`);
}

/** The region of a bucket that does not answer in the region of the request. */
export function otherRegionOf(bucket: string, region: string): string | undefined {
  return bucket === elsewhere.bucket && region !== elsewhere.region ? elsewhere.region : undefined;
}

/** What S3 answers instead of the object; undefined if it can be read. */
export function answerInstead(
  { metadata, storageClass }: Pick<StoredObject, 'metadata' | 'storageClass'>,
  method: string,
): ReservedAnswer | undefined {
  const answer = answers[metadata[answerMetadata] ?? (archives.includes(storageClass) ? 'InvalidObjectState' : '')];
  return answer === undefined || (method === 'HEAD' && !answer.isForHead) ? undefined : answer;
}
