// The account a job runs in, as far as can be told without asking AWS.
import { parseArn } from '../arn.ts';
import { rolePaths } from './places.ts';
import { type RuleInput, isUnknown, textAt } from './rule.ts';

const path = ['account'];

const accountId = /^[0-9]{12}$/;

/** The account the job runs in: the spec's own, which may be unreadable or unknown, else the connection's. */
export function jobAccount(input: RuleInput): string | undefined {
  if (isUnknown(input, path)) return undefined;
  const account = textAt(input, path) ?? input.connection?.account;
  return account !== undefined && accountId.test(account) ? account : undefined;
}

/** Another account than the one a resource belongs to, and whose it is, as the middle of a sentence. */
export interface OtherAccount {
  readonly account: string;
  readonly whose: string;
}

/**
 * The account that a resource should belong to but does not: that of the job or, where nothing tells it, of the role, since a role
 * can only be passed within its own account. Undefined when it belongs there, or nothing is known.
 */
export function otherAccount(input: RuleInput, account: string): OtherAccount | undefined {
  const job = jobAccount(input);
  if (job !== undefined) return job === account ? undefined : { account: job, whose: 'the job runs in' };
  if (input.kind === undefined || textAt(input, path) !== undefined || isUnknown(input, path)) return undefined;
  const role = parseArn(textAt(input, rolePaths[input.kind.service]) ?? '');
  if (role?.service !== 'iam' || !role.resource.startsWith('role') || !accountId.test(role.account) || role.account === account) return undefined;
  return { account: role.account, whose: 'the role belongs to' };
}
