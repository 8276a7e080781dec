import { accountId } from '../account.ts';
import type { Statement } from './policies.ts';

/** A predefined role. The sandbox neither creates nor changes roles, and a job accepts any other role's ARN as well. */
export interface Role {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  /** Who may assume the role, in the form of a policy's principal. */
  readonly principal: Readonly<Record<string, string>>;
  /** A condition of the trust policy. */
  readonly condition?: object;
  /** What its own policies say. */
  readonly statements: readonly Statement[];
  /** What bounds its policies. */
  readonly boundary?: readonly Statement[];
  /** What the organization allows. */
  readonly organization?: readonly Statement[];
  /** Nobody may read it. */
  readonly isHidden?: boolean;
}

const medical = { Service: 'comprehendmedical.amazonaws.com' };
const allow = (...actions: readonly string[]): Statement => ({ effect: 'Allow', actions, resources: ['*'] });
const deny = (...actions: readonly string[]): Statement => ({ effect: 'Deny', actions, resources: ['*'] });

/** What the data roles of the examples may do. */
const dataAccess = allow('s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:GetBucketLocation', 'kms:*');

/** The roles that ListRoles lists, sorted by name. */
export const roles: readonly Role[] = [
  {
    name: 'ComprehendMedicalData',
    id: 'AROASANDBOXCOMPMED00',
    description: 'Lets Amazon Comprehend Medical read and write the example buckets.',
    principal: medical,
    statements: [dataAccess],
  },
  {
    name: 'EntityResolutionData',
    id: 'AROASANDBOXENTRES000',
    description: 'Lets AWS Entity Resolution read and write the example buckets.',
    principal: { Service: 'entityresolution.amazonaws.com' },
    statements: [dataAccess],
  },
  {
    name: 'ExampleAnalysts',
    id: 'AROASANDBOXANALYST00',
    description: 'A role for people: no service can take it on.',
    principal: { AWS: `arn:aws:iam::${accountId}:root` },
    statements: [allow('s3:GetObject', 's3:ListBucket')],
  },
];

/** Roles that answer as in accounts that are not as simple. They are not listed, and are named in examples/README.md. */
export const reservedRoles: readonly Role[] = [
  {
    name: 'ReadOnlyData',
    id: 'AROASANDBOXREADONLY0',
    description: 'May read, and not write.',
    principal: medical,
    statements: [
      allow('s3:GetObject'),
      { effect: 'Allow', actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::example-clinical-notes'] },
    ],
  },
  {
    name: 'DenyingData',
    id: 'AROASANDBOXDENYING00',
    description: 'Denies writing.',
    principal: medical,
    statements: [dataAccess, deny('s3:PutObject')],
  },
  {
    name: 'BoundedData',
    id: 'AROASANDBOXBOUNDED00',
    description: 'Has a permissions boundary that does not allow writing.',
    principal: medical,
    statements: [dataAccess],
    boundary: [allow('s3:GetObject', 's3:ListBucket')],
  },
  {
    name: 'OrganizationData',
    id: 'AROASANDBOXORGANIZ00',
    description: 'Belongs to an organization that denies KMS and writing.',
    principal: medical,
    statements: [dataAccess],
    organization: [allow('*'), deny('s3:PutObject', 'kms:*')],
  },
  {
    name: 'ElsewhereData',
    id: 'AROASANDBOXELSEWHERE',
    description: 'Can be assumed for jobs in another region only.',
    principal: medical,
    condition: { ArnLike: { 'aws:SourceArn': `arn:aws:comprehendmedical:eu-west-1:${accountId}:*` } },
    statements: [dataAccess],
  },
  {
    name: 'ConditionalData',
    id: 'AROASANDBOXCONDITION',
    description: 'Can be assumed under a condition that only the service can answer.',
    principal: medical,
    condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
    statements: [dataAccess],
  },
  {
    name: 'TaggedData',
    id: 'AROASANDBOXTAGGED000',
    description: 'May write if its session has a tag, which a simulation does not know.',
    principal: medical,
    statements: [
      allow('s3:GetObject', 's3:ListBucket'),
      { ...allow('s3:PutObject'), condition: { key: 'aws:PrincipalTag/team', value: 'data' } },
    ],
  },
  {
    name: 'RegionData',
    id: 'AROASANDBOXREGION000',
    description: 'May read and write in us-east-1 only, by a condition that a simulation can be told.',
    principal: medical,
    statements: [{ ...dataAccess, condition: { key: 'aws:RequestedRegion', value: 'us-east-1' } }],
  },
  {
    name: 'HiddenData',
    id: 'AROASANDBOXHIDDEN000',
    description: 'Nobody may read it.',
    principal: medical,
    statements: [dataAccess],
    isHidden: true,
  },
];

/** The creation time of the roles: a fixed date, because nobody creates them. */
const madeAt = '2026-01-05T09:00:00Z';

export function roleArn({ name }: Pick<Role, 'name'>): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}

/** The members of a role as ListRoles and GetRole return it; the trust policy is percent-encoded, as in IAM. */
export function roleMembers({
  name,
  id,
  description,
  principal,
  condition,
}: Role): Readonly<Record<string, string | number>> {
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: principal,
        Action: 'sts:AssumeRole',
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  };
  return {
    Path: '/',
    RoleName: name,
    RoleId: id,
    Arn: roleArn({ name }),
    CreateDate: madeAt,
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(policy)),
    Description: description,
    MaxSessionDuration: 3_600,
  };
}
