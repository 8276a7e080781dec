// Names that fit a narrow row and still tell siblings apart.

/** At the editor's default width of the side bar, a name as wide as this many average letters leaves room for a time of today behind it. */
const maxWidth = 15;
/** Names that are wider are cut to so many characters, which leaves room for a date and for how long the job took. */
export const maxNameLength = 12;

const headLength = 3;

/**
 * The short form of each name: cut in the middle, where names of one series are the same, for they differ at their ends. Names whose
 * short forms would be the same are cut where they begin to differ; no two different names get one short form.
 */
export function shortNames(names: Iterable<string>): ReadonlyMap<string, string> {
  const all = new Set(names);
  const short = new Map<string, string>();
  const taken = new Set<string>();
  const take = (name: string, form: string): void => { short.set(name, form); taken.add(form); };
  const byForm = new Map<string, string[]>();
  for (const name of all) {
    const form = middleCut(name, headLength, tailStart(name));
    if (form === name) { take(name, name); continue; }
    const same = byForm.get(form);
    if (same === undefined) byForm.set(form, [name]);
    else same.push(name);
  }
  for (const [form, [first = '', ...others]] of byForm) {
    if (others.length === 0 && !taken.has(form)) { take(first, form); continue; }
    const from = commonStart([first, ...others]);
    for (const name of [first, ...others]) {
      const own = middleCut(name, headLength, from);
      take(name, taken.has(own) ? name : own);
    }
  }
  return short;
}

/** The first `head` characters, and what stands from `tail` on, both as far as there is room. */
function middleCut(name: string, head: number, tail: number): string {
  const letters = Array.from(name);
  if (letters.length <= maxNameLength || widthOf(name) <= maxWidth) return name;
  const room = maxNameLength - head - 1;
  const from = Math.max(head + 1, Math.min(tail, letters.length - room));
  const end = letters.slice(from, from + room);
  return `${letters.slice(0, head).join('')}…${from + room < letters.length ? `${end.slice(0, -1).join('')}…` : end.join('')}`;
}

/** About how wide a name is drawn, in average letters of a proportional font. */
function widthOf(name: string): number {
  return Array.from(name).reduce((sum, letter) => sum + (/[ijlftIr.,:;|!'\- ]/.test(letter) ? 0.5 : /[mwMW]/.test(letter) ? 1.5 : 1), 0);
}

/** Where the tail begins that fits, counted in characters. */
function tailStart(name: string): number {
  return Array.from(name).length - (maxNameLength - headLength - 1);
}

/** How many characters all of these names begin with; the digits of a number that differs are kept together. */
function commonStart(names: readonly string[]): number {
  const [first = [], ...others] = names.map(name => Array.from(name));
  let at = 0;
  while (at < first.length && others.every(other => other[at] === first[at])) at += 1;
  while (at > 0 && /\d/.test(first[at - 1] ?? '') && names.some(name => /\d/.test(Array.from(name)[at] ?? ''))) at -= 1;
  return at;
}
