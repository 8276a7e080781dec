import { ServiceError } from '../errors.ts';
import type { SandboxResponse } from '../http.ts';
import { refusalTable, type Protocol } from './protocol.ts';

/**
 * JSON 1.1, used by Comprehend Medical and KMS: one path, the operation in a header, the error's name in the body
 * under the service's namespace.
 */
export const json11 = (namespace: string): Protocol => ({
  requestIdHeader: 'x-amzn-requestid',
  // The JSON 1.1 services answer 400, not 403, to a bad signature.
  refusals: refusalTable({
    unsigned: ['MissingAuthenticationTokenException', 400],
    malformedAuthorization: ['IncompleteSignatureException', 400],
    unknownKey: ['UnrecognizedClientException', 400],
    expiredToken: ['ExpiredTokenException', 400],
    wrongSignature: ['InvalidSignatureException', 400],
    wrongPayloadHash: ['InvalidSignatureException', 400],
    skewedClock: ['InvalidSignatureException', 400],
    tooLarge: ['RequestEntityTooLargeException', 413],
    unknownOperation: ['UnknownOperationException', 400],
    internal: ['InternalServerException', 500],
  }),
  renderError: ({ code, status, message, details }) => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: `${namespace}#${code}`, Message: message, ...details }),
  }),
});

/** REST JSON, used by Entity Resolution: the operation is the path, and the error's name is in a header. */
export const restJson: Protocol = {
  requestIdHeader: 'x-amzn-requestid',
  refusals: refusalTable({
    unsigned: ['MissingAuthenticationTokenException', 403],
    malformedAuthorization: ['IncompleteSignatureException', 403],
    unknownKey: ['UnrecognizedClientException', 403],
    expiredToken: ['ExpiredTokenException', 403],
    wrongSignature: ['InvalidSignatureException', 403],
    wrongPayloadHash: ['InvalidSignatureException', 403],
    skewedClock: ['InvalidSignatureException', 403],
    tooLarge: ['RequestEntityTooLargeException', 413],
    unknownOperation: ['UnknownOperationException', 404],
    internal: ['InternalServerException', 500],
  }),
  renderError: ({ code, status, message, details }) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ message, ...details }),
  }),
};

/** A success response. Dates become epoch seconds with a fraction, the timestamp format of both protocols. */
export function jsonResponse(contentType: string, value: unknown): SandboxResponse {
  return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(withEpochSeconds(value)) };
}

/** Parses a JSON body; an empty one is an empty object. Throws SerializationException if it is not JSON. */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new ServiceError('SerializationException', 400, 'The request body is not valid JSON.');
  }
}

/** A replacer cannot do this: JSON.stringify converts a Date to text before it calls the replacer. */
function withEpochSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withEpochSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withEpochSeconds(member)]));
}
