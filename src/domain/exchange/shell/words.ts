// Splits a command of a shell into words, without running anything: names and substitutions become variables.
import { Unreadable } from '../fault.ts';
import type { Variables } from '../variables.ts';
import { type Quote, type ShellSyntax, buildVariable } from './syntax.ts';

/** A word of a command. */
export interface Word {
  /** Its text without quotes; variables are marks. */
  readonly text: string;
  /** Where it begins in the source. */
  readonly offset: number;
  /** Returns the place in the source of an index of `text`. */
  readonly at: (index: number) => number;
}

/** The words of a command, and where it ends. */
export interface Command {
  readonly words: readonly Word[];
  readonly end: number;
}

/** What is known of the text around a command. */
export interface WordContext {
  readonly syntax: ShellSyntax;
  readonly variables: Variables;
  /** Returns the value that the text gives to a name, if it does. */
  readonly assigned: (name: string) => string | undefined;
}

class WordReader {
  readonly #source: string;
  readonly #syntax: ShellSyntax;
  readonly #context: WordContext;
  #index: number;
  #text = '';
  /** Where parts of the text come from: index in the text, offset in the source. */
  #places: (readonly [number, number])[] = [];
  #begun = false;
  #start = 0;
  #option = '';

  constructor(source: string, from: number, context: WordContext) {
    this.#source = source;
    this.#index = from;
    this.#syntax = context.syntax;
    this.#context = context;
  }

  /** Reads to the end of the command: the end of the line, or what ends a command in this shell. */
  command(): Command {
    const words: Word[] = [];
    for (;;) {
      const word = this.#word();
      if (word === undefined) return { words, end: this.#index };
      words.push(word);
      if (word.text.startsWith('--')) this.#option = word.text.slice(2).replace(/=.*/s, '');
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#index;
    return pattern.exec(this.#source)?.[0];
  }

  #blanks(): void {
    for (;;) {
      const blanks = this.#match(/[ \t\u00a0]+/y) ?? this.#match(this.#syntax.continuation);
      if (blanks === undefined) return;
      this.#index += blanks.length;
    }
  }

  #word(): Word | undefined {
    this.#blanks();
    for (let redirect; (redirect = this.#match(/(?:\d|&)?>{1,2}(?:&\d)?|<(?!<)/y)) !== undefined; ) {
      this.#index += redirect.length;
      this.#blanks();
      if (!redirect.includes('&') || redirect.startsWith('&')) this.#rest(); // the file's name
      this.#blanks();
    }
    if (this.#source[this.#index] === '#' && this.#syntax.hasComments) return undefined;
    if (this.#syntax.hasBlocks && this.#match(/[{}](?=\s|$)/y) !== undefined) return undefined;
    return this.#rest();
  }

  #rest(): Word | undefined {
    this.#begin();
    const { continuation, ends } = this.#syntax;
    while (this.#index < this.#source.length) {
      const joined = this.#match(continuation);
      if (joined !== undefined) {
        // What comes next belongs to the word, unless a prompt was before it.
        this.#index += joined.length;
        if (/[ \t]$/.test(joined)) break;
        continue;
      }
      const char = this.#source[this.#index] ?? '';
      if (/[ \t\r\n\u00a0]/.test(char) || ends.includes(char)) break;
      this.#begun = true;
      this.#part(char);
    }
    if (!this.#begun) return undefined;
    const places = this.#places;
    return {
      text: this.#text,
      offset: this.#start,
      at: index => {
        const place = places.findLast(([from]) => from <= index) ?? [0, this.#start];
        return place[1] + index - place[0];
      },
    };
  }

  #begin(): void {
    this.#text = '';
    this.#places = [];
    this.#begun = false;
    this.#start = this.#index;
  }

  #add(text: string, offset: number): void {
    this.#places.push([this.#text.length, offset]);
    this.#text += text;
  }

  #part(char: string): void {
    const { quotes, escape } = this.#syntax;
    const quote = quotes.find(({ open }) => this.#source.startsWith(open, this.#index));
    const next = this.#source[this.#index + 1];
    if (quote !== undefined) {
      this.#quoted(quote);
    } else if (char === escape && next !== undefined) {
      this.#add(next, this.#index);
      this.#index += 2;
    } else if (!this.#variable(false)) {
      const run = this.#match(/[\w./:=,@+-]+/y) ?? char;
      this.#add(run, this.#index);
      this.#index += run.length;
    }
  }

  #variable(quoted: boolean): boolean {
    const found = buildVariable(this.#source, this.#index) ?? this.#syntax.variable(this.#source, this.#index, quoted);
    if (found === undefined) return false;
    this.#add(
      this.#context.variables.mark(found.source, this.#option, this.#context.assigned(found.source)),
      this.#index,
    );
    this.#index += found.length;
    return true;
  }

  #quoted({ open, close, doubled, expands, escape, escaped }: Quote): void {
    const start = this.#index;
    this.#index += open.length;
    for (;;) {
      const from = this.#index;
      const char = this.#source[from];
      if (char === undefined) throw new Unreadable(`The quote that begins here is not closed (${open.trim()}).`, start);
      const closing = this.#match(close);
      const next = escape === char ? escaped?.(this.#source[from + 1] ?? '') : undefined;
      if (closing !== undefined) {
        this.#index += closing.length;
        if (doubled !== true || this.#match(close) === undefined) return;
        this.#add(char, from);
        this.#index += closing.length;
      } else if (next !== undefined) {
        this.#add(next, from);
        this.#index += 2;
      } else if (expands !== true || !this.#variable(true)) {
        const run = this.#match(/[^'"\\`$%^\u2018-\u201e\n]+/y) ?? char;
        this.#add(run, from);
        this.#index += run.length;
      }
    }
  }
}

/**
 * Reads the words of the command that begins at an offset. Throws Unreadable for a quote that is not closed. The work
 * is proportional to the length of the command.
 */
export function readWords(source: string, from: number, context: WordContext): Command {
  return new WordReader(source, from, context).command();
}
