/** A match of a pattern. */
export interface Match {
  readonly index: number;
  readonly text: string;
}

/**
 * All matches of a global pattern that matches no empty text. `matchAll` would copy the pattern each time, which takes
 * longer than most patterns do for a note.
 */
export function matchesOf(text: string, pattern: RegExp): Match[] {
  const found: Match[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text))
    found.push({ index: match.index, text: match[0] });
  return found;
}
