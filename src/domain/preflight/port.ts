// What the checks before a start read from the account. Nothing is changed, and no document is read but by `sample`.
import type { Service } from '../jobs/services.ts';
import type { Answer } from '../refusal.ts';
import type { S3Place } from '../s3Place.ts';

/** A bucket, as HeadBucket returns it. A bucket that does not exist is refused as `notFound`. */
export interface BucketFacts {
  /** Told whether or not access is allowed; some stores that are not S3 leave it out. */
  readonly region?: string;
  readonly isAllowed: boolean;
}

/** The default encryption of a bucket: `AES256`, `aws:kms`, `aws:kms:dsse`, and the key for the latter two. */
export interface BucketEncryption {
  readonly algorithm: string;
  readonly kmsKey?: string;
}

export interface RoleFacts {
  readonly arn: string;
  /** The trust policy, as JSON. */
  readonly trustPolicy: string;
}

export interface KeyFacts {
  readonly arn: string;
  /** Such as `Enabled`, `Disabled` or `PendingDeletion`. */
  readonly state: string;
  /** Such as `ENCRYPT_DECRYPT`. */
  readonly usage: string;
  /** Such as `SYMMETRIC_DEFAULT`. */
  readonly spec: string;
}

/** How the policies of a principal answer for an action on a resource. */
export interface Simulated {
  readonly action: string;
  readonly resource: string;
  readonly decision: 'allowed' | 'implicitDeny' | 'explicitDeny';
  /** Whether a service control policy or the permissions boundary is what stands against it. */
  readonly deniedBy?: 'organization' | 'boundary';
  /** Whether a condition asks for a key whose value was not given: the decision may be another in the real request. */
  readonly isConditional?: true;
}

export interface Quota {
  readonly code: string;
  readonly name: string;
  readonly value: number;
  readonly isAdjustable: boolean;
}

/** What IAM Access Analyzer says about a policy. `type`: ERROR, SECURITY_WARNING, WARNING, SUGGESTION, or a new one. */
export interface PolicyRemark {
  readonly type: string;
  readonly code: string;
  readonly text: string;
}

export interface PreflightPort {
  bucket(region: string, name: string, signal?: AbortSignal): Promise<Answer<BucketFacts>>;
  encryption(region: string, bucket: string, signal?: AbortSignal): Promise<Answer<BucketEncryption>>;
  /** `Off`: versioning was never turned on. */
  versioning(region: string, bucket: string, signal?: AbortSignal): Promise<Answer<'Enabled' | 'Suspended' | 'Off'>>;
  /** The bucket's policy as JSON; undefined if it has none. */
  bucketPolicy(
    region: string,
    bucket: string,
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly policy: string | undefined }>>;
  /** The folders and up to 100 objects that begin with the prefix, without those below the next slash. */
  beside(region: string, place: S3Place, signal?: AbortSignal): Promise<Answer<{ readonly names: readonly string[] }>>;
  /** The first bytes of an object; called only if the user allows it. */
  sample(region: string, place: S3Place, bytes: number, signal?: AbortSignal): Promise<Answer<Uint8Array>>;
  role(name: string, signal?: AbortSignal): Promise<Answer<RoleFacts>>;
  /** Simulates the policies attached to a principal, which are not all that decide. */
  simulate(
    principal: string,
    actions: readonly string[],
    resource: string,
    context: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Answer<readonly Simulated[]>>;
  /** `key`: its ARN or id, or the ARN or name of an alias. */
  key(region: string, key: string, signal?: AbortSignal): Promise<Answer<KeyFacts>>;
  keyPolicy(region: string, keyArn: string, signal?: AbortSignal): Promise<Answer<string>>;
  /** Sends a policy to IAM Access Analyzer, which reads nothing of the account. Called only if the user asks for it. */
  validate(policy: string, isTrust: boolean, signal?: AbortSignal): Promise<Answer<readonly PolicyRemark[]>>;
  quotas(service: Service, region: string, signal?: AbortSignal): Promise<Answer<readonly Quota[]>>;
}
