// The checksums that a request to write gives, and those that S3 keeps with an object.
import { createHash } from 'node:crypto';
import type { SandboxRequest } from '../http.ts';
import { crc32, crc32c, crc64nvme } from './crc.ts';
import { s3Error } from './errors.ts';

type Headers = SandboxRequest['headers'];

const digests = {
  CRC32: crc32,
  CRC32C: crc32c,
  CRC64NVME: crc64nvme,
  SHA1: (bytes: Buffer) => createHash('sha1').update(bytes).digest(),
  SHA256: (bytes: Buffer) => createHash('sha256').update(bytes).digest(),
} as const;

export type ChecksumAlgorithm = keyof typeof digests;

const algorithms = Object.keys(digests) as readonly ChecksumAlgorithm[];

/** `COMPOSITE`: of the checksums of the parts, not of the bytes. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** A checksum as S3 keeps it. `value`: Base64, of a composite one with a hyphen and the number of parts. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  readonly value: string;
}

/** The header of a checksum of this algorithm. */
export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The name of the element that has it. */
export const checksumElement = (algorithm: ChecksumAlgorithm): string => `Checksum${algorithm}`;

/** A checksum of the bytes, in Base64. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Buffer): string {
  return digests[algorithm](bytes).toString('base64');
}

/** The checksum of checksums, as S3 makes it of those of the parts. */
export function compositeOf(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
  const all = Buffer.concat(parts.map(part => Buffer.from(part, 'base64')));
  return `${checksumOf(algorithm, all)}-${parts.length}`;
}

/** The algorithm that a name or header value stands for. Throws InvalidRequest for another value. */
export function algorithmNamed(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  const found = algorithms.find(each => each === name.toUpperCase());
  if (found === undefined)
    throw s3Error(
      'InvalidRequest',
      {},
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  return found;
}

/** The checksum that a request's headers, or the trailers of its body, give. Throws InvalidRequest for two, or a broken one. */
export function givenChecksum(headers: Headers): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  const given = algorithms.flatMap(algorithm => {
    const value = headers[checksumHeader(algorithm)];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (given.length > 1)
    throw s3Error(
      'InvalidRequest',
      {},
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  const [one] = given;
  if (one === undefined) return undefined;
  const bytes = Buffer.from(one.value, 'base64');
  if (bytes.toString('base64') !== one.value || bytes.length !== digests[one.algorithm](Buffer.alloc(0)).length)
    throw s3Error('InvalidRequest', {}, `Value for ${checksumHeader(one.algorithm)} header is invalid.`);
  return one;
}

/**
 * Compares the body with what the request says of it: Content-MD5 and one checksum. Returns the checksum to keep: the
 * given one, or CRC-64/NVME, which S3 adds itself. Throws BadDigest, InvalidDigest or InvalidRequest.
 */
export function requireIntact(headers: Headers, body: Buffer): Checksum {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && Buffer.from(md5, 'base64').length !== 16) throw s3Error('InvalidDigest');
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) throw s3Error('BadDigest');
  const given = givenChecksum(headers);
  const algorithm = given?.algorithm ?? 'CRC64NVME';
  const value = checksumOf(algorithm, body);
  if (given !== undefined && given.value !== value)
    throw s3Error('BadDigest', {}, `The ${algorithm} you specified did not match the calculated checksum.`);
  return { algorithm, type: 'FULL_OBJECT', value };
}

/** The headers of a checksum in an answer. */
export function checksumHeaders(checksum: Checksum | undefined): Readonly<Record<string, string>> {
  return checksum === undefined
    ? {}
    : { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}
