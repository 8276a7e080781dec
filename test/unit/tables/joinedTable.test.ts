import assert from 'node:assert/strict';
import { JoinedTable } from '../../../src/domain/tables/joinedTable.ts';
import { everything, select } from '../../../src/domain/tables/selection.ts';
import { Budget } from '../../../src/domain/tables/tableFile.ts';
import { refusalOf, ServedFile } from './servedFile.ts';

function joined(...contents: readonly string[]): { readonly table: JoinedTable; readonly files: ServedFile[] } {
  return joinedWithin(new Budget(), contents);
}

function joinedWithin(
  budget: Budget,
  contents: readonly string[],
): { readonly table: JoinedTable; readonly files: ServedFile[] } {
  const files: ServedFile[] = [];
  const sources = contents.map(content => ({
    bytes: content.length,
    open: () => {
      const served = new ServedFile(content, budget);
      files.push(served);
      return served.file;
    },
  }));
  return { table: new JoinedTable(sources), files };
}

async function whole(table: JoinedTable): Promise<readonly (readonly string[])[]> {
  while (!table.isWhole) assert.ok((await table.readMore()).ok);
  const records = await table.records(0, table.length);
  assert.ok(records.ok);
  return records.value;
}

describe('files that are shown as one table', () => {
  it('are opened one after the other', async () => {
    const { table, files } = joined('id,name\n1,a\n', 'id,name\n2,b\n');
    await table.readMore();
    assert.deepEqual([files.length, table.length, table.isWhole], [1, 1, false]);
    assert.deepEqual(await whole(table), [
      ['1', 'a'],
      ['2', 'b'],
    ]);
    assert.equal(table.readBytes, table.size);
  });

  it('have the columns of all, whatever their order', async () => {
    const { table } = joined('id,name\n1,a\n', 'name,born,id\nb,1990,2\n', '3,c\n');
    assert.deepEqual(await whole(table), [
      ['1', 'a'],
      ['2', 'b', '1990'],
      ['3', 'c'],
    ]);
    assert.deepEqual(table.header, ['id', 'name', 'born']);
  });

  it('are read across their borders, sorted and filtered together', async () => {
    const { table } = joined('n\n5\n3\n', '', 'n\n4\n', 'n\n1\n2\n');
    await whole(table);
    const some = await table.records(1, 3);
    assert.deepEqual(some.ok && some.value, [['3'], ['4'], ['1']]);
    const order = await select(table, { ...everything, order: 0 }, new AbortController().signal);
    assert.deepEqual(Array.from(order ?? []), [3, 4, 1, 2, 0]);
  });

  it('begin again when one of them has changed', async () => {
    const long = `n\n${'12345678\n'.repeat(20_000)}`;
    const { table, files } = joined('n\n1\n', long);
    await table.readMore();
    await table.readMore();
    files[1]!.replace('n\n7\n');
    await table.readMore();
    assert.equal(table.reloads, 1);
    assert.deepEqual(await whole(table), [['1'], ['7']]);
  });

  it('have the columns of a last file as it is after a change', async () => {
    const { table, files } = joined('id\n1\n', `id,name\n${'2,b\n'.repeat(40_000)}`);
    await table.readMore();
    await table.readMore();
    files[1]!.replace('born,id\n1990,3\n');
    assert.deepEqual(await whole(table), [['1'], ['3', '1990']]);
    assert.deepEqual(table.header, ['id', 'born']);
  });

  it('do not fill the memory, however many they are', async () => {
    const { table, files } = joinedWithin(
      new Budget(0),
      Array.from({ length: 20 }, (_, index) => `n\n${index}\n`),
    );
    await whole(table);
    for (const { asked } of files) asked.length = 0;
    for (let index = 0; index < 14; index += 1) assert.ok((await table.recordsAt([index])).ok);
    assert.equal(files.slice(0, 14).filter(({ asked }) => asked.length > 0).length, 14);
  });

  it('tell that one of them could not be read again, until it could', async () => {
    const { table, files } = joinedWithin(
      new Budget(0),
      Array.from({ length: 10 }, (_, index) => `n\n${index}\n`),
    );
    await whole(table);
    files[0]!.refusal = refusalOf('AccessDenied');
    let changes = 0;
    table.onDidChange(() => (changes += 1));
    assert.ok(!(await table.records(0, 1)).ok);
    assert.equal(table.failure?.name, 'AccessDenied');
    assert.ok(changes > 0);
    files[0]!.refusal = undefined;
    const again = await table.records(0, 1);
    assert.deepEqual(again.ok && again.value, [['0']]);
    assert.equal(table.failure, undefined);
  });

  it('keep each record with its number when some numbers are unknown', async () => {
    const { table } = joined('n\na\nb\n', 'n\nc\n');
    await whole(table);
    const records = await table.recordsAt([9, 2, 5, 0]);
    assert.deepEqual(records.ok && records.value, [[], ['c'], [], ['a']]);
  });

  it('are not opened after the end', async () => {
    const { table, files } = joined('n\n1\n', 'n\n2\n');
    await table.readMore();
    table.dispose();
    await table.readMore();
    assert.equal(files.length, 1);
  });
});
