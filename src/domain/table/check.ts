// Checks a table: each row as the spec that it makes, by the same checks as any spec.
import { type JobKind, kindOf } from '../jobs/kinds.ts';
import { type JsonObject, canonicalJson, isJsonObject, stringAt } from '../json.ts';
import type { CheckContext, CheckedSpec, Checker } from '../spec/checked.ts';
import type { ValidSpec } from '../spec/spec.ts';
import { type Fix, type Problem, problem } from '../spec/problem.ts';
import { type Column, type Settable, columnsOf, headerOf } from './columns.ts';
import { cellFixes, maxTrials } from './fixes.ts';
import { type CellPlace, cellOf } from './places.ts';
import { runText } from './runs.ts';
import { type Row, type Table, type TableProblem, startOf, tableError } from './table.ts';

/** A run of a table. */
export interface CheckedRun {
  readonly row: Row;
  /** The name that the row gives it. */
  readonly name?: string;
  /** Present exactly when nothing is wrong with the row, and every variable has a value. */
  readonly spec?: ValidSpec;
  /** Why it cannot be started; present exactly when `spec` is not. */
  readonly why?: string;
  /** The number of an earlier row with the same request. */
  readonly sameAs?: number;
}

export interface CheckedTable {
  /** All problems, in no order. Of those that all rows have in common, one, at the header. */
  readonly problems: readonly TableProblem[];
  /** Why no run of the table can be started. */
  readonly blocked?: TableProblem;
  readonly runs: readonly CheckedRun[];
}

/** A spec that tables can be made for. */
export interface TableSpec extends Settable {
  readonly value: JsonObject;
  /** The check of the spec by itself. */
  readonly checked: CheckedSpec;
}

/** Returns the spec of a table, or why there can be no table for it. */
export function tableSpecOf(checked: CheckedSpec): TableSpec | string {
  const { parsed, variables } = checked;
  const broken = parsed.problems.find(({ severity }) => severity === 'error');
  if (broken !== undefined) return broken.message;
  const kind: JobKind | undefined = kindOf(stringAt(parsed.value, 'action') ?? '');
  return isJsonObject(parsed.value) && kind !== undefined
    ? { value: parsed.value, kind, variables, checked }
    : 'It has no valid action.';
}

/** A problem of a row that no cell has caused. */
interface Shared {
  readonly row: Row;
  readonly problem: Problem;
}

const isError = ({ severity }: Pick<Problem, 'severity'>): boolean => severity === 'error';

/**
 * Checks a table, a row at a time: it yields after each, so that the caller can pause or stop. `specName`: the name of
 * the spec's file, for messages.
 */
export function* checkTable(
  table: Table,
  spec: TableSpec,
  specName: string,
  check: Checker,
  context: CheckContext,
): Generator<void, CheckedTable> {
  const { columns, problems: wrongColumns } = columnsOf(table, spec, specName);
  const blocked = table.blocked ?? wrongColumns[0];
  const problems: TableProblem[] = [...(table.blocked === undefined ? [] : [table.blocked]), ...wrongColumns];
  const shared: Shared[] = [];
  const runs: CheckedRun[] = [];
  const seen = new Map<string, number>();
  let trials = 0;
  for (const row of table.rows) {
    if (row.broken !== undefined) {
      problems.push(row.broken);
      runs.push({ row, why: row.broken.message });
      continue;
    }
    const { name, text, variables, problems: ofCells } = runText(spec, table, row, columns);
    for (const each of ofCells) problems.push(each);
    const known = { ...context, variables: { ...context.variables, ...variables } };
    const checked = check(text, known);
    const found = ofRow(checked, row, columns, (each, place) => {
      const isTried = place.column.target.type !== 'member' && (trials += 1) <= maxTrials;
      return cellFixes(each, checked, place, table, isTried ? fixed => check(fixed, known) : undefined);
    });
    // A cell that could not be used is told once.
    const told = new Set(ofCells.map(({ offset }) => offset));
    for (const each of found.atCells) if (!told.has(each.offset)) problems.push(each);
    for (const each of found.others) shared.push({ row, problem: each });
    const errors = [...ofCells, ...found.atCells, ...found.others.map(withPath)].filter(isError);
    const valid = errors.length === 0 ? checked.spec : undefined;
    const named = name === undefined ? {} : { name };
    if (valid === undefined) {
      const [first] = errors;
      runs.push({ row, ...named, why: first === undefined ? 'Some of its variables have no value.' : sentence(first) });
    } else {
      const print = canonicalJson([valid.region ?? '', valid.request]);
      const sameAs = seen.get(print);
      if (sameAs === undefined) seen.set(print, row.number);
      else problems.push(sameRequest(row, sameAs));
      runs.push({ row, ...named, spec: valid, ...(sameAs === undefined ? {} : { sameAs }) });
    }
    yield;
  }
  for (const each of ofTable(shared, runs.length, table, spec, specName)) problems.push(each);
  return { problems, runs, ...(blocked === undefined ? {} : { blocked }) };
}

const sentence = ({ column, message }: Pick<TableProblem, 'column' | 'message'>): string =>
  column === undefined ? message : `${column}: ${message}`;

/** Returns a problem of a spec with the member that it is about as its column. */
function withPath({ severity, message, path }: Problem): Pick<TableProblem, 'severity' | 'column' | 'message'> {
  return { severity, message, ...(path.length === 0 ? {} : { column: headerOf(path) }) };
}

/** Divides the problems of a row's spec: those that a cell has caused, at the cell, and the others. */
function ofRow(
  checked: CheckedSpec,
  row: Row,
  columns: readonly (Column | undefined)[],
  fixesOf: (found: Problem, place: CellPlace) => readonly Fix[],
): { readonly atCells: readonly TableProblem[]; readonly others: readonly Problem[] } {
  const atCells: TableProblem[] = [];
  const others: Problem[] = [];
  for (const each of [...checked.problems, ...unasked(checked)]) {
    const found = cellOf(each, checked, row, columns);
    if (found === undefined) others.push(each);
    else {
      const { code, severity } = each;
      const { offset, length, value } = found.cell;
      const message =
        value === undefined && code === 'AJ081'
          ? `There is no value here, and no other. ${each.message}`
          : each.message;
      const fixes = fixesOf(each, found);
      atCells.push({
        code,
        severity,
        message,
        offset,
        length,
        column: found.column.header,
        ...(fixes.length === 0 ? {} : { fixes }),
      });
    }
  }
  return { atCells, others };
}

/** Returns a problem for each question of the spec that a row does not answer. */
function unasked({ variables }: CheckedSpec): readonly Problem[] {
  return variables
    .filter(({ kind, value }) => kind === 'input' && value === undefined)
    .map(({ path, argument, ...range }) =>
      problem('AJ081', path, range, {
        what: 'Runs of a table do not ask for values.',
        next: `Write one in a column input:${argument}.`,
      }),
    );
}

function sameRequest({ offset, length }: Row, earlier: number): TableProblem {
  return {
    code: 'same-request',
    severity: 'warning',
    offset,
    length,
    message: `Row ${earlier} has the same request, so this would be the same job again.`,
  };
}

/**
 * Returns the problems that no cell has caused: one that all rows have once, at the header, unless the spec itself shows
 * it; any other at its row.
 */
function ofTable(
  shared: readonly Shared[],
  rows: number,
  { header }: Table,
  { checked }: TableSpec,
  specName: string,
): readonly TableProblem[] {
  const keyOf = ({ code, path, message }: Problem): string => JSON.stringify([code, path, message]);
  const bySpec = new Set(checked.problems.map(keyOf));
  const byKey = new Map<string, Shared[]>();
  for (const each of shared) {
    const key = keyOf(each.problem);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [each]);
    else same.push(each);
  }
  return Array.from(byKey).flatMap(([key, same]) => {
    const isOfAll = same.length >= rows;
    if (isOfAll && bySpec.has(key) && !same.some(({ problem }) => isError(problem))) return [];
    return (isOfAll ? same.slice(0, 1) : same).map(({ row, problem }): TableProblem => {
      const { code, severity } = problem;
      const [first] = header;
      const { offset, length } = isOfAll ? (first ?? row) : row;
      return { code, severity, offset, length, message: `${specName}: ${sentence(withPath(problem))}` };
    });
  });
}

/** Returns the message of a table's problem, with the column that it is about. */
export const messageOf = (found: TableProblem): string => sentence(found);

/** Returns the check of a table that has no spec to check it with. */
export function withoutSpec(table: Table, message: string): CheckedTable {
  const blocked = table.blocked ?? tableError('spec', table.header[0] ?? startOf(table.text), message);
  return { problems: [blocked], blocked, runs: [] };
}
