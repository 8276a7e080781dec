import { createHash } from 'node:crypto';
import { Crc32c, Crc64NvmeJs } from '@aws-sdk/checksums/crc';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm, FileFacts, Verifier } from '../domain/files/port.ts';

/** A running checksum. `digest`: in Base64, as S3 writes it. */
interface Running {
  update(bytes: Uint8Array): void;
  digest(): Promise<string> | string;
}

function hash(name: 'md5' | 'sha1' | 'sha256'): Running {
  const running = createHash(name);
  return {
    update: bytes => void running.update(bytes),
    digest: () => running.digest('base64'),
  };
}

/** CRC-32, which Node computes in native code. */
function crc(): Running {
  let value = 0;
  return {
    update: bytes => {
      value = crc32(bytes, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes.toString('base64');
    },
  };
}

function ofSdk(running: { update(bytes: Uint8Array): void; digest(): Promise<Uint8Array> }): Running {
  return {
    update: bytes => {
      running.update(bytes);
    },
    digest: async () => Buffer.from(await running.digest()).toString('base64'),
  };
}

const algorithms: Readonly<Record<ChecksumAlgorithm, () => Running>> = {
  SHA256: () => hash('sha256'),
  SHA1: () => hash('sha1'),
  CRC64NVME: () => ofSdk(new Crc64NvmeJs()),
  CRC32C: () => ofSdk(new Crc32c()),
  CRC32: crc,
};

/** The checksums in the order in which they are preferred: the most certain first. */
export const checksumAlgorithms = Object.keys(algorithms) as readonly ChecksumAlgorithm[];

/** Returns what verifies the content of an object; undefined if S3 says nothing of it but its size. */
export function verifierOf({ bytes: size, md5, checksum }: FileFacts): Verifier | undefined {
  const known =
    md5 !== undefined && checksum?.algorithm.startsWith('SHA') !== true
      ? { value: Buffer.from(md5, 'hex').toString('base64'), running: hash('md5') }
      : checksum && { value: checksum.value, running: algorithms[checksum.algorithm]() };
  if (known === undefined) return undefined;
  const { value, running } = known;
  let bytes = 0;
  return {
    update: each => {
      bytes += each.length;
      running.update(each);
    },
    dispose: () => undefined,
    matches: async () => bytes === size && (await running.digest()) === value,
  };
}
