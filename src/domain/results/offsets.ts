// From the service's offsets to places in the text. The service counts Unicode code points; JavaScript counts UTF-16
// units, and so does VS Code within a line.

/** A range of a text in UTF-16 units; `end` is exclusive. */
export interface Place {
  readonly begin: number;
  readonly end: number;
}

/** Why a mention is nowhere in a text: its offsets are not a range of it, or another text stands there. */
export type Misplaced = 'outside' | 'otherText';

/** A text whose code points can be found quickly. */
export class CodePoints {
  readonly text: string;
  /** The number of code points. */
  readonly length: number;
  /** The UTF-16 offset of each code point; absent when they are the same, as in most notes. */
  readonly #units: Uint32Array | undefined;

  constructor(text: string) {
    this.text = text;
    // A lone surrogate is one code point and one unit.
    if (!/[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text)) {
      this.length = text.length;
      return;
    }
    const units = new Uint32Array(text.length + 1);
    let point = 0;
    let unit = 0;
    for (const character of text) {
      units[point++] = unit;
      unit += character.length;
    }
    units[point] = unit;
    this.length = point;
    this.#units = units;
  }

  /** Returns the UTF-16 offset of a code point from 0 to `length`, or undefined outside of that. */
  unitsAt(point: number): number | undefined {
    if (!Number.isInteger(point) || point < 0 || point > this.length) return undefined;
    return this.#units === undefined ? point : this.#units[point];
  }
}

/**
 * Returns the place of a mention. The service says offsets in code points; should `text` not stand there, offsets in
 * UTF-16 units are tried. Without a `text` to compare with, any range of the text is accepted.
 */
export function placeOf(
  points: CodePoints,
  { begin, end, text }: { readonly begin: number; readonly end: number; readonly text?: string },
): Place | Misplaced {
  const place = rangeOf(points.unitsAt(begin), points.unitsAt(end));
  if (place !== undefined && (text === undefined || fits(points.text, place, text))) return place;
  const units = rangeOf(begin, end);
  if (units !== undefined && text !== undefined && fits(points.text, units, text)) return units;
  return place === undefined ? 'outside' : 'otherText';
}

function rangeOf(begin: number | undefined, end: number | undefined): Place | undefined {
  return begin !== undefined &&
    end !== undefined &&
    Number.isInteger(begin) &&
    Number.isInteger(end) &&
    begin >= 0 &&
    begin < end
    ? { begin, end }
    : undefined;
}

function fits(whole: string, { begin, end }: Place, text: string): boolean {
  return end - begin === text.length && whole.startsWith(text, begin);
}

/** A line and column, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * Converts UTF-16 offsets to positions in the document that an editor makes of the text. An editor gives all lines of
 * a document the same end, so offsets differ there, but lines and columns do not; it ends a line at \r\n, \n and \r,
 * and does not show a byte order mark at the beginning.
 */
export class LinePositions {
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [text.startsWith('\uFEFF') ? 1 : 0];
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
    this.#starts = starts;
  }

  get lines(): number {
    return this.#starts.length;
  }

  at(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: Math.max(0, offset - (this.#starts[low] ?? 0)) };
  }
}
