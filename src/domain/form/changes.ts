import { type JsonValue, isJsonObject } from '../json.ts';
import type { Path } from '../spec/problem.ts';

/** Yields the paths at which two values differ, descending while both have objects or arrays. */
export function* differences(
  one: JsonValue | undefined,
  other: JsonValue | undefined,
  path: Path = [],
): Generator<Path> {
  if (isJsonObject(one) && isJsonObject(other)) {
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)]))
      yield* differences(one[name], other[name], [...path, name]);
  } else if (Array.isArray(one) && Array.isArray(other)) {
    const [before, after] = [one as readonly JsonValue[], other as readonly JsonValue[]];
    for (let index = 0; index < Math.max(before.length, after.length); index += 1)
      yield* differences(before[index], after[index], [...path, index]);
  } else if (one !== other) yield path;
}

/** How many changed members are tracked individually; after that, the whole spec counts as changed. */
const maxPaths = 500;

/**
 * Tracks which members were changed outside the form, and in which version, so that outdated edits from a page can be
 * detected.
 */
export class ExternalChanges {
  readonly #at = new Map<string, { readonly path: Path; readonly version: number }>();

  /** Records a change that did not come from the form, with the version it produced. */
  note(before: JsonValue | undefined, after: JsonValue | undefined, version: number): void {
    for (const path of differences(before, after)) this.#at.set(JSON.stringify(path), { path, version });
    if (this.#at.size <= maxPaths) return;
    this.#at.clear();
    this.#at.set('[]', { path: [], version });
  }

  /** Whether the member at a path, one that contains it, or one inside it was changed after a version. */
  changedSince(path: Path, since: number): boolean {
    for (const { path: changed, version } of this.#at.values()) {
      const shorter = Math.min(path.length, changed.length);
      if (version > since && path.slice(0, shorter).every((step, index) => step === changed[index])) return true;
    }
    return false;
  }
}
