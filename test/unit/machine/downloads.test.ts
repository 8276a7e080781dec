import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { mock } from 'node:test';
import { makeScratch, removeScratch } from '../../../scripts/processes.mjs';
import { targetFolder } from '../../../src/machine/downloads.ts';

describe('a downloaded file', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeScratch();
  });
  afterEach(() => {
    removeScratch(folder);
  });

  it('is on the disk before it has its name', async () => {
    const path = join(folder, 'note.txt');
    const other = await open(join(folder, 'other'), 'w');
    const handles = Object.getPrototypeOf(other) as FileHandle;
    await other.close();
    const seen: boolean[] = [];
    const sync = mock.method(handles, 'sync', async function (this: FileHandle) {
      await this.datasync();
      seen.push(existsSync(path));
    });
    try {
      const partial = await targetFolder(folder).begin(['note.txt'], undefined);
      await partial.write(Buffer.from('content'));
      await partial.finish(undefined, false);
    } finally {
      sync.mock.restore();
    }
    assert.deepEqual(seen, [false]);
    assert.equal(readFileSync(path, 'utf8'), 'content');
  });
});
