// The policies that a spec needs, and nothing more: for its role, for who starts it, and for the service's trust.
import { defined } from '../defined.ts';
import { isWorkflowKind } from '../jobs/kinds.ts';
import type { JsonObject } from '../json.ts';
import { parseArn } from '../spec/arn.ts';
import { needsOf } from './checks/access.ts';
import { startResource } from './checks/caller.ts';
import { type Subject, domainOf, servicePrincipal } from './subject.ts';

const version = '2012-10-17';

export interface LeastPrivilege {
  /** Who may assume the role. */
  readonly trust?: JsonObject;
  /** What the role may do; absent if the workflow has its own role. */
  readonly role?: JsonObject;
  /** What starting and watching the job, and reading its log and results takes. */
  readonly caller: JsonObject;
  /** What uploading notes to the input takes besides; absent if the job reads no documents. */
  readonly upload?: JsonObject;
}

export function leastPrivilege(subject: Subject): LeastPrivilege {
  return {
    ...(subject.role === undefined ? {} : { trust: trustPolicy(subject), role: rolePolicy(subject) }),
    caller: callerPolicy(subject),
    ...defined({ upload: uploadPolicy(subject) }),
  };
}

/** The input prefix alone: what is there is listed and compared, and written. */
function uploadPolicy({ kind, input, partition }: Subject): JsonObject | undefined {
  if (input === undefined || isWorkflowKind(kind)) return undefined;
  const bucket = `arn:${partition}:s3:::${input.bucket}`;
  return {
    Version: version,
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
        Resource: bucket,
      },
      {
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'],
        Resource: `${bucket}/${input.key}*`,
      },
    ],
  };
}

function trustPolicy(subject: Subject): JsonObject {
  const { partition, kind, region, identity } = subject;
  return {
    Version: version,
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: servicePrincipal(subject) },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': identity.account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:${kind.service}:${region}:${identity.account}:*` },
        },
      },
    ],
  };
}

function rolePolicy(subject: Subject): JsonObject {
  const byResource = new Map<string, string[]>();
  for (const { action, resource } of needsOf(subject)) {
    const actions = byResource.get(resource) ?? [];
    if (!actions.includes(action)) actions.push(action);
    byResource.set(resource, actions);
  }
  return {
    Version: version,
    Statement: Array.from(byResource, ([resource, actions]) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resource,
      ...(actions.every(action => action.startsWith('kms:'))
        ? { Condition: { StringEquals: { 'kms:ViaService': `s3.${subject.region}.${domainOf(subject)}` } } }
        : {}),
    })),
  };
}

function callerPolicy(subject: Subject): JsonObject {
  const { kind, role, partition, region, identity } = subject;
  const { service, family } = kind;
  const start = startResource(subject);
  const statements = isWorkflowKind(kind)
    ? [
        {
          Effect: 'Allow',
          Action: [
            `${service}:Start${family}Job`,
            `${service}:Get${family}Job`,
            `${service}:List${family}Jobs`,
            `${service}:Get${family}Workflow`,
          ],
          Resource: start,
        },
        { Effect: 'Allow', Action: [`${service}:List${family}Workflows`], Resource: '*' },
        // To read the job log. Where it goes is found by lists, which have no resources to name.
        {
          Effect: 'Allow',
          Action: ['Sources', 'Destinations']
            .map(part => `logs:DescribeDelivery${part}`)
            .concat('logs:DescribeDeliveries'),
          Resource: '*',
          Condition: { StringEquals: { 'aws:RequestedRegion': region } },
        },
        {
          Effect: 'Allow',
          Action: 'logs:FilterLogEvents',
          // The log groups that AWS makes for logs of workflows begin so. Another one takes its own name here.
          Resource: `arn:${partition}:logs:${region}:${identity.account}:log-group:/aws/vendedlogs/*`,
        },
      ]
    : [
        {
          Effect: 'Allow',
          Action: ['Start', 'Describe', 'Stop']
            .map(verb => `${service}:${verb}${family}Job`)
            .concat(`${service}:List${family}Jobs`),
          // The service has no resources to name.
          Resource: '*',
          Condition: { StringEquals: { 'aws:RequestedRegion': region } },
        },
      ];
  const { kmsKey } = subject;
  const places = [subject.input, subject.output].filter(place => place !== undefined);
  return {
    Version: version,
    Statement: [
      ...statements,
      ...(role === undefined || parseArn(role) === undefined
        ? []
        : [
            {
              Effect: 'Allow',
              Action: 'iam:PassRole',
              Resource: role,
              Condition: { StringEquals: { 'iam:PassedToService': servicePrincipal(subject) } },
            },
          ]),
      // To see what the job read and found.
      ...(places.length === 0
        ? []
        : [
            {
              Effect: 'Allow',
              Action: 's3:ListBucket',
              Resource: Array.from(new Set(places.map(({ bucket }) => `arn:${partition}:s3:::${bucket}`))),
            },
            {
              Effect: 'Allow',
              Action: 's3:GetObject',
              Resource: Array.from(new Set(places.map(({ bucket, key }) => `arn:${partition}:s3:::${bucket}/${key}*`))),
            },
          ]),
      ...(kmsKey === undefined || parseArn(kmsKey)?.resource.startsWith('key/') !== true
        ? []
        : [
            {
              Effect: 'Allow',
              Action: 'kms:Decrypt',
              Resource: kmsKey,
              Condition: { StringEquals: { 'kms:ViaService': `s3.${region}.${domainOf(subject)}` } },
            },
          ]),
    ],
  };
}
