// Grouping the records of a table step by step.
import assert from 'node:assert/strict';
import { until } from '../pace.ts';
import { GroupReader, type GroupedBy } from '../../src/ui/resolution/groupReader.ts';
import { JoinedTable } from '../../src/domain/tables/joinedTable.ts';
import { Budget } from '../../src/domain/tables/tableFile.ts';
import { refusalOf, ServedFile } from './tables/servedFile.ts';

function readerOf(
  wanted: readonly GroupedBy[],
  ...contents: readonly string[]
): { readonly reader: GroupReader; readonly table: JoinedTable; readonly files: readonly ServedFile[] } {
  const budget = new Budget(0);
  const files = contents.map(content => new ServedFile(content, budget));
  const table = new JoinedTable(files.map(({ file }) => ({ bytes: 1, open: () => file })));
  return { reader: new GroupReader(table, wanted, () => undefined), table, files };
}

describe('records that are grouped', () => {
  it('make several pairs of a source only with different targets', async () => {
    const { reader } = readerOf(
      ['source', 'target'],
      'source_id,target_id,rule_name\n1,a,r1\n1,a,r2\n2,b,r1\n2,c,r1\n3,c,r1\n',
      'source_id,target_id,rule_name\n4,,\n,d,\n2,b,r2\n',
    );
    assert.equal(await reader.read(), undefined);
    const [sources, targets] = [reader.groups('source'), reader.groups('target')];
    assert.deepEqual([reader.isWhole, reader.pairs, sources?.records], [true, 6, 8]);
    assert.deepEqual([sources?.length, sources?.severalPartners], [4, 1]);
    assert.deepEqual([targets?.length, targets?.severalPartners], [4, 1]);
  });

  it('are never read again all at once when a file has changed', async () => {
    const records = Array.from({ length: 30_000 }, (_, index) => `${index % 10_000}\n`).join('');
    const { reader, table, files } = readerOf(['match'], `MatchID\n${records}`, `MatchID\n${records}`);
    let most = 0;
    const { records: read } = { records: table.records.bind(table) };
    table.records = (first, count) => {
      most = Math.max(most, count);
      return read(first, count);
    };
    while (table.length < 40_000) assert.ok((await table.readMore()).ok);
    files[1]!.replace('MatchID\n7\n');
    assert.equal(await reader.read(), undefined);
    assert.deepEqual([reader.groups('match')?.records, reader.groups('match')?.length], [30_001, 10_000]);
    assert.ok(most <= 10_000, String(most));
  });

  it('are read again when the user tries again, even if all were read before', async () => {
    const parts = Array.from({ length: 10 }, (_, index) => `MatchID\n${index}\n`);
    const { reader, table, files } = readerOf(['match'], ...parts);
    await reader.read();
    files[0]!.refusal = refusalOf('AccessDenied');
    assert.ok(!(await table.recordsAt([0])).ok);
    assert.equal(table.failure?.name, 'AccessDenied');
    files[0]!.refusal = undefined;
    assert.equal(await reader.read(), undefined);
    assert.equal(table.failure, undefined);
    assert.equal(reader.groups('match')?.length, 10);
  });

  it('are grouped anew by another column, also while they are read', async () => {
    const records = Array.from({ length: 25_000 }, (_, index) => `${index},${index % 5}\n`).join('');
    const table = new JoinedTable([{ bytes: 1, open: () => new ServedFile(`MatchID,family\n${records}`).file }]);
    let column = 0;
    const reader = new GroupReader(
      table,
      ['match'],
      () => undefined,
      () => Promise.resolve({ match: column }),
    );
    const reading = reader.read();
    await until('the first records', () => Promise.resolve((reader.groups('match')?.records ?? 0) > 0));
    column = 1;
    await Promise.all([reader.regroup(), reading]);
    assert.deepEqual(
      [reader.isWhole, reader.groups('match')?.records, reader.groups('match')?.length],
      [true, 25_000, 5],
    );
    column = 0;
    assert.equal(await reader.regroup(), undefined);
    assert.deepEqual([reader.groups('match')?.records, reader.groups('match')?.length], [25_000, 25_000]);
  });

  it('are grouped when somebody says by what, where no name says it', async () => {
    const roles: { match?: number } = {};
    const table = new JoinedTable([{ bytes: 1, open: () => new ServedFile('a,b\n1,x\n2,x\n').file }]);
    const reader = new GroupReader(
      table,
      ['match'],
      () => undefined,
      () => roles,
    );
    await reader.read();
    assert.equal(reader.isUnknown, true);
    roles.match = 1;
    await reader.regroup();
    assert.deepEqual([reader.isUnknown, reader.groups('match')?.group(0).size], [false, 2]);
  });
});
