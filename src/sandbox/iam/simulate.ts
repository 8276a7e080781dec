import { accountId, callerArn } from '../account.ts';
import { ServiceError } from '../errors.ts';
import { element, elements } from '../protocols/xml.ts';
import { type Decision, type Statement, decide } from './policies.ts';
import { type Role, reservedRoles, roleArn, roles } from './roles.ts';

/** The caller may do everything. */
const everything: readonly Statement[] = [{ effect: 'Allow', actions: ['*'], resources: ['*'] }];

/** Throws AccessDenied, in the words that name who may not do what. */
export function denied(action: string, resource: string): ServiceError {
  return new ServiceError(
    'AccessDenied',
    403,
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}

/** Returns the role of a name, listed or not. Throws NoSuchEntity. */
export function roleNamed(name: string): Role {
  const role = [...roles, ...reservedRoles].find(each => each.name === name);
  if (role === undefined) throw new ServiceError('NoSuchEntity', 404, `The role with name ${name} cannot be found.`);
  return role;
}

/** The members of a list parameter of the query protocol, such as `ActionNames.member.1`. */
function listParameter(parameters: ReadonlyMap<string, string>, name: string): readonly string[] {
  const found: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = parameters.get(`${name}.member.${index}`);
    if (value === undefined) return found;
    found.push(value);
  }
}

/** The `EvaluationResults` of SimulatePrincipalPolicy. Only the policies of the principal are simulated. */
export function simulated(parameters: ReadonlyMap<string, string>): readonly string[] {
  const principal = parameters.get('PolicySourceArn') ?? '';
  const actions = listParameter(parameters, 'ActionNames');
  if (actions.length === 0 || actions.some(action => !/^[a-z0-9-]+:[A-Za-z0-9*]+$/.test(action)))
    throw new ServiceError('InvalidInput', 400, 'Invalid Entity Action.');
  const resources = listParameter(parameters, 'ResourceArns');
  const context = contextOf(parameters);
  const role = principal === callerArn ? undefined : roleOf(principal);
  if (role?.isHidden === true) throw denied('iam:SimulatePrincipalPolicy', principal);
  return actions.flatMap(action =>
    (resources.length === 0 ? ['*'] : resources).map(resource => result(role, action, resource, context)),
  );
}

/** The values of the condition keys that the request gives, by the keys in lower case. */
function contextOf(parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let index = 1; ; index += 1) {
    const key = parameters.get(`ContextEntries.member.${index}.ContextKeyName`);
    if (key === undefined) return found;
    found.set(key.toLowerCase(), parameters.get(`ContextEntries.member.${index}.ContextKeyValues.member.1`) ?? '');
  }
}

function roleOf(arn: string): Role {
  const name = arn.startsWith(`arn:aws:iam::${accountId}:role/`) ? (arn.split('/').at(-1) ?? '') : '';
  const role = roleNamed(name);
  if (roleArn(role) !== arn) throw new ServiceError('NoSuchEntity', 404, `ARN ${arn} is not valid.`);
  return role;
}

function result(
  role: Role | undefined,
  action: string,
  resource: string,
  context: ReadonlyMap<string, string>,
): string {
  const simulated = (statements: readonly Statement[]): ReturnType<typeof decide> =>
    decide(statements, action, resource, context);
  const { decision: own, missing } = simulated(role?.statements ?? everything);
  const bound = role?.boundary === undefined ? undefined : simulated(role.boundary).decision;
  const organization = role?.organization === undefined ? undefined : simulated(role.organization).decision;
  const parts = [own, bound, organization].filter(part => part !== undefined);
  const decision: Decision = parts.includes('explicitDeny')
    ? 'explicitDeny'
    : parts.includes('implicitDeny')
      ? 'implicitDeny'
      : 'allowed';
  return element(
    'member',
    elements(
      element('EvalActionName', action),
      element('EvalResourceName', resource),
      element('EvalDecision', decision),
      element('MatchedStatements', elements()),
      element('MissingContextValues', elements(...missing.map(key => element('member', key)))),
      organization === undefined
        ? undefined
        : element(
            'OrganizationsDecisionDetail',
            elements(element('AllowedByOrganizations', organization === 'allowed')),
          ),
      bound === undefined
        ? undefined
        : element(
            'PermissionsBoundaryDecisionDetail',
            elements(element('AllowedByPermissionsBoundary', bound === 'allowed')),
          ),
    ),
  );
}
