// Turns a change in a form into edits of the text. The rest of the text stays unchanged.
import type { Node } from 'jsonc-parser';
import { kindOf } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, isJsonObject, stringAt } from '../json.ts';
import { removeProperty, replaceValue } from '../spec/edits.ts';
import { nodeAt } from '../spec/nodes.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import type { Edit, Path } from '../spec/problem.ts';
import { insertChild } from './insert.ts';
import { memberNames, requiredNames, schemaAt } from './shape.ts';
import { skeletonOf } from './skeleton.ts';

/** Whether a text can be shown and edited as a form: JSON with an object at its root. */
export function isEditable({ root, problems }: ParsedSpec): boolean {
  return root?.type === 'object' && problems.every(({ code }) => code === 'AJ006' || code === 'AJ007');
}

/** Wraps a value in the objects and arrays that are missing around it. */
function wrapped(path: Path, value: JsonValue): JsonValue {
  return path.reduceRight<JsonValue>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value);
}

/** Returns the member after which a new one belongs: the last in the text that precedes it in the schema. */
function before(object: Node, name: string, order: readonly string[]): Node | undefined {
  const index = order.indexOf(name);
  const earlier = index === -1 ? undefined : new Set(order.slice(0, index));
  return object.children?.findLast(({ children: [key] = [] }) => earlier?.has(String(key?.value)) ?? true);
}

/**
 * Returns the edits that set the member at a path to a string, creating missing parents. Empty if it has that value
 * already; undefined if that would overwrite something else.
 */
export function setText(parsed: ParsedSpec, path: Path, text: string): readonly Edit[] | undefined {
  return isEditable(parsed) ? setValue(parsed, path, text) : undefined;
}

function setValue(parsed: ParsedSpec, path: Path, value: JsonValue): readonly Edit[] | undefined {
  const existing = nodeAt(parsed.root, path);
  if (existing !== undefined) {
    if (existing.type !== 'string' || typeof value !== 'string') return undefined;
    return existing.value === value ? [] : [replaceValue(existing, value)];
  }
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const around = path.slice(0, depth);
    const container = nodeAt(parsed.root, around);
    const step = path[depth];
    if (container === undefined || step === undefined) continue;
    const inner = wrapped(path.slice(depth + 1), value);
    if (container.type === 'object' && typeof step === 'string') {
      const schema = schemaAt(kindOf(stringAt(parsed.value, 'action') ?? ''), around);
      return insertChild(parsed.text, container, before(container, step, memberNames(schema)), step, inner);
    }
    const length = container.children?.length ?? 0;
    return container.type === 'array' && step === length
      ? insertChild(parsed.text, container, container.children?.at(-1), undefined, inner)
      : undefined;
  }
  return undefined;
}

/**
 * Returns the edits that remove the member or entry at a path; a list is removed with its last entry. Undefined if
 * there is none.
 */
export function remove(parsed: ParsedSpec, path: Path): readonly Edit[] | undefined {
  const node = nodeAt(parsed.root, path);
  const holder = node?.parent;
  if (!isEditable(parsed) || node === undefined || holder === undefined) return undefined;
  if (holder.type === 'property') return removeProperty(parsed.text, holder);
  return holder.children?.length === 1 ? remove(parsed, path.slice(0, -1)) : removeProperty(parsed.text, node);
}

/**
 * Returns the edits that add an entry with empty required members to a list; the list is created if missing. Undefined
 * if the list is full, or is not a list.
 */
export function addEntry(parsed: ParsedSpec, path: Path): readonly Edit[] | undefined {
  if (!isEditable(parsed)) return undefined;
  const list = nodeAt(parsed.root, path);
  const kind = kindOf(stringAt(parsed.value, 'action') ?? '');
  const length = list?.children?.length ?? 0;
  if ((list !== undefined && list.type !== 'array') || length >= Number(schemaAt(kind, path)['maxItems'] ?? Infinity))
    return undefined;
  return setValue(parsed, [...path, length], skeletonOf(schemaAt(kind, [...path, length])));
}

/** Returns the text after edits, which never overlap. */
export function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce(
      (result, { offset, length, content }) => result.slice(0, offset) + content + result.slice(offset + length),
      text,
    );
}

/** Whether the member at a path is optional. */
export function isOptional(parsed: ParsedSpec, path: Path): boolean {
  const schema: JsonObject = schemaAt(kindOf(stringAt(parsed.value, 'action') ?? ''), path.slice(0, -1));
  return isJsonObject(schema) && !requiredNames(schema).includes(String(path.at(-1)));
}
