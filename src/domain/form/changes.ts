import { type JsonValue, isJsonObject } from '../json.ts';
import type { Path } from '../spec/problem.ts';

/** The paths at which two values differ, as deep as both have objects or lists there. */
export function* differences(one: JsonValue | undefined, other: JsonValue | undefined, path: Path = []): Generator<Path> {
  if (isJsonObject(one) && isJsonObject(other)) {
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) yield* differences(one[name], other[name], [...path, name]);
  } else if (Array.isArray(one) && Array.isArray(other)) {
    const [before, after] = [one as readonly JsonValue[], other as readonly JsonValue[]];
    for (let index = 0; index < Math.max(before.length, after.length); index += 1) yield* differences(before[index], after[index], [...path, index]);
  } else if (one !== other) yield path;
}

/** So many changed members are remembered one by one; after more, all of the spec counts as changed. */
const maxPaths = 500;

/** Which members others have changed, and when: what a page still has to say of them was said of something else. */
export class ForeignChanges {
  readonly #at = new Map<string, { readonly path: Path; readonly version: number }>();

  /** Takes note of a change that did not come from the form, in the version it brought. */
  note(before: JsonValue | undefined, after: JsonValue | undefined, version: number): void {
    for (const path of differences(before, after)) this.#at.set(JSON.stringify(path), { path, version });
    if (this.#at.size <= maxPaths) return;
    this.#at.clear();
    this.#at.set('[]', { path: [], version });
  }

  /** Whether the member at a path, one around it or one inside it was changed after a version. */
  touched(path: Path, since: number): boolean {
    for (const { path: changed, version } of this.#at.values()) {
      const shorter = Math.min(path.length, changed.length);
      if (version > since && path.slice(0, shorter).every((step, index) => step === changed[index])) return true;
    }
    return false;
  }
}
