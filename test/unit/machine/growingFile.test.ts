import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, removeScratch } from '../../../scripts/processes.mjs';
import { createFile } from '../../../src/machine/growingFile.ts';

describe('a file that grows', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeScratch();
  });
  afterEach(() => {
    removeScratch(folder);
  });

  it('has its name only when it is finished, and is for the user alone', async () => {
    const path = join(folder, 'deep', 'results.csv');
    const file = await createFile(path);
    await file.write('a\n');
    assert.deepEqual(
      readdirSync(join(folder, 'deep')).filter(name => name === 'results.csv'),
      [],
    );
    await file.write('b\n');
    await file.finish();
    assert.equal(readFileSync(path, 'utf8'), 'a\nb\n');
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['results.csv']);
    assert.equal(statSync(path).mode & 0o077, 0);
  });

  it('leaves nothing when it is abandoned, and the file that was there before', async () => {
    const path = join(folder, 'results.csv');
    writeFileSync(path, 'before');
    const file = await createFile(path);
    await file.write('half');
    await file.abandon();
    assert.deepEqual(readdirSync(folder), ['results.csv']);
    assert.equal(readFileSync(path, 'utf8'), 'before');
  });

  it('is not mixed with another one of the same name', async () => {
    const path = join(folder, 'results.csv');
    const [one, two] = [await createFile(path), await createFile(path)];
    await two.write('two');
    await one.write('one');
    await one.finish();
    assert.equal(readFileSync(path, 'utf8'), 'one');
    await two.finish();
    assert.equal(readFileSync(path, 'utf8'), 'two');
    assert.deepEqual(readdirSync(folder), ['results.csv']);
  });

  it('removes what was left behind long ago, and no file that grows now', async () => {
    const path = join(folder, 'results.csv');
    const left = join(folder, '.results.csv.00000000.partial');
    writeFileSync(left, 'half');
    utimesSync(left, 1, 1);
    const one = await createFile(path);
    const two = await createFile(path);
    assert.equal(readdirSync(folder).length, 2);
    await one.abandon();
    await two.abandon();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is refused where it cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(createFile(join(folder, 'file', 'results.csv')), { code: /^(?:EEXIST|ENOTDIR)$/ });
  });
});
