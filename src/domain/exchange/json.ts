// Reads JSON, with comments and trailing commas.
import type { JsonValue } from '../json.ts';
import { parseSpec } from '../spec/parse.ts';
import type { Fault } from './fault.ts';

/** JSON begins with a name in double quotes in a brace, with a bracket or a comment; other languages may, too. */
export const beginsLikeJson = (text: string): boolean => /^\s*(?:\[|\/\/|\/\*|\{\s*(?:["}/]|$))/.test(text);

/** The nesting of a template or state machine; what is deeper than this is no text for people. */
const maxDepth = 100;

/** Whether brackets are nested deeper than a reader recurses, wherever they are. */
export function isTooDeep(value: JsonValue, left = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some(member => member !== undefined && isTooDeep(member, left - 1));
}

/** A text with more values than a spec may have, such as a template or a log of events. */
function readLarge(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Parses a text as JSON, or returns what is wrong with it. Never throws. */
export function readJson(text: string): { readonly value: JsonValue } | Fault {
  const {
    value,
    problems: [first],
  } = parseSpec(text);
  if (first?.code === 'AJ008') {
    const large = readLarge(text);
    if (large !== undefined) return { value: large };
  }
  // It is JSON if only what it says is wrong.
  if (first !== undefined)
    return { problem: first.message, offset: first.offset, ...(first.code === 'AJ001' ? {} : { isFinal: true }) };
  return value === undefined ? { problem: 'The text is empty.' } : { value };
}
