// Reads policies as IAM writes them, and judges what they say about one principal, action and resource. Only what can
// be read without guessing is judged: a condition on a key that is not known here makes the answer "depends".
import { type JsonObject, type JsonValue, isJsonObject } from './json.ts';

/** Who wants to do what to which resource, with what the request would carry. */
export interface AccessQuestion {
  /** A role's or user's ARN, or a service such as `comprehendmedical.amazonaws.com`. */
  readonly principal: { readonly arn: string; readonly account: string } | { readonly service: string };
  readonly action: string;
  readonly resource: string;
  /** The condition keys whose values are known, by their names in lower case. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * What a policy says:
 * - `allowed`: a statement allows it, and none denies it · `denied`: a statement denies it
 * - `delegated`: a statement allows it to the principal's account, whose own policies decide
 * - `silent`: no statement is about it · `depends`: a condition decides it that cannot be evaluated here
 */
export type PolicyVerdict = 'allowed' | 'delegated' | 'denied' | 'silent' | 'depends';

/** Returns the statements of a policy, or undefined if the text is not a policy. */
export function statementsOf(policy: string): readonly JsonObject[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch {
    return undefined;
  }
  if (!isJsonObject(parsed)) return undefined;
  const statements = list(parsed['Statement']);
  return statements.length > 0 && statements.every(isJsonObject) ? statements : undefined;
}

/** Judges the statements of a resource's policy, or of a role's trust policy. */
export function judge(statements: readonly JsonObject[], question: AccessQuestion): PolicyVerdict {
  const found = new Set<'allowed' | 'delegated' | 'allowedPerhaps' | 'deniedPerhaps'>();
  for (const statement of statements) {
    const principal = principalMatch(statement, question.principal);
    if (principal === undefined) continue;
    const parts = matches(statement, question);
    if (parts === 'no') continue;
    const applies = principal === 'perhaps' ? 'maybe' : parts;
    if (statement['Effect'] === 'Deny') {
      if (applies === 'yes') return 'denied';
      found.add('deniedPerhaps');
    } else if (statement['Effect'] === 'Allow')
      found.add(applies === 'maybe' || principal === 'perhaps' ? 'allowedPerhaps' : principal);
  }
  if (found.has('deniedPerhaps')) return 'depends';
  const best = (['allowed', 'delegated'] as const).find(verdict => found.has(verdict));
  return best ?? (found.has('allowedPerhaps') ? 'depends' : 'silent');
}

/**
 * Whether a trust policy, as JSON, names a service (such as `comprehendmedical`) that may assume its role. Ignores
 * conditions, and statements about everybody.
 */
export function trustsService(policy: string, service: string): boolean {
  const statements = statementsOf(policy)?.filter(({ Principal: principal }) => principal !== '*');
  if (statements === undefined) return false;
  const verdict = judge(statements, {
    principal: { service: `${service}.amazonaws.com` },
    action: 'sts:AssumeRole',
    resource: '',
    context: {},
  });
  return verdict === 'allowed' || verdict === 'depends';
}

type Match = 'yes' | 'no' | 'maybe';

function matches(statement: JsonObject, question: AccessQuestion): Match {
  const parts = [
    wordMatch(statement, 'Action', question.action.toLowerCase(), word => word.toLowerCase()),
    // A trust policy has no resource: it is about its role.
    'Resource' in statement || 'NotResource' in statement
      ? wordMatch(statement, 'Resource', question.resource, word => word)
      : 'yes',
    conditionMatch(statement['Condition'], question.context),
  ];
  return parts.includes('no') ? 'no' : parts.includes('maybe') ? 'maybe' : 'yes';
}

/**
 * How a statement is about a principal: by itself, by its account, perhaps, or not at all. "Perhaps" is what AWS decides
 * by the session of the role, or does not document.
 */
type PrincipalMatch = 'allowed' | 'delegated' | 'perhaps' | undefined;

function principalMatch(statement: JsonObject, principal: AccessQuestion['principal']): PrincipalMatch {
  const isNegated = 'NotPrincipal' in statement;
  const named = isNegated ? statement['NotPrincipal'] : statement['Principal'];
  if (named === undefined) return undefined;
  // Everybody is every account and user. Whether a service is among them is not documented.
  const found =
    named === '*'
      ? 'arn' in principal
        ? 'allowed'
        : 'perhaps'
      : isJsonObject(named)
        ? nameMatch(named, principal)
        : undefined;
  // To be left out of a denial, a role's sessions must be named, too.
  return isNegated ? (found === undefined ? 'allowed' : 'perhaps') : found;
}

function nameMatch(named: JsonObject, principal: AccessQuestion['principal']): PrincipalMatch {
  if ('service' in principal)
    return strings(named['Service']).some(name => isSameService(name, principal.service)) ? 'allowed' : undefined;
  const names = strings(named['AWS']);
  if (names.some(name => name === '*' || name === principal.arn)) return 'allowed';
  // An account stands for all of its principals, as far as their own policies let them.
  const isAccount = (name: string): boolean =>
    name === principal.account || name.endsWith(`:iam::${principal.account}:root`);
  if (names.some(isAccount)) return 'delegated';
  const role = principal.arn.split('/').at(-1) ?? '';
  return names.some(name => name.includes(`:${principal.account}:assumed-role/${role}/`)) ? 'perhaps' : undefined;
}

/** AWS China's principals have their own top-level domain, and some services have one principal per region. */
function isSameService(name: string, service: string): boolean {
  const [first = ''] = service.split('.');
  return new RegExp(`^${first}(\\.[a-z0-9-]+)?\\.amazonaws\\.com(\\.cn)?$`, 'i').test(name);
}

function wordMatch(
  statement: JsonObject,
  member: 'Action' | 'Resource',
  word: string,
  fold: (word: string) => string,
): Match {
  const negated = statement[`Not${member}`];
  const isIn = (patterns: JsonValue | undefined): boolean =>
    strings(patterns).some(pattern => isLike(fold(pattern), word));
  // Variables such as ${aws:username} stand for what only the request knows.
  if (strings(negated ?? statement[member]).some(pattern => pattern.includes('${'))) return 'maybe';
  return (negated === undefined ? isIn(statement[member]) : !isIn(negated)) ? 'yes' : 'no';
}

/** Whether a text matches a pattern in which `*` stands for any text and `?` for one character. Takes linear space. */
export function isLike(pattern: string, text: string): boolean {
  let [at, from, star, retry] = [0, 0, -1, 0];
  while (at < text.length) {
    if (from < pattern.length && pattern[from] === '*') {
      star = from;
      retry = at;
      from += 1;
    } else if (from < pattern.length && (pattern[from] === '?' || pattern[from] === text[at])) {
      from += 1;
      at += 1;
    } else if (star >= 0) {
      from = star + 1;
      retry += 1;
      at = retry;
    } else return false;
  }
  while (pattern[from] === '*') from += 1;
  return from === pattern.length;
}

type Compare = (value: string, pattern: string) => boolean;

const equals: Compare = (value, pattern) => value === pattern;
const like: Compare = (value, pattern) => isLike(pattern, value);
const same: Compare = (value, pattern) => value.toLowerCase() === pattern.toLowerCase();

/** The operators that are evaluated here; `Not…` ones are their negation. */
const operators: Readonly<Record<string, Compare>> = {
  stringequals: equals,
  stringequalsignorecase: same,
  stringlike: like,
  arnequals: like,
  arnlike: like,
  bool: same,
};

function conditionMatch(condition: JsonValue | undefined, context: AccessQuestion['context']): Match {
  if (condition === undefined) return 'yes';
  if (!isJsonObject(condition)) return 'maybe';
  let result: Match = 'yes';
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isJsonObject(keys)) return 'maybe';
    for (const [key, values] of Object.entries(keys)) {
      const found = testOf(operator, context[key.toLowerCase()], strings(values));
      if (found === 'no') return 'no';
      if (found === 'maybe') result = 'maybe';
    }
  }
  return result;
}

function testOf(operator: string, value: string | undefined, values: readonly string[]): Match {
  const name = operator.replace(/IfExists$/i, '').toLowerCase();
  const isNegated = /^(string|arn)not/.test(name);
  const compare = operators[name.replace(/^(string|arn)not/, '$1')];
  // With or without IfExists: what the request would carry is not known for every key.
  if (compare === undefined || value === undefined) return 'maybe';
  // Variables stand for what only the request knows.
  if (values.some(each => each.includes('${'))) return 'maybe';
  return values.some(each => compare(value, each)) === isNegated ? 'no' : 'yes';
}

/** A policy may contain a single item in place of a list. */
function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : value === undefined ? [] : [value];
}

/** Booleans and numbers, such as account IDs, are written with and without quotes. */
function strings(value: JsonValue | undefined): readonly string[] {
  return list(value).flatMap(each =>
    typeof each === 'string' ? [each] : typeof each === 'boolean' || typeof each === 'number' ? [String(each)] : [],
  );
}
