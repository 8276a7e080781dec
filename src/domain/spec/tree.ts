// Builds the text's tree and its value in one pass, with limits: jsonc-parser itself recurses as deep as the text does
// and builds everything, and a spec is small.
import { defined } from '../defined.ts';
import { type JSONVisitor, type Node, type NodeType, visit } from 'jsonc-parser';
import type { JsonValue } from '../json.ts';

/** The depth limit of a tree. A spec has four levels; a text with thousands would overflow the stack. */
const maxDepth = 100;

/**
 * The most values in a tree. A spec has about thirty; with the limit, a megabyte of garbage is rejected as fast as a
 * page.
 */
const maxNodes = 5_000;

/** After this many errors the text is not a spec with a typo; the limit for echoes of an error is higher. */
const maxErrors = 20;
const maxEchoes = 1_000;

/** The most duplicate names to report; a text with more is a generated file. */
const maxDuplicates = 20;

/** The most values and duplicate names in a tree. */
export interface TreeLimits {
  readonly nodes: number;
  readonly duplicates: number;
}

const specLimits: TreeLimits = { nodes: maxNodes, duplicates: maxDuplicates };

/** A syntax error, with jsonc-parser's ParseErrorCode. */
export interface SyntaxError {
  readonly error: number;
  readonly offset: number;
  readonly length: number;
}

/** The content of a text, as far as it could be parsed. */
export interface Tree {
  readonly root?: Node;
  readonly value?: JsonValue;
  readonly errors: readonly SyntaxError[];
  /**
   * Objects and lists that contain an error, so that missing or extra members in them are not reported; `all` if the
   * brackets do not match.
   */
  readonly inDoubt: ReadonlySet<Node> | 'all';
  /** Members whose name occurred earlier in the same object, with the earlier member. */
  readonly duplicates: readonly { readonly earlier: Node; readonly later: Node }[];
  /** The limit at which reading stopped; root and value are absent then. */
  readonly stopped?: 'depth' | 'nodes' | 'errors';
}

/** jsonc-parser's ParseErrorCode: a const enum, which cannot be imported with isolated modules. */
const propertyNameExpected = 3;
const valueExpected = 4;
const endExpected = 9;
const textNotClosed = 12;

class Bound extends Error {
  readonly bound: 'depth' | 'nodes' | 'errors';
  constructor(bound: 'depth' | 'nodes' | 'errors') {
    super(bound);
    this.bound = bound;
  }
}

type Growing = { -readonly [K in keyof Omit<Node, 'parent'>]: Node[K] } & { parent?: Growing };

/** An object or list that is still open. */
interface Frame {
  readonly node: Growing;
  readonly value: JsonValue[] | Record<string, JsonValue>;
  /** The properties of an object so far. */
  readonly names: Map<string, Node>;
  /** The property whose value comes next. */
  property?: Growing | undefined;
}

const typeOf = (value: JsonValue): NodeType =>
  value === null ? 'null' : (typeof value as 'string' | 'number' | 'boolean');

/** Sets a member as JSON.parse does: `__proto__` is a name like any other. */
function setMember(object: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

class TreeBuilder implements JSONVisitor {
  readonly errors: SyntaxError[] = [];
  readonly inDoubt = new Set<Node>();
  readonly duplicates: { earlier: Node; later: Node }[] = [];
  root?: Growing;
  value?: JsonValue;
  private readonly open: Frame[] = [];
  private nodes = 0;
  private readonly textLength: number;
  private readonly limits: TreeLimits;
  private errorLine = -1;
  private openTextLine = -2;
  private raised = 0;
  private lastError = 0;

  constructor(textLength: number, limits: TreeLimits) {
    this.textLength = textLength;
    this.limits = limits;
  }

  readonly onObjectBegin = (offset: number): void => {
    this.begin('object', offset, {});
  };
  readonly onArrayBegin = (offset: number): void => {
    this.begin('array', offset, []);
  };
  readonly onObjectEnd = (offset: number, length: number): void => {
    this.end(offset + length);
  };
  readonly onArrayEnd = (offset: number, length: number): void => {
    this.end(offset + length);
  };

  readonly onLiteralValue = (value: JsonValue, offset: number, length: number): void => {
    this.add({ type: typeOf(value), offset, length, value }, value);
  };

  readonly onObjectProperty = (name: string, offset: number, length: number): void => {
    const frame = this.open.at(-1);
    if (frame === undefined) return;
    const property: Growing = { type: 'property', offset, length, parent: frame.node, children: [] };
    property.children?.push({ type: 'string', value: name, offset, length, parent: property });
    frame.node.children?.push(property);
    const earlier = frame.names.get(name);
    if (earlier !== undefined && this.duplicates.length < this.limits.duplicates)
      this.duplicates.push({ earlier, later: property });
    frame.names.set(name, property);
    frame.property = property;
  };

  readonly onSeparator = (character: string, offset: number): void => {
    const property = this.open.at(-1)?.property;
    if (character === ':' && property !== undefined) property.colonOffset = offset;
  };

  /**
   * Records one error per line: later errors on the same line nearly always come from the same mistake, as do those on
   * the line after an unclosed string.
   */
  readonly onError = (error: number, offset: number, length: number, line: number): void => {
    const echo =
      line === this.errorLine ||
      line === this.openTextLine + 1 ||
      (error === valueExpected && this.lastError === propertyNameExpected);
    this.lastError = error;
    const here = this.open.at(-1)?.node;
    if (here !== undefined) this.inDoubt.add(here);
    this.errorLine = line;
    if (error === textNotClosed) this.openTextLine = line;
    if (++this.raised > maxEchoes) throw new Bound('errors');
    if (echo) return;
    // The scanner goes past the end of an unclosed comment.
    const start = Math.min(offset, this.textLength);
    this.errors.push({ error, offset: start, length: Math.min(length, this.textLength - start) });
    if (this.errors.length >= maxErrors) throw new Bound('errors');
  };

  /** Closes what is open at the end of the text; returns whether the brackets matched. */
  close(): boolean {
    const matched = this.open.length === 0 && !this.errors.some(({ error }) => error === endExpected);
    while (this.open.length > 0) this.end(this.textLength);
    return matched;
  }

  private begin(type: 'object' | 'array', offset: number, value: Frame['value']): void {
    const node: Growing = { type, offset, length: 0, children: [] };
    this.add(node, value);
    this.open.push({ node, value, names: new Map() });
    if (this.open.length > maxDepth) throw new Bound('depth');
  }

  private end(endOffset: number): void {
    const node = this.open.pop()?.node;
    if (node === undefined) return;
    node.length = endOffset - node.offset;
    const { parent } = node;
    if (parent?.type === 'property') parent.length = endOffset - parent.offset;
  }

  private add(node: Growing, value: JsonValue): void {
    if (++this.nodes > this.limits.nodes) throw new Bound('nodes');
    const frame = this.open.at(-1);
    if (frame === undefined) {
      this.root ??= node;
      this.value ??= value;
    } else if (Array.isArray(frame.value)) {
      node.parent = frame.node;
      frame.node.children?.push(node);
      frame.value.push(value);
    } else if (frame.property?.children !== undefined) {
      const { property } = frame;
      node.parent = property;
      property.children?.push(node);
      property.length = node.offset + node.length - property.offset;
      setMember(frame.value, String(property.children?.[0]?.value), value);
      frame.property = undefined;
    }
  }
}

/**
 * Parses a text with comments and trailing commas into a tree and a value. Never throws; problems are in `errors`.
 * `limits`: those of a spec, if absent.
 */
export function buildTree(text: string, limits = specLimits): Tree {
  const builder = new TreeBuilder(text.length, limits);
  const { errors, duplicates } = builder;
  try {
    visit(text, builder, { allowTrailingComma: true });
  } catch (stop) {
    if (!(stop instanceof Bound)) throw stop;
    return { errors, duplicates, inDoubt: 'all', stopped: stop.bound };
  }
  const inDoubt = builder.close() ? builder.inDoubt : 'all';
  const { root, value } = builder;
  return { ...defined({ root, value }), errors, inDoubt, duplicates };
}
