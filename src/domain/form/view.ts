// What a form shows for a text: the values of its fields and the problems of each.
import { defined } from '../defined.ts';
import type { CheckedSpec } from '../spec/checked.ts';
import type { Severity } from '../spec/codes.ts';
import { type JsonValue, at } from '../json.ts';
import type { Problem } from '../spec/problem.ts';
import { isEditable } from './edit.ts';
import { type FormNode, type FormShape, keyOf, partsOf, shapeOf } from './shape.ts';
import { oneLine } from '../visible.ts';

/** A problem as a form shows it. */
export interface ShownProblem {
  /** The index of the problem in this text, by which the page refers to it. */
  readonly id: number;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** The titles of its fixes. */
  readonly fixes: readonly string[];
  /** The key of the part it is shown at; absent if there is none. */
  readonly at?: string;
}

/** Where a text cannot be shown as a form. */
export interface Breakage {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

export type FormView =
  | { readonly state: 'broken'; readonly breakage: Breakage }
  | { readonly state: 'empty'; readonly shape: FormShape }
  | {
      readonly state: 'form';
      readonly shape: FormShape;
      /** The values of the fields that have one, by key. */
      readonly values: Readonly<Record<string, string>>;
      /** The resolved values of fields with variables, where known. */
      readonly resolved: Readonly<Record<string, string>>;
      readonly problems: readonly ShownProblem[];
    };

/** Returns the key of the innermost part that contains a problem's place. */
function partAt({ path }: Problem, keys: ReadonlySet<string>): string | undefined {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const key = keyOf(path.slice(0, depth));
    if (keys.has(key)) return key;
  }
  return undefined;
}

function valuesOf(
  nodes: readonly FormNode[],
  value: JsonValue,
  pathOf: (key: string) => readonly (string | number)[],
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { type, key } of partsOf(nodes)) {
    const found = type === 'text' || type === 'choice' ? at(value, ...pathOf(key)) : undefined;
    if (typeof found === 'string') values[key] = found;
  }
  return values;
}

/** Returns the paths of a form's parts by key; a key that is missing is not part of the form. */
export function pathsOf({ sections }: FormShape, value: JsonValue): ReadonlyMap<string, readonly (string | number)[]> {
  const paths = new Map<string, readonly (string | number)[]>();
  for (const { key } of sections.flatMap(({ nodes }) => [...partsOf(nodes)])) {
    const path: (string | number)[] = [];
    for (const step of key.split('/').slice(1)) {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      path.push(Array.isArray(at(value, ...path)) ? Number(name) : name);
    }
    paths.set(key, path);
  }
  return paths;
}

/** Returns the view of a checked text; `resolved`: the spec's value with known variables replaced. */
export function viewOf({ parsed, problems }: CheckedSpec, resolved: JsonValue): FormView {
  const { text, value } = parsed;
  if (text.trim() === '') return { state: 'empty', shape: shapeOf({}) };
  if (!isEditable(parsed) || value === undefined) {
    const first = parsed.problems[0] ?? problems[0];
    return {
      state: 'broken',
      breakage: { line: text.slice(0, first?.offset ?? 0).split('\n').length, message: oneLine(first?.message ?? '') },
    };
  }
  const shape = shapeOf(value);
  const paths = pathsOf(shape, value);
  const keys = new Set(paths.keys());
  const nodes = shape.sections.flatMap(section => section.nodes);
  const values = valuesOf(nodes, value, key => paths.get(key) ?? []);
  const told = Object.entries(values).flatMap(([key, written]) => {
    const text = at(resolved, ...(paths.get(key) ?? []));
    return typeof text === 'string' && text !== written ? [[key, text]] : [];
  });
  return {
    state: 'form',
    shape,
    values,
    resolved: Object.fromEntries(told) as Record<string, string>,
    problems: problems.map((problem, id) => {
      const part = partAt(problem, keys);
      return {
        id,
        code: problem.code,
        severity: problem.severity,
        message: oneLine(problem.message),
        fixes: problem.fixes.map(({ title }) => oneLine(title)),
        ...defined({ at: part }),
      };
    }),
  };
}
