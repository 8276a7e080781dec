// The account a job runs in, as far as is known without calling AWS.
import { parseArn } from '../arn.ts';
import { rolePaths } from './places.ts';
import { type RuleInput, isUnknown, textAt } from './rule.ts';

const path = ['account'];

const accountId = /^[0-9]{12}$/;

/** Returns the account the job runs in: the spec's (undefined if malformed or unknown), else the connection's. */
export function jobAccount(input: RuleInput): string | undefined {
  if (isUnknown(input, path)) return undefined;
  const account = textAt(input, path) ?? input.connection?.account;
  return account !== undefined && accountId.test(account) ? account : undefined;
}

/** An account other than a resource's, and whose it is, as the middle of a sentence. */
export interface OtherAccount {
  readonly account: string;
  readonly whose: string;
}

/**
 * Returns the account that a resource should belong to but does not: the job's or, if unknown, the role's, because a
 * role can only be passed within its own account. Undefined if the resource belongs there, or nothing is known.
 */
export function otherAccount(input: RuleInput, account: string): OtherAccount | undefined {
  const job = jobAccount(input);
  if (job !== undefined) return job === account ? undefined : { account: job, whose: 'the job runs in' };
  if (input.kind === undefined || textAt(input, path) !== undefined || isUnknown(input, path)) return undefined;
  const role = parseArn(textAt(input, rolePaths[input.kind.service]) ?? '');
  if (
    role?.service !== 'iam' ||
    !role.resource.startsWith('role') ||
    !accountId.test(role.account) ||
    role.account === account
  )
    return undefined;
  return { account: role.account, whose: 'the role belongs to' };
}
