import { plural } from '../../domain/plural.ts';
import type { PageWord } from '../../ui/results/protocol.ts';
import { wordNamed } from '../shared/words.ts';

/** Returns a text of the page. */
export const word: (name: PageWord) => string = wordNamed;

/** How many rows are selected. */
export const selectedText = (count: number): string =>
  plural(word('selected'), count, [], document.documentElement.lang);
