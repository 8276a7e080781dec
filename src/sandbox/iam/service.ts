import { accountId } from '../account.ts';
import type { CallContext, ServiceHandler } from '../context.ts';
import { RefusalError, ServiceError } from '../errors.ts';
import { queryParameters } from '../http.ts';
import { nextToken, tokenPosition } from '../paging.ts';
import { element, elements, xmlResponse } from '../protocols/xml.ts';
import { type Role, roleArn, roleMembers, roles } from './roles.ts';
import { denied, roleNamed, simulated } from './simulate.ts';

/** The namespace of IAM's responses. */
export const iamNamespace = ' xmlns="https://iam.amazonaws.com/doc/2010-05-08/"';

const defaultItems = 100;

/**
 * AWS IAM over the query protocol: ListRoles, with PathPrefix, MaxItems and Marker, GetRole and
 * SimulatePrincipalPolicy. The region of the signature does not matter.
 */
export const iam: ServiceHandler = ({ method, queryString, body }, context) => {
  const parameters = queryParameters(method === 'POST' ? body.toString('utf8').replaceAll('+', ' ') : queryString);
  switch (parameters.get('Action')) {
    case 'ListRoles':
      return listRoles(parameters, context);
    case 'GetRole':
      return getRole(parameters, context);
    case 'SimulatePrincipalPolicy':
      return response('SimulatePrincipalPolicy', context, [
        element('EvaluationResults', elements(...simulated(parameters))),
        element('IsTruncated', false),
      ]);
    default:
      throw new RefusalError('unknownOperation');
  }
};

function getRole(parameters: ReadonlyMap<string, string>, context: CallContext): ReturnType<ServiceHandler> {
  const role = roleNamed(parameters.get('RoleName') ?? '');
  if (role.isHidden === true) throw denied('iam:GetRole', roleArn(role));
  const boundary =
    role.boundary === undefined
      ? undefined
      : element(
          'PermissionsBoundary',
          elements(
            element('PermissionsBoundaryType', 'Policy'),
            element('PermissionsBoundaryArn', `arn:aws:iam::${accountId}:policy/ExampleBoundary`),
          ),
        );
  return response('GetRole', context, [element('Role', elements(...membersOf(role), boundary))]);
}

const membersOf = (role: Role): readonly string[] =>
  Object.entries(roleMembers(role)).map(([name, value]) => element(name, value));

function response(
  operation: string,
  { requestId }: CallContext,
  parts: readonly (string | undefined)[],
): ReturnType<ServiceHandler> {
  return xmlResponse(
    element(
      `${operation}Response`,
      elements(
        element(`${operation}Result`, elements(...parts)),
        element('ResponseMetadata', elements(element('RequestId', requestId))),
      ),
      iamNamespace,
    ),
  );
}

function listRoles(parameters: ReadonlyMap<string, string>, context: CallContext): ReturnType<ServiceHandler> {
  const pathPrefix = parameters.get('PathPrefix') ?? '/';
  const maxItems = parameters.get('MaxItems') ?? String(defaultItems);
  if (!/^\d{1,4}$/.test(maxItems) || Number(maxItems) < 1 || Number(maxItems) > 1_000) {
    throw new ServiceError(
      'ValidationError',
      400,
      "Value at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000",
    );
  }
  const scope = `ListRoles ${pathPrefix}`;
  const marker = parameters.get('Marker');
  const [start] = marker === undefined ? [0] : (tokenPosition(scope, marker) ?? []);
  if (typeof start !== 'number')
    throw new ServiceError('ValidationError', 400, 'The specified value for marker is invalid.');
  // Every role has the path "/".
  const found = pathPrefix === '/' ? roles : [];
  const end = start + Number(maxItems);
  const members = found.slice(start, end).map(role => element('member', elements(...membersOf(role))));
  return response('ListRoles', context, [
    element('Roles', elements(...members)),
    element('IsTruncated', end < found.length),
    end < found.length ? element('Marker', nextToken(scope, [end])) : undefined,
  ]);
}
