let known: Readonly<Partial<Record<string, string>>> = {};

/** Sets the localized texts of the page. */
export function learn(words: Readonly<Record<string, string>>): void {
  known = words;
}

/** Returns a text of the page. Each page narrows the names to its own. */
export function wordNamed(name: string): string {
  return known[name] ?? '';
}
