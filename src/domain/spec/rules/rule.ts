import type { ChainFacts } from '../chain.ts';
import type { CheckedConnection, KnownWorkflow } from '../checked.ts';
import type { Node } from 'jsonc-parser';
import type { JobKind } from '../../jobs/kinds.ts';
import { type JsonValue, at } from '../../json.ts';
import { replaceValue } from '../edits.ts';
import type { Code } from '../codes.ts';
import { nodeAt, rangeAt } from '../nodes.ts';
import { type Fix, type Path, type Problem, type TextOf, problem } from '../problem.ts';
import { pathKey } from '../variables.ts';

/** The input of a rule: a text that is JSON with any value, not necessarily an object. */
export interface RuleInput {
  readonly text: string;
  readonly root: Node;
  /** With every known variable resolved. */
  readonly spec: JsonValue;
  /** The paths (see `pathKey`) of strings whose value is unknown. */
  readonly unknown: ReadonlySet<string>;
  /** The kind of the spec's action or, if misspelt, of the one probably meant; absent if unknown. */
  readonly kind?: JobKind;
  /** Where the job runs if the spec does not say so. */
  readonly connection?: CheckedConnection;
  /** What the account returned for a workflow, which may be another one than the spec's. */
  readonly workflow?: KnownWorkflow;
  /** What is known of the specs that this one comes after. */
  readonly chain?: ChainFacts;
}

/** Checks one thing and returns its problems; pure. Does not repeat what the schema reports. */
export type Rule = (input: RuleInput) => readonly Problem[];

/**
 * The longest text that rules check, in characters: twice what any member takes; longer ones are rejected by the
 * schema, or were not meant.
 */
const longestText = 4_096;

/** Whether the string at a path contains a variable without a known value. */
export function isUnknown({ unknown }: RuleInput, path: Path): boolean {
  return unknown.size > 0 && unknown.has(pathKey(path));
}

/** Returns the string at a path; undefined if it is missing, not a string, far too long or unknown. May be empty. */
export function textAt(input: RuleInput, path: Path): string | undefined {
  const value = at(input.spec, ...path);
  return typeof value === 'string' && value.length <= longestText && !isUnknown(input, path) ? value : undefined;
}

/** Returns a problem at a path: at the value or, if missing, at the name of the object around it. */
export function report<C extends Code>(
  { root }: RuleInput,
  code: C,
  path: Path,
  told: TextOf<C>,
  fixes: readonly Fix[] = [],
): Problem {
  return problem(code, path, rangeAt(root, path), told, fixes);
}

/** Returns a fix that replaces the value at a path with another string. */
export function replaceText({ root }: RuleInput, path: Path, value: string, title: string): Fix[] {
  const node = nodeAt(root, path);
  return node === undefined ? [] : [{ title, edits: [replaceValue(node, value)] }];
}
