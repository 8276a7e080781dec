import type { Node } from 'jsonc-parser';
import type { Path, Range } from './problem.ts';

/** The properties of large objects by name; without it, many look-ups in one object take time quadratic in its size. */
const indexes = new WeakMap<Node, ReadonlyMap<unknown, Node>>();
const largeObject = 50;

/**
 * Returns the property node for a name in an object of a finished tree; of duplicates, the last one, as in the value.
 */
export function propertyOf(object: Node | undefined, name: string): Node | undefined {
  const properties = object?.type === 'object' ? object.children : undefined;
  if (object === undefined || properties === undefined) return undefined;
  if (properties.length < largeObject) return properties.findLast(property => property.children?.[0]?.value === name);
  let index = indexes.get(object);
  if (index === undefined)
    indexes.set(object, (index = new Map(properties.map(property => [property.children?.[0]?.value, property]))));
  return index.get(name);
}

function step(node: Node | undefined, to: string | number): Node | undefined {
  if (typeof to === 'string') return propertyOf(node, to)?.children?.[1];
  return node?.type === 'array' ? node.children?.[to] : undefined;
}

/** Returns the node of the value at a path, or undefined if the path does not exist. */
export function nodeAt(root: Node | undefined, path: Path): Node | undefined {
  let here = root;
  for (const to of path) here = step(here, to);
  return here;
}

/**
 * Returns the range of the name of the member that has this value, else the node's first character: the brace or
 * bracket.
 */
export function nameRange(node: Node): Range {
  const property = node.parent;
  const key = property?.type === 'property' ? property.children?.[0] : undefined;
  return key ?? { offset: node.offset, length: Math.min(node.length, 1) };
}

/** Returns the range to mark for a path: the value or, if missing, the name of the nearest object around it. */
export function rangeAt(root: Node, path: Path): Range {
  let here = root;
  for (const to of path) {
    const next = step(here, to);
    if (next === undefined) return nameRange(here);
    here = next;
  }
  return { offset: here.offset, length: here.length };
}

/** Converts a JSON pointer to a path; a step is an index where the tree has a list. */
export function pathOfPointer(root: Node, pointer: string): (string | number)[] {
  const path: (string | number)[] = [];
  let here: Node | undefined = root;
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    const to: string | number = here?.type === 'array' ? Number(name) : name;
    path.push(to);
    here = step(here, to);
  }
  return path;
}
