// The role that the service assumes: whether it exists, and whether the service may assume it.
import { type AccessQuestion, type PolicyVerdict, judge, statementsOf } from '../../policy.ts';
import type { JsonObject } from '../../json.ts';
import { type Check, callsMs } from '../check.ts';
import { type Finding, no, policyAdvice, unknown, untold, yes } from '../finding.ts';
import { type Subject, hasRole, roleOf, servicePrincipal } from '../subject.ts';

export const role: Check = {
  id: 'role',
  title: 'Role',
  deadlineMs: callsMs,
  applies: hasRole,
  run: async ({ subject, port }, signal) => {
    const arn = subject.role ?? '';
    const named = roleOf(arn);
    if (named === undefined) return [unknown(`${arn} is not the ARN of a role.`)];
    if (named.account !== subject.identity.account)
      return [unknown(`The role belongs to account ${named.account}, which this connection cannot read.`)];
    const answer = await port.role(named.name, signal);
    if (!answer.ok)
      return [
        answer.refusal.kind === 'notFound'
          ? no(`The role ${arn} does not exist.`, 'Correct the role in the spec, or create it.')
          : untold('the role', answer.refusal),
      ];
    // The service looks a role up by its whole ARN, path included.
    return [
      answer.value.arn === arn
        ? yes(`The role ${named.name} exists.`)
        : no(`The role’s ARN is ${answer.value.arn}.`, 'Correct the path of the role in the spec.'),
      trustFinding(answer.value.trustPolicy, subject),
    ];
  },
};

/** Whether the service may assume the role for this account and region. */
function trustFinding(trustPolicy: string, subject: Subject): Finding {
  const service = servicePrincipal(subject);
  const statements = statementsOf(trustPolicy);
  if (statements === undefined) return unknown('The role’s trust policy could not be read.');
  const verdict = trustVerdict(statements, service, subject);
  switch (verdict) {
    case 'allowed':
      return yes(`Its trust policy lets ${service} assume it.`);
    case 'depends':
      return unknown(
        `Its trust policy lets ${service} assume it under a condition that cannot be judged here.`,
        'Compare the conditions of the trust policy with this account and region.',
      );
    case 'denied':
      return no(`Its trust policy denies ${service}.`, 'Change the role’s trust policy, or use another role.');
    default: {
      const anywhere = trustVerdict(withoutConditions(statements), service, subject);
      return anywhere === 'allowed'
        ? no(
            `Its trust policy lets ${service} assume it, but not for account ${subject.identity.account} and region ${subject.region}.`,
            'Correct aws:SourceAccount and aws:SourceArn in the conditions of the trust policy.',
          )
        : no(`Its trust policy does not let ${service} assume it.`, policyAdvice);
    }
  }
}

const withoutConditions = (statements: readonly JsonObject[]): readonly JsonObject[] =>
  statements.map(({ Condition: _condition, ...rest }) => rest);

/**
 * The service sends its account and the ARN of the job. How that ARN ends is not documented, so that a condition on it
 * is judged up to the account, and "depends" if it asks for more.
 */
function trustVerdict(statements: readonly JsonObject[], service: string, subject: Subject): PolicyVerdict {
  const { partition, region, identity, kind } = subject;
  const question = (end: string): AccessQuestion => ({
    principal: { service },
    action: 'sts:AssumeRole',
    resource: '',
    context: {
      'aws:sourceaccount': identity.account,
      'aws:sourcearn': `arn:${partition}:${kind.service}:${region}:${identity.account}:${end}`,
    },
  });
  const ask = (end: string): PolicyVerdict => judge(statements, question(end));
  const open = ask('\u0000');
  // What denies under a condition lets nobody in.
  const allows = statements.filter(({ Effect: effect }) => effect === 'Allow');
  if (open === 'depends' && allows.length === 0) return 'silent';
  if (open !== 'silent') return open;
  // An end that a condition itself names: then the job's ARN may fit.
  const ends = JSON.stringify(statements).matchAll(/arn:[^"]*?:[^":]*:[^":]*:[^":]*:([^"]+)/g);
  for (const [, end = ''] of ends) if (ask(end.replaceAll('*', 'x')) === 'allowed') return 'depends';
  return 'silent';
}
