// Makes text from files, services and names safe to show: nothing in it is invisible or reorders the text around it.

/**
 * Invisible characters: control and format characters (bidi controls among them), line and paragraph separators, lone
 * surrogates, everything that Unicode calls default-ignorable, and letters and signs that are drawn blank (Braille
 * blank, null notehead, hieroglyph blanks).
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}\u{13441}\u{13442}]/u;
/** Blanks other than the plain space. Those used in number and date formats (U+00A0, U+202F) are allowed. */
const oddBlank = /(?![ \u00A0\u202F])\p{Zs}/u;
const hidden = new RegExp(`${invisible.source}|${oddBlank.source}`, 'gu');

/** Whether a character is invisible or reorders others. */
export function isHidden(character: string): boolean {
  return character.replaceAll(hidden, '') !== character;
}

/** Escapes every character that is invisible or reorders others, line breaks included, as `\u{200b}`. */
export function visible(text: string): string {
  return text.replaceAll(hidden, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Like `visible`, on one line: line breaks, tabs and the blanks of number formats become spaces. Cut after `longest`
 * UTF-16 units, because an answer of a service can be long.
 */
export function oneLine(text: string, longest = 10_000): string {
  const cut = text.length > longest ? `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
  return visible(cut.replaceAll(/[\t-\r \u00A0\u202F]+/g, ' ').trim());
}

/** Turns a text from outside into a sentence: on one line, ending with a period. Empty if the text is. */
export function sentenceOf(text: string): string {
  const line = oneLine(text);
  return line === '' || /[.!?…。！？]["'”’)\]]?$/u.test(line) ? line : `${line.replace(/(?<![\s,;:])[\s,;:]+$/u, '')}.`;
}

/** Turns what was thrown into a sentence: the message of an error, or the value as text. */
export function sentenceOfFault(fault: unknown): string {
  return sentenceOf(fault instanceof Error ? fault.message : String(fault));
}
