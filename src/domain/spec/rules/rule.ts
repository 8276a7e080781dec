import type { CheckedConnection, KnownWorkflow } from '../checked.ts';
import type { Node } from 'jsonc-parser';
import type { JobKind } from '../../jobs/kinds.ts';
import { type JsonValue, at } from '../../json.ts';
import { replaceValue } from '../edits.ts';
import type { Code } from '../codes.ts';
import { nodeAt, rangeAt } from '../nodes.ts';
import { type Fix, type Path, type Problem, type TextOf, problem } from '../problem.ts';
import { pathKey } from '../variables.ts';

/** What a rule sees: a text that is JSON, of whatever value; nothing about it is certain, not even that it is an object. */
export interface RuleInput {
  readonly text: string;
  readonly root: Node;
  /** With every variable resolved whose value is known. */
  readonly spec: JsonValue;
  /** The paths (see `pathKey`) of texts whose value is not known. */
  readonly unknown: ReadonlySet<string>;
  /** The kind of job by the spec's action; where that is misspelt, the one probably meant; absent: none can be told. */
  readonly kind?: JobKind;
  /** Where the job runs if the spec does not say so. */
  readonly connection?: CheckedConnection;
  /** What the account says of a workflow, perhaps of another one than the spec's. */
  readonly workflow?: KnownWorkflow;
}

/** Looks at one thing and says what is wrong with it; pure. What the schema says already is not said again. */
export type Rule = (input: RuleInput) => readonly Problem[];

/** Characters of the longest text that rules look at: twice what any member takes; what is longer the schema refuses, or nobody meant. */
const longestText = 4_096;

/** Whether at a path stands a text that holds a variable without a known value. */
export function isUnknown({ unknown }: RuleInput, path: Path): boolean {
  return unknown.size > 0 && unknown.has(pathKey(path));
}

/** The text at a path, or undefined when there is none, something else, a far too long or an unknown one; an empty text is a text. */
export function textAt(input: RuleInput, path: Path): string | undefined {
  const value = at(input.spec, ...path);
  return typeof value === 'string' && value.length <= longestText && !isUnknown(input, path) ? value : undefined;
}

/** A problem at a path: at the value, or if there is none at the name of the object around it. */
export function report<C extends Code>({ root }: RuleInput, code: C, path: Path, told: TextOf<C>, fixes: readonly Fix[] = []): Problem {
  return problem(code, path, rangeAt(root, path), told, fixes);
}

/** A fix that puts another text in the place of the one at a path. */
export function replaceText({ root }: RuleInput, path: Path, value: string, title: string): Fix[] {
  const node = nodeAt(root, path);
  return node === undefined ? [] : [{ title, edits: [replaceValue(node, value)] }];
}
