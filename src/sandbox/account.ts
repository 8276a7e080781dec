/** The account every simulated resource belongs to. AWS never gives this number out, so it can be told from a real one. */
export const accountId = '000000000000';

/** Who STS says the caller is. */
export const callerArn = `arn:aws:iam::${accountId}:user/sandbox`;

/** The caller's unique id, in the form IAM gives users. */
export const callerUserId = 'AIDASANDBOXSANDBOX00';
