import assert from 'node:assert/strict';
import { Selection } from '../../../src/webview/results/selection.ts';

describe('a selection of rows', () => {
  let asked: readonly [id: number, first: number, count: number][] = [];
  let changes = 0;
  let selection: Selection;
  /** The rows that are known; the list may move them. */
  let rows: (string | undefined)[] = [];
  const keyAt = (index: number): string | undefined => rows[index];
  const selected = (): readonly string[] => [...selection.keys].sort();

  beforeEach(() => {
    asked = [];
    changes = 0;
    rows = ['a', 'b', 'c', 'd', 'e'];
    selection = new Selection(
      (...question) => {
        asked = [...asked, question];
      },
      () => {
        changes += 1;
      },
    );
  });

  it('is one row, several, or those between two', () => {
    selection.only(1, 'b');
    assert.deepEqual(selected(), ['b']);
    selection.toggle(3, 'd');
    assert.deepEqual(selected(), ['b', 'd']);
    selection.toggle(3, 'd');
    assert.deepEqual(selected(), ['b']);
    selection.only(1, 'b');
    selection.extend(1, 3, keyAt, false);
    assert.deepEqual(selected(), ['b', 'c', 'd']);
    // From the row where the range began.
    selection.extend(3, 0, keyAt, false);
    assert.deepEqual(selected(), ['a', 'b']);
    selection.toggle(4, 'e');
    selection.extend(4, 3, keyAt, true);
    assert.deepEqual(selected(), ['a', 'b', 'd', 'e']);
    selection.clear();
    assert.deepEqual(selected(), []);
    assert.deepEqual(asked, []);
  });

  it('keeps rows that the list moves, and begins a range anew when its first row has moved', () => {
    selection.only(0, 'a');
    rows = ['b', 'c', 'a', 'd', 'e'];
    assert.deepEqual(selected(), ['a']);
    selection.extend(3, 4, keyAt, false);
    assert.deepEqual(selected(), ['d', 'e']);
  });

  it('asks for the keys of rows that are not known, and takes only the newest answer', () => {
    rows = ['a'];
    selection.only(0, 'a');
    selection.all(1_000, keyAt);
    selection.extend(0, 500, keyAt, false);
    assert.deepEqual(asked, [
      [1, 0, 1_000],
      [2, 0, 501],
    ]);
    assert.deepEqual(selected(), ['a']);
    selection.take(1, ['a', 'b', 'c']);
    assert.deepEqual(selected(), ['a']);
    selection.take(2, ['a', 'b']);
    assert.deepEqual(selected(), ['a', 'b']);
    selection.all(1_000, keyAt);
    selection.only(0, 'a');
    selection.take(3, ['a', 'b', 'c']);
    assert.deepEqual(selected(), ['a']);
  });

  it('adds the rows asked for to those selected', () => {
    rows = ['a', undefined, 'c'];
    selection.only(0, 'a');
    selection.toggle(2, 'c');
    selection.extend(2, 1, keyAt, true);
    selection.take(1, ['b', 'c']);
    assert.deepEqual(selected(), ['a', 'b', 'c']);
  });

  it('says when it changes, and only then', () => {
    selection.clear();
    assert.equal(changes, 0);
    selection.only(0, 'a');
    selection.clear();
    selection.clear();
    assert.equal(changes, 2);
  });
});
