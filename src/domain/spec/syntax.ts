// A sentence for each way a text can fail to be JSON, for somebody who has never heard of tokens.

import type { SyntaxError } from './tree.ts';

/** Words of other languages that people write for JSON's three. */
const foreignWords: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null', undefined: 'null', NULL: 'null', TRUE: 'true', FALSE: 'false' };

function symbolMessage(symbol: string): string {
  if (symbol.startsWith("'")) return 'Text goes in double quotes ("), not in single ones.';
  if (/^[“”„‟«»]/u.test(symbol)) return 'These are typographic quotes: write straight double quotes (").';
  const word = foreignWords[symbol];
  if (word !== undefined) return `Write ${word} here.`;
  return 'This is no JSON value: text goes in double quotes, and only numbers, true, false and null go without.';
}

/** By jsonc-parser's ParseErrorCode, a const enum that cannot be imported where modules are compiled one by one. */
const sentences: Readonly<Record<number, string>> = {
  2: 'This is not a number as JSON writes it.',
  3: 'The name of a member is due here, in double quotes.',
  4: 'A value is missing here.',
  5: 'A colon is missing between the name and its value.',
  6: 'A comma is missing before this.',
  7: 'The object is not closed: a } is missing.',
  8: 'The list is not closed: a ] is missing.',
  9: 'The spec is complete before this: take out what follows.',
  11: 'The comment is not closed: a */ is missing.',
  12: 'The text is not closed: a double quote (") is missing at its end.',
  13: 'The number is not complete.',
  14: 'After \\u four hexadecimal digits are due, as in \\u00e9.',
  15: 'After a backslash only " \\ / b f n r t or u may stand: write \\\\ for a backslash.',
  16: 'A line break, a tab or another control character must not stand inside a text: write \\n or \\t.',
};

/** The sentence for a syntax error of jsonc-parser at a place of the text. */
export function syntaxMessage(text: string, { error, offset, length }: SyntaxError): string {
  if (error === 1) return symbolMessage(text.slice(offset, offset + length));
  if (error === 6 && /^0\d$/.test(text.slice(offset - 1, offset + 1))) return 'A number has no leading zeros; an account ID goes in double quotes.';
  return sentences[error] ?? 'This is not JSON.';
}
