// The message for each JSON syntax error, for users who do not know what a token is.

import type { Message } from './problem.ts';
import type { SyntaxError } from './tree.ts';

/** Words of other languages used for JSON's three literals. */
const foreignWords: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  undefined: 'null',
  NULL: 'null',
  TRUE: 'true',
  FALSE: 'false',
};

function symbolMessage(symbol: string): Message {
  if (symbol.startsWith("'")) return { next: 'Put text in double quotes ("), not in single ones.' };
  if (/^[“”„‟«»]/u.test(symbol))
    return { what: 'These are typographic quotes.', next: 'Use straight double quotes (").' };
  const word = foreignWords[symbol];
  if (word !== undefined) return { next: `Write ${word} here.` };
  return {
    what: 'This is not a JSON value.',
    next: 'Put text in double quotes; only numbers, true, false and null go without.',
  };
}

/** By jsonc-parser's ParseErrorCode: a const enum, which cannot be imported with isolated modules. */
const byError: Readonly<Record<number, Message>> = {
  2: { what: 'This is not a valid number.', next: 'Correct it, or put it in double quotes if it is text.' },
  3: {
    what: 'The name of a member is expected here.',
    next: 'Write one in double quotes, or remove what is here instead.',
  },
  4: { what: 'A value is missing here.', next: 'Add it.' },
  5: { what: 'A colon is missing between the name and its value.', next: 'Add it.' },
  6: { what: 'A comma is missing before this.', next: 'Add it.' },
  7: { what: 'The object is not closed.', next: 'Add the missing }.' },
  8: { what: 'The list is not closed.', next: 'Add the missing ].' },
  9: { what: 'The JSON ends before this.', next: 'Remove what follows.' },
  11: { what: 'The comment is not closed.', next: 'Add the missing */.' },
  12: { what: 'The text is not closed.', next: 'Add the missing double quote (") at its end.' },
  13: { what: 'The number is not complete.', next: 'Complete it.' },
  14: { next: 'Write four hexadecimal digits after \\u, as in \\u00e9.' },
  15: { what: 'Only " \\ / b f n r t or u can follow a backslash.', next: 'Write \\\\ for a backslash itself.' },
  16: {
    what: 'A text cannot contain a line break, a tab or another control character.',
    next: 'Write \\n or \\t instead.',
  },
};

/** Returns the message for a syntax error of jsonc-parser at a place in the text. */
export function syntaxMessage(text: string, { error, offset, length }: SyntaxError): Message {
  if (error === 1) return symbolMessage(text.slice(offset, offset + length));
  if (error === 6 && /^0\d$/.test(text.slice(offset - 1, offset + 1)))
    return { what: 'A number has no leading zeros.', next: 'Put an account ID in double quotes.' };
  return byError[error] ?? { what: 'This is not JSON.', next: 'Correct it or remove it.' };
}
