// No file imports itself by way of others, type imports included: what two files need of each other has a file of its own.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Every source file with the relative imports in it, as they are written. */
function importsBelow(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name));
  return new Map(
    files.map(file => [
      file,
      ts
        .preProcessFile(readFileSync(file, 'utf8'), true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter(name => name.startsWith('.')),
    ]),
  );
}

/** The first circle that is met, as the path back to its first file; undefined when there is none. */
function circleOf(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const follow = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const circle = follow(next, [...path, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = follow(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

describe('the imports of the sources', () => {
  it('run in no circle', () => {
    const written = importsBelow(src);
    assert.ok(written.size > 200, `${written.size} files`);
    const imports = new Map(
      Array.from(written, ([file, names]) => [file, names.map(name => join(dirname(file), name))] as const),
    );
    assert.deepEqual(
      circleOf(imports)?.map(file => file.slice(src.length + 1)),
      undefined,
    );
  });

  // The lint recognizes a folder by how its import is written.
  it('take no detour', () => {
    const isDirect = (name: string): boolean => /^(?:\.\/|(?:\.\.\/)+)(?!\.)(?:[\w-]+\/)*[\w.-]+$/.test(name);
    assert.deepEqual(
      ['./a.ts', '../a/b.ts', '../../a.ts', './../a.ts', '../a/../b.ts', '.././a.ts', '..//a/b.ts'].map(isDirect),
      [true, true, true, false, false, false, false],
    );
    const detours = Array.from(importsBelow(src), ([file, names]) => [file, names.filter(name => !isDirect(name))]);
    assert.deepEqual(
      detours.filter(([, names]) => names?.length !== 0),
      [],
    );
  });

  it('would be seen to', () => {
    assert.deepEqual(
      circleOf(
        new Map([
          ['a', ['b']],
          ['b', ['c', 'd']],
          ['c', []],
          ['d', ['b']],
        ]),
      ),
      ['b', 'd', 'b'],
    );
  });
});
