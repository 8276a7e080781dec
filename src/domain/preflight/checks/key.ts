import { judge, statementsOf } from '../../policy.ts';
import { type Check, type CheckContext, callsMs } from '../check.ts';
import { type Finding, no, unknown, untold, yes } from '../finding.ts';
import { keyActions, keyOf, keyPolicyOf, roleQuestion } from './access.ts';

export const key: Check = {
  id: 'key',
  title: 'KMS key',
  deadlineMs: callsMs,
  applies: ({ kmsKey }) => kmsKey !== undefined,
  run: async (context, signal) => {
    const { subject } = context;
    const { kmsKey = '', region } = subject;
    const answer = await keyOf(context, signal);
    if (!answer.ok)
      return [
        answer.refusal.kind === 'notFound'
          ? no(`The KMS key ${kmsKey} does not exist in ${region}.`, 'Correct the key in the spec.')
          : untold('the KMS key', answer.refusal),
      ];
    const { arn, state, usage, spec } = answer.value;
    return [
      state !== 'Enabled'
        ? no(`The KMS key ${arn} cannot be used: its state is ${state}.`, 'Enable the key, or use another one.')
        : usage !== 'ENCRYPT_DECRYPT'
          ? no(`The KMS key ${arn} is for ${usage}, not for encryption.`, 'Use a symmetric key for encryption.')
          : spec !== 'SYMMETRIC_DEFAULT'
            ? no(`The KMS key ${arn} is of type ${spec}.`, 'Use a symmetric key for encryption.')
            : yes(`The KMS key ${arn} is enabled.`),
      ...(subject.role === undefined ? [] : [await keyPolicyFinding(arn, context, signal)]),
    ];
  },
};

async function keyPolicyFinding(arn: string, context: CheckContext, signal: AbortSignal): Promise<Finding> {
  const { subject } = context;
  const answer = await keyPolicyOf(context, arn, signal);
  if (!answer.ok) return untold('the policy of the KMS key', answer.refusal);
  const statements = statementsOf(answer.value.policy ?? '');
  if (statements === undefined) return unknown('The policy of the KMS key is not readable.');
  const verdicts = keyActions.map(action => judge(statements, roleQuestion(subject, { action, resource: arn })));
  if (verdicts.includes('denied')) return no('The key’s policy denies the role its use.', 'Change the key’s policy.');
  const silent = keyActions.filter((_, index) => verdicts[index] === 'silent');
  if (silent.length > 0)
    return unknown(
      `The key’s policy allows ${silent.join(' and ')} neither to the role nor to its account. A grant, which is not read here, may.`,
      'Add the role to the key’s policy.',
    );
  if (verdicts.includes('depends'))
    return unknown('The key’s policy decides by a condition that cannot be judged here.');
  return verdicts.includes('delegated')
    ? yes('The key’s policy leaves its use to the policies of the account: the role’s own policies decide.')
    : yes('The key’s policy lets the role use it.');
}
