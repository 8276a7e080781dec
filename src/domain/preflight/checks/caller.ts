// What the caller's own policies say.
import { type Answer, answered } from '../../refusal.ts';
import { parseArn } from '../../spec/arn.ts';
import { type Check, type CheckContext, callsMs } from '../check.ts';
import { type Finding, no, policyAdvice, unknown, untold, yes } from '../finding.ts';
import type { Simulated } from '../port.ts';
import { type Subject, servicePrincipal } from '../subject.ts';

export const caller: Check = {
  id: 'caller',
  title: 'Your own rights',
  deadlineMs: callsMs,
  applies: () => true,
  run: async (context, signal) => {
    const { subject, port } = context;
    const caller = await callerPolicies(context, signal);
    if (!caller.ok) return [untold('your own policies', caller.refusal)];
    if (caller.value === undefined)
      return [unknown(`The policies of ${subject.identity.arn} cannot be simulated: it is no user and no role.`)];
    const start = startResource(subject);
    const [starting, passing] = await Promise.all([
      port.simulate(
        caller.value,
        [subject.kind.action],
        start,
        { 'aws:RequestedRegion': subject.region, 'aws:SecureTransport': 'true' },
        signal,
      ),
      subject.role === undefined
        ? undefined
        : port.simulate(
            caller.value,
            ['iam:PassRole'],
            subject.role,
            { 'iam:PassedToService': servicePrincipal(subject), 'aws:SecureTransport': 'true' },
            signal,
          ),
    ]);
    return [
      ...callerFindings(starting, start, subject),
      ...(passing === undefined ? [] : callerFindings(passing, subject.role ?? '', subject)),
    ];
  },
};

/** Comprehend Medical's actions have no resources; Entity Resolution's need the ARN of the workflow. */
export function startResource({ kind, partition, region, identity, workflow }: Subject): string {
  if (kind.service === 'comprehendmedical' || workflow === undefined) return '*';
  if (parseArn(workflow) !== undefined) return workflow;
  return `arn:${partition}:entityresolution:${region}:${identity.account}:${kind.family.toLowerCase()}workflow/${workflow}`;
}

function callerFindings(answer: Answer<readonly Simulated[]>, resource: string, { kind }: Subject): readonly Finding[] {
  if (!answer.ok) return [untold('your own policies', answer.refusal)];
  return answer.value.map(({ action, decision, deniedBy, isConditional }) => {
    const what = resource === '*' ? action : `${action} on ${resource}`;
    if (decision === 'allowed') return yes(`You may call ${what}.`);
    if (isConditional === true)
      return unknown(
        `Your own policies decide about ${what} by a condition that cannot be simulated.`,
        'Compare the conditions of your policies with this job.',
      );
    // The simulation does not say which condition keys of the organization's policies it lacks.
    if (deniedBy === 'organization')
      return unknown(
        `A policy of the organization seems to deny you ${what}.`,
        'Ask the administrators of your AWS organization.',
      );
    // Whether Entity Resolution asks for iam:PassRole is not documented.
    if (action === 'iam:PassRole' && kind.service === 'entityresolution')
      return unknown(`You do not have permission to call ${what}, which the service may ask for.`, policyAdvice);
    return no(
      `You do not have permission to call ${what}.`,
      'Ask for this right, or select another connection. Use Copy Least-Privilege Policies for a policy that has it.',
    );
  });
}

/**
 * The ARN by which a caller's policies are simulated: of the user, or of the role that a session has assumed; undefined
 * if it is neither. The ARN of a session has no path, so that the role is looked up.
 */
async function callerPolicies(
  { subject: { identity }, port }: CheckContext,
  signal: AbortSignal,
): Promise<Answer<string | undefined>> {
  const { service, resource } = parseArn(identity.arn) ?? { service: '', resource: '' };
  if (service === 'iam' && resource.startsWith('user/')) return answered(identity.arn);
  const [, name] = /^assumed-role\/([^/]+)\//.exec(resource) ?? [];
  if (service !== 'sts' || name === undefined) return answered(undefined);
  const answer = await port.role(name, signal);
  return answer.ok ? answered(answer.value.arn) : answer;
}
