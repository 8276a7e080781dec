// Copies of notes without the protected health information that the service found. Not without all there is: what the
// service missed stays.
import { phiCategory } from '../filter.ts';
import { CodePoints, type Place, placeOf } from '../offsets.ts';
import type { Mention, Output } from '../output.ts';
import type { Placeholders } from './placeholders.ts';

/** `[NAME]`, or a placeholder that tells two names apart, `[NAME-1]`. */
export type ReplacementStyle = 'type' | 'placeholder';

export type Deidentified =
  | {
      readonly isSafe: true;
      readonly text: string;
      /** How many entities and attributes were replaced. */
      readonly replaced: number;
      /** How many times one of their texts stands elsewhere in the note, where the service did not mark it. */
      readonly elsewhere: number;
    }
  | {
      /** There is no text, so that it cannot be exported by mistake. */
      readonly isSafe: false;
      /** How many could not be found in the text, or could not be read and may have been some. */
      readonly unplaced: number;
    };

interface Found extends Place {
  readonly type: string;
}

/**
 * Replaces the protected health information in a note. All of it, whatever its score: a filter or threshold must not
 * decide what remains. Overlapping entities become one replacement, of the longest one's type.
 *
 * The text is as it was read, and the output that of a job which detects protected health information; of other jobs
 * nothing is replaced.
 */
export function deidentify(
  text: string,
  output: Pick<Output, 'entities' | 'unmapped' | 'skipped'>,
  style: ReplacementStyle,
  placeholders: Placeholders,
): Deidentified {
  const points = new CodePoints(text);
  const found: Found[] = [];
  const all = phiOf(output);
  for (const mention of all) {
    const place = certainPlace(points, mention);
    if (place !== undefined) found.push({ ...place, type: wordOf(mention.type) });
  }
  // What has no category may be protected health information.
  const unclear = [...output.entities, ...output.unmapped].filter(({ category }) => category === '').length;
  const unplaced = all.length - found.length + output.skipped + unclear;
  if (unplaced > 0) return { isSafe: false, unplaced };

  const kept: string[] = [];
  let copy = '';
  let end = 0;
  for (const part of merged(found)) {
    const before = text.slice(end, part.begin);
    kept.push(before);
    copy += before + replacement(part, text, style, placeholders);
    end = part.end;
  }
  kept.push(text.slice(end));
  const texts = new Set(found.map(place => text.slice(place.begin, place.end)));
  return { isSafe: true, text: copy + text.slice(end), replaced: found.length, elsewhere: countIn(kept, texts) };
}

/** Attributes are looked at as well, although the service gives none to this category today. */
function phiOf({ entities, unmapped }: Pick<Output, 'entities' | 'unmapped'>): readonly Mention[] {
  const attributes = entities.flatMap(entity => entity.attributes);
  return [
    ...entities.filter(({ category }) => category === phiCategory),
    ...attributes.filter(({ category }) => category === phiCategory),
    ...unmapped
      .filter(({ category, attribute }) => category === phiCategory || attribute.category === phiCategory)
      .map(({ attribute }) => attribute),
  ];
}

/** Offsets alone are not certain where code points and UTF-16 units differ. */
function certainPlace(points: CodePoints, mention: Mention): Place | undefined {
  if (mention.text === undefined && points.length !== points.text.length) return undefined;
  const place = placeOf(points, mention);
  return typeof place === 'string' ? undefined : place;
}

/** Merges what overlaps, in the order of the text. What only touches stays apart. */
function merged(found: readonly Found[]): readonly Found[] {
  const parts: (Place & { readonly longest: Found })[] = [];
  for (const each of found.toSorted((a, b) => a.begin - b.begin || b.end - a.end)) {
    const last = parts.at(-1);
    if (last === undefined || each.begin >= last.end) parts.push({ begin: each.begin, end: each.end, longest: each });
    else
      parts[parts.length - 1] = {
        begin: last.begin,
        end: Math.max(last.end, each.end),
        longest: each.end - each.begin > last.longest.end - last.longest.begin ? each : last.longest,
      };
  }
  return parts.map(({ begin, end, longest }) => ({ begin, end, type: longest.type }));
}

function replacement(
  { begin, end, type }: Found,
  text: string,
  style: ReplacementStyle,
  placeholders: Placeholders,
): string {
  return style === 'type' ? `[${type}]` : placeholders.of(type, text.slice(begin, end));
}

/** The service's word for a type, or one for any: nothing else may come into the copy. */
function wordOf(type: string): string {
  return /^[A-Z][A-Z0-9_]{0,49}$/.test(type) ? type : 'PHI';
}

/** Counts how often one of the texts stands in the parts as whole words, whatever their capitals. */
function countIn(parts: readonly string[], texts: ReadonlySet<string>): number {
  const whole = parts.join('\u0000').toLowerCase();
  const wanted = new Set(Array.from(texts, text => text.trim().toLowerCase()).filter(isTelling));
  let count = 0;
  for (const text of wanted)
    for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + text.length))
      if (isWord(whole, at, at + text.length)) count += 1;
  return count;
}

/** An age of "45" also stands in every dosage of 45 mg; only what could tell who it is is worth a warning. */
function isTelling(text: string): boolean {
  const signs = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return signs >= (/\p{L}/u.test(text) ? 2 : 3);
}

function isWord(text: string, begin: number, end: number): boolean {
  const before = text.slice(Math.max(0, begin - 2), begin);
  return !/[\p{L}\p{N}]$/u.test(before) && !/^[\p{L}\p{N}]/u.test(text.slice(end, end + 2));
}
