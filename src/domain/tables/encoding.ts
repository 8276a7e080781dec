// Which encoding a text file has, and its bytes as UTF-8, in which all parsing is done.

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** An encoding, and how many bytes of a byte order mark come before the text. */
export interface FoundEncoding {
  readonly encoding: TextEncoding;
  readonly markBytes: number;
}

const marks: readonly (readonly [TextEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** How many bytes are looked at where there is no mark. */
const sampleBytes = 2_000;

/**
 * Finds the encoding by the byte order mark. Without one, a text in which every other byte is mostly zero is UTF-16, and
 * anything else is read as UTF-8, in which what is not valid becomes replacement characters.
 */
export function findEncoding(start: Uint8Array): FoundEncoding {
  for (const [encoding, mark] of marks)
    if (mark.every((byte, index) => start[index] === byte)) return { encoding, markBytes: mark.length };
  const zeros = [0, 0];
  const length = Math.min(start.length, sampleBytes) & ~1;
  for (let index = 0; index < length; index += 1)
    if (start[index] === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = length * 0.2;
  if (odd > most && even <= odd * 0.1) return { encoding: 'utf-16le', markBytes: 0 };
  if (even > most && odd <= even * 0.1) return { encoding: 'utf-16be', markBytes: 0 };
  return { encoding: 'utf-8', markBytes: 0 };
}

/** Returns text in an encoding as UTF-8. Half a UTF-16 unit at the end is left out. */
export function toUtf8(bytes: Uint8Array, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf-8') return bytes;
  return new TextEncoder().encode(new TextDecoder(encoding, { ignoreBOM: true }).decode(wholeUnits(bytes)));
}

/** Returns how many bytes of the original text the first `bytes` of its UTF-8 are. */
export function originalLength(utf8: Uint8Array, bytes: number, encoding: TextEncoding): number {
  if (encoding === 'utf-8') return bytes;
  // A unit that is no character by itself has become one replacement character.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8.subarray(0, bytes)).length * 2;
}

function wholeUnits(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length & ~1);
}
