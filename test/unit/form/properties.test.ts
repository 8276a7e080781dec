// Form and text edit the same file in any order: the text stays JSON, has the intended value, and keeps what nobody
// edited.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, format } from 'jsonc-parser';
import { addEntry, applied, remove, setText } from '../../../src/domain/form/edit.ts';
import { requiredNames, schemaAt } from '../../../src/domain/form/shape.ts';
import { skeletonOf } from '../../../src/domain/form/skeleton.ts';
import { viewOf } from '../../../src/domain/form/view.ts';
import { type JobKind, jobKinds } from '../../../src/domain/jobs/kinds.ts';
import type { JsonValue } from '../../../src/domain/json.ts';
import { nodeAt } from '../../../src/domain/spec/nodes.ts';
import { parseSpec } from '../../../src/domain/spec/parse.ts';
import type { Path } from '../../../src/domain/spec/problem.ts';
import { check, fullRequests } from '../spec/support.ts';
import { runs } from '../../runs.ts';

const numRuns = runs(500);

/** Every path in a text that a spec of a kind can have. */
function pathsOf(kind: JobKind): readonly Path[] {
  const found: Path[] = [['region'], ['account'], ['$schema']];
  const walk = (value: JsonValue, path: Path): void => {
    if (typeof value === 'string') found.push(path);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value))
        if (inner !== undefined) walk(inner, [...path, Array.isArray(value) ? Number(name) : name]);
  };
  walk(fullRequests[kind.definition] ?? {}, ['request']);
  return found;
}

type Mutable = Record<string | number, unknown>;
const isHolder = (value: unknown): value is Mutable => typeof value === 'object' && value !== null;

/** Applies a form's edit to a plain value. Returns false if it may do nothing because something else is in the way. */
function modelSet(model: Mutable, path: Path, text: string): boolean {
  let here = model;
  for (const [depth, step] of path.slice(0, -1).entries()) {
    const next = path[depth + 1];
    if (!Object.hasOwn(here, step)) here[step] = typeof next === 'number' ? [] : {};
    const inner = here[step];
    if (!isHolder(inner) || Array.isArray(inner) !== (typeof next === 'number')) return false;
    here = inner;
  }
  const last = path.at(-1) ?? '';
  if (Object.hasOwn(here, last) && typeof here[last] !== 'string') return false;
  here[last] = text;
  return true;
}

function modelRemove(model: Mutable, path: Path): void {
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce<unknown>((here, step) => (isHolder(here) ? here[step] : undefined), model);
  if (!isHolder(holder)) return;
  if (!Array.isArray(holder)) {
    Reflect.deleteProperty(holder, last);
    return;
  }
  if (holder.length === 1) modelRemove(model, path.slice(0, -1));
  else holder.splice(Number(last), 1);
}

type Step =
  | { readonly by: 'set'; readonly place: number; readonly text: string }
  | { readonly by: 'remove' | 'typed'; readonly place: number; readonly text: string }
  | { readonly by: 'add' | 'comment' | 'format' | 'oneLine' | 'windows' | 'trailing'; readonly at: number };

const text = fc.oneof(
  fc.constantFrom('', 'notes/', '${date:YYYY}', 'a "b" \\ c', 'x\u2028y', '👩‍⚕️', '// no comment', '{'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ by: fc.constant('set' as const), place: fc.nat(99), text }) },
  {
    weight: 2,
    arbitrary: fc.record({ by: fc.constantFrom('remove' as const, 'typed' as const), place: fc.nat(99), text }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      by: fc.constantFrom(
        'add' as const,
        'comment' as const,
        'format' as const,
        'oneLine' as const,
        'windows' as const,
        'trailing' as const,
      ),
      at: fc.nat(9_999),
    }),
  },
);

/** An edit in the text editor that changes no value. */
function retouched(source: string, by: string, at: number, mark: string): string {
  const { root } = parseSpec(source);
  switch (by) {
    case 'comment': {
      const places = [...source.matchAll(/[{,]/g)]
        .map(({ index }) => index + 1)
        .filter(index => !insideText(source, index));
      const place = places[at % places.length] ?? 1;
      return `${source.slice(0, place)}${at % 2 === 0 ? ` /* ${mark} */` : ` // ${mark}\n`}${source.slice(place)}`;
    }
    case 'format':
      return applyEdits(
        source,
        format(source, undefined, { tabSize: (at % 4) + 1, insertSpaces: at % 3 > 0, eol: '\n' }),
      );
    case 'oneLine':
      return source.includes('//') || root === undefined ? source : source.replaceAll(/\s*\n\s*/g, ' ');
    case 'windows':
      return source.replaceAll(/\r?\n/g, at % 2 === 0 ? '\r\n' : '\n');
    case 'trailing': {
      const close = source.lastIndexOf('}');
      return parseSpec(`${source.slice(0, close)},${source.slice(close)}`).problems.length > 0
        ? source
        : `${source.slice(0, close)},${source.slice(close)}`;
    }
    default:
      return source;
  }
}

/** Whether an offset is inside a string or comment, where a comment would have no effect. */
function insideText(source: string, offset: number): boolean {
  const token = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
  for (const { index, 0: found } of source.matchAll(token))
    if (index < offset && offset <= index + found.length) return true;
  return false;
}

describe('form and text edits in any order', () => {
  for (const kind of [jobKinds[0]!, jobKinds[5]!, jobKinds[6]!]) {
    it(`keep the text of ${kind.title} JSON and equal to what was meant, and lose a comment only with its member`, () => {
      const paths = pathsOf(kind);
      fc.assert(
        fc.property(fc.array(step, { maxLength: 25 }), steps => {
          let source = `{\n  "action": "${kind.action}",\n  "request": {}\n}\n`;
          const model: Mutable = { action: kind.action, request: {} };
          for (const [index, each] of steps.entries()) {
            const before = source;
            const parsed = parseSpec(source);
            switch (each.by) {
              case 'set': {
                const path = paths[each.place % paths.length] ?? [];
                const edits = setText(parsed, path, each.text);
                const copy = structuredClone(model);
                assert.equal(edits !== undefined, modelSet(copy, path, each.text), JSON.stringify(path));
                Object.assign(model, copy);
                source = applied(source, edits ?? []);
                const existing = nodeAt(parsed.root, path);
                if (existing !== undefined)
                  assert.ok(
                    (edits ?? []).every(
                      ({ offset, length }) => offset === existing.offset && length === existing.length,
                    ),
                    'only the value is written',
                  );
                for (const comment of before.match(/c\d+c/g) ?? [])
                  assert.ok(source.includes(comment), `${comment} is kept`);
                break;
              }
              case 'remove': {
                const path = paths[each.place % paths.length] ?? [];
                const edits = remove(parsed, path);
                if (edits !== undefined) modelRemove(model, path);
                source = applied(source, edits ?? []);
                break;
              }
              case 'typed': {
                const node = nodeAt(parsed.root, paths[each.place % paths.length] ?? []);
                if (node?.type !== 'string') break;
                source =
                  source.slice(0, node.offset) + JSON.stringify(each.text) + source.slice(node.offset + node.length);
                modelSet(model, paths[each.place % paths.length] ?? [], each.text);
                break;
              }
              case 'add': {
                const path = ['request', 'outputSourceConfig'];
                const edits = kind.family === 'IdMapping' ? addEntry(parsed, path) : undefined;
                if (edits === undefined) break;
                (model['request'] as Mutable)['outputSourceConfig'] = [skeletonOf(schemaAt(kind, [...path, 0]))];
                assert.deepEqual(
                  Object.keys(skeletonOf(schemaAt(kind, [...path, 0]))),
                  requiredNames(schemaAt(kind, [...path, 0])),
                );
                source = applied(source, edits);
                break;
              }
              default:
                source = retouched(source, each.by, each.at, `c${index}c`);
            }
            const now = parseSpec(source);
            assert.deepEqual(
              now.problems.filter(({ code }) => code === 'AJ001'),
              [],
              `${before}\n→ ${JSON.stringify(each)}\n→ ${source}`,
            );
            assert.deepEqual(now.value, model, `${before}\n→ ${JSON.stringify(each)}\n→ ${source}`);
          }
          const view = viewOf(check(source), parseSpec(source).value ?? null);
          assert.equal(view.state, 'form');
        }),
        { numRuns },
      );
    });
  }
});
