// Reading a table: values, their places, and what is wrong with texts that are none.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvHeader, csvRow } from '../../../src/domain/csv.ts';
import { readCsv } from '../../../src/domain/table/csv.ts';
import { type Table, maxRuns, maxTableLength } from '../../../src/domain/table/table.ts';

/** The values of a table's rows, with the number of each. */
const valuesOf = ({ rows }: Table): unknown[] =>
  rows.map(({ number, cells }) => [number, ...cells.map(({ value }) => value)]);
/** What the text has at the places of all cells. */
const placesOf = ({ text, header, rows }: Table): string[][] =>
  [header, ...rows.map(({ cells }) => cells)].map(cells =>
    cells.map(({ offset, length }) => text.slice(offset, offset + length)),
  );
const blockedOf = (text: string): [string, string] | undefined => {
  const { blocked } = readCsv(text);
  return blocked && [blocked.code, text.slice(blocked.offset, blocked.offset + blocked.length)];
};

describe('the text of a table', () => {
  it('is cells with their places, whatever quotes, blanks and line ends there are', () => {
    const table = readCsv('\ufeffa , "b" ,ç\r\n1,"x ""y"" 😀",é\n"two\nlines",, 3 \r4');
    assert.deepEqual(
      table.header.map(({ name }) => name),
      ['a', 'b', 'ç'],
    );
    assert.deepEqual(valuesOf(table), [
      [2, '1', 'x "y" 😀', 'é'],
      [3, 'two\nlines', undefined, '3'],
      [4, '4'],
    ]);
    assert.deepEqual(placesOf(table), [
      ['a', '"b"', 'ç'],
      ['1', '"x ""y"" 😀"', 'é'],
      ['"two\nlines"', '', '3'],
      ['4'],
    ]);
  });

  for (const delimiter of [',', ';', '\t'])
    it(`can have ${JSON.stringify(delimiter)} between its cells`, () => {
      const lines = [
        ['a', '"b,b;b"', 'c'],
        ['1', '', '3'],
      ];
      const table = readCsv(lines.map(cells => cells.join(delimiter)).join('\n'));
      assert.deepEqual(
        table.header.map(({ name }) => name),
        ['a', 'b,b;b', 'c'],
      );
      assert.deepEqual(valuesOf(table), [[2, '1', undefined, '3']]);
    });

  it('keeps blanks that are in quotes', () => {
    assert.deepEqual(valuesOf(readCsv('a\n" x "')), [[2, ' x ']]);
  });

  it('counts empty rows, as a spreadsheet does, and leaves them out', () => {
    assert.deepEqual(valuesOf(readCsv('a,b\n\n1\n,\n2,\n\n')), [
      [3, '1'],
      [5, '2', undefined],
    ]);
  });

  it('is read on after a row that cannot be read', () => {
    const table = readCsv('a,b\n"y"z,2\n3,x"y\n5,6\n');
    assert.deepEqual(
      table.rows.map(({ number, broken }) => [
        number,
        broken?.code,
        broken && table.text.slice(broken.offset, broken.offset + broken.length),
      ]),
      [
        [2, 'misquoted', '"y"z,2'],
        [3, 'misquoted', 'x"y'],
        [4, undefined, undefined],
      ],
    );
    assert.equal(table.blocked, undefined);
    assert.deepEqual(valuesOf(table).at(-1), [4, '5', '6']);
  });

  it('has no rows that may be lines of a misquoted cell, and those after it', () => {
    const { rows, blocked } = readCsv('a,b\n1,"x "y" z\n2,south\n\n3,north"\n4,last\n');
    assert.equal(blocked, undefined);
    assert.deepEqual(
      rows.map(({ cells, broken }) => [cells[0]?.value, broken?.code]),
      [
        ['1', 'misquoted'],
        ['2', 'misquoted'],
        ['3', 'misquoted'],
        ['4', undefined],
      ],
    );
    assert.match(rows[1]?.broken?.message ?? '', /row 2\. Correct that row\.$/);
    // Without a later quote, the cell has one line.
    assert.deepEqual(
      readCsv('a,b\n1,"x "y" z\n2,south\n').rows.map(({ broken }) => broken?.code),
      ['misquoted', undefined],
    );
  });

  it('is not used if a quote is not closed: what follows may be one cell, or rows', () => {
    assert.deepEqual(blockedOf('a,b\n1,"x\n3,4\n'), ['not-closed', '"x']);
  });

  for (const [what, text, expected] of [
    ['nothing', '', ['no-runs', '']],
    ['a byte order mark', '\ufeff', ['no-runs', '\ufeff']],
    ['only names', 'a,b\n', ['no-runs', 'a,b']],
    ['UTF-16 that was read as UTF-8', 'a\0,\0b\0', ['not-text', '\0']],
    ['Latin-1 that was read as UTF-8', 'a\nKl\ufffdr', ['not-text', '\ufffd']],
    ['half of a character', 'a\n😀\ud83d', ['not-text', '\ud83d']],
    ['a text that is no table', 'x"y\n'.repeat(5_000), ['misquoted', 'x"y']],
    ['too many characters', 'a\n'.repeat(maxTableLength), ['too-large', 'a']],
    ['too many rows', `a\n${'x\n'.repeat(maxRuns)}last\nmore`, ['too-many-runs', 'last']],
    ['too many columns', `${'a,'.repeat(100)}last\nx`, ['unknown-column', 'last']],
  ] as const)
    it(`says what is wrong with ${what}`, () => {
      assert.deepEqual(blockedOf(text), expected);
    });

  it('says that there are too many rows when most of them are empty', () => {
    assert.equal(blockedOf(`a\n${'\n'.repeat(3 * maxRuns)}x`)?.[0], 'too-many-runs');
  });

  it('gives a thousand rows of a hundred thousand', () => {
    const table = readCsv(`a,b\n${'1,2\n'.repeat(100_000)}`);
    assert.equal(table.rows.length, maxRuns);
    assert.equal(table.blocked?.code, 'too-many-runs');
  });

  it('finds the cells of what our own exports write', () => {
    const value = fc.string({ unit: fc.constantFrom(...Array.from('aé😀 ,;"\n\r\t\'=-+@#')), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), rows => {
        const table = readCsv(csvHeader(['a', 'b']) + rows.map(csvRow).join(''));
        const [, ...places] = placesOf(table);
        for (const [index, { number }] of table.rows.entries())
          assert.deepEqual(
            places[index],
            rows[number - 2]?.map(each => csvRow([each]).trim()),
          );
      }),
    );
  });

  it('never throws, and its places are in the text and in order', () => {
    const unit = fc.constantFrom(...Array.from('ab,;"\n\r\t \ufeff😀é\'='));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), text => {
        const { header, rows, blocked } = readCsv(text);
        let end = 0;
        for (const { offset, length } of [...header, ...rows.flatMap(({ cells }) => cells)]) {
          assert.ok(offset >= end && length >= 0 && offset + length <= text.length, JSON.stringify(text));
          end = offset + length;
        }
        const marks = [...rows.flatMap(({ broken }) => broken ?? []), ...(blocked === undefined ? [] : [blocked])];
        for (const { offset } of marks) assert.ok(offset <= text.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
