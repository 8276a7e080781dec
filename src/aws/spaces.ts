// Memory of large answers, without the garbage collector. It would run for every few dozen chunks that come, and each time
// go through everything that the extension host holds.

/** How many spaces are kept: as many as the parts of one download that are read, written and verified at once. */
const most = 9;
const kept: ArrayBuffer[] = [];

/** Returns memory of a length in bytes, with any content: fresh memory costs the kernel as long as copying into it. */
export function takeSpace(bytes: number): Buffer {
  const at = kept.findIndex(({ byteLength }) => byteLength === bytes);
  const [again] = at < 0 ? [] : kept.splice(at, 1);
  return again === undefined ? Buffer.allocUnsafeSlow(bytes) : Buffer.from(again);
}

/** Takes memory back that nothing refers to any more. */
export function giveBack(space: ArrayBuffer): void {
  if (kept.length < most) kept.push(space);
}

/** Frees all that was given back. */
export function freeSpaces(): void {
  for (const space of kept.splice(0)) free(new Uint8Array(space));
}

/** Frees the memory of bytes that nothing refers to any more, if it is theirs alone. */
export function free({ buffer, byteOffset, byteLength }: Uint8Array): void {
  const isOwn = buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength;
  // Node 20, on which the command line runs too, has no way to do it.
  if (isOwn && 'transfer' in buffer) buffer.transfer(0);
}
