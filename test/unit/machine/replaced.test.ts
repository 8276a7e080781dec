// The history's file is replaced, deleted or emptied, while a window is open or between two sessions.
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Intent } from '../../../src/domain/jobs/intent.ts';
import { JobStore } from '../../../src/domain/jobs/store.ts';
import { JobDatabase, StorageError } from '../../../src/machine/database.ts';
import type { HistoryNotice } from '../../../src/machine/database/known.ts';
import { allJobs } from '../jobs/allJobs.ts';
import { account, entities, idMapping, intentOf, requestOf, startedJob } from '../jobs/fakeServices.ts';
import { race } from './race.ts';

const now = Date.UTC(2030, 0, 1);
const isWindows = process.platform === 'win32'; // it cannot delete an open file

describe('the file of the history', function () {
  this.timeout(30_000);
  let folder: string;
  let path: string;
  let open: JobDatabase[];
  let notices: HistoryNotice[];
  let identity: number | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'replaced-'));
    path = join(folder, 'jobs.sqlite');
    [open, notices, identity] = [[], [], undefined];
  });
  afterEach(() => {
    for (const each of open) each.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const database = (at = path): JobDatabase => {
    const known = {
      get identity() {
        return identity;
      },
      remember: (number: number) => {
        identity = number;
      },
      onNotice: (notice: HistoryNotice) => {
        notices.push(notice);
      },
    };
    const made = new JobDatabase(at, 5_000, known);
    open.push(made);
    return made;
  };
  const close = (): void => {
    for (const each of open.splice(0)) each.dispose();
  };
  const intentFor = (id: string): Intent => intentOf(idMapping, requestOf(idMapping), now, { id });
  const job = startedJob(entities, 'done', now, { status: 'COMPLETED' });
  /** Another history, for example of another machine, with one job. */
  const another = (): string => {
    const at = join(folder, 'other', 'jobs.sqlite');
    const made = new JobDatabase(at);
    made.add([{ ...job, id: 'of another' }]);
    made.dispose();
    return at;
  };
  const refusedBegin = (records: JobDatabase, intent: Intent): void => {
    assert.throws(
      () => records.begin(intent, false),
      (cause: unknown) =>
        cause instanceof StorageError && cause.message.includes('replaced or deleted while this window had it open'),
    );
  };

  if (!isWindows)
    for (const [what, replace] of [
      [
        'replaced',
        () => {
          renameSync(another(), path);
          for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
        },
      ],
      [
        'deleted',
        () => {
          for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
        },
      ],
      [
        'deleted',
        () => {
          rmSync(path);
        },
      ],
    ] as const) {
      it(`${what} while a window is open: a start is refused once, and unclear starts are carried over`, () => {
        const records = database();
        const running = startedJob(entities, 'running', now, { intentId: 'of-running' });
        records.begin(intentFor('sent'), false);
        records.resolve(
          { ...intentOf(entities, requestOf(entities), now, { id: 'of-running' }), state: 'started', jobId: 'running' },
          running,
        );
        records.add([job]);
        replace();
        const other = intentOf(entities, requestOf(entities, 'other'), now, { id: 'other' });
        refusedBegin(records, other);
        assert.deepEqual(
          notices.map(notice => notice.what),
          [what],
        );
        assert.deepEqual(
          records.openIntents(account).map(({ id }) => id),
          ['sent'],
        );
        assert.ok('unanswered' in records.begin(intentFor('again'), false), 'the same request is not sent twice');
        assert.deepEqual(
          allJobs(records, account)
            .map(({ id }) => id)
            .sort(),
          [...(what === 'replaced' ? ['of another'] : []), 'running'],
        );
        assert.ok('running' in records.begin(intentOf(entities, requestOf(entities), now, { id: 'beside' }), true));
        assert.ok('begun' in records.begin(other, true));
        assert.ok(existsSync(path));
      });
    }

  if (!isWindows)
    it('deleted while two windows are open: the next process has their unclear start, and no request is sent twice', async () => {
      const [one, two] = [database(), database()];
      one.begin(intentFor('sent'), false);
      two.version();
      for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
      refusedBegin(two, intentFor('two'));
      assert.deepEqual(await race(path, 'begin', ['three', 'four']), [{ unanswered: 'sent' }, { unanswered: 'sent' }]);
      refusedBegin(one, intentFor('one'));
      assert.ok('unanswered' in one.begin(intentFor('one'), false));
      one.resolve(
        { ...intentFor('sent'), state: 'started', jobId: 'late' },
        startedJob(idMapping, 'late', now, { intentId: 'sent' }),
      );
      two.version();
      assert.deepEqual(
        allJobs(two, account).map(({ id }) => id),
        ['late'],
      );
    });

  if (!isWindows)
    it('replaced while a window is open: the new content is shown, and an answer is written there', () => {
      const records = database();
      records.add([job]);
      records.begin(intentFor('sent'), false);
      const store = new JobStore(records);
      store.select(account);
      assert.ok(store.get(`${job.partition}/${job.account}/${job.region}/${job.service}/done`));
      let isAll = false;
      store.onDidChange(({ all }) => {
        isAll = all;
      });
      renameSync(another(), path);
      for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
      store.sync();
      assert.ok(isAll);
      assert.equal(store.get(`${job.partition}/${job.account}/${job.region}/${job.service}/done`), undefined);
      records.resolve(
        { ...intentFor('sent'), state: 'started', jobId: 'new' },
        startedJob(idMapping, 'new', now, { intentId: 'sent' }),
      );
      assert.deepEqual(
        allJobs(new JobDatabase(path), account)
          .map(({ id }) => id)
          .sort(),
        ['new', 'of another'],
      );
      store.dispose();
    });

  it('emptied in place while a window is open: nothing is started based on the old content', () => {
    const records = database();
    records.begin(intentFor('sent'), false);
    truncateSync(path);
    assert.throws(() => records.begin(intentFor('again'), false), StorageError);
  });

  it('that never existed is created silently, and recognized later', () => {
    database().version();
    close();
    assert.ok(identity !== undefined);
    database().version();
    assert.deepEqual(notices, []);
  });

  for (const [what, change, was] of [
    [
      'deleted',
      () => {
        rmSync(path);
      },
      'lost',
    ],
    [
      'emptied',
      () => {
        writeFileSync(path, '');
      },
      'lost',
    ],
    [
      'another one',
      () => {
        copyFileSync(another(), path);
      },
      'another',
    ],
  ] as const) {
    it(`that is ${what} since the last session is reported once`, () => {
      database().add([job]);
      close();
      change();
      database().version();
      assert.deepEqual(notices, [{ what: was }]);
      close();
      database().version();
      assert.equal(notices.length, 1);
    });
  }

  it('that was emptied beside a log that was not: the log, which SQLite discards, is kept', () => {
    database().add([job]);
    const saved = join(folder, 'saved');
    copyFileSync(`${path}-wal`, saved);
    close();
    writeFileSync(path, '');
    copyFileSync(saved, `${path}-wal`);
    database().version();
    const [notice] = notices;
    assert.equal(notice?.what, 'lost');
    assert.ok(
      notice.kept !== undefined &&
        existsSync(notice.kept) &&
        readdirSync(folder).includes(notice.kept.slice(folder.length + 1)),
    );
  });

  it('of another program is neither treated as new nor written to', () => {
    const foreign = new DatabaseSync(path);
    foreign.exec('CREATE TABLE bookmarks (url TEXT); PRAGMA journal_mode = DELETE');
    foreign.close();
    assert.throws(() => database().begin(intentFor('a'), false), /another program/);
    const after = new DatabaseSync(path);
    assert.deepEqual(
      after
        .prepare('SELECT name FROM sqlite_schema')
        .all()
        .map(({ name }) => name),
      ['bookmarks'],
    );
    after.close();
  });
});
