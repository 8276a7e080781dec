import { createHmac, timingSafeEqual } from 'node:crypto';
import { RefusalError, ServiceError } from '../errors.ts';
import type { SandboxRequest } from '../http.ts';
import { credentialScope, parseAuthorization, type Authorization } from './authorization.ts';
import { decodeChunks, type ChunkSigner } from './awsChunked.ts';
import { canonicalRequest, sha256 } from './canonicalRequest.ts';

/** The one key pair the sandbox knows. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A request that was proved to come from the holder of the key; `body` is what was meant, with upload framing taken off. */
export interface AuthenticRequest {
  readonly request: SandboxRequest;
  readonly region: string;
  readonly service: string;
}

const maximumSkewMs = 15 * 60 * 1000;

/** Left out of a signature these would let it be used for another operation, body or time than it was made for. */
const mustBeSigned = ['host', 'x-amz-date', 'x-amz-target', 'x-amz-content-sha256'];

/**
 * Checks a request's Signature Version 4. A session token is tolerated and means nothing.
 * @param now milliseconds since the epoch.
 * @returns the request with its body decoded, and the region and service its signature is for.
 * Throws RefusalError: unsigned, malformedAuthorization, unknownKey, skewedClock, wrongPayloadHash or wrongSignature; ServiceError
 * InvalidRequest for an S3 request that does not say its payload's hash.
 */
export function authenticate(request: SandboxRequest, credentials: Credentials, now: number): AuthenticRequest {
  const header = request.headers['authorization'];
  if (header === undefined) throw new RefusalError('unsigned');
  const authorization = parseAuthorization(header);
  if (authorization === undefined) throw new RefusalError('malformedAuthorization');
  if (authorization.accessKeyId !== credentials.accessKeyId) throw new RefusalError('unknownKey');
  const timestamp = signingTime(request, authorization, now);
  if (!signsEnough(request, authorization)) throw new RefusalError('wrongSignature');

  const sign = signerFor(authorization, credentials.secretAccessKey);
  const prefix = [timestamp, credentialScope(authorization)];
  const payloadHash = payloadHashOf(request, authorization.service);
  const canonical = sha256(canonicalRequestOf(request, authorization, payloadHash));
  if (!sameSignature(sign(['AWS4-HMAC-SHA256', ...prefix, canonical].join('\n')), authorization.signature)) throw new RefusalError('wrongSignature');

  const chunkSigner: ChunkSigner = {
    seed: authorization.signature,
    matches: (algorithm, parts, signature) => sameSignature(sign([algorithm, ...prefix, ...parts].join('\n')), signature),
  };
  const body = payloadHash.startsWith('STREAMING-') ? decodeChunks(request, payloadHash, chunkSigner) : request.body;
  return { request: { ...request, body }, region: authorization.region, service: authorization.service };
}

/** The `yyyymmddThhmmssZ` the request was signed at; refuses one that is missing, of another day than the scope's, or too far off. */
function signingTime(request: SandboxRequest, { date }: Authorization, now: number): string {
  const timestamp = request.headers['x-amz-date'] ?? '';
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (parts === null || !timestamp.startsWith(date)) throw new RefusalError('malformedAuthorization');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  if (Math.abs(now - Date.UTC(year, month - 1, day, hour, minute, second)) > maximumSkewMs) throw new RefusalError('skewedClock');
  return timestamp;
}

/** S3 wants every header of its own signed, the others those that change what a request means. */
function signsEnough({ headers }: SandboxRequest, { service, signedHeaders }: Authorization): boolean {
  return Object.keys(headers).every(name => signedHeaders.includes(name) || !(mustBeSigned.includes(name) || (service === 's3' && name.startsWith('x-amz-'))));
}

/** The hash the signer put into the canonical request, checked against the body where it is one. */
function payloadHashOf({ headers, body }: SandboxRequest, service: string): string {
  const actual = sha256(body);
  const declared = headers['x-amz-content-sha256'] ?? (service === 's3' ? undefined : actual);
  if (declared === undefined) throw new ServiceError('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
  // Only S3 lets a body go unsigned or signed piece by piece; the other services hash what they received.
  if (service !== 's3' || /^[0-9a-f]{64}$/.test(declared)) {
    if (declared !== actual) throw new RefusalError('wrongPayloadHash');
  } else if (declared !== 'UNSIGNED-PAYLOAD' && !declared.startsWith('STREAMING-')) throw new RefusalError('wrongPayloadHash');
  return declared;
}

function canonicalRequestOf(request: SandboxRequest, authorization: Authorization, payloadHash: string): string {
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

/** In constant time, so that the time of an answer tells nothing of the right signature. */
function sameSignature(expected: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'hex');
  return bytes.length === expected.length && timingSafeEqual(expected, bytes);
}
