// Shortens names to fit a narrow row while keeping them distinguishable.

/** In average letters. At the default width of the side bar, this leaves room for a time of day after the name. */
const maxWidth = 15;
/** Wider names are cut to this many characters, which leaves room for a date and the job's duration. */
export const maxNameLength = 12;

const headLength = 3;

/**
 * Returns the short form of each name. Names are cut in the middle, because the names of a series usually differ at the
 * end. Names whose short forms would be equal are cut where they begin to differ. Different names never get the same
 * short form.
 */
export function shortNames(names: Iterable<string>): ReadonlyMap<string, string> {
  const all = new Set(names);
  const short = new Map<string, string>();
  const taken = new Set<string>();
  const take = (name: string, form: string): void => {
    short.set(name, form);
    taken.add(form);
  };
  const byForm = new Map<string, string[]>();
  for (const name of all) {
    const form = middleCut(name, headLength, tailStart(name));
    if (form === name) {
      take(name, name);
      continue;
    }
    const same = byForm.get(form);
    if (same === undefined) byForm.set(form, [name]);
    else same.push(name);
  }
  for (const [form, [first = '', ...others]] of byForm) {
    if (others.length === 0 && !taken.has(form)) {
      take(first, form);
      continue;
    }
    const from = commonStart([first, ...others]);
    for (const name of [first, ...others]) {
      const own = middleCut(name, headLength, from);
      take(name, taken.has(own) ? name : own);
    }
  }
  return short;
}

/** Returns the first `head` characters and those from `tail` on, as far as there is room. */
function middleCut(name: string, head: number, tail: number): string {
  const letters = Array.from(name);
  if (letters.length <= maxNameLength || widthOf(name) <= maxWidth) return name;
  const context = maxNameLength - head - 1;
  const from = Math.max(head + 1, Math.min(tail, letters.length - context));
  const end = letters.slice(from, from + context);
  return `${letters.slice(0, head).join('')}…${from + context < letters.length ? `${end.slice(0, -1).join('')}…` : end.join('')}`;
}

/** Estimates the width of a name, in average letters of a proportional font. */
function widthOf(name: string): number {
  return Array.from(name).reduce(
    (sum, letter) => sum + (/[ijlftIr.,:;|!'\- ]/.test(letter) ? 0.5 : /[mwMW]/.test(letter) ? 1.5 : 1),
    0,
  );
}

/** Returns the index of the first character of a tail that fits. */
function tailStart(name: string): number {
  return Array.from(name).length - (maxNameLength - headLength - 1);
}

/** Returns the length of the prefix common to all names. A number that differs counts as a whole. */
function commonStart(names: readonly string[]): number {
  const [first = [], ...others] = names.map(name => Array.from(name));
  let at = 0;
  while (at < first.length && others.every(other => other[at] === first[at])) at += 1;
  while (at > 0 && /\d/.test(first[at - 1] ?? '') && names.some(name => /\d/.test(Array.from(name)[at] ?? ''))) at -= 1;
  return at;
}
