import { plural } from '../domain/plural.ts';
import type { FormWord } from '../ui/form/protocol.ts';

let known: Readonly<Partial<Record<FormWord, string>>> = {};

/** Sets the localized texts of the page. */
export function learn(words: Readonly<Record<FormWord, string>>): void {
  known = words;
}

/** Returns a text of the page. */
export function word(name: FormWord): string {
  return known[name] ?? '';
}

/** Returns a text of the page for a count, in the right plural form. */
export function countedWord(name: FormWord, count: number): string {
  return plural(word(name), count, [], document.documentElement.lang);
}
