// Maps between the resolved values, which the checks read, and the text with variables, which the user reads.
import { defined } from '../defined.ts';
import type { Node } from 'jsonc-parser';
import type { Edit, Fix, Problem } from './problem.ts';
import { type Resolution, pathKey } from './variables.ts';

/** How many characters of a value a message shows. */
const shownCharacters = 120;

/** The shortest value whose occurrence in a fix surely comes from the variable; shorter ones occur in many words. */
const leastTelling = 6;

/** Returns the tree with the values of strings resolved and the positions of the text with variables. */
export function resolvedTree(root: Node, { texts }: Resolution): Node {
  if (texts.size === 0) return root;
  const values = new Map([...texts.values()].flatMap(({ node, text }) => (text === undefined ? [] : [[node, text]])));
  const copy = (node: Node, parent?: Node): Node => {
    const { parent: _parent, children, ...rest } = node;
    const value = values.get(node);
    const copied: Node = { ...rest, ...defined({ value, parent }) };
    if (children !== undefined) Object.assign(copied, { children: children.map(child => copy(child, copied)) });
    return copied;
  };
  return copy(root);
}

/** Returns the paths (see `pathKey`) of strings whose value is unknown. */
export function unknownPaths({ texts }: Resolution): ReadonlySet<string> {
  return new Set([...texts].flatMap(([key, { text }]) => (text === undefined ? [key] : [])));
}

function quoted(value: string): string {
  const characters = Array.from(value.slice(0, 2 * shownCharacters));
  const shown =
    characters.length <= shownCharacters && value.length <= 2 * shownCharacters
      ? value
      : `${characters.slice(0, shownCharacters).join('')}…`;
  return JSON.stringify(shown).replaceAll(/[\u2028\u2029]/g, found => (found === '\u2028' ? '\\u2028' : '\\u2029'));
}

/**
 * Adapts the problems of resolved values to the text: adds the value, which the user does not see there, and drops
 * fixes that would overwrite a variable or write its value into the text.
 */
export function forSource(
  source: string,
  problems: readonly Problem[],
  { texts, used }: Resolution,
): readonly Problem[] {
  if (texts.size === 0) return problems;
  const nodes = [...texts.values()].map(({ node }) => node);
  const values = used.flatMap(({ value }) => (value === undefined || value.length < leastTelling ? [] : [value]));
  const spoils = ({ offset, length, content }: Edit): boolean =>
    values.some(value => content.includes(value) && !source.slice(offset, offset + length).includes(value)) ||
    nodes.some(node => length > 0 && offset >= node.offset && offset + length <= node.offset + node.length);
  const keeps = ({ edits }: Fix): boolean => !edits.some(spoils);
  return problems.map(found => {
    const text = texts.get(pathKey(found.path))?.text;
    const fixes = found.fixes.filter(keeps);
    if (text === undefined) return { ...found, fixes };
    return { ...found, fixes, message: `${found.message} The value is ${quoted(text)}.` };
  });
}
