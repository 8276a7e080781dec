// Maps the fixes of a row's spec to the cell that caused the problem.
import { type JsonValue, at, canonicalJson } from '../json.ts';
import type { CheckedSpec } from '../spec/checked.ts';
import { parseSpec } from '../spec/parse.ts';
import { type Fix, type Path, type Problem, applyFix } from '../spec/problem.ts';
import { escapeVariables } from '../spec/variables.ts';
import { replaced, quoted, withApostrophe, withValue } from './runs.ts';
import { type CellPlace, kindOfTarget } from './places.ts';
import type { Table } from './table.ts';

/** Of a table with so many problems in variables, the fixes of the others are not looked for: each takes a check. */
export const maxTrials = 100;

/** Returns the value at a path that a fix replaces; undefined if it changes anything else. */
function replacedValue(text: string, value: JsonValue, path: Path, fix: Fix): JsonValue | undefined {
  const { value: fixed, problems } = parseSpec(applyFix(text, fix));
  const next = fixed === undefined ? undefined : at(fixed, ...path);
  const before = at(value, ...path);
  return fixed === undefined ||
    next === undefined ||
    before === undefined ||
    problems.length > 0 ||
    canonicalJson(withValue(fixed, path, before)) !== canonicalJson(value)
    ? undefined
    : next;
}

/**
 * Returns the fixes of a row's problem that can be made in a cell: those that replace its value, and nothing else.
 * `checked`: the row's spec. `trial`: checks another text; if absent, values of variables have no fixes.
 */
export function cellFixes(
  found: Problem,
  { parsed, variables }: CheckedSpec,
  { cell, column }: CellPlace,
  table: Pick<Table, 'text' | 'write'>,
  trial: ((text: string) => CheckedSpec) | undefined,
): readonly Fix[] {
  const { target } = column;
  const { text, value } = parsed;
  if (cell.value === undefined || value === undefined) return [];
  const write = (title: string, next: JsonValue): Fix => {
    // What was read of a number may have lost digits.
    const asWritten = typeof next === 'string' ? (quoted(cell, table.text)?.value ?? withApostrophe(next)) : next;
    return replaced(cell, title, table.write(asWritten));
  };
  if (target.type === 'member')
    return found.fixes.flatMap(fix => {
      const next = replacedValue(text, value, target.path, fix);
      return next === undefined || next === '' ? [] : [write(fix.title, next)];
    });
  if (target.type !== 'variable' && target.type !== 'input') return [];
  const used = variables.filter(
    ({ kind, argument }) => kind === kindOfTarget[target.type] && argument === target.argument,
  );
  const [only, ...others] = used;
  if (only === undefined || others.length > 0 || trial === undefined || typeof cell.value !== 'string') return [];
  return variableFixes(found, value, only, text, trial).map(({ title, next }) => write(title, next));
}

/**
 * Returns the fixes of a problem in a text with one variable: the checker offers none that would overwrite the variable,
 * so it is asked about the text with the value in its place.
 */
function variableFixes(
  { code, path }: Problem,
  spec: JsonValue,
  { value: known, offset, length, path: place }: CheckedSpec['variables'][number],
  text: string,
  trial: (text: string) => CheckedSpec,
): readonly { readonly title: string; readonly next: string }[] {
  const notation = String(JSON.parse(`"${text.slice(offset, offset + length)}"`));
  const written = at(spec, ...place);
  if (known === undefined || typeof written !== 'string' || path.join('/') !== place.join('/')) return [];
  const [before = '', after = '', ...rest] = written.split(notation);
  if (rest.length > 0 || before.includes('${') || after.includes('${')) return [];
  const plain = withValue(spec, place, before + escapeVariables(known) + after);
  const { parsed, problems } = trial(JSON.stringify(plain));
  return problems
    .filter(each => each.code === code && each.path.join('/') === path.join('/'))
    .flatMap(({ fixes }) => fixes)
    .flatMap(fix => {
      const next = replacedValue(parsed.text, plain, place, fix);
      if (typeof next !== 'string' || !next.startsWith(before) || !next.endsWith(after)) return [];
      const inside = next.slice(before.length, next.length - after.length);
      const isUsable = next.length > before.length + after.length && !inside.includes('${');
      return isUsable ? [{ title: fix.title, next: inside }] : [];
    });
}
