/**
 * The account that all simulated resources belong to. AWS never assigns this number, so it cannot
 * be mistaken for a real one.
 */
export const accountId = '000000000000';

/** The caller's ARN, as STS returns it. */
export const callerArn = `arn:aws:iam::${accountId}:user/sandbox`;

/** The caller's unique id, in the format of IAM user ids. */
export const callerUserId = 'AIDASANDBOXSANDBOX00';
