// Converts the validator's violations to problems: at most one per place, at the range a person would point to, in
// plain sentences.
import type { Node } from 'jsonc-parser';
import { allowEdit, allowedName, isRespelled } from './allowed.ts';
import { insertAfter, removeProperty, replaceValue } from './edits.ts';
import { nameRange, nodeAt, pathOfPointer, propertyOf } from './nodes.ts';
import { type Fix, type Path, type Problem, type Message, problem } from './problem.ts';
import { nearest } from './suggest.ts';
import type { SchemaViolation } from './validate.generated.js';
import { plural } from '../plural.ts';

/** What the schema provides besides the violations. */
export interface SchemaFacts {
  readonly patternMessages: Readonly<Record<string, string>>;
  /** The member names that an object at this path may have. */
  readonly membersAt: (path: Path) => readonly string[];
  /** Whether an object must have the member at this path. */
  readonly isRequired: (path: Path) => boolean;
}

/** The most problems reported; more say nothing new, and finding each one's place in a large file would take long. */
const maxProblems = 200;

/** Members with only one possible value, so that a fix can add a missing one. */
const onlyValues: Readonly<Record<string, string>> = { LanguageCode: 'en' };

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text in double quotes',
  object: 'an object in braces { }',
  array: 'a list in brackets [ ]',
};

/** Returns a path's last step for the middle of a sentence. */
function place(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the spec';
  return typeof last === 'number' ? `entry ${last + 1} of ${String(path.at(-2))}` : last;
}

/** Returns a path's last step for the start of a sentence; a member's name is never capitalized. */
const subject = (path: Path): string =>
  typeof path.at(-1) === 'string' ? place(path) : place(path).replace(/^./, first => first.toUpperCase());

const shortened = (name: string): string => (name.length <= 60 ? name : `${name.slice(0, 59)}…`);

const quoted = (words: readonly string[]): string => words.map(word => `"${word}"`).join(', ');

/** Returns the length of a text as the schema counts it: a surrogate pair is one character. */
function codePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}

interface Place {
  readonly text: string;
  readonly path: Path;
  readonly node: Node;
  readonly facts: SchemaFacts;
}

type Writer = (place: Place, params: Readonly<Record<string, unknown>>) => Problem;

function wrongType({ text, path, node }: Place, params: Readonly<Record<string, unknown>>): Problem {
  const expected = String(params['type']);
  const raw = text.slice(node.offset, node.offset + node.length);
  const scalar = node.type === 'number' || node.type === 'boolean';
  const fixes: Fix[] = [];
  if (expected === 'string' && scalar)
    fixes.push({ title: `Put ${subject(path)} in quotes`, edits: [replaceValue(node, raw)] });
  if (expected === 'array' && node.type === 'object') {
    fixes.push({
      title: `Put brackets around ${subject(path)}`,
      edits: [
        { offset: node.offset, length: 0, content: '[' },
        { offset: node.offset + node.length, length: 0, content: ']' },
      ],
    });
  }
  return problem('AJ010', path, node, { next: `Write ${place(path)} as ${typeNames[expected] ?? expected}.` }, fixes);
}

function missing({ text, path, node }: Place, params: Readonly<Record<string, unknown>>): Problem {
  const name = String(params['missingProperty']);
  const only = onlyValues[name];
  const last = node.children?.at(-1);
  const fixes =
    only === undefined || last === undefined
      ? []
      : [{ title: `Add ${name}`, edits: [insertAfter(text, last, name, only)] }];
  return problem(
    'AJ011',
    [...path, name],
    nameRange(node),
    { what: `${name} is missing${path.length === 0 ? '' : ` in ${place(path)}`}.`, next: 'Add it.' },
    fixes,
  );
}

/** Returns the whole of a spec that has this node. */
function rootOf(node: Node): Node {
  let root = node;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

function unknownMember({ text, path, node, facts }: Place, params: Readonly<Record<string, unknown>>): Problem {
  const name = String(params['additionalProperty']);
  const property = propertyOf(node, name) ?? node;
  const key = property.children?.[0] ?? property;
  const free = facts.membersAt(path).filter(member => propertyOf(node, member) === undefined);
  const meant = nearest(name, free);
  const rename = meant === undefined ? [] : [{ title: `Change to ${meant}`, edits: [replaceValue(key, meant)] }];
  const allowed = isRespelled([...path, name], facts.membersAt(path)) ? undefined : allowedName([...path, name]);
  const allow = allowed === undefined ? undefined : allowEdit(text, rootOf(node), allowed);
  const fixes = [
    ...rename,
    { title: 'Remove this member', edits: removeProperty(text, property) },
    ...(allow === undefined ? [] : [{ title: 'Allow this member and send it as written', edits: [allow] }]),
  ];
  const what = `${subject(path)} has no member "${shortened(name)}".`;
  const told: Message =
    meant === undefined
      ? { what, next: `Remove it, or use one of: ${facts.membersAt(path).join(', ')}.` }
      : { what: `${what} Did you mean ${meant}?`, next: 'Rename it or remove it.' };
  return problem('AJ012', [...path, name], key, told, fixes);
}

function notAChoice({ path, node }: Place, params: Readonly<Record<string, unknown>>): Problem {
  const choices = (params['allowedValues'] as readonly unknown[]).map(String);
  const [only] = choices;
  const meant = choices.length === 1 ? only : nearest(String(node.value), choices);
  const fixes = meant === undefined ? [] : [{ title: `Change to "${meant}"`, edits: [replaceValue(node, meant)] }];
  const next = `Set ${place(path)} to ${choices.length === 1 ? '' : 'one of '}${quoted(choices)}.`;
  return problem(
    'AJ013',
    path,
    node,
    choices.length === 1 || meant === undefined ? { next } : { what: `Did you mean "${meant}"?`, next },
    fixes,
  );
}

/** Corrections of values that remove what the member does not allow; most members have none. */
const amended: Readonly<Record<string, (value: string) => string>> = {
  account: value => value.replaceAll(/[\s-]/g, ''),
  JobName: value => value.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-%@]+/gu, '-'),
};

function wrongForm({ path, node, facts }: Place, params: Readonly<Record<string, unknown>>): Problem {
  const pattern = String(params['pattern']);
  const fits = (text: string): boolean => new RegExp(pattern, 'u').test(text);
  const value = String(node.value);
  const trimmed = value.trim();
  if (trimmed !== value && fits(trimmed)) {
    return problem(
      'AJ014',
      path,
      node,
      { what: 'Blanks before or after the value are sent with it.', next: 'Remove them.' },
      [{ title: 'Remove the blanks around it', edits: [replaceValue(node, trimmed)] }],
    );
  }
  const better = amended[String(path.at(-1))]?.(value);
  const fixes =
    better === undefined || !fits(better)
      ? []
      : [{ title: `Change to "${shortened(better)}"`, edits: [replaceValue(node, better)] }];
  return problem(
    'AJ014',
    path,
    node,
    { next: facts.patternMessages[pattern] ?? `Write ${place(path)} as AWS documents it.` },
    fixes,
  );
}

/** Returns the fix for an empty value: removing its member, if the member is optional. */
function removals({ text, path, node, facts }: Place): Fix[] {
  const property = node.parent?.type === 'property' ? node.parent : undefined;
  return property === undefined || facts.isRequired(path)
    ? []
    : [{ title: `Remove ${place(path)}`, edits: removeProperty(text, property) }];
}

const wrongLength =
  (least: boolean): Writer =>
  (found, params) => {
    const { path, node } = found;
    const limit = Number(params['limit']);
    const length = codePoints(String(node.value));
    if (length === 0) {
      const fixes = removals(found);
      return problem(
        'AJ015',
        path,
        node,
        {
          what: `${subject(path)} must not be empty.`,
          next: fixes.length === 0 ? 'Write a value.' : 'Write a value, or remove it.',
        },
        fixes,
      );
    }
    const text = least
      ? '{0, plural, one {{1} must have at least # character; it has {2}.} other {{1} must have at least # characters; it has {2}.}}'
      : '{0, plural, one {{1} must have at most # character; it has {2}.} other {{1} must have at most # characters; it has {2}.}}';
    return problem('AJ015', path, node, {
      what: plural(text, limit, [subject(path), length]),
      next: least ? 'Write the whole of it.' : 'Shorten it.',
    });
  };

const wrongCount: Writer = (found, params) => {
  const { path, node } = found;
  const count = node.children?.length ?? 0;
  const what = plural(
    '{0, plural, one {{1} must have exactly one entry; it has {2}.} other {{1} must have exactly # entries; it has {2}.}}',
    Number(params['limit']),
    [subject(path), count === 0 ? 'none' : count],
  );
  return problem(
    'AJ016',
    path,
    node,
    { what, next: count === 0 ? 'Add one, or remove the list.' : 'Remove the others.' },
    count === 0 ? removals(found) : [],
  );
};

/** By schema keyword. */
const writers: Readonly<Record<string, Writer>> = {
  type: wrongType,
  required: missing,
  additionalProperties: unknownMember,
  enum: notAChoice,
  pattern: wrongForm,
  minLength: wrongLength(true),
  maxLength: wrongLength(false),
  minItems: wrongCount,
  maxItems: wrongCount,
};

/** Ranks the violations of one value; the lowest is reported: wrong type first, then empty, and form before length. */
function rank({ code }: Problem, { value }: Node): number {
  if (code === 'AJ010') return 0;
  if (code === 'AJ015') return value === '' ? 1 : 3;
  return 2;
}

/** Returns the problems for the validator's violations: at most one per path. */
export function problemsOf(
  text: string,
  root: Node,
  violations: readonly SchemaViolation[],
  facts: SchemaFacts,
): Problem[] {
  const found = new Map<string, Problem>();
  for (const { instancePath, keyword, params } of violations) {
    const writer = writers[keyword];
    const path = pathOfPointer(root, instancePath);
    const node = nodeAt(root, path);
    if (writer === undefined || node === undefined) continue;
    const next = writer({ text, path, node, facts }, params);
    const place = JSON.stringify(next.path);
    const before = found.get(place);
    if (before === undefined || rank(next, node) < rank(before, node)) found.set(place, next);
    if (found.size >= maxProblems) break;
  }
  return [...found.values()];
}
