// The role that the service assumes, and what lets it read and write. AWS decides by several policies at once; each is
// read and judged by itself, and no verdict stands for the others.
import { type PolicyVerdict, judge, statementsOf } from '../../policy.ts';
import type { JsonObject } from '../../json.ts';
import { type Answer, answered } from '../../refusal.ts';
import type { S3Place } from '../../s3Place.ts';
import { parseArn } from '../../spec/arn.ts';
import { type Check, type CheckContext, callsMs } from '../check.ts';
import { type Finding, no, unknown, untold, yes } from '../finding.ts';
import type { RoleFacts, Simulated } from '../port.ts';
import { type Subject, domainOf, roleOf, servicePrincipal } from '../subject.ts';

const hasRole = ({ role }: Subject): boolean => role !== undefined;

const policyAdvice = 'Use Copy Least-Privilege Policies for what the role needs.';

function roleFacts({ subject: { role }, port, once }: CheckContext, signal: AbortSignal): Promise<Answer<RoleFacts>> {
  const name = roleOf(role ?? '')?.name ?? '';
  return once(`role ${role ?? ''}`, () => port.role(name, signal));
}

export const role: Check = {
  id: 'role',
  title: 'Role',
  deadlineMs: callsMs,
  applies: hasRole,
  run: async (context, signal) => {
    const { subject } = context;
    const arn = subject.role ?? '';
    const named = roleOf(arn);
    if (named === undefined) return [unknown(`${arn} is not the ARN of a role.`)];
    if (named.account !== subject.identity.account)
      return [unknown(`The role is of account ${named.account}, which this connection cannot read.`)];
    const answer = await roleFacts(context, signal);
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
  const ask = (end: string): PolicyVerdict =>
    judge(statements, {
      principal: { service },
      action: 'sts:AssumeRole',
      resource: '',
      context: {
        'aws:sourceaccount': identity.account,
        'aws:sourcearn': `arn:${partition}:${kind.service}:${region}:${identity.account}:${end}`,
      },
    });
  const open = ask('\u0000');
  if (open !== 'silent') return open;
  // An end that a condition itself names: then the job's ARN may fit.
  const ends = JSON.stringify(statements).matchAll(/arn:[^"]*?:[^":]*:[^":]*:[^":]*:([^"]+)/g);
  for (const [, end = ''] of ends) if (ask(end.replaceAll('*', 'x')) === 'allowed') return 'depends';
  return 'silent';
}

/** What the role does in a bucket. */
const inputActions = ['s3:GetObject', 's3:ListBucket'] as const;
const outputActions = ['s3:PutObject', 's3:ListBucket'] as const;
const keyActions = ['kms:GenerateDataKey', 'kms:Decrypt'] as const;

/** An access that the role needs: to a bucket for s3:ListBucket, else to the objects of a place. */
interface Need {
  readonly action: string;
  readonly resource: string;
}

function needsAt({ partition }: Subject, { bucket, key }: S3Place, actions: readonly string[]): readonly Need[] {
  return actions.map(action => ({
    action,
    resource:
      action === 's3:ListBucket' ? `arn:${partition}:s3:::${bucket}` : `arn:${partition}:s3:::${bucket}/${key}*`,
  }));
}

/** Everything that a spec's own members show that the role needs. */
export function needsOf(subject: Subject): readonly Need[] {
  const { input, output, kmsKey } = subject;
  return [
    ...(input === undefined ? [] : needsAt(subject, input, inputActions)),
    ...(output === undefined ? [] : needsAt(subject, output, outputActions)),
    ...(kmsKey === undefined || parseArn(kmsKey) === undefined
      ? []
      : keyActions.map(action => ({ action, resource: kmsKey }))),
  ];
}

/** A simulation asks about one object, not about a pattern. */
const exampleOf = (resource: string): string => resource.replace(/\*$/, 'example.txt');

export const roleOwnPolicies: Check = {
  id: 'roleOwnPolicies',
  title: 'The role’s own policies',
  deadlineMs: callsMs,
  applies: hasRole,
  run: async (context, signal) => {
    const { subject, port } = context;
    const arn = subject.role ?? '';
    if (roleOf(arn)?.account !== subject.identity.account)
      return [unknown('The role is of another account, whose policies this connection cannot simulate.')];
    const needs = needsOf(subject);
    const findings = await Promise.all(
      Array.from(new Set(needs.map(({ resource }) => resource)), async resource => {
        const answer = await port.simulate(
          arn,
          needs.filter(need => need.resource === resource).map(({ action }) => action),
          exampleOf(resource),
          {},
          signal,
        );
        return answer.ok
          ? Promise.all(answer.value.map(each => simulatedFinding(each, resource, context, signal)))
          : [untold(`what the role may do with ${resource}`, answer.refusal)];
      }),
    );
    return findings.flat();
  },
};

async function simulatedFinding(
  { action, decision, deniedBy }: Simulated,
  resource: string,
  context: CheckContext,
  signal: AbortSignal,
): Promise<Finding> {
  const what = `${action} on ${resource}`;
  if (decision === 'allowed') return yes(`They allow ${what}.`);
  if (deniedBy === 'organization')
    return no(`A policy of the organization denies ${what}.`, 'Ask the administrators of your AWS organization.');
  if (deniedBy === 'boundary')
    return no(`The role’s permissions boundary does not allow ${what}.`, 'Change the boundary, or use another role.');
  if (decision === 'explicitDeny') return no(`They deny ${what}.`, 'Change the role’s policies, or use another role.');
  // In the same account, the policy of the bucket or key alone may be enough.
  return (await resourceVerdict(context, { action, resource }, signal)) === 'allowed'
    ? yes(`They do not allow ${what}, but the policy of the resource allows it to the role.`)
    : no(`They do not allow ${what}.`, policyAdvice);
}

async function resourceVerdict(context: CheckContext, need: Need, signal: AbortSignal): Promise<PolicyVerdict> {
  const bucket = bucketOf(need.resource);
  const answer =
    bucket === undefined
      ? await keyPolicyOf(context, need.resource, signal)
      : await bucketPolicyOf(context, bucket, signal);
  const statements = answer.ok ? statementsOf(answer.value.policy ?? '') : undefined;
  return statements === undefined ? 'silent' : judge(statements, roleQuestion(context.subject, need));
}

function bucketOf(resource: string): string | undefined {
  return /^arn:[^:]+:s3:::([^/]+)/.exec(resource)?.[1];
}

type PolicyAnswer = Answer<{ readonly policy: string | undefined }>;

function bucketPolicyOf(
  { subject: { region }, port, once }: CheckContext,
  bucket: string,
  signal: AbortSignal,
): Promise<PolicyAnswer> {
  return once(`policy ${bucket}`, () => port.bucketPolicy(region, bucket, signal));
}

function keyPolicyOf(
  { subject: { region }, port, once }: CheckContext,
  key: string,
  signal: AbortSignal,
): Promise<PolicyAnswer> {
  return once(`policy ${key}`, async () => {
    const answer = await port.keyPolicy(region, key, signal);
    return answer.ok ? answered({ policy: answer.value }) : answer;
  });
}

function roleQuestion(subject: Subject, { action, resource }: Need): Parameters<typeof judge>[1] {
  const { account } = roleOf(subject.role ?? '') ?? { account: '' };
  return {
    principal: { arn: subject.role ?? '', account },
    action,
    resource: exampleOf(resource),
    // What is certain of the service's requests.
    context: {
      'aws:securetransport': 'true',
      'aws:principalarn': subject.role ?? '',
      'aws:principalaccount': account,
      'kms:calleraccount': account,
      'kms:viaservice': `s3.${subject.region}.${domainOf(subject)}`,
    },
  };
}

export const bucketPolicies: Check = {
  id: 'bucketPolicies',
  title: 'The buckets’ policies',
  deadlineMs: callsMs,
  applies: subject => hasRole(subject) && (subject.input ?? subject.output) !== undefined,
  run: async (context, signal) => {
    const { subject } = context;
    const buckets = new Set([subject.input?.bucket, subject.output?.bucket].filter(each => each !== undefined));
    const findings = await Promise.all(
      Array.from(buckets, async bucket => {
        const answer = await bucketPolicyOf(context, bucket, signal);
        if (!answer.ok) return [untold(`the policy of ${bucket}`, answer.refusal)];
        const { policy } = answer.value;
        if (policy === undefined) return [yes(`${bucket} has no policy: the role’s own policies decide.`)];
        const statements = statementsOf(policy);
        if (statements === undefined) return [unknown(`The policy of ${bucket} is not readable.`)];
        return policyFindings(`The policy of ${bucket}`, statements, bucket, subject);
      }),
    );
    return findings.flat();
  },
};

function policyFindings(
  whose: string,
  statements: readonly JsonObject[],
  bucket: string,
  subject: Subject,
): readonly Finding[] {
  const needs = needsOf(subject).filter(({ resource }) => bucketOf(resource) === bucket);
  const verdicts = needs.map(need => ({ need, verdict: judge(statements, roleQuestion(subject, need)) }));
  const those = (wanted: PolicyVerdict): string =>
    Array.from(new Set(verdicts.filter(({ verdict }) => verdict === wanted).map(({ need }) => need.action))).join(', ');
  const [denied, depends] = [those('denied'), those('depends')];
  return [
    ...(denied === ''
      ? []
      : [no(`${whose} denies the role ${denied}.`, 'Change the bucket’s policy, or use another bucket.')]),
    ...(depends === ''
      ? []
      : [
          unknown(
            `${whose} decides about ${depends} by a condition that cannot be judged here.`,
            'Compare the conditions of the bucket’s policy with the role.',
          ),
        ]),
    ...(denied === '' && depends === '' ? [yes(`${whose} denies the role nothing that it needs.`)] : []),
  ];
}

export const passRole: Check = {
  id: 'passRole',
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
      port.simulate(caller.value, [subject.kind.action], start, {}, signal),
      subject.role === undefined
        ? undefined
        : port.simulate(
            caller.value,
            ['iam:PassRole'],
            subject.role,
            { 'iam:PassedToService': servicePrincipal(subject) },
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
  return answer.value.map(({ action, decision, deniedBy }) => {
    const what = resource === '*' ? action : `${action} on ${resource}`;
    if (decision === 'allowed') return yes(`You may call ${what}.`);
    // Whether Entity Resolution asks for iam:PassRole is not documented.
    if (action === 'iam:PassRole' && kind.service === 'entityresolution')
      return unknown(`You may not call ${what}, which the service may ask for.`, policyAdvice);
    return no(
      deniedBy === 'organization' ? `A policy of the organization denies you ${what}.` : `You may not call ${what}.`,
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

export const key: Check = {
  id: 'key',
  title: 'KMS key',
  deadlineMs: callsMs,
  applies: ({ kmsKey }) => kmsKey !== undefined,
  run: async (context, signal) => {
    const { subject, port } = context;
    const { kmsKey = '', region } = subject;
    const answer = await port.key(region, kmsKey, signal);
    if (!answer.ok)
      return [
        answer.refusal.kind === 'notFound'
          ? no(`The KMS key ${kmsKey} does not exist in ${region}.`, 'Correct the key in the spec.')
          : untold('the KMS key', answer.refusal),
      ];
    const { arn, state, usage } = answer.value;
    return [
      state !== 'Enabled'
        ? no(`The KMS key ${arn} cannot be used: its state is ${state}.`, 'Enable the key, or use another one.')
        : usage !== 'ENCRYPT_DECRYPT'
          ? no(`The KMS key ${arn} is for ${usage}, not for encryption.`, 'Use a symmetric key for encryption.')
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
  if (verdicts.includes('silent'))
    return no(
      'The key’s policy lets neither the role nor its account use the key.',
      'Add the role to the key’s policy.',
    );
  if (verdicts.includes('depends'))
    return unknown('The key’s policy decides by a condition that cannot be judged here.');
  return verdicts.includes('delegated')
    ? yes('The key’s policy leaves its use to the policies of the account: the role’s own policies decide.')
    : yes('The key’s policy lets the role use it.');
}
