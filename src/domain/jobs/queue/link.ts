// Finds the run that each run of a batch comes after.

/** A run of a batch before it is confirmed. */
export interface Linkable {
  /** The spec file, as a URI or path. */
  readonly file: string;
  /** The file of the spec that it comes after, written likewise. */
  readonly after?: string;
}

/** Why a run cannot be linked: the spec that it comes after has no run that will be started, or more than one. */
export type LinkProblem = 'none' | 'several';

/**
 * Returns for each run the index of the one that it comes after (undefined: of none), or why it cannot be linked. What
 * comes after a run that cannot be linked cannot be linked either; nor can runs that come after each other.
 */
export function linkRuns(runs: readonly Linkable[]): readonly (number | LinkProblem | undefined)[] {
  const byFile = grouped(runs.map(({ file }) => file));
  const links = runs.map(({ after }): number | LinkProblem | undefined => {
    if (after === undefined) return undefined;
    const [before, ...more] = byFile.get(after) ?? [];
    return before === undefined ? 'none' : more.length > 0 ? 'several' : before;
  });
  // In the order in which they can start.
  const followers = grouped(links);
  const free = new Set<number>(followers.get(undefined));
  for (const index of free) for (const next of followers.get(index) ?? []) free.add(next);
  return links.map((link, index) => (free.has(index) || link === 'several' ? link : 'none'));
}

/** Returns the indices of equal keys. */
function grouped<K>(keys: readonly K[]): ReadonlyMap<K, readonly number[]> {
  const groups = new Map<K, number[]>();
  for (const [index, key] of keys.entries()) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return groups;
}
