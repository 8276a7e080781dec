// What a bucket is configured to do, for those who ask; the sandbox itself encrypts nothing, keeps no versions, and lets
// jobs read and write whatever the policy says.
import { accountId } from '../account.ts';
import { element, elements, xmlResponse } from '../protocols/xml.ts';
import { type S3Operation, requireBucket, xmlns } from './call.ts';
import { s3Error } from './errors.ts';

interface Configuration {
  /** The KMS key of the default encryption; SSE-S3 without one. */
  readonly kmsKey?: string;
  readonly versioning?: 'Enabled' | 'Suspended';
  readonly policy?: object;
}

const dataRole = `arn:aws:iam::${accountId}:role/ComprehendMedicalData`;

const policyOf = (bucket: string, statement: object): object => ({
  Version: '2012-10-17',
  Statement: [{ Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`], ...statement }],
});

/** By the name of the bucket; all others have the defaults of a new bucket. */
const configurations: Readonly<Record<string, Configuration>> = {
  // Its policy denies writing to the example role.
  'example-guarded': {
    kmsKey: `arn:aws:kms:us-east-1:${accountId}:key/00000000-0000-4000-8000-000000000001`,
    versioning: 'Enabled',
    policy: policyOf('example-guarded', { Effect: 'Deny', Principal: { AWS: dataRole }, Action: 's3:PutObject' }),
  },
  // Its policy depends on the network that a request comes from.
  'example-conditional': {
    versioning: 'Suspended',
    policy: policyOf('example-conditional', {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-00000000000000000' } },
    }),
  },
  // Its policy alone lets the role with few rights write.
  'example-shared': {
    policy: policyOf('example-shared', {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:role/ReadOnlyData` },
      Action: ['s3:PutObject', 's3:ListBucket'],
    }),
  },
};

/** The configured buckets. */
export const configuredBuckets: readonly string[] = Object.keys(configurations);

const configurationOf = (bucket: string): Configuration =>
  Object.hasOwn(configurations, bucket) ? (configurations[bucket] ?? {}) : {};

/** The KMS key that a bucket's objects are encrypted with by default; undefined for S3's own. */
export const kmsKeyOf = (bucket: string): string | undefined => configurationOf(bucket).kmsKey;

/** The headers that tell how an object is encrypted. */
export function encryptionHeaders(bucket: string): Readonly<Record<string, string>> {
  const key = kmsKeyOf(bucket);
  return key === undefined
    ? { 'x-amz-server-side-encryption': 'AES256' }
    : { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': key };
}

/** GetBucketEncryption. */
export const getBucketEncryption: S3Operation = call => {
  requireBucket(call);
  const { kmsKey } = configurationOf(call.bucket);
  const byDefault =
    kmsKey === undefined
      ? elements(element('SSEAlgorithm', 'AES256'))
      : elements(element('SSEAlgorithm', 'aws:kms'), element('KMSMasterKeyID', kmsKey));
  return xmlResponse(
    element(
      'ServerSideEncryptionConfiguration',
      elements(
        element(
          'Rule',
          elements(
            element('ApplyServerSideEncryptionByDefault', byDefault),
            element('BucketKeyEnabled', kmsKey !== undefined),
          ),
        ),
      ),
      xmlns,
    ),
  );
};

/** GetBucketVersioning: an empty configuration if versioning was never turned on. */
export const getBucketVersioning: S3Operation = call => {
  requireBucket(call);
  const { versioning } = configurationOf(call.bucket);
  return xmlResponse(
    element(
      'VersioningConfiguration',
      elements(versioning === undefined ? undefined : element('Status', versioning)),
      xmlns,
    ),
  );
};

/** GetBucketPolicy. */
export const getBucketPolicy: S3Operation = call => {
  requireBucket(call);
  const { policy } = configurationOf(call.bucket);
  if (policy === undefined) throw s3Error('NoSuchBucketPolicy', { BucketName: call.bucket });
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(policy) };
};
