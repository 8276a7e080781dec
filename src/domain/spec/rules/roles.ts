// Rules about the role that the service assumes. People paste other ARNs: a user, their session, an instance profile.
import { defined } from '../../defined.ts';
import { type Arn, formatArn, parseArn } from '../arn.ts';
import type { Path, Message } from '../problem.ts';
import { partitionOf } from '../regions.ts';
import { jobAccount } from './account.ts';
import { rolePaths } from './places.ts';
import { effectiveRegion } from './region.ts';
import { type Rule, type RuleInput, replaceText, report, textAt } from './rule.ts';

/** IAM's pattern for a role name, which is the part after the last slash. */
const roleName = /^[\w+=,.@-]{1,64}$/;

/** What is wrong with an ARN that should be a role's, and the ARN that was probably meant. */
interface Diagnosis extends Message {
  readonly meant?: Arn;
}

/** By service and the first word of the resource. */
const others: Readonly<Record<string, { readonly what: string; readonly meant?: (arn: Arn) => Arn }>> = {
  'iam:user': { what: 'an IAM user' },
  'iam:root': { what: 'the account itself' },
  'iam:group': { what: 'an IAM group' },
  'iam:policy': { what: 'an IAM policy' },
  'iam:instance-profile': {
    what: 'an instance profile',
    meant: arn => ({ ...arn, resource: arn.resource.replace('instance-profile/', 'role/') }),
  },
  'sts:assumed-role': {
    what: 'a session of a role',
    meant: arn => ({ ...arn, service: 'iam', region: '', resource: `role/${arn.resource.split('/')[1] ?? ''}` }),
  },
  'sts:federated-user': { what: 'a federated user' },
};

const copyArn = 'Copy the ARN from the IAM console.';
const openRole = 'Open the role in the IAM console and copy its ARN.';

const form = 'arn:aws:iam::, the 12 digits of the account, :role/ and the name of the role';

/** The paths that AWS puts before role names; a role ARN that ends with one has probably lost its name. */
const pathAlone =
  /^role\/(service-role|aws-service-role(\/[^/]+\.amazonaws\.com)?|aws-reserved(\/sso\.amazonaws\.com(\/[a-z0-9-]+)?)?)$/;

function diagnoseArn(arn: Arn): Diagnosis | undefined {
  const [word] = arn.resource.split(/[/:]/, 1);
  const other = others[`${arn.service}:${word ?? ''}`];
  if (other !== undefined)
    return {
      what: `This is the ARN of ${other.what}, but the service needs a role.`,
      next: openRole,
      ...(other.meant === undefined ? {} : { meant: other.meant(arn) }),
    };
  if (arn.service !== 'iam') return { what: 'This is not the ARN of a role.', next: openRole };
  if (arn.region !== '')
    return {
      what: 'The ARN of a role has no region.',
      next: 'Write two colons between iam and the account.',
      meant: { ...arn, region: '' },
    };
  if (!/^[0-9]{12}$/.test(arn.account))
    return { what: 'The account in the ARN of the role must have 12 digits.', next: copyArn };
  if (!arn.resource.startsWith('role/')) {
    const bare = arn.resource.replace(/^role:?/, '');
    return {
      next: 'Write role/ before the name of the role.',
      ...(roleName.test(bare) ? { meant: { ...arn, resource: `role/${bare}` } } : {}),
    };
  }
  const name = arn.resource.slice(arn.resource.lastIndexOf('/') + 1);
  if (roleName.test(name)) return undefined;
  return {
    what:
      name === ''
        ? 'The ARN of the role is cut off: the name of the role at the end is missing.'
        : 'No role can have this name: it may have up to 64 letters, digits and + = , . @ - _.',
    next: copyArn,
  };
}

/** Suggests the ARN for a bare role name if the account is known. */
function diagnoseName(input: RuleInput, value: string): Diagnosis | undefined {
  const name = value.replace(/^role\//, '');
  if (!roleName.test(name)) return undefined;
  const account = jobAccount(input);
  const region = effectiveRegion(input);
  const meant =
    account === undefined
      ? undefined
      : {
          partition: region === undefined ? 'aws' : partitionOf(region),
          service: 'iam',
          region: '',
          account,
          resource: `role/${name}`,
        };
  return { next: `Write the whole ARN of the role: ${form}.`, ...defined({ meant }) };
}

const notARole: Rule = input => {
  if (input.kind === undefined) return [];
  const path = rolePaths[input.kind.service];
  const value = textAt(input, path) ?? '';
  // The schema reports blanks around the value, with a fix.
  if (value !== value.trim()) return [];
  const arn = parseArn(value);
  const diagnosis = arn === undefined ? diagnoseName(input, value) : diagnoseArn(arn);
  if (diagnosis === undefined) return [];
  const meant = diagnosis.meant === undefined ? undefined : formatArn(diagnosis.meant);
  return [
    report(
      input,
      'AJ020',
      path,
      diagnosis,
      meant === undefined ? [] : replaceText(input, path, meant, `Change to ${meant}`),
    ),
  ];
};

/** Returns the role's ARN if it is valid. */
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
  return [
    report(input, 'AJ021', role.path, {
      what: `The role belongs to account ${role.arn.account}, but the job runs in account ${account}. AWS does not let you pass a role from another account to a service.`,
      next: `Use a role of account ${account}.`,
    }),
  ];
};

const cutOff: Rule = input => {
  const role = roleOf(input);
  if (role === undefined || !pathAlone.test(role.arn.resource)) return [];
  return [
    report(
      input,
      'AJ024',
      role.path,
      `${role.arn.resource.slice('role/'.length)} is usually a path before the name of a role, so this ARN looks cut off. Copy the ARN from the IAM console.`,
    ),
  ];
};

const otherPartition: Rule = input => {
  const role = roleOf(input);
  const region = effectiveRegion(input);
  if (role === undefined || region === undefined || role.arn.partition === partitionOf(region)) return [];
  return [
    report(
      input,
      'AJ022',
      role.path,
      `The role belongs to the partition ${role.arn.partition}, but the region ${region} is in ${partitionOf(region)}. A role cannot be used in another partition.`,
    ),
  ];
};

export const roleRules: readonly Rule[] = [notARole, foreignRole, cutOff, otherPartition];
