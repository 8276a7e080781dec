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

/** A request's head, which is all that is known before its body is read. */
export type RequestHead = Omit<SandboxRequest, 'body'>;

/** Takes the body of a request whose head was accepted, and returns the request as it was meant. */
export type AcceptBody = (body: Buffer) => AuthenticRequest;

/**
 * Checks a request's Signature Version 4, as far as the head alone allows, so that no body of an unknown caller is kept. Where the
 * head names the payload's hash, that is the whole signature. A session token is accepted and ignored, except for the token
 * `expired`, which is refused as expired.
 * @param now milliseconds since the epoch.
 * @returns what takes the body and checks the rest.
 * Throws RefusalError: unsigned, malformedAuthorization, unknownKey, skewedClock, wrongPayloadHash or wrongSignature; ServiceError
 * InvalidRequest for an S3 request that does not say its payload's hash. What is returned throws wrongPayloadHash, wrongSignature and expiredToken.
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
    if (!sameSignature(sign(['AWS4-HMAC-SHA256', ...prefix, canonical].join('\n')), authorization.signature)) throw new RefusalError('wrongSignature');
  };
  const declared = declaredHash(head, authorization.service);
  if (declared !== undefined) checkSignature(declared);

  const chunkSigner: ChunkSigner = {
    seed: authorization.signature,
    matches: (algorithm, parts, signature) => sameSignature(sign([algorithm, ...prefix, ...parts].join('\n')), signature),
  };
  return sent => {
    const actual = sha256(sent);
    if (declared === undefined) checkSignature(actual);
    else if (isHash(declared) && declared !== actual) throw new RefusalError('wrongPayloadHash');
    const body = declared?.startsWith('STREAMING-') === true ? decodeChunks({ ...head, body: sent }, declared, chunkSigner) : sent;
    if (head.headers['x-amz-security-token'] === 'expired') throw new RefusalError('expiredToken');
    return { request: { ...head, body }, region: authorization.region, service: authorization.service };
  };
}

/** The `yyyymmddThhmmssZ` the request was signed at; refuses one that is missing, of another day than the scope's, or too far off. */
function signingTime(request: RequestHead, { date }: Authorization, now: number): string {
  const timestamp = request.headers['x-amz-date'] ?? '';
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (parts === null || !timestamp.startsWith(date)) throw new RefusalError('malformedAuthorization');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  if (Math.abs(now - Date.UTC(year, month - 1, day, hour, minute, second)) > maximumSkewMs) throw new RefusalError('skewedClock');
  return timestamp;
}

/** S3 wants every header of its own signed, the others those that change what a request means. */
function signsEnough({ headers }: RequestHead, { service, signedHeaders }: Authorization): boolean {
  return Object.keys(headers).every(name => signedHeaders.includes(name) || !(mustBeSigned.includes(name) || (service === 's3' && name.startsWith('x-amz-'))));
}

/** What the signer put into the canonical request as the payload's hash; undefined where only the body can tell, as AWS's services but S3 allow. */
function declaredHash({ headers }: RequestHead, service: string): string | undefined {
  const declared = headers['x-amz-content-sha256'];
  if (declared === undefined && service === 's3') throw new ServiceError('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
  // Only S3 lets a body go unsigned or signed piece by piece.
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

/** In constant time, so that the time of an answer tells nothing of the right signature. */
function sameSignature(expected: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'hex');
  return bytes.length === expected.length && timingSafeEqual(expected, bytes);
}
