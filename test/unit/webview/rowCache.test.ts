import assert from 'node:assert/strict';
import type { Row } from '../../../src/ui/results/protocol.ts';
import { RowCache, blockRows } from '../../../src/webview/results/rowCache.ts';

const count = 100_000;
const rowsFrom = (first: number, length: number, word = 'row'): readonly Row[] =>
  Array.from({ length }, (_, index) => ({ key: String(first + index), cells: [`${word} ${first + index}`] }));

describe('the cache of rows', () => {
  let asked: [id: number, first: number, count: number][] = [];
  let cache: RowCache;
  /** Answers the questions that are open, and those that follow from the answers. */
  const answer = (word?: string): void => {
    for (let next = asked.shift(); next !== undefined; next = asked.shift())
      assert.ok(cache.take(next[0], rowsFrom(next[1], next[2], word)));
  };
  beforeEach(() => {
    asked = [];
    cache = new RowCache((...question) => asked.push(question));
    cache.renew(count);
  });

  it('asks for the blocks in view, once', () => {
    cache.want(90, 130);
    cache.want(91, 131);
    assert.deepEqual(
      asked.map(([, first, length]) => [first, length]),
      [
        [0, blockRows],
        [blockRows, blockRows],
      ],
    );
    assert.equal(cache.at(90), undefined);
    answer();
    cache.want(95, 140);
    assert.deepEqual(asked, []);
    assert.equal(cache.at(90)?.key, '90');
    assert.equal(cache.at(130)?.key, '130');
  });

  it('asks for no more rows than there are', () => {
    cache.renew(42);
    cache.want(0, 60);
    assert.deepEqual(
      asked.map(([, first, length]) => [first, length]),
      [[0, 42]],
    );
    answer();
    cache.renew(0);
    cache.want(0, 60);
    assert.deepEqual(asked, []);
  });

  it('leaves out what was passed while questions were open', () => {
    for (const place of [0, 10_000, 20_000, 30_000]) cache.want(place, place + 30);
    assert.equal(asked.length, 2);
    answer();
    assert.equal(cache.at(10_000)?.key, '10000');
    assert.equal(cache.at(20_000), undefined);
    assert.equal(cache.at(30_000)?.key, '30000');
  });

  it('shows the rows of the revision before in view until the new ones come, and ignores late answers', () => {
    cache.want(500, 530);
    answer('old');
    cache.want(0, 30);
    answer('old');
    cache.want(0, 31);
    cache.renew(count);
    assert.deepEqual(cache.at(5)?.cells, ['old 5']);
    assert.equal(cache.at(505), undefined);
    cache.want(0, 30);
    const [late] = asked;
    assert.ok(late);
    cache.renew(count);
    assert.equal(cache.take(late[0], rowsFrom(0, blockRows, 'late')), false);
    assert.deepEqual(cache.at(5)?.cells, ['old 5']);
    asked = [];
    cache.want(0, 30);
    answer('new');
    assert.deepEqual(cache.at(5)?.cells, ['new 5']);
  });

  it('forgets what was not looked at for long', () => {
    for (let place = 0; place < count; place += blockRows) {
      cache.want(place, place + 20);
      answer();
      cache.want(0, 20);
      answer();
    }
    const known = Array.from({ length: count / blockRows }, (_, block) => cache.at(block * blockRows)).filter(
      row => row !== undefined,
    );
    assert.ok(known.length <= 50, `${known.length} blocks`);
    assert.equal(cache.at(0)?.key, '0');
    assert.equal(cache.at(count - 1)?.key, String(count - 1));
  });

  it('asks for the last block again when rows were added after it, and for no other', () => {
    cache = new RowCache((...question) => asked.push(question), 10);
    cache.renew(25);
    cache.want(0, 24);
    answer();
    cache.grow(40);
    assert.equal(cache.at(24)?.key, '24', 'what is known is shown meanwhile');
    cache.want(0, 39);
    assert.deepEqual(
      asked.map(([, first, length]) => [first, length]),
      [
        [20, 10],
        [30, 10],
      ],
    );
    answer();
    assert.equal(cache.at(39)?.key, '39');
    // An answer that is too short by now is not taken.
    cache.grow(45);
    cache.want(40, 44);
    const [id = 0] = asked[0] ?? [];
    cache.grow(48);
    assert.ok(!cache.take(id, rowsFrom(40, 5)));
  });
});
