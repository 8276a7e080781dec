/** Texts longer than this are no slip of a known word, and comparing them would take long. */
const longest = 100;

/** How many letters must be put in, taken out or changed to make one word the other. */
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

/** A word as people remember it: without case and punctuation. */
const plain = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The choice a word was probably meant to be: the same but for case, punctuation, a missing beginning, or a slip or two. */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  if (word.length > longest) return undefined;
  const meant = plain(word);
  if (meant === '') return undefined;
  const tail = choices.find(choice => plain(choice) === meant) ?? choices.find(choice => meant.length >= 6 && plain(choice).endsWith(meant));
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
