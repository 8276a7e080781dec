import { createHash } from 'node:crypto';
import { queryPairs, type SandboxRequest } from '../http.ts';
import type { Authorization } from './authorization.ts';

/**
 * The canonical request of Signature Version 4: what both sides hash and sign.
 * @param payloadHash hex SHA-256 of the body, or the word that stands for it (UNSIGNED-PAYLOAD, STREAMING-…).
 * Throws URIError on a broken percent sequence.
 */
export function canonicalRequest(
  request: Omit<SandboxRequest, 'body'>,
  { service, signedHeaders }: Authorization,
  payloadHash: string,
): string {
  const headers = signedHeaders.map(name => `${name}:${(request.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`);
  return [
    request.method,
    service === 's3' ? objectPath(request.path) : operationPath(request.path),
    canonicalQuery(request.queryString),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** Hex SHA-256. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Percent-encodes all but the unreserved characters of RFC 3986; encodeURIComponent leaves five more unencoded. */
function uriEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Only S3 encodes the path once and keeps empty and dot segments: they are part of an object's key. */
function objectPath(path: string): string {
  return path
    .split('/')
    .map(segment => uriEncode(decodeURIComponent(segment)))
    .join('/');
}

/** Every other service normalises the path and encodes it a second time, so `%3A` is signed as `%253A`. */
function operationPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const trailing = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.map(uriEncode).join('/')}${trailing}`;
}

function canonicalQuery(queryString: string): string {
  return queryPairs(queryString)
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, aValue], [b, bValue]) => compare(a, b) || compare(aValue, bValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** By code unit: localeCompare would sort as in a dictionary, and the signature would not match. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
