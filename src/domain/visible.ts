// Text from files, services and names as a person may see it: nothing in it is invisible, and nothing reorders what stands beside it.

/**
 * What cannot be seen: control and format characters (bidi controls among them), line and paragraph separators, lone surrogates, all
 * that Unicode calls default-ignorable, and letters and signs that are drawn blank (Braille blank, null notehead, hieroglyph blanks).
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}\u{13441}\u{13442}]/u;
/** Blanks that are no plain space. Those that number and date formats are written with (U+00A0, U+202F) are let through. */
const oddBlank = /(?![ \u00A0\u202F])\p{Zs}/u;
const hidden = new RegExp(`${invisible.source}|${oddBlank.source}`, 'gu');

/** A text with every character written out, as `\u{200b}`, that cannot be seen or that turns the order of others round. Line breaks too. */
export function visible(text: string): string {
  return text.replaceAll(hidden, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A text on one line, as `visible`; line breaks, tabs and the blanks of number formats become spaces. Cut after `longest` UTF-16 units, for no service's answer is a page. */
export function oneLine(text: string, longest = 10_000): string {
  const cut = text.length > longest ? `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
  return visible(cut.replaceAll(/[\t-\r \u00A0\u202F]+/g, ' ').trim());
}

/** A text that others wrote, as one sentence of ours: on one line, ended by a period. Empty where it says nothing. */
export function sentenceOf(text: string): string {
  const line = oneLine(text);
  return line === '' || /[.!?…。！？]["'”’)\]]?$/u.test(line) ? line : `${line.replace(/(?<![\s,;:])[\s,;:]+$/u, '')}.`;
}
