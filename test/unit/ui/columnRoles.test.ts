// Roles by hand: what is remembered, and what is not.
import assert from 'node:assert/strict';
import { ColumnRoles } from '../../../src/ui/resolution/columnRoles.ts';

class Memory {
  stored: Record<string, unknown> = {};
  get(key: string): unknown {
    return this.stored[key];
  }
  update(key: string, value: unknown): Promise<void> {
    this.stored[key] = JSON.parse(JSON.stringify(value));
    return Promise.resolve();
  }
}

const header = ['cluster_key', 'first_name'];

describe('the roles of columns that are remembered', () => {
  it('are those of the same header, in the next window too', async () => {
    const memory = new Memory();
    const first = new ColumnRoles(memory);
    let changes = 0;
    first.onDidChange(() => (changes += 1));
    await first.set(header, 0, 'match');
    await first.set(header, 1, 'none');
    assert.equal(changes, 2);
    const next = new ColumnRoles(memory);
    assert.deepEqual(Array.from(await next.of(header)), [
      [0, 'match'],
      [1, 'none'],
    ]);
    assert.equal((await next.of(['first_name', 'cluster_key'])).size, 0);
    await next.set(header, 0, 'byName');
    await next.set(header, 1, 'byName');
    assert.deepEqual(Object.values(memory.stored), [[]]);
  });

  it('hold no name of a column', async () => {
    const memory = new Memory();
    await new ColumnRoles(memory).set(header, 0, 'match');
    assert.doesNotMatch(JSON.stringify(memory.stored), /cluster|first|name/);
  });

  it('are not those of what may be a record, which end with the window', async () => {
    const memory = new Memory();
    const record = ['Anna', '1980-02-01'];
    const roles = new ColumnRoles(memory);
    await roles.set(record, 1, 'id');
    assert.deepEqual(Array.from(await roles.of(record)), [[1, 'id']]);
    assert.deepEqual(Object.values(memory.stored), [[]]);
  });

  it('are the last fifty', async () => {
    const memory = new Memory();
    const roles = new ColumnRoles(memory);
    for (let index = 0; index < 51; index += 1) await roles.set([`column_${index}`], 0, 'match');
    const next = new ColumnRoles(memory);
    assert.deepEqual([(await next.of(['column_0'])).size, (await next.of(['column_1'])).size], [0, 1]);
  });

  it('are left out where they are damaged', async () => {
    const memory = new Memory();
    await new ColumnRoles(memory).set(header, 0, 'match');
    const [[key, value] = ['', []]] = Object.entries(memory.stored);
    const [[hash] = ['']] = value as [string][];
    for (const damaged of [7, [7], [[hash]], [[hash, [7, [0], ['0', 'match'], [0, 'king']]]]]) {
      memory.stored[key] = damaged;
      assert.equal((await new ColumnRoles(memory).of(header)).size, 0);
    }
  });
});
