// Finds and resolves the variables in a spec's values, each with its place in the text. Values are not resolved again:
// a variable's value is used as it is, whatever it contains.
import { defined } from '../defined.ts';
import type { Node } from 'jsonc-parser';
import type { JsonValue } from '../json.ts';
import type { ParsedSpec } from './parse.ts';
import { type Path, type Problem, type Range, problem } from './problem.ts';
import { nearest } from './suggest.ts';
import { type Lookup, type Unresolved, type VariableSources, variableKinds } from './variableKinds.ts';

/** A variable of a known kind, with its range in the text, from the dollar sign to the brace. */
export interface Variable extends Range {
  readonly path: Path;
  readonly kind: string;
  /** The part after the colon; empty if there is none. */
  readonly argument: string;
  /** Absent if unknown, or if a problem says why there is none. */
  readonly value?: string;
}

/** A string of the spec that contains `${`. */
export interface VariableText {
  readonly node: Node;
  readonly path: Path;
  /** The resolved string; absent if one of its variables has no value. */
  readonly text?: string;
}

export interface Resolution {
  /** The spec's value with all known variables resolved; a string with an unknown one stays as written. */
  readonly value: JsonValue;
  readonly problems: readonly Problem[];
  /** In the order of the text. */
  readonly used: readonly Variable[];
  /** By `pathKey`. */
  readonly texts: ReadonlyMap<string, VariableText>;
}

/** The most variables in a text, literal `${` included; a text with more is not a spec, and each would be looked up. */
const maxVariables = 200;

/** Members whose values may contain variables. */
export const variableMembers: ReadonlySet<string> = new Set(['region', 'account', 'request']);

/** `$${`, a complete variable, or one that is not closed before the next begins. */
const notation = /\$\$\{|\$\{((?:(?!\$\{)[^}])*)\}|\$\{/g;

const halfCharacter = /\p{Cs}/u;

/** A path as the key of a map. */
export const pathKey = (path: Path): string => JSON.stringify(path);

/** Escapes every `${` in a text, so that it is read literally. */
export const escapeVariables = (text: string): string => text.replaceAll('${', '$$${');

/** A part of a text: characters, or a variable of any kind. */
export type TextPart = string | Pick<Variable, 'kind' | 'argument'>;

/** Splits a text into characters and its complete variables; `$${` becomes `${`. What is no variable stays as it is. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let literal = '';
  let end = 0;
  for (const { 0: found, 1: content, index } of text.matchAll(notation)) {
    literal += text.slice(end, index);
    end = index + found.length;
    if (content === undefined) {
      literal += '${';
      continue;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    const [kind = '', ...rest] = content.split(':');
    parts.push({ kind, argument: rest.join(':') });
  }
  literal += text.slice(end);
  return literal === '' && parts.length > 0 ? parts : [...parts, literal];
}

/** Parses the part between the braces: a kind and its argument, or what is wrong with it. */
function read(
  content: string,
):
  | { readonly kind: string; readonly argument: string; readonly lookup: (sources: VariableSources) => Lookup }
  | Unresolved {
  const colon = content.indexOf(':');
  const name = colon === -1 ? content : content.slice(0, colon);
  const argument = colon === -1 ? '' : content.slice(colon + 1);
  const kind = variableKinds.find(known => known.name === name);
  if (kind === undefined) {
    const meant = nearest(
      name,
      variableKinds.map(known => known.name),
    );
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return {
      code: 'AJ080',
      told: {
        what: `There is no such variable.${hint}`,
        next: `Use one of ${variableKinds.map(({ form }) => form).join(', ')}, or write $\${ for a literal \${.`,
      },
    };
  }
  if (kind.argument === undefined && colon !== -1)
    return { code: 'AJ080', told: { what: `Nothing goes after ${name}.`, next: `Write ${kind.form}.` } };
  if (kind.argument !== undefined && argument.trim() === '')
    return {
      code: 'AJ080',
      told: { what: 'Something is missing after the colon.', next: `Add ${kind.argument}, as in ${kind.form}.` },
    };
  return { kind: name, argument, lookup: sources => kind.lookup(argument, sources) };
}

function valueOf(found: Lookup, { holdsSecret }: VariableSources): Lookup {
  if (found === undefined || !('value' in found)) return found;
  if (holdsSecret?.(found.value) === true)
    return {
      code: 'AJ083',
      told: {
        what: 'The value holds a credential or another secret of the environment, and a request is kept and shown. It is not used.',
        next: 'Use another variable.',
      },
    };
  return halfCharacter.test(found.value)
    ? {
        code: 'AJ081',
        told: {
          what: 'The value holds half of a character (a lone surrogate) and cannot be sent as it is.',
          next: 'Write the value again.',
        },
      }
    : found;
}

/**
 * Maps indices in a string's value to offsets in the source; call it with ascending indices. One character of the value
 * takes up to six in the source if escaped.
 */
function offsetsIn(source: string, { offset }: Node): (index: number) => number {
  let raw = offset + 1;
  let units = 0;
  return index => {
    for (; units < index; units++) raw += source[raw] !== '\\' ? 1 : source[raw + 1] === 'u' ? 6 : 2;
    return raw;
  };
}

class Resolver {
  readonly problems: Problem[] = [];
  readonly used: Variable[] = [];
  readonly texts = new Map<string, VariableText>();
  readonly #source: string;
  readonly #sources: VariableSources;
  #count = 0;

  constructor(source: string, sources: VariableSources) {
    this.#source = source;
    this.#sources = sources;
  }

  walk(node: Node, path: Path): void {
    if (node.type === 'string') {
      this.#text(node, String(node.value), path);
    } else if (node.type === 'array') {
      for (const [index, child] of (node.children ?? []).entries()) this.walk(child, [...path, index]);
    } else if (node.type === 'object') {
      for (const { children: [key, value] = [] } of node.children ?? []) {
        if (value !== undefined && (path.length > 0 || variableMembers.has(String(key?.value))))
          this.walk(value, [...path, String(key?.value)]);
      }
    }
  }

  #text(node: Node, value: string, path: Path): void {
    if (!value.includes('${')) return;
    const offsetOf = offsetsIn(this.#source, node);
    let text = '';
    let end = 0;
    let known = true;
    for (const { 0: found, 1: content, index } of value.matchAll(notation)) {
      text += value.slice(end, index);
      end = index + found.length;
      if (++this.#count > maxVariables) {
        if (this.#count === maxVariables + 1)
          this.problems.push(
            problem('AJ080', path, node, {
              what: 'The file holds more than two hundred variables; a spec has a handful.',
              next: 'Remove the rest.',
            }),
          );
        known = false;
        break;
      }
      if (found === '$${') {
        text += '${';
        continue;
      }
      const offset = offsetOf(index);
      const resolved = this.#variable(content, path, { offset, length: offsetOf(end) - offset });
      if (resolved === undefined) known = false;
      else text += resolved;
    }
    this.texts.set(pathKey(path), { node, path, ...(known ? { text: text + value.slice(end) } : {}) });
  }

  #variable(content: string | undefined, path: Path, range: Range): string | undefined {
    const variable =
      content === undefined
        ? {
            code: 'AJ080' as const,
            told: { what: 'The variable is not closed.', next: 'Add the missing }, or write $${ for a literal ${.' },
          }
        : read(content);
    const found = 'code' in variable ? variable : valueOf(variable.lookup(this.#sources), this.#sources);
    const value = found !== undefined && 'value' in found ? found.value : undefined;
    if (found !== undefined && 'code' in found) this.problems.push(problem(found.code, path, range, found.told));
    if ('kind' in variable)
      this.used.push({ ...range, path, kind: variable.kind, argument: variable.argument, ...defined({ value }) });
    return value;
  }
}

/** Returns the value with the strings at some paths replaced. */
function withTexts(value: JsonValue, path: Path, texts: ReadonlyMap<string, VariableText>): JsonValue {
  if (typeof value === 'string') return texts.get(pathKey(path))?.text ?? value;
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((item, index) => withTexts(item, [...path, index], texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      member === undefined ? member : withTexts(member, [...path, name], texts),
    ]),
  );
}

/** Matches texts that may contain a variable, escaped or not; most have none, and then the tree is not walked. */
const maybeVariables = /\$\{|\\u00(?:24|7b)/i;

/**
 * Resolves the variables in the values of `region`, `account` and `request` only. Never throws. A parsed text without a
 * value has no variables.
 */
export function resolveVariables({ text, root, value }: ParsedSpec, sources: VariableSources = {}): Resolution {
  const resolver = new Resolver(text, sources);
  if (root?.type === 'object' && maybeVariables.test(text)) resolver.walk(root, []);
  const { problems, used, texts } = resolver;
  return {
    value: value === undefined || texts.size === 0 ? (value ?? null) : withTexts(value, [], texts),
    problems,
    used,
    texts,
  };
}
