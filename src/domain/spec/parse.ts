import { defined } from '../defined.ts';
import type { Node } from 'jsonc-parser';
import type { JsonValue } from '../json.ts';
import { withCloser } from './closers.ts';
import { removeProperty } from './edits.ts';
import { type Fix, type Problem, problem } from './problem.ts';
import { syntaxMessage } from './syntax.ts';
import { type Tree, buildTree } from './tree.ts';

/** The size in characters (UTF-16 units) of the largest text that is read. A typical spec has one or two thousand. */
export const maxSpecLength = 1_048_576;

/** A text, as far as it could be parsed. */
export interface ParsedSpec {
  readonly text: string;
  /** The tree with positions; absent if there is nothing, or nothing safe, to read. */
  readonly root?: Node;
  /** The value as it would be sent; of duplicate members, the last one. Partial while there are syntax problems. */
  readonly value?: JsonValue;
  /** The JSON problems of the text; all of them errors. */
  readonly problems: readonly Problem[];
  /** Adds the one missing brace or bracket, if the text was read as if it were there. */
  readonly closer?: Fix;
  /** Objects and lists whose intended content is unknown; see `Tree`. */
  readonly inDoubt: ReadonlySet<Node> | 'all';
  /** Whether the text is too large or too deep for a spec, or is not text; nothing else should read it either. */
  readonly exceeds: boolean;
}

const start = { offset: 0, length: 0 };

/** A lone or paired surrogate, raw or escaped; most texts have none, and then the tree is not walked. */
const maybeHalf = /[\ud800-\udfff]|\\u[dD][89a-fA-F]/;
const half = /\p{Cs}/u;

function halfCharacters(node: Node, found: Problem[]): void {
  if (node.type === 'string' && half.test(String(node.value))) {
    found.push(
      problem('AJ007', [], node, {
        what: 'This text contains half of a character (a lone surrogate) and cannot be sent as it is.',
        next: 'Write the character again.',
      }),
    );
  }
  for (const child of node.children ?? []) halfCharacters(child, found);
}

function duplicateNames(text: string, { duplicates }: Tree): Problem[] {
  return duplicates.map(({ earlier, later }) => {
    const [key] = later.children ?? [];
    const name = String(key?.value);
    return problem(
      'AJ006',
      [],
      key ?? later,
      {
        what: `${name} is here for the second time. Only this one would be sent, whatever the earlier one says.`,
        next: 'Remove one of them.',
      },
      [{ title: `Keep this ${name} and remove the earlier one`, edits: removeProperty(text, earlier) }],
    );
  });
}

function stopProblem(text: string, stopped: Tree['stopped']): Problem[] {
  const all = { offset: 0, length: Math.min(text.length, 1) };
  if (stopped === 'depth')
    return [
      problem('AJ005', [], all, {
        what: 'The brackets and braces are nested too deeply for a job spec.',
        next: 'Look for one that is not closed.',
      }),
    ];
  if (stopped === 'nodes')
    return [
      problem('AJ008', [], all, {
        what: 'The file holds thousands of values; a job spec has a few dozen.',
        next: 'Keep documents and records in S3, not in the spec.',
      }),
    ];
  return [];
}

/**
 * Parses the text of a spec. Never throws, whatever the text; comments, trailing commas and a byte order mark are
 * allowed. `faults`: counts the errors of a value, to find the place of a missing brace; if absent, the tree matches
 * the text.
 */
export function parseSpec(text: string, faults?: (value: JsonValue) => number): ParsedSpec {
  if (text.length > maxSpecLength) {
    return {
      text,
      problems: [
        problem('AJ003', [], start, {
          what: 'The file is too large for a job spec (over 1,048,576 characters) and was not read.',
          next: 'Keep documents and records in S3, not in the spec.',
        }),
      ],
      inDoubt: 'all',
      exceeds: true,
    };
  }
  const nul = text.indexOf('\0');
  if (nul !== -1)
    return {
      text,
      problems: [
        problem(
          'AJ004',
          [],
          { offset: nul, length: 1 },
          { what: 'The file is not a text in UTF-8: it is binary, or was saved as UTF-16.', next: 'Save it as UTF-8.' },
        ),
      ],
      inDoubt: 'all',
      exceeds: true,
    };
  // Replace the byte order mark with a blank, to keep all offsets.
  const readable = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const tree = buildTree(readable);
  if (
    tree.root === undefined &&
    tree.stopped === undefined &&
    tree.errors.every(({ offset }) => offset >= text.length)
  ) {
    return {
      text,
      problems: [
        problem('AJ002', [], start, {
          what: 'The file is empty.',
          next: 'Write an object in braces with an action and a request.',
        }),
      ],
      inDoubt: 'all',
      exceeds: false,
    };
  }
  const closed = faults === undefined || tree.errors.length === 0 ? undefined : withCloser(readable, tree, faults);
  const { root, value, inDoubt } = closed?.tree ?? tree;
  const fixes = closed === undefined ? [] : [closed.fix];
  const problems =
    tree.errors.length > 0
      ? tree.errors.map(found => problem('AJ001', [], found, syntaxMessage(text, found), fixes))
      : [...stopProblem(text, tree.stopped), ...duplicateNames(text, tree)];
  if (root !== undefined && tree.errors.length === 0 && maybeHalf.test(text)) halfCharacters(root, problems);
  return {
    text,
    ...defined({ root, value }),
    ...(closed === undefined ? {} : { closer: closed.fix }),
    problems,
    inDoubt,
    exceeds: tree.stopped === 'depth' || tree.stopped === 'nodes',
  };
}
