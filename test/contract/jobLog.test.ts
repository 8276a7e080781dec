// The logs of jobs, found and read with the real client from the sandbox, in each state that they can have.
import assert from 'node:assert/strict';
import type { Connected, ConnectionState } from '../../src/domain/connection.ts';
import { Emitter } from '../../src/domain/event.ts';
import { countOf, errorOf, stepOf } from '../../src/domain/jobLog/entries.ts';
import { type Job, keyText } from '../../src/domain/jobs/job.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { JobLogs } from '../../src/ui/jobLog/logs.ts';
import type { LogState } from '../../src/ui/jobLog/state.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, valueOf } from './connections.ts';
import { type FaultProxy, startFaultProxy } from './faultProxy.ts';
import { ageJobs } from './sandboxJobs.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';

const matching = kindOf('entityresolution:StartMatchingJob')!;

describe('the log of a job', function () {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let aws: AwsEnvironment;
  let connected: Connected;
  let calls: Record<string, unknown>[];
  let logs: JobLogs;
  let steps: Map<string, string>;
  let unfinished: Job[];

  before(async () => {
    sandbox = await startSandbox({ jobSeconds: 1_000 });
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
    steps = new Map();
    unfinished = [];
    connected = valueOf(await open({ sandbox: true }, { url: proxy.url, sandbox: sandbox.credentials, calls }));
    const state: ConnectionState = { state: 'connected', choice: connected.choice, connected };
    logs = new JobLogs({
      steps,
      connection: { state, onDidChange: new Emitter<ConnectionState>().event },
      settings: { refreshIntervalMs: 15_000 },
      store: {
        get unfinished() {
          return unfinished;
        },
      },
      log: {
        info: () => undefined,
        warn: () => undefined,
        fault: (_event, fault) => {
          throw fault;
        },
        show: () => undefined,
      },
      start: { clock: { ...systemClock, after: () => () => undefined } },
    });
  });
  afterEach(async () => {
    logs.dispose();
    await aws.restore();
  });

  /** A job of a workflow that was started so many of its thousand seconds ago. */
  async function startedAgo(workflow: string, seconds: number, region = 'us-east-1'): Promise<Job> {
    const { jobId } = valueOf(await connected.services.start(matching, region, { workflowName: workflow }));
    ageJobs(sandbox, [jobId], seconds * 1_000);
    const snapshot = valueOf(await connected.services.describe(matching, region, { id: jobId, workflow }));
    const { account, partition } = connected.services.identity;
    const { service, action } = { service: 'entityresolution' as const, action: matching.action };
    return { workflow, ...snapshot, account, partition, region, service, action, seenAt: Date.now() };
  }

  const operations = (): unknown[] => calls.map(({ operation }) => operation);

  function readOf(state: LogState): Extract<LogState, { kind: 'read' }> {
    assert.ok(state.kind === 'read', JSON.stringify(state));
    return state;
  }

  it('is found by the deliveries of its workflow, and read to its end', async () => {
    const job = await startedAgo('patient-matching', 1_000);
    const { log, group } = readOf(await logs.read(job));
    assert.ok(group.endsWith(':log-group:/aws/vendedlogs/entityresolution/matchingworkflow/patient-matching'));
    assert.equal(log.entries.length, 8);
    assert.deepEqual(
      log.entries.map(({ at = 0 }) => at),
      log.entries.map(({ at = 0 }) => at).sort((a, b) => a - b),
    );
    assert.equal(countOf(log.entries, 'processed'), job.metrics?.['totalRecordsProcessed']);
    assert.equal(countOf(log.entries, 'unprocessed'), job.metrics?.['recordsNotProcessed']);
    assert.ok(operations().filter(each => each === 'FilterLogEvents').length > 1, 'more than a page');
    calls.length = 0;
    logs.want(job);
    assert.deepEqual(operations(), [], 'a whole log is not read again');
  });

  it('tells the step of a running job, where its workflow delivers to a log group', async () => {
    const job = await startedAgo('patient-matching', 500);
    unfinished = [{ ...job, watched: true }];
    const read = new Promise(resolve => logs.onDidChange(resolve));
    await logs.follow();
    await read;
    assert.deepEqual([...steps], [[keyText(job), 'Matching Step']]);
    calls.length = 0;
    await logs.follow();
    assert.deepEqual(operations(), [], 'not more often than jobs are refreshed');
    unfinished = [];
    await logs.follow();
    assert.equal(steps.size, 0);
    ageJobs(sandbox, [job.id], 500_000);
  });

  it('is not read for the step where it is off, which is looked up once', async () => {
    const mapping = kindOf('entityresolution:StartIdMappingJob')!;
    const workflow = 'patient-id-mapping';
    const { jobId } = valueOf(await connected.services.start(mapping, 'us-east-1', { workflowName: workflow }));
    ageJobs(sandbox, [jobId], 500_000);
    const snapshot = valueOf(await connected.services.describe(mapping, 'us-east-1', { id: jobId, workflow }));
    const { account, partition } = connected.services.identity;
    const job: Job = {
      workflow,
      ...snapshot,
      account,
      partition,
      region: 'us-east-1',
      service: 'entityresolution',
      action: mapping.action,
      seenAt: Date.now(),
      watched: true,
    };
    unfinished = [job];
    calls.length = 0;
    await logs.follow();
    await logs.follow();
    assert.deepEqual(new Set(operations()), new Set(['DescribeDeliverySources']), 'a workflow without a source');
    const count = calls.length;
    assert.deepEqual(await logs.read(job), { kind: 'off' });
    assert.equal(calls.length, 2 * count, 'looked up again when the user asks');
  });

  it('has the cause of a failure', async () => {
    const job = await startedAgo('example-log-failed', 1_000);
    assert.equal(job.status, 'FAILED');
    const { log } = readOf(await logs.read(job));
    assert.match(
      errorOf(log.entries) ?? '',
      /example-gone does not exist\. The first record that was not written: C-001\./,
    );
    assert.ok(!/C-001|vendedlogs|example-gone/.test(JSON.stringify(calls)), 'nothing of it is logged');
  });

  it('may be delivered to a bucket alone', async () => {
    const job = await startedAgo('example-log-bucket', 1_000);
    assert.deepEqual(await logs.read(job), { kind: 'elsewhere', to: ['arn:aws:s3:::example-results'] });
  });

  for (const [workflow, kind, operation] of [
    ['example-log-denied', 'denied', 'FilterLogEvents'],
    ['example-log-missing', 'notFound', 'FilterLogEvents'],
    ['example-log-throttled', 'throttled', 'FilterLogEvents'],
  ] as const)
    it(`may be refused: ${workflow}`, async () => {
      const state = await logs.read(await startedAgo(workflow, 1_000));
      assert.ok(state.kind === 'refused', state.kind);
      assert.deepEqual([state.refusal.kind, state.refusal.operation], [kind, operation]);
      assert.ok(state.group?.endsWith(workflow));
    });

  it('may be one of which nobody may know where it goes', async () => {
    const state = await logs.read(await startedAgo('patient-matching', 1_000, 'eu-west-2'));
    assert.ok(state.kind === 'refused');
    assert.deepEqual([state.refusal.kind, state.refusal.operation], ['denied', 'DescribeDeliverySources']);
  });

  it('comes late', async () => {
    const job = await startedAgo('example-log-late', 500);
    const early = readOf(await logs.read(job)).log.entries;
    ageJobs(sandbox, [job.id], 700_000);
    const { entries } = readOf(await logs.read(job)).log;
    assert.deepEqual([early.length < entries.length, entries.length], [true, 8]);
  });

  it('may have lines that are no records, and records of other types', async () => {
    const { log } = readOf(await logs.read(await startedAgo('example-log-mixed', 1_000)));
    assert.equal(log.entries.filter(({ text }) => text !== undefined).length, 9);
    const ends = log.entries.filter(({ event }) => event === 'DATA_PROCESSING_STEP_END');
    assert.equal(ends.length, 3);
    assert.ok(
      ends.every(({ at, processed, unprocessed, error }) => at! > 0 && processed! >= 0 && !unprocessed && !error),
    );
  });

  it('may be plain text, and is then shown as it is', async () => {
    const job = await startedAgo('example-log-plain', 1_000);
    const { log } = readOf(await logs.read(job));
    assert.equal(log.entries.length, 8);
    assert.ok(log.entries.every(({ text, at }) => text?.includes(job.id) === true && at !== undefined));
    assert.equal(stepOf(log.entries), undefined);
  });

  it('may stand among those of many other jobs', async () => {
    const job = await startedAgo('example-log-large', 1_000);
    const first = readOf(await logs.read(job));
    assert.deepEqual([first.log.entries.length, first.log.next], [8, undefined]);
    assert.ok(operations().filter(each => each === 'FilterLogEvents').length >= 12);
  });

  it('can be called off while it is read, and read again', async () => {
    const job = await startedAgo('example-log-large', 2_000);
    const stop = new AbortController();
    const reading = logs.read(job, stop.signal);
    stop.abort();
    assert.deepEqual(await reading, { kind: 'stopped' });
    assert.equal(readOf(await logs.read(job)).log.entries.length, 8);
  });

  it('is not read for a job of another account', async () => {
    const job = await startedAgo('patient-matching', 1_000);
    calls.length = 0;
    assert.deepEqual(await logs.read({ ...job, account: '111122223333' }), { kind: 'offline' });
    assert.deepEqual(operations(), []);
  });
});
