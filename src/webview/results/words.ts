import type { PageWord } from '../../ui/results/protocol.ts';
import { wordNamed } from '../shared/words.ts';

/** Returns a text of the page. */
export const word: (name: PageWord) => string = wordNamed;
