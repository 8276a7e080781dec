import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JobDatabase } from '../../../src/machine/database.ts';
import { machineFacts } from '../../../src/machine/facts.ts';
import { entities, intentOf, phi, requestOf, startedJob } from '../jobs/fakeServices.ts';

describe('what is known about the machine', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-machine-'));
    path = join(folder, 'jobs.sqlite');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is what Node says about itself', () => {
    const { platform, node } = machineFacts(path, folder);
    assert.equal(node, process.versions.node);
    assert.match(platform, new RegExp(`^${process.platform} ${process.arch} .+`));
  });

  it('counts what is in the job history while that is in use, and changes nothing', () => {
    const records = new JobDatabase(path);
    try {
      for (const [kind, id, status] of [
        [entities, 'a', 'IN_PROGRESS'],
        [phi, 'b', 'COMPLETED'],
        [phi, 'c', 'FAILED'],
      ] as const) {
        records.resolve(
          { ...intentOf(kind, requestOf(kind, id), 1, { id: `intent-${id}` }), state: 'started', jobId: id },
          startedJob(kind, id, 1, { status }),
        );
      }
      const { database } = machineFacts(path, folder);
      assert.deepEqual(
        [database.path, database.jobs, database.unfinished, database.failure],
        ['jobs.sqlite', 3, 1, undefined],
      );
      assert.ok(database.bytes! > 4_096 && database.schemaVersion! >= 1);
      assert.deepEqual(machineFacts(path, folder).database, database);
      records.resolve(
        { ...intentOf(phi, requestOf(phi, 'd'), 2, { id: 'intent-d' }), state: 'started', jobId: 'd' },
        startedJob(phi, 'd', 2),
      );
      assert.equal(machineFacts(path, folder).database.jobs, 4);
    } finally {
      records.dispose();
    }
  });

  it('says that there is no file, or one that is not a database, or one of a later version', () => {
    assert.deepEqual(machineFacts(path, folder).database, { path: 'jobs.sqlite' });
    assert.throws(() => new DatabaseSync(path, { readOnly: true }), 'no file is created');
    writeFileSync(path, 'The patient has a fever. '.repeat(100));
    const { database } = machineFacts(path, folder);
    assert.deepEqual(database, { path: 'jobs.sqlite', bytes: 2_500, failure: 'SQLITE26' });
    rmSync(path);
    const newer = new DatabaseSync(path);
    newer.exec('CREATE TABLE entries (a TEXT); PRAGMA user_version = 99;');
    newer.close();
    const { schemaVersion, jobs, failure } = machineFacts(path, folder).database;
    assert.deepEqual([schemaVersion, jobs, failure], [99, undefined, undefined]);
    rmSync(path);
    mkdirSync(path);
    assert.ok(machineFacts(path, folder).database.failure !== undefined);
  });
});
