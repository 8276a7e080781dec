import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AccessAnalyzerClient, ValidatePolicyCommand } from '@aws-sdk/client-accessanalyzer';
import { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetRoleCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import { defined } from '../domain/defined.ts';
import type { Service } from '../domain/jobs/services.ts';
import type {
  BucketEncryption,
  BucketFacts,
  KeyFacts,
  PolicyRemark,
  PreflightPort,
  Quota,
  RoleFacts,
  Simulated,
} from '../domain/preflight/port.ts';
import type { Answer } from '../domain/refusal.ts';
import type { S3Place } from '../domain/s3Place.ts';
import { type CallOptions, type Metadata, call } from './call.ts';
import { type Clients, clientWithEndpoint, common } from './clients.ts';
import { decodedPolicy, iamClient } from './iam.ts';
import { kmsClient } from './kms.ts';
import { requestIdOf } from './refusals.ts';
import { decodedKey, objectsClient, s3Client } from './s3.ts';

/** The most pages that are read of a list of quotas or verdicts. */
const maxPages = 20;

/** Reads what the checks before a start ask. Import this file lazily: it loads the clients of five services. */
export class SdkPreflight implements PreflightPort {
  readonly #options: CallOptions;
  readonly #region: string;

  /** `region`: the connection's region, which determines the partition whose IAM is asked. */
  constructor(options: CallOptions, region: string) {
    this.#options = options;
    this.#region = region;
  }

  bucket(region: string, name: string, signal?: AbortSignal): Promise<Answer<BucketFacts>> {
    return this.#s3('HeadBucket', region, signal, async (client, until) => {
      try {
        const output = await client.send(new HeadBucketCommand({ Bucket: name }), { abortSignal: until });
        return [{ isAllowed: true, ...defined({ region: output.BucketRegion }) }, output.$metadata];
      } catch (thrown) {
        // S3 tells the region whether or not access is allowed, and where the bucket is in another region.
        const { status, region: where, metadata } = refusedHead(thrown);
        if (status !== 301 && status !== 400 && status !== 403) throw thrown;
        if (status === 400 && where === undefined) throw thrown;
        return [{ isAllowed: status !== 403, ...defined({ region: where }) }, metadata];
      }
    });
  }

  encryption(region: string, bucket: string, signal?: AbortSignal): Promise<Answer<BucketEncryption>> {
    return this.#s3('GetBucketEncryption', region, signal, async (client, until) => {
      const output = await client.send(new GetBucketEncryptionCommand({ Bucket: bucket }), { abortSignal: until });
      const { ServerSideEncryptionConfiguration: configuration, $metadata } = output;
      const rule = configuration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
      return [
        configuration && { algorithm: rule?.SSEAlgorithm ?? 'AES256', ...defined({ kmsKey: rule?.KMSMasterKeyID }) },
        $metadata,
      ];
    });
  }

  versioning(region: string, bucket: string, signal?: AbortSignal): Promise<Answer<'Enabled' | 'Suspended' | 'Off'>> {
    return this.#s3('GetBucketVersioning', region, signal, async (client, until) => {
      const output = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal: until });
      // An empty configuration is an answer; a web page in its place has no request id.
      const isAnswer = requestIdOf(output.$metadata) !== undefined;
      return [isAnswer ? (output.Status ?? 'Off') : undefined, output.$metadata];
    });
  }

  bucketPolicy(
    region: string,
    bucket: string,
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly policy: string | undefined }>> {
    return this.#s3('GetBucketPolicy', region, signal, async (client, until) => {
      try {
        const output = await client.send(new GetBucketPolicyCommand({ Bucket: bucket }), { abortSignal: until });
        return [{ policy: output.Policy }, output.$metadata];
      } catch (thrown) {
        if (!(thrown instanceof Error) || thrown.name !== 'NoSuchBucketPolicy') throw thrown;
        return [{ policy: undefined }, refusedHead(thrown).metadata];
      }
    });
  }

  beside(
    region: string,
    { bucket, key }: S3Place,
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly names: readonly string[] }>> {
    return this.#s3('ListObjectsV2', region, signal, async (client, until) => {
      const output = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: key, Delimiter: '/', EncodingType: 'url', MaxKeys: 100 }),
        { abortSignal: until },
      );
      const names = [
        ...(output.CommonPrefixes ?? []).map(({ Prefix: prefix }) => decodedKey(prefix)),
        ...(output.Contents ?? []).map(({ Key: name }) => decodedKey(name)),
      ].filter(name => name !== '');
      return [{ names }, output.$metadata];
    });
  }

  sample(region: string, { bucket, key }: S3Place, bytes: number, signal?: AbortSignal): Promise<Answer<Uint8Array>> {
    return this.#call('GetObject', region, signal, async (clients, until) => {
      const output = await objectsClient(clients, region).send(
        new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=0-${bytes - 1}` }),
        { abortSignal: until },
      );
      return [(await output.Body?.transformToByteArray()) ?? new Uint8Array(), output.$metadata];
    });
  }

  role(name: string, signal?: AbortSignal): Promise<Answer<RoleFacts>> {
    return this.#call('GetRole', this.#region, signal, async (clients, until) => {
      const { Role: role, $metadata } = await iamClient(clients, this.#region).send(
        new GetRoleCommand({ RoleName: name }),
        { abortSignal: until },
      );
      if (role?.Arn === undefined) return [undefined, $metadata];
      return [
        {
          arn: role.Arn,
          trustPolicy: decodedPolicy(role.AssumeRolePolicyDocument),
        },
        $metadata,
      ];
    });
  }

  simulate(
    principal: string,
    actions: readonly string[],
    resource: string,
    context: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Answer<readonly Simulated[]>> {
    return this.#call('SimulatePrincipalPolicy', this.#region, signal, async (clients, until) => {
      const client = iamClient(clients, this.#region);
      const found: Simulated[] = [];
      let marker: string | undefined;
      let metadata: Metadata = {};
      for (let page = 0; page < maxPages; page += 1) {
        const output = await client.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: principal,
            ActionNames: [...actions],
            ResourceArns: [resource],
            ...(Object.keys(context).length === 0
              ? {}
              : {
                  ContextEntries: Object.entries(context).map(([key, value]) => ({
                    ContextKeyName: key,
                    ContextKeyValues: [value],
                    ContextKeyType: value === 'true' || value === 'false' ? ('boolean' as const) : ('string' as const),
                  })),
                }),
            ...defined({ Marker: marker }),
          }),
          { abortSignal: until },
        );
        metadata = output.$metadata;
        for (const result of output.EvaluationResults ?? []) {
          const { EvalActionName: action, EvalDecision: decision } = result;
          if (action === undefined || decision === undefined) continue;
          const missing = [result, ...(result.ResourceSpecificResults ?? [])].flatMap(
            each => each.MissingContextValues ?? [],
          );
          found.push({
            action,
            resource: result.EvalResourceName ?? resource,
            decision,
            ...(missing.length > 0 ? { isConditional: true as const } : {}),
            ...(result.OrganizationsDecisionDetail?.AllowedByOrganizations === false
              ? { deniedBy: 'organization' as const }
              : result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false
                ? { deniedBy: 'boundary' as const }
                : {}),
          });
        }
        marker = output.IsTruncated === true ? output.Marker : undefined;
        if (marker === undefined) break;
      }
      return [found.length === 0 ? undefined : found, metadata];
    });
  }

  key(region: string, key: string, signal?: AbortSignal): Promise<Answer<KeyFacts>> {
    return this.#call('DescribeKey', region, signal, async (clients, until) => {
      const { KeyMetadata: facts, $metadata } = await kmsClient(clients, region).send(
        new DescribeKeyCommand({ KeyId: key }),
        { abortSignal: until },
      );
      if (facts?.Arn === undefined) return [undefined, $metadata];
      return [
        {
          arn: facts.Arn,
          state: facts.KeyState ?? (facts.Enabled === true ? 'Enabled' : 'Disabled'),
          usage: facts.KeyUsage ?? 'ENCRYPT_DECRYPT',
          spec: facts.KeySpec ?? 'SYMMETRIC_DEFAULT',
        },
        $metadata,
      ];
    });
  }

  keyPolicy(region: string, keyArn: string, signal?: AbortSignal): Promise<Answer<string>> {
    return this.#call('GetKeyPolicy', region, signal, async (clients, until) => {
      const output = await kmsClient(clients, region).send(
        new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' }),
        { abortSignal: until },
      );
      return [output.Policy, output.$metadata];
    });
  }

  validate(policy: string, isTrust: boolean, signal?: AbortSignal): Promise<Answer<readonly PolicyRemark[]>> {
    return this.#call('ValidatePolicy', this.#region, signal, async (clients, until) => {
      const client = analyzerClient(clients, this.#region);
      return allPages(async token => {
        const { findings, nextToken, $metadata } = await client.send(
          new ValidatePolicyCommand({
            policyDocument: policy,
            policyType: isTrust ? 'RESOURCE_POLICY' : 'IDENTITY_POLICY',
            ...(isTrust ? { validatePolicyResourceType: 'AWS::IAM::AssumeRolePolicyDocument' } : {}),
            ...defined({ nextToken: token }),
          }),
          { abortSignal: until },
        );
        // An answer without the list is none.
        const items = findings?.map(({ findingType: type = '', issueCode: code = '', findingDetails: text = '' }) => ({
          type,
          code,
          text,
        }));
        return { items, next: nextToken, metadata: $metadata };
      });
    });
  }

  quotas(service: Service, region: string, signal?: AbortSignal): Promise<Answer<readonly Quota[]>> {
    return this.#call('ListServiceQuotas', region, signal, async (clients, until) => {
      const client = quotasClient(clients, region);
      return allPages(async token => {
        const { Quotas, NextToken, $metadata } = await client.send(
          new ListServiceQuotasCommand({ ServiceCode: service, ...defined({ NextToken: token }) }),
          { abortSignal: until },
        );
        const items = (Quotas ?? []).flatMap(
          ({ QuotaCode: code, QuotaName: name, Value: value, Adjustable: isAdjustable }) =>
            code === undefined || value === undefined
              ? []
              : [{ code, name: name ?? code, value, isAdjustable: isAdjustable === true }],
        );
        return { items, next: NextToken, metadata: $metadata };
      });
    });
  }

  #s3<T>(
    operation: string,
    region: string,
    signal: AbortSignal | undefined,
    work: (client: S3Client, until: AbortSignal) => Promise<[T | undefined, Metadata]>,
  ): Promise<Answer<T>> {
    return this.#call(operation, region, signal, (clients, until) => work(s3Client(clients, region), until));
  }

  #call<T>(
    operation: string,
    region: string,
    signal: AbortSignal | undefined,
    work: (clients: Clients, until: AbortSignal) => Promise<[T | undefined, Metadata]>,
  ): Promise<Answer<T>> {
    return call(this.#options, { operation, region }, work, signal);
  }
}

/** Reads up to `maxPages` pages of a list; undefined if one of them is no answer. */
async function allPages<T>(
  read: (token: string | undefined) => Promise<{
    readonly items: readonly T[] | undefined;
    readonly next: string | undefined;
    readonly metadata: Metadata;
  }>,
): Promise<[readonly T[] | undefined, Metadata]> {
  const found: T[] = [];
  let page = await read(undefined);
  for (let count = 1; ; count += 1) {
    if (page.items === undefined) return [undefined, page.metadata];
    for (const item of page.items) found.push(item);
    if (page.next === undefined || count >= maxPages) return [found, page.metadata];
    page = await read(page.next);
  }
}

function quotasClient(clients: Clients, region: string): ServiceQuotasClient {
  return clients.lazy(`servicequotas ${region}`, options =>
    clientWithEndpoint(
      endpoint => new ServiceQuotasClient({ ...common(options, region), ...defined({ endpoint }) }),
      options,
      region,
      options.endpoints.servicequotas,
    ),
  );
}

function analyzerClient(clients: Clients, region: string): AccessAnalyzerClient {
  return clients.lazy(`accessanalyzer ${region}`, options =>
    clientWithEndpoint(
      endpoint => new AccessAnalyzerClient({ ...common(options, region), ...defined({ endpoint }) }),
      options,
      region,
      options.endpoints.accessanalyzer,
    ),
  );
}

/** What a response that the SDK throws says about a bucket. */
function refusedHead(thrown: unknown): {
  readonly status: number | undefined;
  readonly region: string | undefined;
  readonly metadata: Metadata;
} {
  const { $metadata: metadata = {}, $response: response } = thrown as {
    readonly $metadata?: Metadata & { readonly httpStatusCode?: number };
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  };
  return { status: metadata.httpStatusCode, region: response?.headers?.['x-amz-bucket-region'], metadata };
}
