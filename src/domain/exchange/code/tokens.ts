// Splits Python and JavaScript (or TypeScript) into tokens, as far as both can be read without knowing which it is.
import { Unreadable } from '../fault.ts';

/** A part of a text literal: characters, or an expression that is put in. */
export type TextPart = { readonly text: string } | { readonly source: string };

export interface Token {
  /** `unclosed`: the quote of a text that does not end. */
  readonly type: 'name' | 'text' | 'number' | 'mark' | 'unclosed';
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
  /** The name, number or mark as written; of a text, what it begins with. */
  readonly word: string;
  readonly parts?: readonly TextPart[];
}

/** A text of the length that is read has fewer, unless it is no program. */
const maxTokens = 200_000;

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
  '\n': '',
};

/** Whether `#` and not `//` begins a comment. */
const isPython = (source: string): boolean =>
  /\bboto3\b|\bstart_\w+_job\b|\b(?:None|True|False)\b|^[ \t]*(?:def|import|from|with|print)\b[^;{\n]*$/m.test(
    source,
  ) && !/\b(?:const|let) +[\w{[]|\brequire\(|\bfunction\b *\*? *\w*\(|^[ \t]*import\b[^\n'"]*['"]/m.test(source);

class Tokenizer {
  readonly tokens: Token[] = [];
  readonly #source: string;
  readonly #blank: RegExp;
  /** The last place from which the end of a comment is still to come. */
  readonly #lastComment: number;
  #index = 0;

  constructor(source: string) {
    this.#source = source;
    this.#lastComment = source.lastIndexOf('*/') - 2;
    this.#blank = isPython(source) ? /(?:\s|#[^\n]*(?:\n|$)|\\\n)+/y : /(?:\s|(?:\/\/|(?<!\.)#)[^\n]*(?:\n|$))+/y;
  }

  run(): readonly Token[] {
    for (;;) {
      this.#skipBlanks();
      if (this.#index >= this.#source.length) return this.tokens;
      if (this.tokens.length === maxTokens) throw new Unreadable('The text holds far more than a request.');
      this.#token();
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#index;
    return pattern.exec(this.#source)?.[0];
  }

  #skipBlanks(): void {
    for (;;) {
      const blank = this.#match(this.#blank);
      if (blank !== undefined) this.#index += blank.length;
      else if (this.#index <= this.#lastComment && this.#source.startsWith('/*', this.#index))
        this.#index = this.#source.indexOf('*/', this.#index + 2) + 2;
      else return;
    }
  }

  #token(): void {
    const start = this.#index;
    const opening = this.#match(/(?:[rRbBuUfFtT]{1,2})?(?:"""|'''|["'`])/y);
    if (opening !== undefined) {
      this.#text(opening);
      return;
    }
    const name = this.#match(/[\p{L}_$][\p{L}\p{N}_$]*/uy);
    const number = name === undefined ? this.#match(/\d[\w.]*/y) : undefined;
    const word = name ?? number ?? this.#match(/\*\*|\.\.\.|=>|==+|!==?|<=|>=|&&|\|\||\?\?|[^]/uy) ?? '';
    this.#index += word.length;
    const type = name !== undefined ? 'name' : number !== undefined ? 'number' : 'mark';
    this.tokens.push({ type, start, end: this.#index, word });
  }

  #text(opening: string): void {
    const start = this.#index;
    const [prefix = ''] = /^[a-zA-Z]*/.exec(opening) ?? [];
    const quote = opening.slice(prefix.length);
    const [first = ''] = quote;
    const isRaw = /r/i.test(prefix);
    const inserts = quote === '`' ? '${' : /f/i.test(prefix) ? '{' : undefined;
    const parts: TextPart[] = [];
    let text = '';
    this.#index += opening.length;
    while (!this.#source.startsWith(quote, this.#index)) {
      const char = this.#source[this.#index];
      if (char === undefined || (char === '\n' && quote.length === 1 && quote !== '`')) {
        // Perhaps an apostrophe in prose; it is reported if it is in what is read.
        this.#index = start + 1;
        this.tokens.push({ type: 'unclosed', start, end: start + 1, word: first });
        return;
      }
      if (
        inserts === '{' &&
        (this.#source.startsWith('{{', this.#index) || this.#source.startsWith('}}', this.#index))
      ) {
        text += char;
        this.#index += 2;
      } else if (inserts !== undefined && this.#source.startsWith(inserts, this.#index)) {
        if (text !== '') parts.push({ text });
        text = '';
        parts.push({ source: this.#inserted(inserts, start) });
      } else if (char === '\\' && !isRaw) {
        text += this.#escape();
      } else {
        const run = this.#match(/[^"'`\\\n{}$]+/y) ?? char;
        text += run;
        this.#index += run.length;
      }
    }
    this.#index += quote.length;
    if (text !== '' || parts.length === 0) parts.push({ text });
    this.tokens.push({ type: 'text', start, end: this.#index, word: opening, parts });
  }

  #escape(): string {
    const found =
      this.#match(/\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}|[^])/uy) ?? '\\';
    this.#index += found.length;
    const digits = found.length > 2 ? found.slice(2).replaceAll(/[{}]/g, '') : '';
    if (digits !== '') {
      const code = parseInt(digits, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    }
    const next = found.slice(1);
    return escapes[next] ?? (/["'`\\$/{}]/.test(next) ? next : found);
  }

  /** Reads an expression in a text up to its brace; a format after a colon or an exclamation mark is not part of it. */
  #inserted(open: string, start: number): string {
    const from = this.#index + open.length;
    let depth = 1;
    for (let end = from; end < Math.min(this.#source.length, from + 2_000); end++) {
      const char = this.#source[end];
      if (char === '{') depth++;
      else if (char === '}' && --depth === 0) {
        this.#index = end + 1;
        const source = this.#source.slice(from, end);
        return (open === '{' ? source.replace(/(?:![rsa])?(?::[^'"\]]*)?$/, '') : source).trim();
      }
    }
    throw new Unreadable('An expression in this text is not closed. Its } is missing.', start);
  }
}

/** Splits a text into tokens, without comments. Throws Unreadable. The work is proportional to its length. */
export function tokensOf(source: string): readonly Token[] {
  return new Tokenizer(source).run();
}
