// The structure of a spec's form, from the schema, the kinds table and the spec itself; a new kind needs no code here.
import { defined } from '../defined.ts';
import schemaFile from '../../../schemas/job-spec.schema.json' with { type: 'json' };
import { type JobKind, jobKinds, kindOf } from '../jobs/kinds.ts';
import { serviceFacts } from '../jobs/services.ts';
import { type JsonObject, type JsonValue, at, isJsonObject, stringAt } from '../json.ts';
import { type LiveList, liveListAt } from '../spec/livePlace.ts';
import type { Path } from '../spec/problem.ts';
import { type Paragraph, paragraphsOf } from './markdown.ts';

const schema: JsonObject = schemaFile;

/** The sections of a form, in order. */
export const sectionIds = ['what', 'input', 'output', 'access', 'advanced'] as const;
export type SectionId = (typeof sectionIds)[number];

/** A value to choose. */
export interface ShapeChoice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  /** The heading that it is listed under. */
  readonly group?: string;
}

/** What all parts of a form have. */
interface Part {
  /** The JSON pointer of its place in the spec; unique in a form. */
  readonly key: string;
  /** The member's name in AWS's API and in the file. */
  readonly name: string;
  readonly label: string;
  readonly help: readonly Paragraph[];
  readonly required: boolean;
}

/** A text field; `live`: the list of the account's resources to suggest. */
export interface TextNode extends Part {
  readonly type: 'text';
  readonly live?: LiveList;
}
export interface ChoiceNode extends Part {
  readonly type: 'choice';
  readonly choices: readonly ShapeChoice[];
}
export interface GroupNode extends Part {
  readonly type: 'group';
  readonly nodes: readonly FormNode[];
}
export interface ListNode extends Part {
  readonly type: 'list';
  readonly entries: readonly GroupNode[];
  readonly canAdd: boolean;
}
/** A value that the form does not know or cannot edit, shown as written. */
export interface ReadonlyNode extends Part {
  readonly type: 'readonly';
  readonly json: string;
}
export type FormNode = TextNode | ChoiceNode | GroupNode | ListNode | ReadonlyNode;

export interface Section {
  readonly id: SectionId;
  readonly nodes: readonly FormNode[];
}

export interface FormShape {
  readonly sections: readonly Section[];
}

/** Resolves a member of the schema: its own keywords override those of the definition it refers to. */
export function resolved(reference: JsonValue | undefined): JsonObject {
  if (!isJsonObject(reference)) return {};
  const target = stringAt(reference, '$ref')?.replace('#/definitions/', '');
  return target === undefined ? reference : { ...resolved(at(schema, 'definitions', target)), ...reference };
}

/** Returns the schema of a kind's request. */
export function requestSchema({ definition }: JobKind): JsonObject {
  return resolved(at(schema, 'definitions', definition));
}

/** Returns the resolved schema at a path in a spec of this kind; empty if the schema has none. */
export function schemaAt(kind: JobKind | undefined, path: Path): JsonObject {
  let here = schema;
  for (const [depth, step] of path.entries()) {
    const next = typeof step === 'number' ? here['items'] : at(here, 'properties', step);
    here = resolved(next);
    if (depth === 0 && step === 'request' && kind !== undefined)
      here = { ...requestSchema(kind), title: here['title'] };
  }
  return here;
}

const names = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]).map(String) : [];

/** An object's member names, in schema order. */
export const memberNames = (object: JsonObject): readonly string[] =>
  isJsonObject(object['properties']) ? Object.keys(object['properties']) : [];

/** An object's required member names. */
export const requiredNames = (object: JsonObject): readonly string[] => names(object['required']);

/** Converts a path to a JSON pointer. */
export const keyOf = (path: Path): string =>
  path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** How many characters of a read-only value are shown. */
const shownCharacters = 400;

function shown(value: JsonValue): string {
  const text = JSON.stringify(value, null, 1).replaceAll(/(?<!\s)\s*\n\s*/g, ' ');
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}

/** Returns the values that a member can be chosen from; undefined if it can be any text. */
export function choicesOf(member: JsonObject, path: Path): readonly ShapeChoice[] | undefined {
  if (path.length === 1 && path[0] === 'action') return actionChoices();
  const plain = isJsonObject(at(member, 'anyOf', 0)) ? at(member, 'anyOf', 0) : member;
  const values = at(plain, 'enum');
  if (!Array.isArray(values)) return undefined;
  const descriptions = names(at(plain, 'enumDescriptions'));
  return names(values).map((value, index) => ({
    value,
    label: value,
    ...defined({ description: descriptions[index] }),
  }));
}

function actionChoices(): readonly ShapeChoice[] {
  const values = names(at(schema, 'properties', 'action', 'enum'));
  const descriptions = names(at(schema, 'properties', 'action', 'enumDescriptions'));
  return jobKinds.map(({ action, title, service }) => {
    const description = descriptions[values.indexOf(action)];
    return { value: action, label: title, group: serviceFacts[service].title, ...defined({ description }) };
  });
}

function partOf(member: JsonObject, path: Path, required: boolean): Part {
  const name = String(path.at(-1) ?? '');
  return {
    key: keyOf(path),
    name,
    label: stringAt(member, 'title') ?? name,
    help: paragraphsOf(stringAt(member, 'markdownDescription') ?? ''),
    required,
  };
}

function nodeOf(member: JsonObject, path: Path, value: JsonValue | undefined, required: boolean): FormNode {
  const part = partOf(member, path, required);
  const readonly = (): ReadonlyNode => ({ ...part, type: 'readonly', json: shown(value ?? null) });
  switch (member['type']) {
    case 'object':
      return value === undefined || isJsonObject(value)
        ? { ...part, type: 'group', nodes: membersOf(member, path, value) }
        : readonly();
    case 'array': {
      if (value !== undefined && !Array.isArray(value)) return readonly();
      const values = (value ?? []) as readonly JsonValue[];
      const item = resolved(member['items']);
      if (isTextList(member) || !values.every(isJsonObject)) return readonly();
      const entries = values.map(
        (entry, index): GroupNode => ({
          ...partOf(item, [...path, index], true),
          label: part.label,
          type: 'group',
          nodes: membersOf(item, [...path, index], entry),
        }),
      );
      return { ...part, type: 'list', entries, canAdd: entries.length < Number(member['maxItems'] ?? Infinity) };
    }
    default: {
      if (value !== undefined && typeof value !== 'string') return readonly();
      const choices = choicesOf(member, path);
      if (choices !== undefined) return { ...part, type: 'choice', choices };
      const live = liveListAt(path);
      return { ...part, type: 'text', ...defined({ live }) };
    }
  }
}

/** The members in the schema, then the unknown ones. */
function membersOf(object: JsonObject, path: Path, value: JsonObject | undefined): readonly FormNode[] {
  const known = memberNames(object);
  const required = requiredNames(object);
  const nodes = known.map(name =>
    nodeOf(resolved(at(object, 'properties', name)), [...path, name], value?.[name], required.includes(name)),
  );
  return [...nodes, ...unknownMembers(known, path, value)];
}

function unknownMembers(known: readonly string[], path: Path, value: JsonObject | undefined): readonly ReadonlyNode[] {
  return Object.entries(value ?? {})
    .filter(([name]) => !known.includes(name))
    .map(([name, member]) => ({
      ...partOf({}, [...path, name], false),
      type: 'readonly',
      json: shown(member ?? null),
    }));
}

/** Whether a member is a list of texts, which the form only shows. */
const isTextList = (member: JsonObject): boolean => at(member, 'items', 'type') === 'string';

/** The section set in a member's schema; the last one if it sets none. */
function sectionOf(member: JsonValue | undefined): SectionId {
  const asked = stringAt(member, 'formSection');
  return sectionIds.find(id => id === asked) ?? 'advanced';
}

/** Returns the form of a spec's value: the top-level members and, once the action is known, those of the request. */
export function shapeOf(value: JsonValue): FormShape {
  const spec = isJsonObject(value) ? value : {};
  const kind = kindOf(stringAt(spec, 'action') ?? '');
  const request = spec['request'];
  const found = new Map<SectionId, FormNode[]>(sectionIds.map(id => [id, []]));
  const put = (member: JsonValue | undefined, node: FormNode): void => {
    found.get(sectionOf(member))?.push(node);
  };
  const place = (object: JsonObject, path: Path, holder: JsonObject | undefined): void => {
    const known = memberNames(object);
    for (const name of known) {
      if (path.length === 0 && name === 'request') continue;
      const member = resolved(at(object, 'properties', name));
      if (isTextList(member) && holder?.[name] === undefined) continue;
      put(member, nodeOf(member, [...path, name], holder?.[name], requiredNames(object).includes(name)));
    }
    for (const node of unknownMembers(known, path, holder)) put(undefined, node);
  };
  place(schema, [], spec);
  if (request !== undefined && !isJsonObject(request))
    put(undefined, { ...partOf({}, ['request'], true), type: 'readonly', json: shown(request) });
  else place(kind === undefined ? {} : requestSchema(kind), ['request'], request);
  return {
    sections: sectionIds.map(id => ({ id, nodes: found.get(id) ?? [] })).filter(({ nodes }) => nodes.length > 0),
  };
}

/** Yields every part of a form; groups and lists before their contents. */
export function* partsOf(nodes: readonly FormNode[]): Generator<FormNode> {
  for (const node of nodes) {
    yield node;
    if (node.type === 'group') yield* partsOf(node.nodes);
    if (node.type === 'list') yield* partsOf(node.entries);
  }
}
