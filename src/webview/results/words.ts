import type { PageWord } from '../../ui/results/protocol.ts';
import { wordNamed } from '../shared/words.ts';

/** Returns a text of the page. */
export const word: (name: PageWord) => string = wordNamed;

/** How many rows are selected. */
export const selectedText = (count: number): string =>
  word('selected').replace('{0}', count.toLocaleString(document.documentElement.lang));
