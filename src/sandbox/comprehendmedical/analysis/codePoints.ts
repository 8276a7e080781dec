const beyondTheBasicPlane = /[\u{10000}-\u{10FFFF}]/u;

/**
 * Converts UTF-16 offsets to code point offsets. Nearly all notes have no character outside the basic plane and need no
 * table.
 */
export function codePointOffsets(text: string): (offset: number) => number {
  if (!beyondTheBasicPlane.test(text)) return offset => offset;
  const table = new Int32Array(text.length + 1);
  let unit = 0;
  let point = 0;
  for (const char of text) {
    table[unit] = point++;
    unit += char.length;
  }
  table[unit] = point;
  return offset => table[offset] ?? point;
}
