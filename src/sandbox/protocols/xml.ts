import type { SandboxResponse } from '../http.ts';
import { refusalTable, type Protocol } from './protocol.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

/** The content of an element: text, or elements already rendered. */
export type XmlContent = string | number | boolean | { readonly markup: string };

/** One element. Text is escaped; the result of `elements` is used as it is. */
export function element(name: string, content: XmlContent, attributes = ''): string {
  const inner =
    typeof content === 'object'
      ? content.markup
      : String(content).replaceAll(/[&<>"'\r]/g, char => entities[char] ?? char);
  return `<${name}${attributes}>${inner}</${name}>`;
}

/** Several elements as the content of another. Undefined parts are left out. */
export function elements(...parts: readonly (string | undefined)[]): XmlContent {
  return { markup: parts.filter(part => part !== undefined).join('') };
}

/** A complete document as a success response. */
export function xmlResponse(root: string): SandboxResponse {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: declaration + root };
}

/** REST XML, used by S3. */
export const restXml: Protocol = {
  requestIdHeader: 'x-amz-request-id',
  refusals: refusalTable({
    unsigned: ['AccessDenied', 403, 'Access Denied'],
    malformedAuthorization: ['AuthorizationHeaderMalformed', 400],
    unknownKey: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
    expiredToken: ['ExpiredToken', 400, 'The provided token has expired.'],
    wrongSignature: ['SignatureDoesNotMatch', 403],
    wrongPayloadHash: ['XAmzContentSHA256Mismatch', 400],
    skewedClock: [
      'RequestTimeTooSkewed',
      403,
      'The difference between the request time and the current time is too large.',
    ],
    tooLarge: ['EntityTooLarge', 400],
    unknownOperation: ['NotImplemented', 501],
    internal: ['InternalError', 500],
  }),
  renderError: ({ code, status, message, details, headers }, requestId) => ({
    status,
    headers: { 'content-type': 'application/xml', ...headers },
    body:
      declaration +
      element(
        'Error',
        elements(
          element('Code', code),
          element('Message', message),
          ...Object.entries(details).map(([name, value]) => element(name, value)),
          element('RequestId', requestId),
        ),
      ),
  }),
};

/** The query protocol, used by STS and IAM; `attributes` is the service's namespace, formatted for a tag. */
export const awsQuery = (attributes: string): Protocol => ({
  requestIdHeader: 'x-amzn-requestid',
  refusals: refusalTable({
    unsigned: ['MissingAuthenticationToken', 403],
    malformedAuthorization: ['IncompleteSignature', 400],
    unknownKey: ['InvalidClientTokenId', 403],
    expiredToken: ['ExpiredToken', 403],
    wrongSignature: ['SignatureDoesNotMatch', 403],
    wrongPayloadHash: ['SignatureDoesNotMatch', 403],
    skewedClock: ['SignatureDoesNotMatch', 403],
    tooLarge: ['RequestEntityTooLarge', 413],
    unknownOperation: ['InvalidAction', 400],
    internal: ['InternalFailure', 500],
  }),
  renderError: ({ code, status, message }, requestId) => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: element(
      'ErrorResponse',
      elements(
        element(
          'Error',
          elements(
            element('Type', status < 500 ? 'Sender' : 'Receiver'),
            element('Code', code),
            element('Message', message),
          ),
        ),
        element('RequestId', requestId),
      ),
      attributes,
    ),
  }),
});
