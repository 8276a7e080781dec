// A role is what the service takes on. People paste what they have at hand: a user, their session, an instance profile.
import { type Arn, formatArn, parseArn } from '../arn.ts';
import type { Path } from '../problem.ts';
import { partitionOf } from '../regions.ts';
import { jobAccount } from './account.ts';
import { rolePaths } from './places.ts';
import { regionInForce } from './region.ts';
import { type Rule, type RuleInput, replaceText, report, textAt } from './rule.ts';

/** IAM's own rule for the name of a role, which is what follows the last slash. */
const roleName = /^[\w+=,.@-]{1,64}$/;

/** What is wrong with an ARN where a role's is due, and the ARN that was probably meant. */
interface Diagnosis {
  readonly message: string;
  readonly meant?: Arn;
}

/** By the service and the first word of the resource. */
const others: Readonly<Record<string, { readonly what: string; readonly meant?: (arn: Arn) => Arn }>> = {
  'iam:user': { what: 'an IAM user' },
  'iam:root': { what: 'the account itself' },
  'iam:group': { what: 'an IAM group' },
  'iam:policy': { what: 'an IAM policy' },
  'iam:instance-profile': { what: 'an instance profile', meant: arn => ({ ...arn, resource: arn.resource.replace('instance-profile/', 'role/') }) },
  'sts:assumed-role': { what: 'a session of a role', meant: arn => ({ ...arn, service: 'iam', region: '', resource: `role/${arn.resource.split('/')[1] ?? ''}` }) },
  'sts:federated-user': { what: 'a federated user' },
};

const form = 'arn:aws:iam::, the 12 digits of the account, :role/ and its name';

function diagnoseArn(arn: Arn): Diagnosis | undefined {
  const [word] = arn.resource.split(/[/:]/, 1);
  const other = others[`${arn.service}:${word ?? ''}`];
  if (other !== undefined) return { message: `This is the ARN of ${other.what}, and the service can only take on a role: ${form}.`, ...(other.meant === undefined ? {} : { meant: other.meant(arn) }) };
  if (arn.service !== 'iam') return { message: `This is the ARN of something else than a role: write ${form}.` };
  if (arn.region !== '') return { message: 'Roles belong to no region: there are two colons in a row between iam and the account.', meant: { ...arn, region: '' } };
  if (!/^[0-9]{12}$/.test(arn.account)) return { message: 'The account in the ARN of a role has exactly 12 digits.' };
  if (!arn.resource.startsWith('role/')) {
    const bare = arn.resource.replace(/^role:?/, '');
    return { message: `The ARN of a role has role/ before the name: ${form}.`, ...(roleName.test(bare) ? { meant: { ...arn, resource: `role/${bare}` } } : {}) };
  }
  const name = arn.resource.slice(arn.resource.lastIndexOf('/') + 1);
  if (roleName.test(name)) return undefined;
  return { message: name === '' ? `The name of the role is missing behind role/: ${form}.` : "No role can have this name: letters, digits and + = , . @ - _, at most 64 of them." };
}

/** A role's bare name becomes its ARN where the account is known. */
function diagnoseName(input: RuleInput, value: string): Diagnosis | undefined {
  const name = value.replace(/^role\//, '');
  if (!roleName.test(name)) return undefined;
  const account = jobAccount(input);
  const region = regionInForce(input);
  const meant = account === undefined ? undefined : { partition: region === undefined ? 'aws' : partitionOf(region), service: 'iam', region: '', account, resource: `role/${name}` };
  return { message: `A role is named by its whole ARN: ${form}.`, ...(meant === undefined ? {} : { meant }) };
}

const noRole: Rule = input => {
  if (input.kind === undefined) return [];
  const path = rolePaths[input.kind.service];
  const value = textAt(input, path) ?? '';
  // Blanks around it are the schema's business, which offers to take them out.
  if (value !== value.trim()) return [];
  const arn = parseArn(value);
  const diagnosis = arn === undefined ? diagnoseName(input, value) : diagnoseArn(arn);
  if (diagnosis === undefined) return [];
  const meant = diagnosis.meant === undefined ? undefined : formatArn(diagnosis.meant);
  return [report(input, 'AJ020', path, diagnosis.message, meant === undefined ? [] : replaceText(input, path, meant, `Change to ${meant}`))];
};

/** The role's ARN when it is one. */
function roleOf(input: RuleInput): { readonly path: Path; readonly arn: Arn } | undefined {
  if (input.kind === undefined) return undefined;
  const path = rolePaths[input.kind.service];
  const arn = parseArn(textAt(input, path) ?? '');
  return arn === undefined || diagnoseArn(arn) !== undefined ? undefined : { path, arn };
}

const foreignRole: Rule = input => {
  const role = roleOf(input);
  const account = jobAccount(input);
  if (role === undefined || account === undefined || role.arn.account === account) return [];
  return [report(input, 'AJ021', role.path, `The role belongs to account ${role.arn.account}, but the job runs in account ${account}. AWS does not let you pass a role from another account to a service.`)];
};

const otherPartition: Rule = input => {
  const role = roleOf(input);
  const region = regionInForce(input);
  if (role === undefined || region === undefined || role.arn.partition === partitionOf(region)) return [];
  return [report(input, 'AJ022', role.path, `The role belongs to the partition ${role.arn.partition}, but the region ${region} is in ${partitionOf(region)}. A role cannot be used in another partition.`)];
};

export const roleRules: readonly Rule[] = [noRole, foreignRole, otherPartition];
