// What a row of a table makes of its spec.
import { formula as mayBeFormula } from '../csv.ts';
import { type JsonObject, type JsonValue, isJsonObject, stringAt } from '../json.ts';
import { schemaAt } from '../form/shape.ts';
import type { JobKind } from '../jobs/kinds.ts';
import type { Fix, Path, Range } from '../spec/problem.ts';
import type { VariableSources } from '../spec/variableKinds.ts';
import type { Column, Target } from './columns.ts';
import { type Cell, type Row, type Table, type TableProblem, tableError } from './table.ts';

/** The spec of a run, before it is checked. */
export interface RunText {
  readonly name?: string;
  /** The spec as JSON, with the values of the row. */
  readonly text: string;
  /** The values of variables that the row sets. */
  readonly variables: Pick<VariableSources, 'values' | 'inputs'>;
  readonly problems: readonly TableProblem[];
}

/** What a spreadsheet takes for a formula, with blanks or full-width signs, too. */
const formula = /^[\s\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;
/** What a spreadsheet writes where a formula has no value. */
const formulaError = /^#(?:N\/A|REF!|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA)$/;
/** Returns a text without the apostrophe that keeps it from being taken for a formula, as our own exports write it. */
const withoutApostrophe = (text: string): string =>
  text.startsWith("'") && mayBeFormula.test(text.slice(1)) ? text.slice(1) : text;

/** Names are shown in rows and questions. In UTF-16 units. */
const longestName = 100;

/** Returns the spec with the values of a row. Empty cells leave the spec's own. */
export function runText(
  { value: spec, kind }: { readonly value: JsonObject; readonly kind: JobKind },
  { text, write }: Pick<Table, 'text' | 'write'>,
  row: Row,
  columns: readonly (Column | undefined)[],
): RunText {
  const problems: TableProblem[] = [];
  const values = new Map<string, string>();
  const inputs = new Map<string, string>();
  let name: string | undefined;
  let changed: JsonValue = spec;
  for (const [index, cell] of row.cells.entries()) {
    if (cell.value === undefined) continue;
    const column = columns[index];
    const tell: Tell = (code, message, fixed) => {
      const fixes = fixed === undefined ? [] : [replaced(cell, fixed.title, write(fixed.value))];
      problems.push({
        ...tableError(code, cell, message, fixes),
        ...(column === undefined ? {} : { column: column.header }),
      });
    };
    if (column === undefined) {
      tell('value-without-column', 'The column of this value has no name. Name it, or remove the value.');
      continue;
    }
    const { target } = column;
    const value = target.type === 'none' ? undefined : valueOf(cell, target, kind, tell);
    if (value === undefined || target.type === 'none') continue;
    if (target.type === 'member') changed = withValue(changed, target.path, value);
    else if (typeof value !== 'string')
      tell('wrong-value', 'This is not a text. Put it in double quotes.', quoted(cell, text));
    else if (target.type === 'name') name = value.slice(0, longestName);
    else if (target.type === 'input') inputs.set(target.argument, value);
    else if (value.includes('${'))
      tell(
        'wrong-value',
        'The value of a variable contains a variable, which is not resolved. Write the value itself.',
      );
    else values.set(target.argument, value);
  }
  return {
    ...(name === undefined ? {} : { name }),
    text: JSON.stringify(changed),
    variables: { values, inputs },
    problems,
  };
}

/** Tells what is wrong with a cell, and what may be written instead. */
type Tell = (
  code: 'formula' | 'wrong-value' | 'value-without-column',
  message: string,
  fixed?: { readonly title: string; readonly value: string },
) => void;

/** Returns the fix that replaces what a cell has. */
export function replaced({ offset, length }: Range, title: string, content: string): Fix {
  return { title, edits: [{ offset, length, content }] };
}

/** Returns a number, true or false as a text: exactly as it is written, since a number may lose digits when it is read. */
export function quoted(cell: Cell, text: string): { readonly title: string; readonly value: string } | undefined {
  return typeof cell.value === 'number' || typeof cell.value === 'boolean'
    ? { title: 'Put it in double quotes', value: text.slice(cell.offset, cell.offset + cell.length) }
    : undefined;
}

/** Returns a text as a cell has it, with an apostrophe if it would be taken for a formula. */
export const withApostrophe = (text: string): string => (mayBeFormula.test(text) ? `'${text}` : text);

/** Returns the value that a cell stands for; undefined if it has a problem. */
function valueOf({ value }: Cell, target: Target, kind: JobKind, tell: Tell): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  if (formula.test(value)) {
    tell(
      'formula',
      "This may be a formula, and not its value. Write the value; if this is the value, put an apostrophe (') before it.",
      { title: 'Put an apostrophe before it', value: `'${value}` },
    );
    return undefined;
  }
  if (formulaError.test(value)) {
    tell('formula', 'A formula of a spreadsheet had no value here. Write the value.');
    return undefined;
  }
  const text = withoutApostrophe(value);
  if (target.type !== 'member' || stringAt(schemaAt(kind, target.path), 'type') === 'string') return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    tell('wrong-value', 'This member is not a text. Write it as JSON.');
    return undefined;
  }
}

/** Returns a value with another one at a path; what is missing around it is created. */
export function withValue(around: JsonValue | undefined, [step, ...rest]: Path, value: JsonValue): JsonValue {
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list: readonly JsonValue[] = Array.isArray(around) ? (around as readonly JsonValue[]) : [];
    const length = Math.max(list.length, step + 1);
    return Array.from({ length }, (_, index) =>
      index === step ? withValue(list[index], rest, value) : (list[index] ?? null),
    );
  }
  const object = isJsonObject(around) ? around : {};
  return { ...object, [step]: withValue(object[step], rest, value) };
}
