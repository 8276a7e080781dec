import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { everything, select } from '../../../src/domain/tables/selection.ts';
import { Budget, keptBytes } from '../../../src/domain/tables/tableFile.ts';
import { runs } from '../../runs.ts';
import { refusalOf, ServedFile } from './servedFile.ts';

const kibi = 1_024;
const numbered = (count: number, more = ''): string =>
  `id,name\n${Array.from({ length: count }, (_, index) => `${index},"a ""b"", ${index}${more}"\n`).join('')}`;

describe('a table that is read from S3', function () {
  this.timeout(60_000);

  it('reads a little at first, and the rest only when it is asked for', async () => {
    const served = new ServedFile(numbered(20_000));
    await served.file.readMore();
    assert.deepEqual(served.asked, [{ from: 0, length: 64 * kibi }]);
    assert.deepEqual(served.file.header, ['id', 'name']);
    const { length } = served.file;
    assert.ok(length > 1_000 && length < 20_000 && !served.file.isWhole);
    await served.file.readMore();
    assert.equal(served.asked.length, 2);
    assert.ok(served.file.length > length);
    assert.equal((await served.all()).length, 20_000);
    assert.equal(served.file.readBytes, served.file.size);
  });

  it('has the same records as the library finds in the whole text, wherever blocks end', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', '😀', ',', '"', '\n', '\r\n', ' ', '\0', '='),
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 9_000 }),
        async (rows, times) => {
          const quoted = rows.map(cells => cells.map(each => `"${each.replaceAll('"', '""')}"`).join(',')).join('\n');
          const text = `first,second,third\n${Array.from({ length: Math.min(times, Math.ceil(200_000 / quoted.length)) }, () => quoted).join('\n')}\n`;
          const expected = parse(text, { record_delimiter: ['\r\n', '\n'] }).slice(1);
          assert.deepEqual(await new ServedFile(text).all(), expected);
        },
      ),
      { numRuns: runs(15) },
    );
  });

  it('reads what is no longer in memory again, with the version it began with', async () => {
    const served = new ServedFile(numbered(40_000, 'x'.repeat(500)));
    await served.all();
    assert.ok(served.file.kept < served.file.length && served.file.kept > 0);
    assert.ok(served.file.size! > keptBytes);
    served.asked.length = 0;
    const last = await served.file.records(served.file.kept + 10, 2);
    assert.ok(last.ok);
    assert.deepEqual(
      last.value.map(([id]) => id),
      [String(served.file.kept + 10), String(served.file.kept + 11)],
    );
    assert.deepEqual(
      served.asked.map(({ version }) => version),
      ['1'],
    );
    const some = await served.file.recordsAt([20_000, 1, 0, served.file.kept + 11, 700]);
    assert.deepEqual(some.ok && some.value.map(([id]) => id), [
      '20000',
      '1',
      '0',
      String(served.file.kept + 11),
      '700',
    ]);
    const first = await served.file.records(0, 1);
    assert.ok(first.ok && first.value[0]?.[0] === '0');
    assert.equal(served.asked.length, 1);
  });

  it('begins again when the file has changed between two parts', async () => {
    const served = new ServedFile(numbered(20_000));
    await served.file.readMore();
    served.replace('id,other\n7,seven\n');
    assert.ok((await served.file.readMore()).ok);
    assert.equal(served.file.reloads, 1);
    assert.deepEqual(served.file.header, ['id', 'other']);
    assert.deepEqual(await served.all(), [['7', 'seven']]);
  });

  it('forgets at its end that it could not be read again, when it is asked for more', async () => {
    const served = new ServedFile(numbered(20_000, 'x'.repeat(150)), new Budget(0));
    await served.all();
    served.refusal = refusalOf('AccessDenied');
    assert.ok(!(await served.file.records(0, 1)).ok);
    assert.equal(served.file.failure?.name, 'AccessDenied');
    assert.ok((await served.file.readMore()).ok);
    assert.equal(served.file.failure, undefined);
  });

  it('mixes no records of the file before it changed with those after', async () => {
    const served = new ServedFile(numbered(20_000, 'x'.repeat(150)), new Budget(0));
    await served.all();
    let release = (): void => undefined;
    served.held = new Promise(resolve => {
      release = resolve;
    });
    const late = served.file.records(0, 2);
    served.held = undefined;
    served.replace('id,name\n7,seven\n');
    assert.ok(!(await served.file.records(5_000, 1)).ok);
    assert.deepEqual(await served.all(), [['7', 'seven']]);
    release();
    assert.ok(!(await late).ok);
    assert.deepEqual(await served.all(), [['7', 'seven']]);
  });

  it('sorts and filters what is in memory', async () => {
    const served = new ServedFile('n,city\n10,Ulm\n9,Bonn\n,Köln\n100,bonn\n');
    await served.all();
    const never = new AbortController().signal;
    const of = async (change: object): Promise<number[]> =>
      Array.from((await select(served.file, { ...everything, ...change }, never)) ?? []);
    assert.deepEqual(await of({ order: 0 }), [2, 1, 0, 3]);
    assert.deepEqual(await of({ order: 1, isDescending: true }), [0, 2, 1, 3]);
    assert.deepEqual(await of({ text: 'BONN' }), [1, 3]);
    assert.deepEqual(await of({ text: '10', column: 1 }), []);
    const stop = new AbortController();
    stop.abort();
    assert.equal(await select(served.file, everything, stop.signal), undefined);
  });

  for (const [name, content, header, records] of [
    ['an empty file', '', [], []],
    ['only a header', 'id,name\n', ['id', 'name'], []],
    ['a byte order mark', '\uFEFFid,name\n1,2\n', ['id', 'name'], [['1', '2']]],
    ['UTF-16 with a mark', Buffer.from('\uFEFFid,né\n1,😀\n', 'utf16le'), ['id', 'né'], [['1', '😀']]],
    ['UTF-16 without one', Buffer.from('id,name\n1,two\n', 'utf16le'), ['id', 'name'], [['1', 'two']]],
    ['big-endian UTF-16', Buffer.from('\uFEFFid,name\n1,two\n', 'utf16le').swap16(), ['id', 'name'], [['1', 'two']]],
    ['Latin-1', Buffer.from('id,name\n1,Jos\xe9\n', 'latin1'), ['id', 'name'], [['1', 'Jos\uFFFD']]],
    [
      'semicolons',
      'id;price\n1;2,5\n2;3,5\n',
      ['id', 'price'],
      [
        ['1', '2,5'],
        ['2', '3,5'],
      ],
    ],
    ['tabs', 'id\tname\n1\ta,b\n', ['id', 'name'], [['1', 'a,b']]],
    [
      'single quotes',
      "id,name\n1,'a,b'\n2,'c,d'\n",
      ['id', 'name'],
      [
        ['1', 'a,b'],
        ['2', 'c,d'],
      ],
    ],
    [
      'no header',
      '1,2\n3,4\n',
      ['', ''],
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['lines of other lengths', 'id,name\n1\n2,b,c\n', ['id', 'name', ''], [['1'], ['2', 'b', 'c']]],
    ['a lone carriage return', 'id,name\n1,a\rb\n', ['id', 'name'], [['1', 'a\rb']]],
    ['an old Macintosh', 'id,name\r1,a\r', ['id', 'name'], [['1', 'a']]],
    ['NUL', 'id,name\n1,a\0b\n', ['id', 'name'], [['1', 'a\0b']]],
    ['formulas', 'id,name\n1,=1+1\n', ['id', 'name'], [['1', '=1+1']]],
    [
      'a quote within a text',
      'id,name\n1,a"b\n2,"c"d\n',
      ['id', 'name'],
      [
        ['1', 'a"b'],
        ['2', '"c"d'],
      ],
    ],
    ['empty lines', '\n\nid,name\n\n1,2\n\n', ['id', 'name'], [['1', '2']]],
    ['a single column', 'id\n1\n2\n', ['id'], [['1'], ['2']]],
  ] as const)
    it(`reads ${name}`, async () => {
      const served = new ServedFile(content);
      assert.deepEqual(await served.all(), records);
      assert.deepEqual(served.file.header, header);
      assert.equal(served.file.problem, undefined);
    });

  it('reads on after a quote that is never closed, and says from which record on quotes are text', async () => {
    const served = new ServedFile('id,name\n1,"one"\n2,"two\n3,three\n');
    assert.deepEqual(await served.all(), [
      ['1', 'one'],
      ['2', '"two'],
      ['3', 'three'],
    ]);
    assert.deepEqual(served.file.problem, { sort: 'openQuote', record: 1 });
  });

  it('does so in a large file too, without reading all of it', async () => {
    const served = new ServedFile(`id,name\n1,"one"\n2,"two\n${'3,three\n'.repeat(1_500_000)}`);
    await served.file.readMore();
    await served.file.readMore();
    assert.deepEqual(served.file.problem, { sort: 'openQuote', record: 1 });
    const records = await served.file.records(0, 3);
    assert.deepEqual(records.ok && records.value, [
      ['1', 'one'],
      ['2', '"two'],
      ['3', 'three'],
    ]);
    assert.ok(served.file.readBytes < 1_024 * kibi);
  });

  it('ends at a line that is endless', async () => {
    const served = new ServedFile(`id,name\n1,one\n2,${'x'.repeat(6 * kibi * kibi)}\n3,three\n`);
    assert.deepEqual(await served.all(), [['1', 'one']]);
    assert.deepEqual(served.file.problem, { sort: 'longRecord', record: 1 });
    assert.ok(served.file.readBytes < served.file.size!);
  });

  it('takes 750 columns', async () => {
    const names = Array.from({ length: 750 }, (_, index) => `column ${index}`);
    const served = new ServedFile(`${names.join(',')}\n${`${names.map((_, index) => index).join(',')}\n`.repeat(300)}`);
    const records = await served.all();
    assert.deepEqual([served.file.header.length, records.length, records[299]?.[749]], [750, 300, '749']);
  });

  it('takes any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async bytes => {
        await new ServedFile(bytes).all();
      }),
      { numRuns: runs(300) },
    );
  });
});
