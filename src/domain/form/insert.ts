// Inserts a new member or entry in the style of the surrounding text. jsonc-parser's `modify` would reformat the whole
// line, which breaks up objects kept on one line, and would move comments to the wrong member.
import type { Node } from 'jsonc-parser';
import type { JsonValue } from '../json.ts';
import type { Edit } from '../spec/problem.ts';
import { commaAfter } from '../spec/edits.ts';

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
const startsLine = (text: string, offset: number): boolean =>
  text.slice(lineStart(text, offset), offset).trim() === '' && text.lastIndexOf('\n', offset - 1) !== -1;
const endOf = ({ offset, length }: Node): number => offset + length;

/** Returns the text's indentation unit: the indentation of its first indented line. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
}

/** Returns a value as JSON, indented or on one line. */
function written(
  value: JsonValue,
  style: { readonly unit: string; readonly indent: string; readonly eol: string } | undefined,
): string {
  if (style !== undefined) return JSON.stringify(value, null, style.unit).replaceAll('\n', style.eol + style.indent);
  // Formats a short object as people write it: with spaces inside the braces and after colons and commas.
  return JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ').replaceAll('[ ', '[').replaceAll(' ]', ']');
}

/** Returns the end of a comment that follows on the same line with nothing after it; otherwise `offset`. */
function endOfLineComment(text: string, offset: number): number {
  const rest = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*(?=\r?\n))/.exec(text.slice(offset))?.[0] ?? '';
  return offset + rest.length;
}

/**
 * Returns the edits that insert a child after another one of the same object or list, or first; `name`: absent in a
 * list.
 */
export function insertChild(
  text: string,
  container: Node,
  after: Node | undefined,
  name: string | undefined,
  value: JsonValue,
): Edit[] {
  const children = container.children ?? [];
  const [first] = children;
  const unit = unitOf(text);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const isSpread = first === undefined ? text.trim().includes('\n') : startsLine(text, first.offset);
  const indent =
    first !== undefined && isSpread
      ? indentAt(text, first.offset)
      : indentAt(text, firstOnLine(text, container)) + unit;
  const child =
    (name === undefined ? '' : `${JSON.stringify(name)}: `) +
    written(value, isSpread ? { unit, indent, eol } : undefined);
  const lead = isSpread ? eol + indent : ' ';
  if (after === undefined) {
    const start = container.offset + 1;
    if (first !== undefined)
      return [
        {
          offset: start,
          length: 0,
          content: `${isSpread || container.type === 'object' ? lead : ''}${child},${isSpread || container.type === 'object' ? '' : ' '}`,
        },
      ];
    const inner = text.slice(start, endOf(container) - 1);
    const tail = isSpread ? eol + indentAt(text, firstOnLine(text, container)) : container.type === 'object' ? ' ' : '';
    if (inner.trim() === '')
      return [
        {
          offset: start,
          length: inner.length,
          content: `${isSpread || container.type === 'object' ? lead : ''}${child}${tail}`,
        },
      ];
    return [{ offset: start, length: 0, content: lead + child }]; // it contains only comments
  }
  const comma = commaAfter(text, endOf(after));
  if (comma !== undefined) {
    const at = isSpread ? endOfLineComment(text, comma + 1) : comma + 1;
    return [{ offset: at, length: 0, content: `${lead}${child},` }];
  }
  const end = endOf(after);
  const at = isSpread ? endOfLineComment(text, end) : end;
  return at === end
    ? [{ offset: end, length: 0, content: `,${lead}${child}` }]
    : [
        { offset: end, length: 0, content: ',' },
        { offset: at, length: 0, content: lead + child },
      ];
}

/** Returns the offset of the first non-blank character on a node's line. */
function firstOnLine(text: string, { offset }: Node): number {
  const start = lineStart(text, offset);
  return start + (/^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0);
}
