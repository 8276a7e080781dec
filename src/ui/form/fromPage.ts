// Messages from a page are not trusted. Each is validated member by member.
import { isJsonObject } from '../../domain/json.ts';
import { type Members, count, isMessageOf, name, oneOf, optional, text } from '../window/pageMessages.ts';
import { type FromPage, copyables } from './protocol.ts';

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
  check: {},
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

/** Whether a value is a valid message from a page: of a known type, with exactly the members of that type. */
export function isFromPage(value: unknown): value is FromPage {
  return isJsonObject(value) && isMessageOf(messages, value);
}
