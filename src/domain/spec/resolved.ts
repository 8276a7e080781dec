// The bridge between what the checks judge, the resolved values, and what the person reads, the text with its variables.
import type { Node } from 'jsonc-parser';
import type { Edit, Fix, Problem } from './problem.ts';
import { type Resolution, pathKey } from './variables.ts';

/** Characters of a value that a message shows. */
const shownCharacters = 120;

/** Characters of a value that surely stands in a fix because of the variable; shorter ones are in many words. */
const leastTelling = 6;

/** The tree with every text's value resolved, at the places where the variables stand. */
export function resolvedTree(root: Node, { texts }: Resolution): Node {
  if (texts.size === 0) return root;
  const values = new Map([...texts.values()].flatMap(({ node, text }) => text === undefined ? [] : [[node, text]]));
  const copy = (node: Node, parent?: Node): Node => {
    const { parent: _parent, children, ...rest } = node;
    const value = values.get(node);
    const copied: Node = { ...rest, ...(value === undefined ? {} : { value }), ...(parent === undefined ? {} : { parent }) };
    if (children !== undefined) Object.assign(copied, { children: children.map(child => copy(child, copied)) });
    return copied;
  };
  return copy(root);
}

/** The paths (see `pathKey`) of texts whose value is not known. */
export function unknownPaths({ texts }: Resolution): ReadonlySet<string> {
  return new Set([...texts].flatMap(([key, { text }]) => text === undefined ? [key] : []));
}

function quoted(value: string): string {
  const characters = Array.from(value.slice(0, 2 * shownCharacters));
  const shown = characters.length <= shownCharacters && value.length <= 2 * shownCharacters ? value : `${characters.slice(0, shownCharacters).join('')}…`;
  return JSON.stringify(shown).replaceAll(/[\u2028\u2029]/g, found => found === '\u2028' ? '\\u2028' : '\\u2029');
}

/**
 * The problems of the resolved values as they are told of the text: with the value that the person does not see there, and
 * without fixes that would write over a variable or write down what one stands for.
 */
export function toldOfText(source: string, problems: readonly Problem[], { texts, used }: Resolution): readonly Problem[] {
  if (texts.size === 0) return problems;
  const nodes = [...texts.values()].map(({ node }) => node);
  const values = used.flatMap(({ value }) => value === undefined || value.length < leastTelling ? [] : [value]);
  const spoils = ({ offset, length, content }: Edit): boolean =>
    values.some(value => content.includes(value) && !source.slice(offset, offset + length).includes(value)) || nodes.some(node => length > 0 && offset >= node.offset && offset + length <= node.offset + node.length);
  const keeps = ({ edits }: Fix): boolean => !edits.some(spoils);
  return problems.map(found => {
    const text = texts.get(pathKey(found.path))?.text;
    const fixes = found.fixes.filter(keeps);
    if (text === undefined) return { ...found, fixes };
    return { ...found, fixes, message: `${found.message} The value is ${quoted(text)}.` };
  });
}
