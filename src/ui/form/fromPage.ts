// Messages from a page are not trusted. Each is validated member by member.
import { isJsonObject } from '../../domain/json.ts';
import { type FromPage, copyables } from './protocol.ts';

type Check<T> = (value: unknown) => value is T;

/** The maximum length of a field's text, in characters. The services' longest member has two thousand. */
const longestText = 20_000;
/** The maximum length of a key, prefix or token, in characters. */
const longestName = 4_000;

const textOf =
  (most: number): Check<string> =>
  (value): value is string =>
    typeof value === 'string' && value.length <= most;
const text = textOf(longestText);
const name = textOf(longestName);
const count: Check<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const oneOf =
  <const T extends string>(words: readonly T[]): Check<T> =>
  (value): value is T =>
    words.some(word => word === value);
const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || check(value);

/** The checks for the members of a message other than its type. */
type Members<M> = { readonly [K in Exclude<keyof M, 'type'>]-?: Check<M[K]> };

const change = { seq: count, version: count, key: name };
const question = { id: count, key: name };

const messages: { readonly [T in FromPage['type']]: Members<Extract<FromPage, { readonly type: T }>> } = {
  ready: {},
  edit: { ...change, text, run: count },
  remove: change,
  add: change,
  fix: { version: count, problem: count, fix: count },
  begin: { version: count, action: name },
  start: {},
  openText: { problem: optional(count) },
  connect: {},
  selectConnection: {},
  copy: { what: oneOf(copyables) },
  choices: { ...question, text: name },
  about: { ...question, text: name },
  browse: { ...question, text: name, next: optional(name) },
  measure: { ...question, text: name },
  cancel: { id: count },
};

const checksOf: Readonly<Record<string, Readonly<Record<string, Check<unknown>>>>> = messages;

/** Whether a value is a valid message from a page: of a known type, with exactly the members of that type. */
export function isFromPage(value: unknown): value is FromPage {
  if (!isJsonObject(value)) return false;
  const { type, ...members } = value;
  const checks = typeof type === 'string' && Object.hasOwn(checksOf, type) ? checksOf[type] : undefined;
  return (
    checks !== undefined &&
    Object.keys(members).every(member => Object.hasOwn(checks, member)) &&
    Object.entries(checks).every(([member, isRight]) => isRight(members[member]))
  );
}
