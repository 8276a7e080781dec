import type { Node } from 'jsonc-parser';
import type { Path, Range } from './problem.ts';

/** The properties of large objects by their names: many questions about one take time with the square of its size otherwise. */
const indexes = new WeakMap<Node, ReadonlyMap<unknown, Node>>();
const largeObject = 50;

/** The property node of a name in an object of a finished tree; of two with one name the later, as the value has it. */
export function propertyOf(object: Node | undefined, name: string): Node | undefined {
  const properties = object?.type === 'object' ? object.children : undefined;
  if (object === undefined || properties === undefined) return undefined;
  if (properties.length < largeObject) return properties.findLast(property => property.children?.[0]?.value === name);
  let index = indexes.get(object);
  if (index === undefined) indexes.set(object, index = new Map(properties.map(property => [property.children?.[0]?.value, property])));
  return index.get(name);
}

function step(node: Node | undefined, to: string | number): Node | undefined {
  if (typeof to === 'string') return propertyOf(node, to)?.children?.[1];
  return node?.type === 'array' ? node.children?.[to] : undefined;
}

/** The node of the value at a path, or undefined where the path leaves the tree. */
export function nodeAt(root: Node | undefined, path: Path): Node | undefined {
  let here = root;
  for (const to of path) here = step(here, to);
  return here;
}

/** The member's name of which a node is the value, else the node's first character: the brace or bracket. */
export function nameRange(node: Node): Range {
  const property = node.parent;
  const key = property?.type === 'property' ? property.children?.[0] : undefined;
  return key ?? { offset: node.offset, length: Math.min(node.length, 1) };
}

/** Where to point for a path: the value, or where it is missing the name of the nearest object around it. */
export function rangeAt(root: Node, path: Path): Range {
  let here = root;
  for (const to of path) {
    const next = step(here, to);
    if (next === undefined) return nameRange(here);
    here = next;
  }
  return { offset: here.offset, length: here.length };
}

/** The path a JSON pointer names; a step is an index where the tree has a list. */
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
