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
const origin = /^(?:self|this|args|params|os\.environ|process\.env|env|states\.input|states|context|event|AWS)\.(?=.)/;
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

/** A mark: what it stands for, and the member that takes it. */
interface Marked {
  readonly source: string;
  readonly hint: string;
  readonly value?: string;
}

/**
 * The names and expressions of one text. While it is read, each is a mark inside a string, because the string may be
 * JSON that is still to be parsed; `written` makes variables of the marks.
 */
export class Variables {
  readonly #indices = new Map<string, number>();
  readonly #marked: Marked[] = [];
  readonly #open: string;

  /** `text`: what is read, so that no mark occurs in it. */
  constructor(text: string) {
    let open = '\u27e6';
    while (text.includes(open)) open += '\u27e6';
    this.#open = open;
  }

  /** Returns the mark for a name or an expression. `hint`: the member that takes it, which names an expression. */
  mark(source: string, hint = '', value?: string): string {
    // A name that is given another value later stands for something else. No text that is read holds a NUL.
    const key = `${source}\0${value ?? ''}`;
    let index = this.#indices.get(key);
    if (index === undefined) {
      if (this.#marked.length === maxVariables)
        throw new Unreadable('The text holds far more variables than a request.');
      index = this.#marked.push({ source, hint, ...defined({ value }) }) - 1;
      this.#indices.set(key, index);
    }
    return `${this.#open}${index}\u27e7`;
  }

  /** Whether a value is one mark and nothing else. */
  isMark(value: JsonValue | undefined): value is string {
    return typeof value === 'string' && value.startsWith(this.#open) && value.indexOf('\u27e7') === value.length - 1;
  }

  /** Returns the source of a value that is one mark. */
  sourceOf(mark: string): string {
    return shortened(this.#marked[Number(mark.slice(this.#open.length, -1))]?.source ?? '');
  }

  /**
   * Returns a value in the notation of a spec, and its variables in order. Each has a name of its own in the value.
   */
  written(value: JsonValue): { readonly value: JsonValue; readonly used: readonly ImportedVariable[] } {
    const used = new Map<Marked, ImportedVariable>();
    const write = (each: JsonValue): JsonValue => {
      if (typeof each === 'string') return this.#text(each, used);
      if (Array.isArray(each)) return (each as readonly JsonValue[]).map(write);
      if (!isJsonObject(each)) return each;
      return Object.fromEntries(
        Object.entries(each).flatMap(([name, member]) => (member === undefined ? [] : [[name, write(member)]])),
      );
    };
    return { value: write(value), used: [...used.values()] };
  }

  #text(text: string, used: Map<Marked, ImportedVariable>): string {
    const [first = '', ...pieces] = this.#marked.length === 0 ? [text] : text.split(this.#open);
    // Joined at the end: to look at the end of a text that grows takes longer with each piece.
    const written = [escapeVariables(first)];
    for (const piece of pieces) {
      const end = piece.indexOf('\u27e7');
      const marked = this.#marked[Number(end > 0 ? piece.slice(0, end) : NaN)];
      if (marked === undefined) {
        written.push(escapeVariables(this.#open + piece));
        continue;
      }
      // A dollar sign before a variable would escape it.
      const last = written.pop() ?? '';
      written.push(
        last.endsWith('$') ? `${last.slice(0, -1)}\${var:${variableFor(dollar, used).name}}` : last,
        `\${var:${variableFor(marked, used).name}}${escapeVariables(piece.slice(end + 1))}`,
      );
    }
    return written.join('');
  }
}

const dollar: Marked = { source: '$', hint: 'dollar', value: '$' };

/** Returns the variable of a mark; a new one gets a name that no other has. */
function variableFor(marked: Marked, used: Map<Marked, ImportedVariable>): ImportedVariable {
  const known = used.get(marked);
  if (known !== undefined) return known;
  const taken = new Set([...used.values()].map(({ name }) => name));
  const name = nameFor(marked.source, marked.hint);
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}_${count}`;
  const variable = { name: free, source: shortened(marked.source), ...defined({ value: marked.value }) };
  used.set(marked, variable);
  return variable;
}
