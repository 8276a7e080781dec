import { plural } from '../domain/plural.ts';
import type { FormWord } from '../ui/form/protocol.ts';

let known: Readonly<Partial<Record<FormWord, string>>> = {};

/** Takes the words in the person's language. */
export function learn(words: Readonly<Record<FormWord, string>>): void {
  known = words;
}

/** A word or sentence of the page. */
export function word(name: FormWord): string {
  return known[name] ?? '';
}

/** A word of the page for a number of things. */
export function countedWord(name: FormWord, count: number): string {
  return plural(word(name), count, [], document.documentElement.lang);
}
