// Deleted data is gone from disk: from tables, free pages and the write-ahead log. The files are read as bytes.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { Intent } from '../../../src/domain/jobs/intent.ts';
import type { Job } from '../../../src/domain/jobs/job.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { runs } from '../../runs.ts';
import { account, entities, intentOf, requestOf, startedJob } from '../jobs/fakeServices.ts';
import { race } from './race.ts';

const now = Date.UTC(2030, 0, 1);
/** Is in everything that is to be deleted. */
const planted = 'Zaphod-Beeblebrox';

describe('deleted data', function () {
  this.timeout(60_000);
  let folder: string;
  let path: string;
  let open: JobDatabase[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'erasing-'));
    path = join(folder, 'jobs.sqlite');
    open = [];
  });
  afterEach(() => {
    for (const each of open) each.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const database = (): JobDatabase => {
    const made = new JobDatabase(path);
    open.push(made);
    return made;
  };
  /** The files that contain a text, ignoring case. */
  const filesWith = (text: string): readonly string[] =>
    readdirSync(folder).filter(name =>
      readFileSync(join(folder, name)).toString('latin1').toLowerCase().includes(text.toLowerCase()),
    );
  const intentFor = (id: string, word = planted): Intent =>
    intentOf(entities, requestOf(entities, word), now, {
      id,
      fingerprint: `${id} ${word}`,
      specUri: `file:///${word}.awsjob.json`,
      written: { JobName: `\${var:${word}}` },
      confirmed: { at: now, by: `arn:${word}` },
      gitCommit: word,
    });
  /** Starts a job whose texts all contain the word. Returns the job. */
  const start = (records: JobDatabase, id: string, word = planted): Job => {
    const intent = intentFor(id, word);
    records.begin(intent, true);
    const job = startedJob(entities, `job-${id}`, now, {
      intentId: id,
      status: 'COMPLETED',
      name: word,
      input: `s3://in/${word}/`,
      output: `s3://out/${word}/`,
      message: `no ${word}`,
      specUri: `file:///${word}.awsjob.json`,
      request: intent.request,
    });
    records.resolve({ ...intent, state: 'started', jobId: job.id }, job);
    return job;
  };
  const assertGone = (): void => {
    assert.deepEqual(filesWith(planted), []);
  };

  it('is where this test looks before it is deleted', () => {
    start(database(), 'a');
    assert.deepEqual(filesWith(planted), ['jobs.sqlite-wal']);
  });

  it('by Remove from History is in no file any more, and the rest is unchanged', () => {
    const records = database();
    const [job, other] = [start(records, 'a'), start(records, 'b', 'Trillian')];
    records.remove([job]);
    assertGone();
    assert.deepEqual([records.job(job), records.job(other)?.name], [undefined, 'Trillian']);
    records.dispose();
    assertGone();
    assert.equal(database().job(other)?.name, 'Trillian');
  });

  for (const state of ['refused', 'dismissed'] as const) {
    it(`of a start that is ${state}, with the service's message, is in no file any more, and cannot be reopened`, () => {
      const records = database();
      const intent = intentFor('a');
      records.begin(intent, true);
      records.resolve({ ...intent, state: 'unclear', refusal: { kind: 'timeout', name: 'Timeout', message: planted } });
      records.resolve({
        ...intent,
        state,
        refusal: { kind: 'denied', name: 'AccessDenied', message: `no ${planted}` },
      });
      assertGone();
      records.resolve({ ...intent, state: 'notFound' });
      assert.deepEqual(records.openIntents(account), []);
      assertGone();
    });
  }

  it('of a lost start that another one replaces is in no file any more', () => {
    const records = database();
    const lost = { ...intentFor('a'), fingerprint: 'same' };
    records.begin(lost, false);
    records.resolve({ ...lost, state: 'notFound' });
    records.begin({ ...intentFor('b', 'Trillian'), fingerprint: 'same' }, false);
    assertGone();
  });

  it('is not written again by a late answer', () => {
    const [one, two] = [database(), database()];
    const job = start(one, 'a');
    one.remove([job]);
    two.resolve({ ...intentFor('a'), state: 'started', jobId: job.id }, job);
    assert.equal(two.adopt({ ...intentFor('a'), state: 'started', jobId: job.id }, job), false);
    assertGone();
  });

  it('by the retention is in no file any more, including refused starts that cannot be read', () => {
    const records = database();
    start(records, 'a');
    records.takeFinished(account);
    const sqlite = new DatabaseSync(path);
    sqlite
      .prepare(
        "INSERT INTO intents (id, partition, account, fingerprint, state, intent) VALUES ('x', ?, ?, 'x', 'refused', ?)",
      )
      .run(account.partition, account.account, `{ broken ${planted}`);
    sqlite.close();
    assert.equal(records.prune(now + 1), 1);
    assertGone();
  });

  it('while another window has the file open is gone at once, and while one reads, as soon as it has finished', () => {
    const [one, two] = [database(), database()];
    const job = start(one, 'a');
    assert.equal(two.job(job)?.name, planted);
    const reader = new DatabaseSync(path);
    reader.exec('BEGIN');
    assert.equal(reader.prepare('SELECT count(*) AS n FROM jobs').get()?.['n'], 1);
    one.remove([job]);
    assert.notDeepEqual(filesWith(planted), [], 'a reader sees the previous history');
    reader.exec('COMMIT');
    two.version(); // the next look of any window
    assertGone();
    reader.close();
  });

  it('by a process that was killed is gone when the next one opens the file', async () => {
    start(database(), 'a');
    for (const each of open.splice(0)) each.dispose();
    await race(path, 'remove and die', ['job-a']);
    assert.ok(existsSync(`${path}-wal`));
    const next = database();
    next.version();
    assert.deepEqual(next.keys(account, { filter: {}, grouping: 'none', sorting: 'newest' }, now, 10), []);
    assertGone();
  });

  it('leaves nothing behind in pages that were split, merged or overwritten', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 40 }), fc.constantFrom(10, 400, 3_000, 20_000), fc.boolean()), {
          minLength: 20,
          maxLength: 40,
        }),
        steps => {
          for (const each of open.splice(0)) each.dispose();
          for (const name of readdirSync(folder)) rmSync(join(folder, name));
          const records = database();
          const doomed: Job[] = [];
          for (const [index, [id, length, isDoomed]] of steps.entries()) {
            const job = start(records, `${index}-${id}`, `${isDoomed ? planted : 'Trillian'}-${'x'.repeat(length)}`);
            if (isDoomed)
              doomed.push(
                records.update(job, known => ({ ...known, message: `${planted} ${'y'.repeat(length / 2)}` })) ?? job,
              );
          }
          for (const job of doomed) records.remove([job]);
          assertGone();
          for (const each of open.splice(0)) each.dispose();
          assertGone();
        },
      ),
      { numRuns: runs(5) },
    );
  });

  it('by an earlier version, which cleared nothing, is gone after the first look of this one', () => {
    const records = database();
    const job = start(records, 'a');
    records.dispose();
    const old = new DatabaseSync(path);
    // Like version 2 of the tables, which removed a job and kept its start.
    old.exec(
      "PRAGMA secure_delete = OFF; DROP TABLE accounts; DROP TABLE runs; DROP TABLE batches; DROP INDEX removed_intents; DELETE FROM counters WHERE name NOT IN ('seq', 'removals'); PRAGMA user_version = 2;",
    );
    old
      .prepare('INSERT INTO removed SELECT partition, account, region, service, id, intent_id FROM jobs WHERE id = ?')
      .run(job.id);
    old.prepare('DELETE FROM jobs WHERE id = ?').run(job.id);
    const refused = {
      ...intentFor('r'),
      state: 'refused',
      refusal: { kind: 'denied', name: 'AccessDenied', message: planted },
    };
    old
      .prepare('INSERT INTO intents (id, partition, account, fingerprint, state, intent) VALUES (?, ?, ?, ?, ?, ?)')
      .run('r', account.partition, account.account, refused.fingerprint, 'refused', JSON.stringify(refused));
    old.close();
    assert.notDeepEqual(filesWith(planted), []);
    const next = database();
    next.version();
    assertGone();
    assert.deepEqual([...next.claimedIds(account)], [job.id], 'its job is not matched to another start');
  });
});
