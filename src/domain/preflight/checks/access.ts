// What lets the role read and write. AWS decides by several policies at once; each is read and judged by itself, and no
// verdict stands for the others.
import { type AccessQuestion, type PolicyVerdict, judge, statementsOf } from '../../policy.ts';
import type { JsonObject } from '../../json.ts';
import { type Answer, answered } from '../../refusal.ts';
import type { S3Place } from '../../s3Place.ts';
import { parseArn } from '../../spec/arn.ts';
import { type Check, type CheckContext, callsMs } from '../check.ts';
import { type Finding, no, policyAdvice, unknown, untold, yes } from '../finding.ts';
import type { KeyFacts, Simulated } from '../port.ts';
import { type Subject, domainOf, hasRole, roleOf } from '../subject.ts';

/** What the role does in a bucket. */
const inputActions = ['s3:GetObject', 's3:ListBucket'] as const;
const outputActions = ['s3:PutObject', 's3:ListBucket'] as const;
export const keyActions = ['kms:GenerateDataKey', 'kms:Decrypt'] as const;

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

/** Everything that a spec's own members show that the role needs. IAM knows a KMS key by the ARN of the key alone. */
export function needsOf(subject: Subject): readonly Need[] {
  const { input, output, kmsKey } = subject;
  return [
    ...(input === undefined ? [] : needsAt(subject, input, inputActions)),
    ...(output === undefined ? [] : needsAt(subject, output, outputActions)),
    ...(kmsKey === undefined || !isKeyArn(kmsKey) ? [] : keyActions.map(action => ({ action, resource: kmsKey }))),
  ];
}

const isKeyArn = (key: string): boolean => parseArn(key)?.resource.startsWith('key/') === true;

/** The facts about the spec's KMS key, which several checks need. */
export function keyOf(
  { subject: { region, kmsKey = '' }, port, once }: Pick<CheckContext, 'subject' | 'port' | 'once'>,
  signal?: AbortSignal,
): Promise<Answer<KeyFacts>> {
  return once(`key ${kmsKey}`, () => port.key(region, kmsKey, signal));
}

/** The subject with the ARN of its KMS key in place of an alias or an ID; as it is if that could not be read. */
export async function withKeyArn(
  context: Pick<CheckContext, 'subject' | 'port' | 'once'>,
  signal?: AbortSignal,
): Promise<Subject> {
  const { subject } = context;
  if (subject.kmsKey === undefined || isKeyArn(subject.kmsKey)) return subject;
  const answer = await keyOf(context, signal);
  return answer.ok ? { ...subject, kmsKey: answer.value.arn } : subject;
}

/** A simulation asks about one object, not about a pattern. Without a slash at its end, a prefix stands for a folder too. */
function exampleOf(resource: string): string {
  if (!resource.endsWith('*')) return resource;
  const prefix = resource.slice(0, -1);
  return `${prefix}${prefix.endsWith('/') ? '' : '/'}example.txt`;
}

/** What is certain of the service's requests, for a simulation. */
function simulationContext(subject: Subject): Readonly<Record<string, string>> {
  return {
    'aws:RequestedRegion': subject.region,
    'aws:SecureTransport': 'true',
    'kms:ViaService': `s3.${subject.region}.${domainOf(subject)}`,
  };
}

export const roleOwnPolicies: Check = {
  id: 'roleOwnPolicies',
  title: 'The role’s own policies',
  deadlineMs: callsMs,
  applies: hasRole,
  run: async (context, signal) => {
    const { port } = context;
    const arn = context.subject.role ?? '';
    if (roleOf(arn)?.account !== context.subject.identity.account)
      return [unknown('The role belongs to another account, whose policies this connection cannot simulate.')];
    const subject = await withKeyArn(context, signal);
    const needs = needsOf(subject);
    const findings = await Promise.all(
      Array.from(new Set(needs.map(({ resource }) => resource)), async resource => {
        const answer = await port.simulate(
          arn,
          Array.from(new Set(needs.filter(need => need.resource === resource).map(({ action }) => action))),
          exampleOf(resource),
          simulationContext(subject),
          signal,
        );
        return answer.ok
          ? Promise.all(answer.value.map(each => simulatedFinding(each, resource, context, signal)))
          : [untold(`what the role may do with ${resource}`, answer.refusal)];
      }),
    );
    return [
      ...findings.flat(),
      ...(subject.kmsKey === undefined || isKeyArn(subject.kmsKey)
        ? []
        : [unknown('Whether they allow the use of the KMS key could not be determined: its ARN is not known.')]),
    ];
  },
};

async function simulatedFinding(
  { action, decision, deniedBy, isConditional }: Simulated,
  resource: string,
  context: CheckContext,
  signal: AbortSignal,
): Promise<Finding> {
  const what = `${action} on ${resource}`;
  if (decision === 'allowed') return yes(`They allow ${what}.`);
  if (isConditional === true)
    return unknown(
      `They decide about ${what} by a condition that cannot be simulated.`,
      'Compare the conditions of the role’s policies with this job.',
    );
  // The simulation does not say which condition keys of the organization's policies it lacks.
  if (deniedBy === 'organization')
    return unknown(
      `A policy of the organization seems to deny ${what}.`,
      'Ask the administrators of your AWS organization.',
    );
  if (deniedBy === 'boundary')
    return no(`The role’s permissions boundary does not allow ${what}.`, 'Change the boundary, or use another role.');
  if (decision === 'explicitDeny') return no(`They deny ${what}.`, 'Change the role’s policies, or use another role.');
  // In the same account, the policy of the bucket or key alone may be enough.
  const verdict = await resourceVerdict(context, { action, resource }, signal);
  if (verdict === 'allowed')
    return yes(`They do not allow ${what}, but the policy of the resource allows it to the role.`);
  return verdict === 'unread' || verdict === 'depends'
    ? unknown(
        `They do not allow ${what}. Whether the policy of the resource does could not be determined.`,
        policyAdvice,
      )
    : no(`They do not allow ${what}.`, policyAdvice);
}

async function resourceVerdict(
  context: CheckContext,
  need: Need,
  signal: AbortSignal,
): Promise<PolicyVerdict | 'unread'> {
  const bucket = bucketOf(need.resource);
  const answer =
    bucket === undefined
      ? await keyPolicyOf(context, need.resource, signal)
      : await bucketPolicyOf(context, bucket, signal);
  if (!answer.ok) return 'unread';
  if (answer.value.policy === undefined) return 'silent';
  const statements = statementsOf(answer.value.policy);
  return statements === undefined ? 'unread' : judge(statements, roleQuestion(context.subject, need));
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

export function keyPolicyOf(
  { subject: { region }, port, once }: CheckContext,
  key: string,
  signal: AbortSignal,
): Promise<PolicyAnswer> {
  return once(`policy ${key}`, async () => {
    const answer = await port.keyPolicy(region, key, signal);
    return answer.ok ? answered({ policy: answer.value }) : answer;
  });
}

export function roleQuestion(subject: Subject, { action, resource }: Need): AccessQuestion {
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
