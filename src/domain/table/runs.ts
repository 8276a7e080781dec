// What a row of a table makes of its spec.
import { formula as mayBeFormula } from '../csv.ts';
import { type JsonObject, type JsonValue, isJsonObject, stringAt } from '../json.ts';
import { schemaAt } from '../form/shape.ts';
import type { JobKind } from '../jobs/kinds.ts';
import type { Path } from '../spec/problem.ts';
import type { VariableSources } from '../spec/variableKinds.ts';
import type { Column, Target } from './columns.ts';
import { type Cell, type Row, type TableProblem, tableError } from './table.ts';

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
export function runText(spec: JsonObject, kind: JobKind, row: Row, columns: readonly (Column | undefined)[]): RunText {
  const problems: TableProblem[] = [];
  const values = new Map<string, string>();
  const inputs = new Map<string, string>();
  let name: string | undefined;
  let changed: JsonValue = spec;
  for (const [index, cell] of row.cells.entries()) {
    if (cell.value === undefined) continue;
    const column = columns[index];
    const tell = (code: 'formula' | 'wrong-value' | 'value-without-column', message: string): void => {
      problems.push({ ...tableError(code, cell, message), ...(column === undefined ? {} : { column: column.header }) });
    };
    if (column === undefined) {
      tell(
        'value-without-column',
        'The column of this value has no name. Name it in the first row, or remove the value.',
      );
      continue;
    }
    const { target } = column;
    const value = target.type === 'none' ? undefined : valueOf(cell, target, kind, tell);
    if (value === undefined || target.type === 'none') continue;
    if (target.type === 'member') changed = withValue(changed, target.path, value);
    else if (typeof value !== 'string') tell('wrong-value', 'This is not a text. Put it in double quotes.');
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

/** Returns the value that a cell stands for; undefined if it has a problem. */
function valueOf(
  { value }: Cell,
  target: Target,
  kind: JobKind,
  tell: (code: 'formula' | 'wrong-value', message: string) => void,
): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  if (formula.test(value)) {
    tell(
      'formula',
      "This may be a formula, and not its value. Write the value; if this is the value, put an apostrophe (') before it.",
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
function withValue(around: JsonValue | undefined, [step, ...rest]: Path, value: JsonValue): JsonValue {
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
