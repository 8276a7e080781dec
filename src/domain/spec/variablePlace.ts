// Finds the variable that is being typed. Works in a text that is not valid JSON yet.
import { getLocation } from 'jsonc-parser';
import { maxSpecLength } from './parse.ts';
import { buildTree } from './tree.ts';
import { variableMembers } from './variables.ts';

/**
 * Returns the offset of the dollar sign of the variable that is being typed at an offset; undefined if there is none.
 * Never throws, whatever the text.
 */
export function variableStart(text: string, offset: number): number | undefined {
  const line = text.slice(Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - 1_000), offset);
  const [begun] = /(?<!\$)\$(?:\{[^{}"]*)?$/.exec(line) ?? [];
  if (begun === undefined || text.length > maxSpecLength) return undefined;
  // The tree's limits apply from here on: text nested too deeply would overflow the stack.
  if (buildTree(text).stopped !== undefined) return undefined;
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const isInText =
    previousNode?.type === 'string' &&
    previousNode.offset < offset &&
    offset <= previousNode.offset + previousNode.length;
  return isInText && !isAtPropertyKey && variableMembers.has(String(path[0])) ? offset - begun.length : undefined;
}
