import assert from 'node:assert/strict';
import fc from 'fast-check';
import { entryName, keyPathOf, moreName, nameOf, segmentOf } from '../../../src/domain/files/names.ts';

/** Text that is hard on paths, beside any other. */
const segment = fc
  .oneof(
    fc.constantFrom(
      '',
      '.',
      '..',
      '...',
      '%',
      '%2F',
      '%2f',
      '%25',
      '…',
      '… more after x',
      '\\',
      'a\nb',
      '\u202Eabc',
      'CON',
      'é',
      'é',
    ),
    fc.string({
      unit: fc.oneof(
        fc.constantFrom('%', '2', 'F', '.', '…', ' '),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    }),
  )
  .map(text => text.replaceAll(/[\p{Cs}/]/gu, ''));

describe('the names of keys', () => {
  it('are those of no other key, and lead back to it', () => {
    fc.assert(
      fc.property(segment, segment, (one, other) => {
        assert.equal(segmentOf(nameOf(one)), one);
        if (one !== other) assert.notEqual(nameOf(one), nameOf(other));
      }),
      { numRuns: 2_000 },
    );
  });

  it('survive what an editor does to paths, and show nothing invisible', () => {
    fc.assert(
      fc.property(segment, each => {
        const name = nameOf(each);
        assert.ok(name !== '' && name !== '.' && name !== '..' && !/[/\\]/.test(name));
        assert.doesNotMatch(name, /[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('make a path that leads back to the key of a file and of a folder', () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), segments => {
        const path = segments.map(nameOf).join('/');
        assert.deepEqual(keyPathOf(path), {
          key: segments.join('/'),
          folder: segments.map(each => `${each}/`).join(''),
          isFolder: false,
        });
      }),
    );
  });

  it('tell a folder from a file of the same name', () => {
    assert.deepEqual([entryName('both', false, false), entryName('both/', true, true)], ['both', 'both%2F']);
    assert.deepEqual(keyPathOf('/both%2F/in'), { key: 'both/in', folder: 'both/in/', isFolder: false });
    assert.equal(keyPathOf('both%2F')?.isFolder, true);
    assert.deepEqual(keyPathOf('%%2F'), { key: '', folder: '/', isFolder: true });
  });

  it('continue a folder after a file or a folder, and keep its keys', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 3 }), segment, fc.boolean(), (segments, last, isFolder) => {
        const relative = `${last}${isFolder ? '/' : ''}`;
        const path = [...segments.map(nameOf), moreName(relative)].join('/');
        const prefix = segments.map(each => `${each}/`).join('');
        assert.equal(keyPathOf(path)?.after, `${prefix}${relative}`);
        assert.equal(keyPathOf(path)?.folder, prefix);
        assert.equal(keyPathOf(`${path}/next.txt`)?.key, `${prefix}next.txt`);
        assert.equal(keyPathOf(`${path}/next.txt`)?.after, undefined);
      }),
    );
  });

  it('are none that no key has', () => {
    for (const path of ['a%', '%2', 'a%2E', '%41', '..', 'x/./y', '… more after ', '%ZZ'])
      assert.equal(keyPathOf(path), undefined, path);
    assert.deepEqual(keyPathOf(''), { key: '', folder: '', isFolder: true });
  });
});
