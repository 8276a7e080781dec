// The history of an earlier version is migrated completely or left unchanged.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { type Account, keyText } from '../../../src/domain/jobs/job.ts';
import { defaultQuery } from '../../../src/domain/jobs/query.ts';
import { schemaVersion } from '../../../src/machine/database/schema.ts';
import { JobDatabase, StorageError } from '../../../src/machine/database.ts';
import { account, entities, intentOf, requestOf, startedJob } from '../jobs/fakeServices.ts';
import { databaseProgram, race } from './race.ts';
import { bound } from '../../pace.ts';

const now = Date.UTC(2030, 0, 2);
const other: Account = { ...account, account: '210987654321' };
/** The tables of version 1; frozen, as published. */
const version1 = readFileSync(new URL('../../fixtures/history/v1.sql', import.meta.url), 'utf8');

describe('a history of version 1', function () {
  this.timeout(bound(120_000));
  let folder: string;
  let path: string;
  let open: JobDatabase[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'migration-'));
    path = join(folder, 'jobs.sqlite');
    open = [];
    raw(sqlite => {
      sqlite.exec(`PRAGMA journal_mode = WAL; BEGIN; ${version1} COMMIT;`);
    });
  });

  afterEach(() => {
    for (const each of open) each.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  function database(): JobDatabase {
    const made = new JobDatabase(path);
    open.push(made);
    return made;
  }

  function raw<T>(use: (sqlite: DatabaseSync) => T): T {
    const sqlite = new DatabaseSync(path);
    try {
      return use(sqlite);
    } finally {
      sqlite.close();
    }
  }

  /** Everything in the file: its version, its tables and their rows. */
  const contents = (): string =>
    raw(sqlite =>
      JSON.stringify([
        sqlite.prepare('PRAGMA user_version').get(),
        sqlite.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all(),
        sqlite.prepare('SELECT * FROM jobs ORDER BY id').all(),
        sqlite.prepare('SELECT * FROM intents ORDER BY id').all(),
      ]),
    );
  const versionNow = (): unknown => raw(sqlite => sqlite.prepare('PRAGMA user_version').get()?.['user_version']);
  const ids = (records: JobDatabase, filter = {}, of = account): readonly string[] =>
    records
      .keys(of, { ...defaultQuery, filter }, now, Infinity)
      .map(({ id }) => id)
      .sort();

  /** Adds jobs as version 1 wrote them. */
  function fill(count: number): void {
    raw(sqlite => {
      sqlite.exec('BEGIN');
      const insert = sqlite.prepare('INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
      for (let index = 0; index < count; index += 1) {
        const job = startedJob(entities, `many-${index}`, now - index * 60_000, {
          status: index % 200 === 0 ? 'IN_PROGRESS' : 'COMPLETED',
          name: `notes ${index}`,
        });
        insert.run(
          job.partition,
          job.account,
          job.region,
          job.service,
          job.id,
          index % 200 === 0 ? 1 : 0,
          job.intentId ?? null,
          JSON.stringify(job),
        );
      }
      sqlite.exec('COMMIT');
    });
  }

  it('keeps every row, and can be queried by everything in version 2', () => {
    const rows = (): unknown =>
      raw(sqlite => [
        sqlite
          .prepare('SELECT partition, account, region, service, id, unfinished, intent_id, job FROM jobs ORDER BY id')
          .all(),
        sqlite.prepare('SELECT * FROM intents ORDER BY id').all(),
      ]);
    const before = rows();
    const records = database();
    assert.deepEqual(ids(records), ['done', 'forgotten', 'mapped', 'odd', 'running', 'undated']);
    assert.deepEqual(rows(), before);
    assert.equal(versionNow(), schemaVersion);

    assert.deepEqual(ids(records, {}, other), ['elsewhere']);
    assert.deepEqual(
      records
        .unfinished(account)
        .map(({ id }) => id)
        .sort(),
      ['odd', 'running'],
    );
    assert.deepEqual(
      records.gone(account).map(({ id }) => id),
      ['forgotten'],
    );
    assert.deepEqual(ids(records, { text: "o'hara 100%" }), ['done']);
    assert.deepEqual(ids(records, { text: 'people' }), ['mapped']);
    assert.deepEqual(ids(records, { statuses: ['IN_PROGRESS'] }), ['forgotten', 'running']);
    assert.equal(ids(records, { startedHere: true }).length, 6);
    assert.deepEqual(ids(records, { withinMs: 2 * 24 * 3_600_000 }), ['done', 'forgotten', 'mapped', 'odd', 'running']);
    assert.equal(records.lastOfSpec(account, 'file:///w/notes.awsjob.json')?.id, 'done');
    assert.deepEqual(
      records
        .counts(account, defaultQuery, now)
        .map(({ group, jobs, unfinished }) => [group.split(':')[1], jobs, unfinished])
        .sort(),
      [
        ['StartEntitiesDetectionV2Job', 3, 1],
        ['StartIdMappingJob', 2, 1],
        ['StartPHIDetectionJob', 1, 0],
      ],
    );
    assert.equal(
      records.job({ ...account, region: 'us-east-1', service: 'comprehendmedical', id: 'undated' })?.message,
      'no\u0000\ud800',
    );
  });

  it('reports no end that version 1 has reported, and reports new ones', () => {
    const records = database();
    assert.deepEqual(records.takeFinished(account), []);
    records.update({ ...account, region: 'us-east-1', service: 'comprehendmedical', id: 'running' }, job => ({
      ...job,
      status: 'FAILED',
    }));
    assert.deepEqual(
      records.takeFinished(account).map(({ id }) => id),
      ['running'],
    );
  });

  it('still prevents a second request for a start', () => {
    const records = database();
    assert.deepEqual(
      records
        .openIntents(account)
        .map(({ id, state }) => [id, state])
        .sort(),
      [
        ['lost', 'notFound'],
        ['open', 'sending'],
        ['unclear', 'unclear'],
      ],
    );
    assert.ok('unanswered' in records.begin(intentOf(entities, requestOf(entities, 'open'), now, { id: 'x' }), true));
    assert.ok(
      'unanswered' in records.begin(intentOf(entities, requestOf(entities, 'torn'), now, { id: 'y' }), true),
      'a damaged start is one too',
    );
    assert.ok('running' in records.begin(intentOf(entities, requestOf(entities, 'running'), now, { id: 'z' }), true));
    assert.deepEqual([...records.claimedIds(account)].sort(), [
      'damaged',
      'done',
      'forgotten',
      'mapped',
      'odd',
      'running',
      'undated',
    ]);
  });

  it('is followed and extended as if it had always been version 2', () => {
    const [records, elsewhere] = [database(), database()];
    const { seq } = records.changes(account, Number.MAX_SAFE_INTEGER);
    assert.deepEqual(
      elsewhere.add([startedJob(entities, 'new', now), startedJob(entities, 'done', now)]).map(({ id }) => id),
      ['new'],
    );
    assert.deepEqual(
      records
        .changes(account, seq)
        .jobs.map(({ id }) => keyText({ ...account, region: 'us-east-1', service: 'comprehendmedical', id })),
      [keyText(startedJob(entities, 'new', now))],
    );
  });

  it('is unchanged if the migration fails halfway, and is migrated when possible', () => {
    raw(sqlite => {
      sqlite.exec(
        "CREATE TRIGGER full BEFORE UPDATE ON jobs WHEN OLD.id = 'running' BEGIN SELECT RAISE(ABORT, 'disk full'); END",
      );
    });
    const before = contents();
    for (const use of [
      (one: JobDatabase): unknown => ids(one),
      (one: JobDatabase): unknown => one.begin(intentOf(entities, requestOf(entities), now), true),
    ]) {
      assert.throws(
        () => use(database()),
        (fault: unknown) => fault instanceof StorageError && fault.message.includes('disk full'),
      );
      assert.equal(contents(), before);
    }
    raw(sqlite => {
      sqlite.exec('DROP TRIGGER full');
    });
    assert.equal(ids(database()).length, 6);
  });

  it('is unchanged if the process is killed halfway, and is migrated by the next one', async () => {
    fill(15_000);
    const before = contents();
    const child = spawn(process.execPath, ['--no-warnings', await databaseProgram(), path, 'open', 'x'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.stdin.end();
    // What exceeds SQLite's cache is written long before the end of the transaction.
    const written = (): number => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    while (written() < 1_000_000 && child.exitCode === null) await setTimeout(1);
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(child.signalCode, 'SIGKILL', 'the migration was still in progress');
    assert.ok(written() >= 1_000_000);
    assert.equal(versionNow(), 1);
    assert.equal(contents(), before);
    assert.equal(ids(database()).length, 15_006);
    assert.equal(
      raw(sqlite => sqlite.prepare('PRAGMA integrity_check').get()?.['integrity_check']),
      'ok',
    );
  });

  it('is migrated once if several windows open it at the same time', async () => {
    fill(1_000);
    assert.deepEqual(await race(path, 'open', ['a', 'b', 'c']), [1_006, 1_006, 1_006]);
    assert.equal(versionNow(), schemaVersion);
    assert.equal(database().changes(account, 0).removals, 0);
  });

  it('on a read-only disk is an error that says so, and is unchanged', function () {
    const { geteuid, seteuid } = process;
    if (geteuid === undefined || seteuid === undefined) {
      this.skip();
    }
    const before = contents();
    chmodSync(folder, 0o555);
    chmodSync(path, 0o444);
    const user = geteuid();
    // A user who may do anything becomes nobody for a moment.
    if (user === 0) seteuid(65_534);
    try {
      assert.throws(
        () => ids(database()),
        (fault: unknown) => fault instanceof StorageError && fault.path === path,
      );
    } finally {
      if (user === 0) seteuid(0);
      chmodSync(folder, 0o755);
      chmodSync(path, 0o644);
    }
    assert.equal(contents(), before);
    assert.equal(ids(database()).length, 6);
  });

  it('with many jobs is migrated while a user waits (MIGRATED_JOBS)', () => {
    const count = Number(process.env['MIGRATED_JOBS'] ?? 2_000);
    fill(count);
    const from = performance.now();
    const records = database();
    assert.equal(ids(records).length, count + 6);
    process.stdout.write(
      `      ${count} jobs: ${Math.round(performance.now() - from)} ms, ${Math.round(statSync(path).size / 1e6)} MB, resident ${Math.round(process.resourceUsage().maxRSS / 1e3)} MB\n`,
    );
  });
});
