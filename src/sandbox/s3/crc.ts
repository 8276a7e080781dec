// The cyclic redundancy checks of S3 that Node does not have, a table of 256 entries each.
import { crc32 as nodeCrc32 } from 'node:zlib';

/** The reflected polynomials. Sources: RFC 3720 for CRC-32C, the NVM Express NVM Command Set Specification for CRC-64/NVME. */
const castagnoli = 0x82f6_3b78;
const nvme = { high: 0x9a6c_9329, low: 0xac4b_c9b5 };

const table32 = Uint32Array.from({ length: 256 }, (_each, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ castagnoli : value >>> 1;
  return value;
});

const [highs, lows] = [new Uint32Array(256), new Uint32Array(256)];
for (let index = 0; index < 256; index += 1) {
  let [high, low] = [0, index];
  for (let bit = 0; bit < 8; bit += 1) {
    const isSet = (low & 1) === 1;
    low = ((low >>> 1) | (high << 31)) ^ (isSet ? nvme.low : 0);
    high = (high >>> 1) ^ (isSet ? nvme.high : 0);
  }
  highs[index] = high;
  lows[index] = low;
}

/** CRC-32, as four bytes with the most significant first. */
export function crc32(bytes: Buffer): Buffer {
  return bytesOf(nodeCrc32(bytes));
}

/** CRC-32C, as four bytes. */
export function crc32c(bytes: Buffer): Buffer {
  let value = 0xffff_ffff;
  for (const byte of bytes) value = (table32[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return bytesOf(~value);
}

/** CRC-64/NVME, as eight bytes. */
export function crc64nvme(bytes: Buffer): Buffer {
  let [high, low] = [0xffff_ffff, 0xffff_ffff];
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
    high = (high >>> 8) ^ (highs[index] ?? 0);
  }
  return bytesOf(~high, ~low);
}

function bytesOf(...words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, index * 4);
  return bytes;
}
