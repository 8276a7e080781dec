import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../src/domain/json.ts';
import { jobKinds, kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { JobDatabase, StorageError } from '../../src/machine/database.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, valueOf } from './connections.ts';
import { type FaultProxy, startFaultProxy } from './faultProxy.ts';
import { JobWindow, specUri } from './jobWindow.ts';
import { requestFor } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { type StartProcesses, prepareStarts } from './startProcess.ts';
import { allJobs } from '../unit/jobs/allJobs.ts';

const medical = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const region = 'eu-west-1';

describe('a start that cannot be recorded', function () {
  let aws: AwsEnvironment;
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let processes: StartProcesses;
  let services: JobServices;
  let folder: string;
  let database: string;
  const windows: JobWindow[] = [];

  before(async () => {
    [aws, processes] = await Promise.all([isolateAws(), prepareStarts()]);
    sandbox = await startSandbox({ jobSeconds: 60 });
    proxy = await startFaultProxy(sandbox.url);
    services = valueOf(
      await valueOf(await open({ sandbox: true }, { url: proxy.url, sandbox: sandbox.credentials })).pinned(),
    );
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
    await aws.restore();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storage-'));
    database = join(folder, 'jobs.sqlite');
    proxy.forget();
  });
  afterEach(async () => {
    for (const window of windows.splice(0)) window.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const window = (records = new JobDatabase(database)): JobWindow => {
    const opened = new JobWindow(records, services);
    windows.push(opened);
    return opened;
  };
  /** None of the seven kinds is sent in the current state of the database at `path`. */
  const assertNothingSent = async (path: string, reason: RegExp): Promise<void> => {
    for (const kind of jobKinds) {
      const outcome = await JobWindow.startOnly(new JobDatabase(path, 20), services, kind, region);
      assert.equal(outcome.type, 'unwritten', kind.title);
      assert.ok(outcome.type === 'unwritten' && outcome.cause instanceof StorageError);
      assert.match(outcome.cause.message, reason);
    }
    assert.equal(proxy.count(), 0);
  };

  it('because its folder is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    await assertNothingSent(join(folder, 'file', 'storage', 'jobs.sqlite'), /ENOTDIR|EEXIST/);
  });

  it('because its file is a folder', async () => {
    await mkdir(database);
    await assertNothingSent(database, /unable to open/);
  });

  it('because its file is not a database', async () => {
    await writeFile(database, 'This is a text that someone has put in the place of the history.\n'.repeat(200));
    await assertNothingSent(database, /not a database/);
  });

  it('because its file is damaged', async () => {
    const { length } = await emptyDatabase();
    await writeFile(database, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(length - 16, 7)]));
    await assertNothingSent(database, /.+/);
  });

  it('because a newer version of the extension has written it', async () => {
    await emptyDatabase();
    const newer = new DatabaseSync(database);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    await assertNothingSent(database, /newer version/);
  });

  it('because another program has locked it', async () => {
    await emptyDatabase();
    const other = new DatabaseSync(database);
    other.exec('BEGIN IMMEDIATE');
    try {
      await assertNothingSent(database, /locked/);
    } finally {
      other.close();
    }
    assert.equal((await window().start(medical, region)).type, 'started');
  });

  for (const [what, blocks, request] of [
    ['from the beginning', 0, requestFor(medical)],
    // The file is limited to 64 or 128 KB, depending on the shell, and the intent is larger.
    ['in the middle of the intent', 128, { ...requestFor(medical), JobName: 'x'.repeat(300_000) }],
  ] satisfies readonly (readonly [string, number, JsonObject])[]) {
    it(`because the disk is full ${what}`, async function () {
      if (process.platform === 'win32') this.skip();
      await emptyDatabase();
      const child = processes.start(
        {
          database,
          url: proxy.url,
          credentials: sandbox.credentials,
          action: medical.action,
          region,
          request,
          specUri,
        },
        `ulimit -f ${blocks}`,
      );
      child.go();
      const outcome = await child.outcome();
      await child.stop();
      assert.equal(outcome.type, 'unwritten', JSON.stringify(outcome));
      assert.equal(proxy.count('StartEntitiesDetectionV2Job'), 0);
      // Nothing is left behind: with space available again, it starts.
      const after = window();
      assert.deepEqual([after.jobs, after.openIntents], [[], []]);
      assert.equal((await after.start(medical, region, requestFor(medical, what))).type, 'started');
    });
  }

  it('after it was started, because the disk is full by then, is found as soon as there is space', async () => {
    const full = new JobDatabase(database);
    full.resolve = () => {
      throw new StorageError(database, new Error('database or disk is full'));
    };
    const dying = window(full);
    const outcome = await dying.start(medical, region, requestFor(medical, 'unrecorded'));
    assert.ok(outcome.type === 'started' && outcome.unrecorded instanceof StorageError);
    const next = window();
    assert.equal((await next.start(medical, region, requestFor(medical, 'unrecorded'))).type, 'unanswered');
    await next.refresh();
    assert.deepEqual(
      next.jobs.map(({ id, request }) => [id, request]),
      [[outcome.job.id, requestFor(medical, 'unrecorded')]],
    );
    assert.equal(proxy.count('StartEntitiesDetectionV2Job'), 1);
  });

  it('after it was refused, because the disk is full by then, is looked for, given up and can be started again', async () => {
    const full = new JobDatabase(database);
    full.resolve = () => {
      throw new StorageError(database, new Error('database or disk is full'));
    };
    proxy.next('StartEntitiesDetectionV2Job', {
      kind: 'answer',
      status: 400,
      headers: { 'x-amzn-errortype': 'InvalidRequestException' },
      body: '{"message":"no"}',
    });
    assert.equal((await window(full).start(medical, region, requestFor(medical, 'refused'))).type, 'refused');
    const next = window();
    next.now += 3 * 60_000 + 1_000;
    await next.refresh();
    assert.deepEqual(
      next.openIntents.map(({ state }) => state),
      ['notFound'],
    );
    assert.equal((await next.start(medical, region, requestFor(medical, 'refused'))).type, 'started');
    assert.deepEqual(next.openIntents, []);
  });

  async function emptyDatabase(): Promise<Buffer> {
    await mkdir(dirname(database), { recursive: true });
    const records = new JobDatabase(database);
    assert.deepEqual(allJobs(records, services.identity), []);
    records.dispose();
    return readFile(database);
  }
});
