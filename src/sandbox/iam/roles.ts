import { accountId } from '../account.ts';

/** A predefined role. The sandbox neither creates nor changes roles, and accepts any other role's ARN as well. */
export interface Role {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  /** Who may assume the role, in the form of a policy's principal. */
  readonly principal: Readonly<Record<string, string>>;
}

/** All roles, sorted by name, as IAM lists them. */
export const roles: readonly Role[] = [
  {
    name: 'ComprehendMedicalData',
    id: 'AROASANDBOXCOMPMED00',
    description: 'Lets Amazon Comprehend Medical read and write the example buckets.',
    principal: { Service: 'comprehendmedical.amazonaws.com' },
  },
  {
    name: 'EntityResolutionData',
    id: 'AROASANDBOXENTRES000',
    description: 'Lets AWS Entity Resolution read and write the example buckets.',
    principal: { Service: 'entityresolution.amazonaws.com' },
  },
  {
    name: 'ExampleAnalysts',
    id: 'AROASANDBOXANALYST00',
    description: 'A role for people: no service can take it on.',
    principal: { AWS: `arn:aws:iam::${accountId}:root` },
  },
];

/** The creation time of the roles: a fixed date, because nobody creates them. */
const madeAt = '2026-01-05T09:00:00Z';

/** The members of a role as ListRoles returns it; the trust policy is percent-encoded, as in IAM. */
export function roleMembers({ name, id, description, principal }: Role): Readonly<Record<string, string | number>> {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  };
  return {
    Path: '/',
    RoleName: name,
    RoleId: id,
    Arn: `arn:aws:iam::${accountId}:role/${name}`,
    CreateDate: madeAt,
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(policy)),
    Description: description,
    MaxSessionDuration: 3_600,
  };
}
