import { RefusalError } from '../errors.ts';
import type { SandboxRequest } from '../http.ts';
import { sha256 } from './canonicalRequest.ts';

/** Checks the signatures inside a chunked upload; each covers the one before it, beginning with the request's own. */
export interface ChunkSigner {
  readonly seed: string;
  /** Whether `signature` (hex) is valid for the algorithm's name and the parts that follow time and scope. */
  matches(algorithm: string, parts: readonly string[], signature: string): boolean;
}

const lineEnd = Buffer.from('\r\n');
const emptyHash = sha256('');
const signedPayload = /^STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?$/;

/**
 * Removes the `aws-chunked` framing from an S3 upload.
 * @param payloadHash the request's x-amz-content-sha256, one of the three STREAMING-… words.
 * @returns the object's bytes, and the trailers, which stand for headers that are known only at the end.
 * Throws RefusalError: wrongPayloadHash for broken framing or length, wrongSignature for a chunk that
 * was not signed with the key.
 */
export function decodeChunks(
  { headers, body }: SandboxRequest,
  payloadHash: string,
  signer: ChunkSigner,
): { readonly content: Buffer; readonly trailers: Readonly<Record<string, string>> } {
  const signed = signedPayload.test(payloadHash);
  if (!signed && payloadHash !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') throw new RefusalError('wrongPayloadHash');
  const chunks: Buffer[] = [];
  let previous = signer.seed;
  let offset = 0;
  for (;;) {
    const line = readLine(body, offset);
    const header = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line.text);
    if (header === null) throw new RefusalError('wrongPayloadHash');
    const size = Number.parseInt(header[1] ?? '', 16);
    const chunk = body.subarray(line.next, line.next + size);
    if (chunk.length !== size) throw new RefusalError('wrongPayloadHash');
    if (signed) previous = checked(signer, 'AWS4-HMAC-SHA256-PAYLOAD', [previous, emptyHash, sha256(chunk)], header[2]);
    offset = line.next + size;
    if (size === 0) break;
    if (!body.subarray(offset, offset + 2).equals(lineEnd)) throw new RefusalError('wrongPayloadHash');
    offset += 2;
    chunks.push(chunk);
  }
  if (signed && payloadHash.endsWith('-TRAILER'))
    checkTrailer(body.subarray(offset).toString('latin1'), previous, signer);
  const content = Buffer.concat(chunks);
  const declared = headers['x-amz-decoded-content-length'];
  if (declared !== undefined && Number(declared) !== content.length) throw new RefusalError('wrongPayloadHash');
  return { content, trailers: trailersIn(body.subarray(offset).toString('latin1')) };
}

function trailersIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split('\r\n').flatMap(line => {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      return name.startsWith('x-amz-checksum-') ? [[name, line.slice(colon + 1).trim()]] : [];
    }),
  );
}

function checkTrailer(trailer: string, previous: string, signer: ChunkSigner): void {
  const lines = trailer.split('\r\n').filter(line => line !== '');
  const signature = lines
    .find(line => line.startsWith('x-amz-trailer-signature:'))
    ?.slice('x-amz-trailer-signature:'.length)
    .trim();
  const canonical = lines
    .filter(line => !line.startsWith('x-amz-trailer-signature:'))
    .map(line => `${line}\n`)
    .join('');
  checked(signer, 'AWS4-HMAC-SHA256-TRAILER', [previous, sha256(canonical)], signature);
}

function checked(
  signer: ChunkSigner,
  algorithm: string,
  parts: readonly string[],
  signature: string | undefined,
): string {
  if (signature === undefined || !signer.matches(algorithm, parts, signature)) throw new RefusalError('wrongSignature');
  return signature;
}

function readLine(body: Buffer, offset: number): { text: string; next: number } {
  const end = body.indexOf(lineEnd, offset);
  if (end < 0) throw new RefusalError('wrongPayloadHash');
  return { text: body.toString('latin1', offset, end), next: end + lineEnd.length };
}
