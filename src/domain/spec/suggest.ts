/** Longer texts are not misspellings of a known word, and comparing them would take long. */
const longest = 100;

/** Returns the edit distance of two words: how many letters to insert, delete or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Removes case and punctuation from a word. */
const plain = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Returns the choice that was probably meant: equal except for case, punctuation, a missing beginning, or a typo or
 * two.
 */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  if (word.length > longest) return undefined;
  const meant = plain(word);
  if (meant === '') return undefined;
  const tail =
    choices.find(choice => plain(choice) === meant) ??
    choices.find(choice => meant.length >= 6 && plain(choice).endsWith(meant));
  if (tail !== undefined) return tail;
  let best: string | undefined;
  let least = Math.max(1, Math.min(8, Math.floor(meant.length / 5)));
  for (const choice of choices) {
    const steps = distance(meant, plain(choice));
    if (steps < least || (steps === least && best === undefined)) {
      best = choice;
      least = steps;
    }
  }
  return best;
}
