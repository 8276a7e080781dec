import assert from 'node:assert/strict';
import { JoinedTable } from '../../../src/domain/tables/joinedTable.ts';
import { everything, select } from '../../../src/domain/tables/selection.ts';
import { ServedFile } from './servedFile.ts';

function joined(...contents: readonly string[]): { readonly table: JoinedTable; readonly files: ServedFile[] } {
  const files: ServedFile[] = [];
  const sources = contents.map(content => ({
    bytes: content.length,
    open: () => {
      const served = new ServedFile(content);
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
});
