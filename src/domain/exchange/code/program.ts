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
  /** What changes the value of a name after it was given, by `changesKey`, in the order of the text. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
}

/** A place where a part of a value is set: `params['KMSKey'] = key`, `params.update(…)`. */
export interface Change {
  /** The index of its first token. */
  readonly index: number;
  readonly source: string;
}

/** The most changes of one value that are told. */
const maxChanges = 20;

/** `assignment`: the index at which the value begins; absent if the text gives the name none before. */
export const changesKey = (name: string, assignment = -1): string => `${name} ${assignment}`;

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

const changing = /^(?:update|setdefault|pop|push|append|extend)$/;

/** Returns the index after what a statement changes of the value of a name; undefined if it changes nothing. */
function changedAt(tokens: readonly Token[], closing: ReadonlyMap<number, number>, index: number): number | undefined {
  const before = tokens.slice(Math.max(0, index - 4), index).map(({ word }) => word);
  if (before.join('') === 'Object.assign(' && tokens[index + 1]?.word === ',') return index + 1;
  let at = index + 1;
  for (;;) {
    const word = tokens[at]?.word;
    if (word === '.' && tokens[at + 1]?.type === 'name') at += 2;
    else if (word === '[' && closing.has(at)) at = (closing.get(at) ?? at) + 1;
    else break;
  }
  const end = tokens[at]?.word;
  const isCall = end === '(' && tokens[at - 2]?.word === '.' && changing.test(tokens[at - 1]?.word ?? '');
  return at > index + 1 && (end === '=' || isCall) ? at : undefined;
}

function changesIn({ source, tokens, closing, assignments }: Omit<Program, 'changes'>): Map<string, Change[]> {
  const found = new Map<string, Change[]>();
  /** For each name, the number of its assignments before this place. */
  const passed = new Map<string, number>();
  for (const [index, { type, word, start }] of tokens.entries()) {
    if (type !== 'name' || tokens[index - 1]?.word === '.') continue;
    const list = assignments.get(word) ?? [];
    let count = passed.get(word) ?? 0;
    while ((list[count]?.value ?? Infinity) <= index) count++;
    passed.set(word, count);
    const end = changedAt(tokens, closing, index);
    if (end === undefined) continue;
    const key = changesKey(word, list[count - 1]?.value);
    const known = found.get(key) ?? [];
    if (known.length < maxChanges)
      known.push({ index, source: source.slice(start, tokens[end - 1]?.end).slice(0, 60) });
    found.set(key, known);
  }
  return found;
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
  const program = { source, tokens, closing, assignments: assignmentsIn(tokens, inCall) };
  return { ...program, changes: changesIn(program) };
}
