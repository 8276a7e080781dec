// Reads the values of a program that are written out: texts, numbers, objects, lists. All else becomes a variable;
// nothing is run.
import type { JsonObject, JsonValue } from '../../json.ts';
import { namesSecret } from '../../spec/secrets.ts';
import { Unreadable } from '../fault.ts';
import type { Variables } from '../variables.ts';
import { type Program, changesKey, closingAt } from './program.ts';
import type { Token } from './tokens.ts';

/** The most values that are read, where a name stands for its value included; a request has about thirty. */
const maxValues = 20_000;

/** The names that may stand for one another, from a call to what is written out. */
const maxNames = 20;

const constants: Readonly<Record<string, JsonValue>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
  undefined: null,
};

/** Calls that only write a value as JSON, which is read the same. */
const jsonCalls = /^(?:json\.dumps|JSON\.stringify|str|String)$/;

/** What only TypeScript has after an expression. */
const typeAfter = /(?:!|\s(?:as|satisfies)\s+[\w.<>[\]]+)$/;

/** A value, and the index of the token after it. */
interface Read {
  readonly value: JsonValue;
  readonly next: number;
}

export class Values {
  readonly #program: Program;
  readonly #variables: Variables;
  /** The names whose values are being read, which would otherwise contain themselves. */
  readonly #resolving = new Set<string>();
  #count = 0;
  /** The open brackets around what is read; in them, a new line ends no value. */
  #depth = 0;
  /** What was left out, as the text has it. */
  readonly left: string[] = [];
  /** What the text changes of the values of names before they are used. */
  readonly changed = new Set<string>();

  constructor(program: Program, variables: Variables) {
    this.#program = program;
    this.#variables = variables;
  }

  /**
   * Reads the value that begins at a token. `member`: the name of the member that it is for. Throws Unreadable.
   */
  read(index: number, member = ''): Read {
    if (++this.#count > maxValues) throw new Unreadable('The text holds far more than a request.');
    const { type, word, start } = this.#token(index);
    if (type === 'mark' && /^(?:[,;)\]}]|)$/.test(word)) throw new Unreadable('A value is missing here.', start);
    const read = this.#written(index, member) ?? this.#sum(index, member);
    if (read !== undefined && this.#ends(read.next)) return read;
    const next = this.#endOf(index);
    return { value: this.#named(index, next, member), next };
  }

  /** Reads the arguments between two brackets: `name=value` of Python, or objects. */
  arguments(open: number): JsonObject {
    const close = closingAt(this.#program, open);
    return this.#inside(() => this.members(open + 1, close));
  }

  #inside<T>(read: () => T): T {
    this.#depth++;
    const value = read();
    this.#depth--;
    return value;
  }

  /** Reads `name=value` or objects, separated by commas. */
  members(from: number, to: number): JsonObject {
    const members = new Map<string, JsonValue>();
    for (let index = from; index < to; ) {
      const { type, word } = this.#token(index);
      let read: Read;
      if (word === ',') {
        index++;
        continue;
      }
      if (type === 'name' && this.#token(index + 1).word === '=') {
        read = this.read(index + 2, word);
        members.set(word, read.value);
      } else {
        read = this.read(word === '**' ? index + 1 : index, '');
        this.#merge(members, read.value, index, read.next);
      }
      index = read.next;
    }
    return Object.fromEntries(members);
  }

  #token(index: number): Token {
    const end = this.#program.source.length;
    return this.#program.tokens[index] ?? { type: 'mark', start: end, end, word: '' };
  }

  #slice(from: number, to: number): string {
    return this.#program.source.slice(this.#token(from).start, this.#token(to - 1).end);
  }

  /** Whether a value may end before a token: at a comma, a closing bracket, a semicolon or the next line. */
  #ends(index: number): boolean {
    const { word, start } = this.#token(index);
    if (/^(?:[,;)\]}]|)$/.test(word)) return true;
    const before = this.#token(index - 1);
    return (
      this.#depth === 0 &&
      this.#program.source.slice(before.end, start).includes('\n') &&
      !/^(?:[.+\-*/%?|&=<>:]|\|\||&&|\?\?|as|if|or|and)$/.test(word)
    );
  }

  #endsStatement(index: number): boolean {
    const depth = this.#depth;
    this.#depth = 0;
    const ends = this.#ends(index);
    this.#depth = depth;
    return ends;
  }

  /** The index of the token at which the expression that begins at a token ends. */
  #endOf(index: number): number {
    let end = index;
    let hasColon = false;
    do {
      const { type, word, start } = this.#token(end);
      if (type === 'mark' && word === ':' && !hasColon)
        throw new Unreadable('A comma or the end of a text is missing before this.', start);
      hasColon ||= word === '?' || word === 'lambda';
      end = this.#after(end);
    } while (!this.#ends(end));
    return end;
  }

  /** The index after a token or, if it is a bracket, after the one that closes it. */
  #after(index: number): number {
    const { type, word, start } = this.#token(index);
    if (type === 'unclosed')
      throw new Unreadable(`The text that begins here is not closed. Its ${word} is missing.`, start);
    return (type === 'mark' && /^[([{]$/.test(word) ? closingAt(this.#program, index) : index) + 1;
  }

  #written(index: number, member: string): Read | undefined {
    const { type, word } = this.#token(index);
    if (type === 'number') return { value: numberOf(word), next: index + 1 };
    if (type === 'name') return this.#name(index, word, member);
    if (type !== 'mark') return undefined;
    if (!/^[([{]$/.test(word)) return undefined;
    const close = closingAt(this.#program, index);
    if (word === '{')
      return { value: this.#inside(() => this.#object(index, close)), next: this.#afterType(close + 1) };
    if (word === '[')
      return { value: this.#inside(() => this.#list(index, close, member)), next: this.#afterType(close + 1) };
    // In parentheses: a value over several lines.
    const inner = this.#inside(() => this.read(index + 1, member));
    return inner.next === close ? { value: inner.value, next: close + 1 } : undefined;
  }

  /** Skips what only TypeScript has after a value: `as const`, `satisfies Type`. */
  #afterType(index: number): number {
    return /^(?:as|satisfies)$/.test(this.#token(index).word) ? this.#endOf(index) : index;
  }

  #name(index: number, word: string, member: string): Read | undefined {
    if (Object.hasOwn(constants, word)) return { value: constants[word] ?? null, next: index + 1 };
    const open = this.#callAt(index);
    if (open !== undefined) {
      const close = closingAt(this.#program, open);
      const callee = this.#slice(index, open);
      if (callee === 'dict') return { value: this.arguments(open), next: close + 1 };
      if (!jsonCalls.test(callee)) return undefined;
      const inner = this.#inside(() => this.read(open + 1, member));
      return { value: inner.value, next: close + 1 };
    }
    return this.#ends(index + 1) ? this.#resolved(word, index) : undefined;
  }

  /** The index of the bracket if a name or a path of names is called at a token. */
  #callAt(index: number): number | undefined {
    let at = index + 1;
    while (this.#token(at).word === '.' && this.#token(at + 1).type === 'name') at += 2;
    return this.#token(at).word === '(' ? at : undefined;
  }

  /** Reads an object or a list that the text gives to a name before this place; a text stays a name. */
  #resolved(name: string, index: number): Read | undefined {
    const assignment = this.#assigned(name, index);
    this.noteChanges(name, index, assignment);
    const word = assignment === undefined ? '' : this.#token(assignment).word;
    if (
      assignment === undefined ||
      this.#resolving.has(name) ||
      this.#resolving.size === maxNames ||
      !/^(?:[{[(]|dict)$/.test(word)
    )
      return undefined;
    const depth = this.#depth;
    this.#depth = 0;
    this.#resolving.add(name);
    const { value } = this.read(assignment, name);
    this.#resolving.delete(name);
    this.#depth = depth;
    return this.#variables.isMark(value) ? undefined : { value, next: index + 1 };
  }

  /** Notes what is changed of the value of a name that is used at a token. */
  noteChanges(name: string, index: number, assignment = this.#assigned(name, index)): void {
    for (const change of this.#program.changes.get(changesKey(name, assignment)) ?? [])
      if (change.index < index) this.changed.add(change.source);
  }

  #assigned(name: string, index: number): number | undefined {
    return this.#program.assignments.get(name)?.findLast(({ value }) => value < index)?.value;
  }

  #object(open: number, close: number): JsonObject {
    const members = new Map<string, JsonValue>();
    for (let index = open + 1; index < close; ) {
      const { type, word, parts, start } = this.#token(index);
      if (word === ',' && type === 'mark') {
        index++;
        continue;
      }
      if (word === '...' || word === '**') {
        const read = this.read(index + 1);
        this.#merge(members, read.value, index, read.next);
        index = read.next;
        continue;
      }
      if (type === 'mark' && word !== '[' && word !== '-')
        throw new Unreadable('The name of a member is expected here.', start);
      const after = this.#after(index);
      const name = type === 'text' ? this.#text(parts ?? [], '') : type === 'mark' ? this.#slice(index, after) : word;
      const read = this.#member(index, after, name);
      members.set(name, read.value);
      index = read.next;
    }
    return Object.fromEntries(members);
  }

  #member(index: number, after: number, name: string): Read {
    const { word, start } = this.#token(after);
    if (word === ':') return this.read(after + 1, name);
    // JavaScript's `{ bucket }`.
    if (this.#token(index).type === 'name' && /^[,}]$/.test(word))
      return this.#resolved(name, index) ?? { value: this.#mark(name, name, index), next: after };
    throw new Unreadable(`A colon is expected here, after the name ${JSON.stringify(name.slice(0, 60))}.`, start);
  }

  #list(open: number, close: number, member: string): readonly JsonValue[] {
    const list: JsonValue[] = [];
    for (let index = open + 1; index < close; ) {
      if (this.#token(index).word === ',') {
        index++;
        continue;
      }
      const read = this.read(index, member);
      list.push(read.value);
      index = read.next;
    }
    return list;
  }

  #merge(members: Map<string, JsonValue>, value: JsonValue, from: number, to: number): void {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, member] of Object.entries(value)) if (member !== undefined) members.set(name, member);
      return;
    }
    const source = this.#slice(from, to);
    // What a call does afterwards is no part of its request.
    if (!/=>|^(?:async )?function\b/.test(source)) this.left.push(source.slice(0, 60));
  }

  /** Reads a text, or texts and names joined by a plus sign or, in Python, by nothing. */
  #sum(index: number, member: string): Read | undefined {
    let text = '';
    let hasText = false;
    let at = index;
    for (;;) {
      const { type, parts } = this.#token(at);
      if (type === 'text') {
        text += this.#text(parts ?? [], member, at);
        hasText = true;
        at++;
      } else {
        const end = this.#termEnd(at);
        if (end === at) return undefined;
        text += this.#mark(this.#slice(at, end), member, at);
        at = end;
      }
      if (this.#token(at).word === '+') at++;
      else if (this.#token(at).type !== 'text' || this.#token(at - 1).type !== 'text') break;
    }
    return hasText ? { value: text, next: this.#afterType(at) } : undefined;
  }

  /** Where a term of a sum ends: a name, a path of names, a call, what is in brackets. */
  #termEnd(index: number): number {
    let at = index;
    while (at < this.#program.tokens.length && !this.#ends(at)) {
      const { type, word } = this.#token(at);
      if (word === '+' || type === 'text') return at;
      if (type === 'mark' && !/^[.([{]$/.test(word)) return index;
      at = this.#after(at);
    }
    return at;
  }

  #text(parts: NonNullable<Token['parts']>, member: string, index = 0): string {
    return parts.map(part => ('text' in part ? part.text : this.#mark(part.source, member, index))).join('');
  }

  #named(from: number, to: number, member: string): string {
    return this.#mark(this.#slice(from, to).replace(typeAfter, ''), member, from);
  }

  /** Returns the mark for an expression, with its value if the text gives one to the name. */
  #mark(source: string, member: string, index: number): string {
    const assignment = namesSecret(source) ? undefined : this.#assigned(source, index);
    const { type, parts = [] } = assignment === undefined ? this.#token(-1) : this.#token(assignment);
    const [part] = parts;
    const known =
      type === 'text' && assignment !== undefined && this.#endsStatement(assignment + 1) && parts.length === 1;
    return this.#variables.mark(source, member, known && part !== undefined && 'text' in part ? part.text : undefined);
  }
}

function numberOf(word: string): JsonValue {
  const number = Number(word.replaceAll('_', ''));
  return Number.isFinite(number) ? number : word;
}
