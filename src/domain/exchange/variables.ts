// Values that a text does not say: names and expressions of its language. They become variables of the spec.
import { defined } from '../defined.ts';
import { type JsonValue, isJsonObject } from '../json.ts';
import { escapeVariables } from '../spec/variables.ts';
import { Unreadable } from './fault.ts';

/** A variable of an imported request. */
export interface ImportedVariable {
  readonly name: string;
  /** The name or expression as the text has it, shortened. */
  readonly source: string;
  /** The value that the text gives to the name, if it does. */
  readonly value?: string;
}

/** A path of names: `bucket`, `config.bucket`, `$.input.bucket`, `event['bucket']`, `$states.input.bucket`. */
const pathOfNames = /^[$@]*[\w$.[\]'"-]*[\w'"\]]$/;
/** The beginnings of such paths that name where a value comes from, not the value. */
const origin = /^(?:self|this|args|os\.environ|process\.env|env|states\.input|states|context|event|AWS)\.(?=.)/;
const longestSource = 80;
const longestName = 60;
/** A text of several requests may have more than the 200 that one spec may have. */
const maxVariables = 1_000;

function nameFor(source: string, hint: string): string {
  const path = source.length <= longestSource && pathOfNames.test(source) ? source : '';
  const joined = (path.match(/[A-Za-z_][\w-]*|\d+/g) ?? []).join('.');
  const name = joined.replace(origin, '').replace(origin, '');
  const meant = /^[A-Za-z_]/.test(name) ? name : hint;
  return meant === '' ? 'value' : meant.slice(0, longestName);
}

const shortened = (source: string): string => {
  const line = source.replaceAll(/\s+/g, ' ').trim();
  return line.length <= longestSource ? line : `${line.slice(0, longestSource - 1)}…`;
};

/**
 * The variables of one text. While it is read, a variable is a mark inside a string, because the string may be JSON
 * that is still to be parsed; `written` replaces the marks.
 */
export class Variables {
  readonly #indices = new Map<string, number>();
  readonly #names = new Set<string>();
  readonly #list: ImportedVariable[] = [];
  readonly #open: string;

  /** `text`: what is read, so that no mark occurs in it. */
  constructor(text: string) {
    let open = '\u27e6';
    while (text.includes(open)) open += '\u27e6';
    this.#open = open;
  }

  /** Returns the mark for a name or an expression. `hint`: the member that takes it, which names an expression. */
  mark(source: string, hint = '', value?: string): string {
    let index = this.#indices.get(source);
    if (index === undefined) {
      if (this.#list.length === maxVariables) throw new Unreadable('The text holds far more variables than a request.');
      const name = nameFor(source, hint);
      let free = name;
      for (let count = 2; this.#names.has(free); count++) free = `${name}_${count}`;
      this.#names.add(free);
      index = this.#list.push({ name: free, source: shortened(source), ...defined({ value }) }) - 1;
      this.#indices.set(source, index);
    }
    return `${this.#open}${index}\u27e7`;
  }

  /** Whether a value is one mark and nothing else. */
  isMark(value: JsonValue | undefined): value is string {
    return typeof value === 'string' && value.startsWith(this.#open) && value.indexOf('\u27e7') === value.length - 1;
  }

  /** Returns the source of a value that is one mark. */
  sourceOf(mark: string): string {
    return this.#list[Number(mark.slice(this.#open.length, -1))]?.source ?? '';
  }

  /** Returns a value in the notation of a spec, with its variables. */
  written(value: JsonValue): { readonly value: JsonValue; readonly used: readonly ImportedVariable[] } {
    const used = new Set<ImportedVariable>();
    const write = (each: JsonValue): JsonValue => {
      if (typeof each === 'string') return this.#text(each, used);
      if (Array.isArray(each)) return (each as readonly JsonValue[]).map(write);
      if (!isJsonObject(each)) return each;
      return Object.fromEntries(
        Object.entries(each).flatMap(([name, member]) => (member === undefined ? [] : [[name, write(member)]])),
      );
    };
    return { value: write(value), used: [...used] };
  }

  #text(text: string, used: Set<ImportedVariable>): string {
    if (this.#list.length === 0) return escapeVariables(text);
    return text
      .split(this.#open)
      .map((piece, index, pieces) => {
        if (index === 0) return escapeVariables(piece);
        const end = piece.indexOf('\u27e7');
        const variable = this.#list[Number(end > 0 ? piece.slice(0, end) : NaN)];
        if (variable === undefined) return escapeVariables(this.#open + piece);
        if (pieces[index - 1]?.endsWith('$') === true)
          throw new Unreadable(`A spec cannot have a dollar sign directly before a variable (${variable.name}).`);
        used.add(variable);
        return `\${var:${variable.name}}${escapeVariables(piece.slice(end + 1))}`;
      })
      .join('');
  }
}
