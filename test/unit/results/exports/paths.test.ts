import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Paths } from '../../../../src/domain/results/exports/paths.ts';

describe('the paths of exported documents', () => {
  for (const [key, path] of [
    ['notes/a.txt', 'notes/a.txt'],
    ['../../etc/passwd', '_/_/etc/passwd.txt'],
    ['a/../b.txt', 'a/_/b.txt'],
    ['x//n.txt', 'x/n.txt'],
    ['CON', '_CON.txt'],
    ['nul.txt', '_nul.txt'],
    ['NUL .txt', '_NUL .txt'],
    ['com¹.txt', '_com¹.txt'],
    ['CONOUT$', '_CONOUT$.txt'],
    ['a:b?.txt', 'a_b_.txt'],
    ['ends. ', 'ends_.txt'],
    ['/', 'document.txt'],
    ['v1.0/n.txt', 'v1.0/n.txt'],
    ['.a.txt.partial', '_.a.txt.partial'],
  ] as const)
    it(`of ${key} is ${path}`, () => {
      assert.equal(new Paths().of(key).join('/'), path);
    });

  it('differ for keys that would be one file', () => {
    const paths = new Paths();
    const all = ['a:b.txt', 'a?b.txt', 'A_B.TXT', 'x//n.txt', 'x/n.txt'].map(key =>
      paths.of(key).join('/').toLowerCase(),
    );
    assert.equal(new Set(all).size, all.length);
  });

  it('are not the folder of another, in either order', () => {
    for (const keys of [
      ['a.b_', 'a.b/c.txt', 'a.txt', 'a.txt/d'],
      ['a.txt/d', 'a.txt', 'a.b/c.txt', 'a.b_'],
    ]) {
      const paths = new Paths();
      const all = keys.map(key => paths.of(key).join('/'));
      for (const file of all) assert.ok(!all.some(other => other.startsWith(`${file}/`)), all.join());
    }
  });

  it('stay in the folder, differ, and no file is the folder of another, for any keys', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.oneof(
            fc.string(),
            fc.string({ unit: 'binary' }),
            fc.array(fc.constantFrom('a', 'b.c', '..', ''), { maxLength: 4 }).map(parts => parts.join('/')),
          ),
        ),
        keys => {
          const paths = new Paths();
          const all = keys.map(key => paths.of(key));
          const files = all.map(path => path.join('/').toLowerCase());
          assert.equal(new Set(files).size, keys.length);
          const folders = new Set(
            all.flatMap(path =>
              path.slice(0, -1).map((_name, index) =>
                path
                  .slice(0, index + 1)
                  .join('/')
                  .toLowerCase(),
              ),
            ),
          );
          for (const [index, path] of all.entries()) {
            assert.ok(
              path.every(
                name =>
                  name !== '' &&
                  name !== '.' &&
                  name !== '..' &&
                  !/[/\\:\0]/.test(name) &&
                  Buffer.byteLength(name) <= 220,
              ),
            );
            assert.ok(!folders.has(files[index]!));
          }
        },
      ),
    );
  });
});
