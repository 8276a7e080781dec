// Messages from a page are not trusted. Each is validated member by member.
import { isJsonObject } from '../../domain/json.ts';
import type { FromPage } from './protocol.ts';
import { type Members, count, isMessageOf, name, names, text } from '../window/pageMessages.ts';

const messages: { readonly [T in FromPage['type']]: Members<Extract<FromPage, { readonly type: T }>> } = {
  ready: {},
  field: { id: name, value: text },
  clearFilter: {},
  sort: { column: name },
  pick: { chart: name, bar: count },
  action: { id: name },
  rows: { id: count, first: count, count },
  open: { key: name },
  keys: { id: count, first: count, count },
  rowAction: { id: name, keys: names },
  copyCell: { key: name, column: name },
  copyRow: { key: name },
};

/** Whether a value is a valid message from a page: of a known type, with exactly the members of that type. */
export function isFromPage(value: unknown): value is FromPage {
  return isJsonObject(value) && isMessageOf(messages, value);
}
