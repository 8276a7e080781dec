import { plural } from '../../domain/plural.ts';
import type { FormWord } from '../../ui/form/protocol.ts';
import { wordNamed } from '../shared/words.ts';

/** Returns a text of the page. */
export const word: (name: FormWord) => string = wordNamed;

/** Returns a text of the page for a count, in the right plural form. */
export function countedWord(name: FormWord, count: number): string {
  return plural(word(name), count, [], document.documentElement.lang);
}
