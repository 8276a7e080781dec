import { accountId } from '../account.ts';

/** A role that is there from the start. The sandbox makes and changes none, and takes any other role's ARN as well. */
export interface Role {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  /** Who may take it on, in the form of a policy's principal. */
  readonly principal: Readonly<Record<string, string>>;
}

/** All roles, by name as IAM lists them. */
export const roles: readonly Role[] = [
  { name: 'ComprehendMedicalData', id: 'AROASANDBOXCOMPMED00', description: 'Lets Amazon Comprehend Medical read and write the example buckets.', principal: { Service: 'comprehendmedical.amazonaws.com' } },
  { name: 'EntityResolutionData', id: 'AROASANDBOXENTRES000', description: 'Lets AWS Entity Resolution read and write the example buckets.', principal: { Service: 'entityresolution.amazonaws.com' } },
  { name: 'ExampleAnalysts', id: 'AROASANDBOXANALYST00', description: 'A role for people: no service can take it on.', principal: { AWS: `arn:aws:iam::${accountId}:root` } },
];

/** When the roles were made: a fixed day, since nobody made them. */
const madeAt = '2026-01-05T09:00:00Z';

/** The members of a role as ListRoles gives it; the trust policy is percent-encoded, as IAM does it. */
export function roleMembers({ name, id, description, principal }: Role): Readonly<Record<string, string | number>> {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] };
  return {
    Path: '/', RoleName: name, RoleId: id, Arn: `arn:aws:iam::${accountId}:role/${name}`, CreateDate: madeAt,
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(policy)), Description: description, MaxSessionDuration: 3_600,
  };
}
