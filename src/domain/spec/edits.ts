// Edits of a spec's text that keep all comments and all other formatting.
import { type Node, createScanner } from 'jsonc-parser';
import type { JsonValue } from '../json.ts';
import type { Edit, Range } from './problem.ts';

/** jsonc-parser's SyntaxKind.CommaToken: a const enum, which cannot be imported with isolated modules. */
const commaToken = 5;

const endOf = ({ offset, length }: Range): number => offset + length;

/** Returns the edit that replaces a value with a string. */
export function replaceValue({ offset, length }: Range, value: string): Edit {
  return { offset, length, content: JSON.stringify(value) };
}

/** Returns the offset of the comma that is the next token at or after an offset, skipping comments and blanks. */
export function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  const token: number = scanner.scan();
  return token === commaToken ? scanner.getTokenOffset() : undefined;
}

const isBlank = (text: string): boolean => /^[ \t]*$/.test(text);

/** Returns the edit that removes a range: with its line if nothing else is on it, else with the blanks after it. */
function withItsLine(text: string, start: number, end: number): Edit {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const rest = text.slice(end, lineEnd === -1 ? text.length : lineEnd);
  if (lineEnd !== -1 && isBlank(text.slice(lineStart, start)) && /^[ \t\r]*$/.test(rest)) {
    return { offset: lineStart, length: lineEnd + 1 - lineStart, content: '' };
  }
  const blanks = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
  return { offset: start, length: end + blanks - start, content: '' };
}

/** Returns the edits that remove a member from its object, with the comma that separates it from its neighbor. */
export function removeProperty(text: string, property: Node): Edit[] {
  const start = property.offset;
  const end = endOf(property);
  const comma = commaAfter(text, end);
  if (comma !== undefined) {
    if (text.slice(end, comma).trim() === '') return [withItsLine(text, start, comma + 1)];
    return [
      { offset: start, length: end - start, content: '' },
      { offset: comma, length: 1, content: '' },
    ];
  }
  const siblings = property.parent?.children ?? [];
  const before = siblings[siblings.indexOf(property) - 1];
  const commaBefore = before === undefined ? undefined : commaAfter(text, endOf(before));
  if (commaBefore === undefined) return [withItsLine(text, start, end)];
  if (text.slice(commaBefore + 1, start).trim() === '')
    return [{ offset: commaBefore, length: end - commaBefore, content: '' }];
  return [{ offset: commaBefore, length: 1, content: '' }, withItsLine(text, start, end)];
}

/** Returns the edit that inserts a new member after an existing one, on a separate line if the existing one is. */
export function insertAfter(text: string, property: Node, name: string, value: JsonValue): Edit {
  const indent = text.slice(text.lastIndexOf('\n', property.offset - 1) + 1, property.offset);
  const ownLine = property.offset > 0 && isBlank(indent) && text.lastIndexOf('\n', property.offset - 1) !== -1;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return {
    offset: endOf(property),
    length: 0,
    content: `,${ownLine ? `${eol}${indent}` : ' '}${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  };
}
