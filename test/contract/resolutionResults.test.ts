// What a job of Entity Resolution wrote, read with the real client from the sandbox's S3, with and without faults.
import assert from 'node:assert/strict';
import type { Connected } from '../../src/domain/connection.ts';
import type { Job } from '../../src/domain/jobs/job.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { type RunFile, findRunFiles } from '../../src/domain/resolution/runFiles.ts';
import { connectedTo } from '../../src/domain/connectedTo.ts';
import { JoinedTable } from '../../src/domain/tables/joinedTable.ts';
import { TableFile } from '../../src/domain/tables/tableFile.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { type GroupedBy, GroupReader } from '../../src/ui/resolution/groupReader.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type FaultProxy, startFaultProxy } from './faultProxy.ts';
import { finishJobs } from './sandboxJobs.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { signedRequest } from './sandboxRequest.ts';

/** Pauses between tries are over at once. */
const hurried = { ...systemClock, after: (_ms: number, callback: () => void) => systemClock.after(0, callback) };
const region = 'us-east-1';
const rows = 9_000;
const bigTable = `id,name\n${Array.from({ length: rows }, (_, index) => `${index},"Jörg ${index}, of ""X"""\n`).join('')}`;

describe('the output of Entity Resolution', function () {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let aws: AwsEnvironment;
  let connected: Connected;
  let calls: Record<string, unknown>[];

  before(async () => {
    sandbox = await startSandbox();
    proxy = await startFaultProxy(sandbox.url);
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
  });
  beforeEach(async () => {
    aws = await isolateAws();
    proxy.forget();
    calls = [];
    connected = valueOf(await open({ sandbox: true }, { url: proxy.url, sandbox: sandbox.credentials, calls }));
    await put('big.csv', bigTable);
  });
  afterEach(async () => {
    await aws.restore();
  });

  async function put(key: string, body: string): Promise<void> {
    const path = `/example-results/${key.split('/').map(encodeURIComponent).join('/')}`;
    assert.equal((await signedRequest(sandbox, { service: 's3', method: 'PUT', path, body })).status, 200);
  }

  async function finished(family: 'Matching' | 'IdMapping', workflow: string): Promise<Job> {
    const kind = kindOf(`entityresolution:Start${family}Job`)!;
    const { jobId } = valueOf(await connected.services.start(kind, region, { workflowName: workflow }));
    finishJobs(sandbox, [jobId]);
    const snapshot = valueOf(await connected.services.describe(kind, region, { id: jobId, workflow }));
    const { account, partition } = connected.services.identity;
    return {
      workflow,
      ...snapshot,
      account,
      partition,
      region,
      service: 'entityresolution',
      action: kind.action,
      seenAt: 1,
    };
  }

  function tableOf(key: string): TableFile {
    const state = { state: 'connected' as const, choice: connected.choice, connected };
    const access = () => connectedTo(state, connected.services.identity)?.results;
    return new TableFile({ bucket: 'example-results', key }, region, access, hurried);
  }

  async function recordsOf(files: readonly RunFile[]): Promise<readonly Readonly<Record<string, string>>[]> {
    const found: Record<string, string>[] = [];
    for (const { key } of files) {
      const table = tableOf(key);
      while (!table.isWhole) valueOf(await table.readMore());
      for (const cells of valueOf(await table.records(0, table.length)))
        found.push(Object.fromEntries(table.header.map((name, index) => [name, cells[index] ?? ''])));
    }
    return found;
  }

  it('of a matching job is found and agrees with its metrics', async () => {
    const job = await finished('Matching', 'patient-matching');
    const { files, folder, more } = valueOf(await findRunFiles(connected.results, job));
    assert.ok(folder?.key.endsWith(`/${job.id}/`) && !more);
    const success = files.filter(({ sort }) => sort === 'success');
    const error = files.filter(({ sort }) => sort === 'error');
    assert.ok(success.length > 1 && error.length > 0 && success.length + error.length === files.length);
    const matched = await recordsOf(success);
    const metrics = job.metrics ?? {};
    assert.equal(new Set(matched.map(({ MatchID }) => MatchID)).size, metrics['matchIDs']);
    assert.equal(matched.length, metrics['totalRecordsProcessed']! - metrics['deleteRecordsProcessed']!);
    assert.equal((await recordsOf(error)).length, metrics['recordsNotProcessed']);
    assert.ok(
      calls.every(call => !/part-|patients|matching\//.test(JSON.stringify(call))),
      'no key in what is logged',
    );
  });

  it('of a mapping job too', async () => {
    const job = await finished('IdMapping', 'patient-id-mapping');
    const { files } = valueOf(await findRunFiles(connected.results, job));
    const pairs = await recordsOf(files.filter(({ sort }) => sort === 'success'));
    assert.equal(pairs.length, job.metrics?.['totalMappedSourceRecords']);
  });

  /** Groups the records of a job's output as its page does. */
  async function grouped(job: Job, wanted: readonly GroupedBy[]): Promise<GroupReader> {
    const { files } = valueOf(await findRunFiles(connected.results, job));
    const sources = files
      .filter(({ sort }) => sort === 'success')
      .map(({ key, bytes }) => ({ bytes, open: () => tableOf(key) }));
    const reader = new GroupReader(new JoinedTable(sources), wanted, () => undefined);
    assert.equal(await reader.read(), undefined);
    assert.ok(reader.isWhole);
    return reader;
  }

  it('has clusters across its files, a suspicious one among them', async () => {
    const clinic = await signedRequest(sandbox, { service: 's3', path: '/example-patients/clinic/patients.csv' });
    const shared = Array.from({ length: 520 }, (_, index) => `X-${index},No,Name,1900-01-01,unknown@example.com,\n`);
    await signedRequest(sandbox, {
      service: 's3',
      method: 'PUT',
      path: '/example-patients/clinic/patients.csv',
      body: clinic.text + shared.join(''),
    });
    const job = await finished('Matching', 'patient-matching');
    const groups = (await grouped(job, ['match'])).groups('match');
    assert.equal(groups?.length, job.metrics?.['matchIDs']);
    const [largest = -1] = groups?.select([1, Infinity]) ?? [];
    assert.deepEqual(groups?.group(largest).size, 520);
    assert.deepEqual(groups?.group(largest).rules, ['Email and birth date']);
    assert.equal(groups?.members(largest, 200).length, 200);
    await signedRequest(sandbox, {
      service: 's3',
      method: 'PUT',
      path: '/example-patients/clinic/patients.csv',
      body: clinic.text,
    });
  });

  it('has pairs, of which sources and targets are counted', async () => {
    const job = await finished('IdMapping', 'patient-id-mapping');
    const reader = await grouped(job, ['source', 'target']);
    assert.equal(reader.groups('source')?.length, job.metrics?.['totalMappedSourceRecords']);
    assert.equal(reader.groups('target')?.length, job.metrics?.['totalMappedTargetRecords']);
    assert.equal(reader.groups('source')?.shared, 0);
    const id = '00000000000000000000000000000001';
    await put(`pairs/${id}/success/a.csv`, 'sourceId,targetId\ns1,t1\ns1,t2\ns2,t2\n');
    const odd = await grouped({ ...job, id, output: 's3://example-results/pairs' }, ['source', 'target']);
    assert.deepEqual([odd.groups('source')?.shared, odd.groups('target')?.shared], [1, 1]);
  });

  it('may have no columns that are known', async () => {
    const id = '00000000000000000000000000000002';
    await put(`plain/${id}/success/a.csv`, 'name,born\nAnn,1990\n');
    const job = { ...(await finished('Matching', 'patient-matching')), id, output: 's3://example-results/plain' };
    const { files } = valueOf(await findRunFiles(connected.results, job));
    const table = new JoinedTable(files.map(({ key, bytes }) => ({ bytes, open: () => tableOf(key) })));
    const reader = new GroupReader(table, ['match'], () => undefined);
    assert.equal(await reader.read(), undefined);
    assert.ok(reader.isUnknown);
  });

  it('is found wherever the folder with the job’s id is below the output path, and only there', async () => {
    const id = '0123456789abcdef0123456789abcdef';
    const job = { id, region, output: 's3://example-results/odd', workflow: 'flow' };
    const pathsOf = async (): Promise<readonly string[]> =>
      valueOf(await findRunFiles(connected.results, job)).files.map(({ sort, path }) => `${sort} ${path}`);
    assert.deepEqual(await pathsOf(), []);
    await put(`odd/other/2026/${id}/Success/a b#1.csv`, 'id\n1\n');
    await put(`odd/other/2026/${id}0/success/no.csv`, 'id\n1\n');
    assert.deepEqual(await pathsOf(), ['success Success/a b#1.csv']);
    await put(`odd/${id}/error/run.csv`, 'id\n1\n');
    await put(`odd/${id}/notes.txt`, 'x');
    await put(`odd/${id}/success/`, '');
    await put(`odd/${id}/success/run.csv`, 'id\n1\n');
    assert.deepEqual(await pathsOf(), ['success success/run.csv', 'error error/run.csv', 'other notes.txt']);
  });

  it('is listed page by page, however many files there are', async () => {
    const id = 'fedcba9876543210fedcba9876543210';
    for (let index = 0; index < 1_003; index += 1) await put(`many/${id}/success/part-${index}.csv`, 'id\n');
    const job = { id, region, output: 's3://example-results/many/' };
    assert.equal(valueOf(await findRunFiles(connected.results, job)).files.length, 1_003);
    assert.equal(proxy.seen.filter(({ path }) => path.includes('list-type=2')).length, 2);
  });

  it('is read in parts of the same version', async () => {
    const table = tableOf('big.csv');
    while (!table.isWhole) valueOf(await table.readMore());
    const gets = proxy.seen.filter(({ operation }) => operation === 'GetObject');
    assert.ok(gets.length > 1);
    assert.equal(gets[0]?.headers['range'], 'bytes=0-65535');
    assert.ok(gets.slice(1).every(({ headers }) => headers['if-match'] !== undefined));
    const records = valueOf(await table.records(0, rows));
    assert.deepEqual([records.length, records[rows - 1]], [rows, [`${rows - 1}`, `Jörg ${rows - 1}, of "X"`]]);
  });

  for (const fault of ['cutOff', 'truncate'] as const)
    it(`is whole although a part was lost on the way: ${fault}`, async () => {
      const table = tableOf('big.csv');
      valueOf(await table.readMore());
      proxy.next('GetObject', { kind: fault });
      while (!table.isWhole) valueOf(await table.readMore());
      assert.equal(valueOf(await table.records(0, rows)).length, rows);
      assert.equal(table.reloads, 0);
    });

  it('is read again when it has changed between two parts', async () => {
    const table = tableOf('big.csv');
    valueOf(await table.readMore());
    await put('big.csv', 'id,other\n1,2\n');
    valueOf(await table.readMore());
    assert.deepEqual([table.reloads, table.header, table.length], [1, ['id', 'other'], 1]);
  });

  it('may be empty, or gone', async () => {
    await put('empty.csv', '');
    const empty = tableOf('empty.csv');
    valueOf(await empty.readMore());
    assert.deepEqual([empty.isWhole, empty.length, empty.size], [true, 0, 0]);
    const gone = tableOf('gone.csv');
    assert.equal(refusalOf(await gone.readMore()).name, 'NoSuchKey');
    assert.equal(gone.failure?.name, 'NoSuchKey');
    await put('gone.csv', 'id,name\n1,2\n');
    valueOf(await gone.readMore());
    assert.deepEqual([gone.length, gone.failure], [1, undefined]);
  });

  it('is read from a store that knows no ranges', async () => {
    const table = tableOf('big.csv');
    proxy.always('GetObject', { kind: 'answer', status: 200, headers: { etag: '"1"' }, body: bigTable });
    while (!table.isWhole) valueOf(await table.readMore());
    assert.equal(valueOf(await table.records(0, rows)).length, rows);
  });
});
