import { createHmac, timingSafeEqual } from 'node:crypto';
import { RefusalError, ServiceError } from '../errors.ts';
import type { SandboxRequest } from '../http.ts';
import { credentialScope, parseAuthorization, type Authorization } from './authorization.ts';
import { decodeChunks, type ChunkSigner } from './awsChunked.ts';
import { canonicalRequest, sha256 } from './canonicalRequest.ts';

/** The only key pair that the sandbox accepts. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A request that is proven to come from the holder of the key; `body` is without upload framing. */
export interface AuthenticRequest {
  readonly request: SandboxRequest;
  readonly region: string;
  readonly service: string;
}

const maximumSkewMs = 15 * 60 * 1000;

/** Headers that must be signed: otherwise the signature could be used for another operation, body or time. */
const mustBeSigned = ['host', 'x-amz-date', 'x-amz-target', 'x-amz-content-sha256'];

/** A request's head: what is known before its body is read. */
export type RequestHead = Omit<SandboxRequest, 'body'>;

/** Takes the body of a request whose head was accepted, and returns the authenticated request. */
export type AcceptBody = (body: Buffer) => AuthenticRequest;

/**
 * Checks a request's Signature Version 4 as far as the head allows, so that no body of an unknown caller is kept. If
 * the head contains the payload's hash, that covers the whole signature. A session token is accepted and ignored,
 * except for the token `expired`, which is refused as expired.
 * @param now milliseconds since the epoch.
 * @returns a function that takes the body and checks the rest.
 * Throws RefusalError: unsigned, malformedAuthorization, unknownKey, skewedClock, wrongPayloadHash or wrongSignature;
 * ServiceError InvalidRequest for an S3 request without its payload's hash. The returned function throws
 * wrongPayloadHash, wrongSignature and expiredToken.
 */
export function authenticate(head: RequestHead, credentials: Credentials, now: number): AcceptBody {
  const header = head.headers['authorization'];
  if (header === undefined) throw new RefusalError('unsigned');
  const authorization = parseAuthorization(header);
  if (authorization === undefined) throw new RefusalError('malformedAuthorization');
  if (authorization.accessKeyId !== credentials.accessKeyId) throw new RefusalError('unknownKey');
  const timestamp = signingTime(head, authorization, now);
  if (!signsEnough(head, authorization)) throw new RefusalError('wrongSignature');

  const sign = signerFor(authorization, credentials.secretAccessKey);
  const prefix = [timestamp, credentialScope(authorization)];
  const checkSignature = (payloadHash: string): void => {
    const canonical = sha256(canonicalRequestOf(head, authorization, payloadHash));
    if (!sameSignature(sign(['AWS4-HMAC-SHA256', ...prefix, canonical].join('\n')), authorization.signature))
      throw new RefusalError('wrongSignature');
  };
  const declared = declaredHash(head, authorization.service);
  if (declared !== undefined) checkSignature(declared);

  const chunkSigner: ChunkSigner = {
    seed: authorization.signature,
    matches: (algorithm, parts, signature) =>
      sameSignature(sign([algorithm, ...prefix, ...parts].join('\n')), signature),
  };
  return sent => {
    const actual = sha256(sent);
    if (declared === undefined) checkSignature(actual);
    else if (isHash(declared) && declared !== actual) throw new RefusalError('wrongPayloadHash');
    const { content: body, trailers } =
      declared?.startsWith('STREAMING-') === true
        ? decodeChunks({ ...head, body: sent }, declared, chunkSigner)
        : { content: sent, trailers: {} };
    if (head.headers['x-amz-security-token'] === 'expired') throw new RefusalError('expiredToken');
    return {
      request: { ...head, headers: { ...head.headers, ...trailers }, body },
      region: authorization.region,
      service: authorization.service,
    };
  };
}

/**
 * The time at which the request was signed, as `yyyymmddThhmmssZ`. Refuses a time that is missing, on another day than
 * the scope's, or too far off.
 */
function signingTime(request: RequestHead, { date }: Authorization, now: number): string {
  const timestamp = request.headers['x-amz-date'] ?? '';
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (parts === null || !timestamp.startsWith(date)) throw new RefusalError('malformedAuthorization');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  if (Math.abs(now - Date.UTC(year, month - 1, day, hour, minute, second)) > maximumSkewMs)
    throw new RefusalError('skewedClock');
  return timestamp;
}

/** S3 requires every header of its own to be signed; the others require those that change what a request means. */
function signsEnough({ headers }: RequestHead, { service, signedHeaders }: Authorization): boolean {
  return Object.keys(headers).every(
    name =>
      signedHeaders.includes(name) || !(mustBeSigned.includes(name) || (service === 's3' && name.startsWith('x-amz-'))),
  );
}

/**
 * The payload's hash that the signer put into the canonical request; undefined if only the body can tell, which all
 * AWS services but S3 allow.
 */
function declaredHash({ headers }: RequestHead, service: string): string | undefined {
  const declared = headers['x-amz-content-sha256'];
  if (declared === undefined && service === 's3')
    throw new ServiceError('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
  // Only S3 accepts a body that is unsigned or signed chunk by chunk.
  const isWord = service === 's3' && (declared === 'UNSIGNED-PAYLOAD' || declared?.startsWith('STREAMING-') === true);
  if (declared !== undefined && !isHash(declared) && !isWord) throw new RefusalError('wrongPayloadHash');
  return declared;
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function canonicalRequestOf(request: RequestHead, authorization: Authorization, payloadHash: string): string {
  try {
    return canonicalRequest(request, authorization, payloadHash);
  } catch (error) {
    if (error instanceof URIError) throw new RefusalError('malformedAuthorization');
    throw error;
  }
}

function signerFor({ date, region, service }: Authorization, secretAccessKey: string): (text: string) => Buffer {
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return text => hmac(key, text);
}

/** In constant time, so that the response time reveals nothing about the right signature. */
function sameSignature(expected: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'hex');
  return bytes.length === expected.length && timingSafeEqual(expected, bytes);
}
