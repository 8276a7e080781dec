import { accountId, callerArn, callerUserId } from '../account.ts';
import type { ServiceHandler } from '../context.ts';
import { RefusalError } from '../errors.ts';
import { queryParameters } from '../http.ts';
import { element, elements, xmlResponse } from '../protocols/xml.ts';

/** The namespace of STS's responses. */
export const stsNamespace = ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

/** AWS STS over the query protocol: GetCallerIdentity, which always returns the sandbox's own user. */
export const sts: ServiceHandler = ({ method, queryString, body }, { requestId }) => {
  const action = queryParameters(method === 'POST' ? body.toString('utf8') : queryString).get('Action');
  if (action !== 'GetCallerIdentity') throw new RefusalError('unknownOperation');
  return xmlResponse(
    element(
      'GetCallerIdentityResponse',
      elements(
        element(
          'GetCallerIdentityResult',
          elements(element('Arn', callerArn), element('UserId', callerUserId), element('Account', accountId)),
        ),
        element('ResponseMetadata', elements(element('RequestId', requestId))),
      ),
      stsNamespace,
    ),
  );
};
