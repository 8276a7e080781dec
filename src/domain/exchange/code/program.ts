// What is known of a program before any of its values is read: which brackets belong together, which names are given
// a value.
import { Unreadable } from '../fault.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A place where a name is given a value. */
export interface Assignment {
  /** The index of the first token of the value. */
  readonly value: number;
  /** The names of the type that stands between the name and the value. */
  readonly type: readonly string[];
}

export interface Program {
  readonly source: string;
  readonly tokens: readonly Token[];
  /** For each opening bracket, the index of the token that closes it. */
  readonly closing: ReadonlyMap<number, number>;
  /** By name, in the order of the text. */
  readonly assignments: ReadonlyMap<string, readonly Assignment[]>;
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const longestType = 40;

/** The most brackets that are open at once; reading values recurses as deep. */
const maxDepth = 100;

/**
 * Pairs the brackets. A text may be cut out of a program, so one without its other half is left alone; whoever reads
 * what is in it reports it.
 */
function closingOf(tokens: readonly Token[]): { closing: Map<number, number>; inCall: ReadonlySet<number> } {
  const closing = new Map<number, number>();
  const inCall = new Set<number>();
  const open: { readonly index: number; readonly close: string }[] = [];
  for (const [index, { type, word, start }] of tokens.entries()) {
    if (open.at(-1)?.close === ')') inCall.add(index);
    if (type !== 'mark') continue;
    const close = pairs[word];
    if (close !== undefined) {
      open.push({ index, close });
      if (open.length > maxDepth) throw new Unreadable('The brackets are nested too deeply for a request.', start);
    } else if (/^[)\]}]$/.test(word)) {
      const from = open.findLastIndex(each => each.close === word);
      const [opening] = from === -1 ? [] : open.splice(from);
      if (opening !== undefined) closing.set(opening.index, index);
    }
  }
  return { closing, inCall };
}

/** Returns the token that closes a bracket. Throws Unreadable if none does. */
export function closingAt({ tokens, closing }: Program, index: number): number {
  const close = closing.get(index);
  const { word = '', start = 0 } = tokens[index] ?? {};
  if (close === undefined)
    throw new Unreadable(
      `The bracket ${word} that begins here is not closed. Its ${pairs[word] ?? ''} is missing.`,
      start,
    );
  return close;
}

/** Returns where the value begins if a name is given one: `name = `, `const name: Type = `, `name: Type = `. */
function assignmentAt(tokens: readonly Token[], index: number): Assignment | undefined {
  const next = tokens[index + 1]?.word;
  if (next === '=') return { value: index + 2, type: [] };
  if (next !== ':') return undefined;
  const type: string[] = [];
  for (let at = index + 2; at < index + longestType; at++) {
    const token = tokens[at];
    if (token === undefined || /^[,;(){}]$/.test(token.word)) return undefined;
    if (token.word === '=') return { value: at + 1, type };
    if (token.type === 'name') type.push(token.word);
  }
  return undefined;
}

function assignmentsIn(tokens: readonly Token[], inCall: ReadonlySet<number>): Map<string, Assignment[]> {
  const found = new Map<string, Assignment[]>();
  for (const [index, { type, word }] of tokens.entries()) {
    const before = tokens[index - 1]?.word ?? '';
    if (type !== 'name' || before === '.') continue;
    // In a call, `name = value` is an argument.
    if (inCall.has(index) && !/^(?:const|let|var)$/.test(before)) continue;
    const assignment = assignmentAt(tokens, index);
    if (assignment === undefined) continue;
    const known = found.get(word);
    if (known === undefined) found.set(word, [assignment]);
    else known.push(assignment);
  }
  return found;
}

/** Reads a text as a program. Throws Unreadable for one that holds too much. */
export function programOf(source: string): Program {
  const tokens = tokensOf(source);
  const { closing, inCall } = closingOf(tokens);
  return { source, tokens, closing, assignments: assignmentsIn(tokens, inCall) };
}
