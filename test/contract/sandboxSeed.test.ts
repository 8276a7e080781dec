// What a sandbox has from the start: the notes that are files of examples/notes, and as many more as are asked for.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArguments } from '../../src/sandbox/arguments.ts';
import { unusualNotes, exampleNotes } from '../../src/sandbox/seed/exampleNotes.ts';
import { seedDocuments } from '../../src/sandbox/seed/manyNotes.ts';
import { seed } from '../../src/sandbox/seed/seed.ts';
import { Database } from '../../src/sandbox/store/database.ts';
import { deleteObject, getObject, objectsUnder, putObject } from '../../src/sandbox/store/objects.ts';

const bucket = 'example-clinical-notes';
const now = Date.UTC(2026, 0, 5);

describe('sandbox: seed', () => {
  let directory: string;
  let database: Database;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-seed-'));
    database = Database.open(directory);
  });
  afterEach(async () => {
    database.close();
    await rm(directory, { recursive: true, maxRetries: 5 });
  });
  const textOf = (key: string): string | undefined => getObject(database, bucket, key)?.body.toString('utf8');
  const keysUnder = (prefix: string): string[] => Array.from(objectsUnder(database, bucket, prefix), ({ key }) => key);

  it('has the notes that are in examples/notes, byte for byte', async () => {
    seed(database, now);
    const folder = new URL('../../examples/notes/', import.meta.url);
    const filed = exampleNotes.filter(({ isOnlySeeded }) => isOnlySeeded !== true);
    assert.deepEqual(
      (await readdir(folder)).sort(),
      filed.map(({ name }) => name).sort(),
      'run scripts/example-notes.mjs',
    );
    for (const { name, key } of filed) {
      const file = await readFile(new URL(name, folder));
      assert.ok(getObject(database, bucket, key)?.body.equals(file), `${name}: run scripts/example-notes.mjs`);
    }
    assert.equal(keysUnder('notes/').length, 12);
    assert.equal(keysUnder('unusual/').length, unusualNotes.length);
    assert.ok(unusualNotes.length >= 40 && filed.length < 60);
  });

  it('names nobody: no numbers but reserved ones, and no address but of example.com', () => {
    for (const { name, body } of exampleNotes) {
      const text = body.toString('utf8');
      for (const [number] of text.matchAll(/\d{3}-\d{4}\b/g)) assert.match(number, /^555-01\d\d$/, name);
      for (const [address] of text.matchAll(/@[\w.]*\w|https?:\/\/[\w.]*\w/g))
        if (address !== '@SUM') assert.match(address, /example\.com$/, name);
    }
  });

  it('gives a database of an earlier version what was added since, and leaves the rest as it is', () => {
    seed(database, now);
    for (const { key } of unusualNotes) deleteObject(database, bucket, key);
    deleteObject(database, bucket, 'notes/note-01.txt');
    putObject(database, { bucket, key: 'notes/note-02.txt', body: 'mine' }, now);
    database.run('PRAGMA user_version = 1');
    seed(database, now);
    assert.equal(keysUnder('unusual/').length, unusualNotes.length);
    assert.deepEqual([textOf('notes/note-01.txt'), textOf('notes/note-02.txt')], [undefined, 'mine']);
    deleteObject(database, bucket, 'unusual/crlf.txt');
    seed(database, now);
    assert.equal(textOf('unusual/crlf.txt'), undefined);
  });

  it('adds the columns of a later version to a database of an earlier one', () => {
    database.run('ALTER TABLE medicalJobs DROP COLUMN model');
    database.run('ALTER TABLE objects DROP COLUMN storageClass');
    database.close();
    database = Database.open(directory);
    seed(database, now);
    assert.equal(getObject(database, bucket, 'notes/note-01.txt')?.storageClass, 'STANDARD');
    assert.deepEqual(database.all('SELECT model FROM medicalJobs'), []);
  });

  it('adds as many notes as are asked for, always the same, and leaves those there are', () => {
    seed(database, now);
    const begin = process.cpuUsage();
    seedDocuments(database, 5_000, now);
    assert.ok(process.cpuUsage(begin).user < 5_000_000);
    const keys = keysUnder('many/');
    assert.deepEqual([keys.length, keys[0], keys.at(-1)], [5_000, 'many/0000001.txt', 'many/0005000.txt']);
    const notes = keys.map(textOf);
    assert.equal(new Set(notes).size, 5_000);
    assert.ok(notes.every(note => note?.startsWith('Visit date: 2025-') === true));
    putObject(database, { bucket, key: 'many/0000002.txt', body: 'mine' }, now);
    deleteObject(database, bucket, 'many/0000003.txt');
    seedDocuments(database, 5_001, now);
    assert.equal(textOf('many/0000002.txt'), 'mine');
    assert.equal(textOf('many/0000003.txt'), notes[2]);
    assert.equal(keysUnder('many/').length, 5_001);
  });

  it('reads the model and the number of notes from the command line', () => {
    const parsed = parseArguments(['--state', 's', '--model-version', '2', '--seed-documents', '100000']);
    assert.deepEqual([parsed.model, parsed.documents], [2, 100_000]);
    const usual = parseArguments(['--state', 's']);
    assert.deepEqual([usual.model, usual.documents], [1, 0]);
    assert.throws(() => parseArguments(['--state', 's', '--model-version', '3']), /--model-version must be 1 or 2/);
    assert.throws(() => parseArguments(['--state', 's', '--seed-documents', '1000001']), /from 0 to 1000000/);
  });
});
