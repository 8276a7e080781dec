// Checks of the messages that pages send, member by member.
import type { JsonObject } from '../../domain/json.ts';

export type Check<T> = (value: unknown) => value is T;

/** The maximum length of a field's text, in characters. The services' longest member has two thousand. */
const longestText = 20_000;
/** The maximum length of a key, prefix or token, in characters. */
const longestName = 4_000;

const textOf =
  (most: number): Check<string> =>
  (value): value is string =>
    typeof value === 'string' && value.length <= most;
export const text = textOf(longestText);
export const name = textOf(longestName);
export const count: Check<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
/** A list of names, of any length: rows are selected by the thousand. */
export const names: Check<readonly string[]> = (value): value is readonly string[] =>
  Array.isArray(value) && value.every(name);
export const oneOf =
  <const T extends string>(words: readonly T[]): Check<T> =>
  (value): value is T =>
    words.some(word => word === value);
export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || check(value);

/** The checks for the members of a message other than its type. */
export type Members<M> = { readonly [K in Exclude<keyof M, 'type'>]-?: Check<M[K]> };

/** Whether a message is of a known type and has exactly the members of that type. */
export function isMessageOf(
  messages: Readonly<Record<string, Readonly<Record<string, Check<unknown>>>>>,
  { type, ...members }: JsonObject,
): boolean {
  const checks = typeof type === 'string' && Object.hasOwn(messages, type) ? messages[type] : undefined;
  return (
    checks !== undefined &&
    Object.keys(members).every(member => Object.hasOwn(checks, member)) &&
    Object.entries(checks).every(([member, isRight]) => isRight(members[member]))
  );
}
