// A generated history of thousands of jobs: its contents, that its lists are paged and fast, and that its jobs
// progress.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as medical from '@aws-sdk/client-comprehendmedical';
import * as resolution from '@aws-sdk/client-entityresolution';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { seedAccount } from '../../src/sandbox/seed/syntheticAccount.ts';
import { startServer } from '../../src/sandbox/server.ts';
import { Database } from '../../src/sandbox/store/database.ts';
import { finishJobs, finishSomeJobs } from './sandboxJobs.ts';
import { eventually } from './sandboxRequest.ts';
import { sandboxEntry, startSandbox, type RunningSandbox } from './sandboxProcess.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

const lists: readonly (new (input: medical.ListPHIDetectionJobsCommandInput) => medical.ListPHIDetectionJobsCommand)[] =
  [
    medical.ListEntitiesDetectionV2JobsCommand,
    medical.ListPHIDetectionJobsCommand,
    medical.ListICD10CMInferenceJobsCommand,
    medical.ListRxNormInferenceJobsCommand,
    medical.ListSNOMEDCTInferenceJobsCommand,
  ];
type Properties = medical.ComprehendMedicalAsyncJobProperties;
type Answer = medical.ListPHIDetectionJobsCommandOutput;

/** Every page of a list. */
async function all(
  comprehend: medical.ComprehendMedicalClient,
  Command: (typeof lists)[number],
  Filter: medical.ComprehendMedicalAsyncJobFilter = {},
): Promise<Properties[][]> {
  const pages: Properties[][] = [];
  let token: string | undefined;
  do {
    const answer: Answer = await comprehend.send(new Command({ Filter, MaxResults: 500, NextToken: token }));
    pages.push(answer.ComprehendMedicalAsyncJobPropertiesList ?? []);
    token = answer.NextToken;
  } while (token !== undefined);
  return pages;
}

const connect = ({
  url,
  credentials,
}: Pick<RunningSandbox, 'url' | 'credentials'>): {
  comprehend: medical.ComprehendMedicalClient;
  entities: resolution.EntityResolutionClient;
} => {
  const config = { region: 'us-east-1', endpoint: url, credentials, maxAttempts: 1 };
  return {
    comprehend: new medical.ComprehendMedicalClient({ ...config, protocol: AwsJson1_1Protocol }),
    entities: new resolution.EntityResolutionClient(config),
  };
};

describe('sandbox: a generated history', function () {
  let sandbox: RunningSandbox;
  let comprehend: medical.ComprehendMedicalClient;
  let entities: resolution.EntityResolutionClient;

  before(async () => {
    sandbox = await startSandbox({ history: { jobs: 12_000, workflows: 60, unfinished: 500 } });
    ({ comprehend, entities } = connect(sandbox));
  });
  after(async () => {
    comprehend.destroy();
    entities.destroy();
    await sandbox.stop();
  });

  it('holds 2,000 jobs of each family, newest first, in pages of 500, over four months', async () => {
    const ids = new Set<string>();
    for (const Command of lists) {
      const pages = await all(comprehend, Command);
      assert.deepEqual(
        pages.map(page => page.length),
        [500, 500, 500, 500],
      );
      const jobs = pages.flat();
      for (const { JobId: jobId } of jobs) ids.add(jobId!);
      const times = jobs.map(({ SubmitTime: time }) => time!.getTime());
      assert.deepEqual(
        times,
        times.toSorted((left, right) => right - left),
      );
      assert.ok(Date.now() - times[0]! < hourMs && Date.now() - times.at(-1)! > 119 * dayMs);
    }
    assert.equal(ids.size, 10_000);
  });

  it('has every status, messages where something went wrong, and end times that are still to come', async () => {
    const jobs = (await Promise.all(lists.map(Command => all(comprehend, Command)))).flat(2);
    const withStatus = (...statuses: string[]): Properties[] =>
      jobs.filter(({ JobStatus: status }) => statuses.includes(status!));
    assert.deepEqual([...new Set(jobs.map(({ JobStatus: status }) => status))].sort(), [
      'COMPLETED',
      'FAILED',
      'IN_PROGRESS',
      'PARTIAL_SUCCESS',
      'STOPPED',
      'STOP_REQUESTED',
      'SUBMITTED',
    ]);
    const going = withStatus('SUBMITTED', 'IN_PROGRESS', 'STOP_REQUESTED');
    assert.equal(going.length, 500);
    assert.ok(going.every(({ EndTime: end, Message: message }) => end === undefined && message === undefined));
    assert.ok(withStatus('FAILED', 'PARTIAL_SUCCESS').every(({ Message: message }) => message !== undefined));
    assert.ok(new Set(withStatus('FAILED').map(({ Message: message }) => message)).size > 2);
    assert.ok(withStatus('COMPLETED', 'STOPPED').every(({ Message: message }) => message === undefined));
    assert.ok(
      withStatus('COMPLETED', 'FAILED', 'PARTIAL_SUCCESS', 'STOPPED').every(
        ({ SubmitTime: from, EndTime: to }) => from! < to! && to!.getTime() < Date.now(),
      ),
    );
    assert.ok(withStatus('COMPLETED').length > 7_000);
    assert.ok(jobs.some(({ ExpirationTime: time }) => time!.getTime() - Date.now() < hourMs));
    assert.ok(
      jobs.some(({ JobName: name }) => name === undefined) &&
        jobs.every(({ JobName: name = 'synthetic-' }) => name.startsWith('synthetic-')),
    );
  });

  it('finds the unfinished jobs without reading the others', async () => {
    const going = (
      await Promise.all(
        (['SUBMITTED', 'IN_PROGRESS', 'STOP_REQUESTED'] as const).map(async status => {
          const pages = await all(comprehend, medical.ListPHIDetectionJobsCommand, { JobStatus: status });
          assert.ok(pages.flat().every(job => job.JobStatus === status));
          return pages.flat();
        }),
      )
    ).flat();
    assert.equal(going.length, 100);
    const best = async (input: medical.ListPHIDetectionJobsCommandInput['Filter']): Promise<number> => {
      const times: number[] = [];
      for (let call = 0; call < 5; call++) {
        const from = performance.now();
        await all(comprehend, medical.ListPHIDetectionJobsCommand, input);
        times.push(performance.now() - from);
      }
      return Math.min(...times);
    };
    const [some, every] = [await best({ JobStatus: 'IN_PROGRESS' }), await best({})];
    assert.ok(some * 2 < every, `${some.toFixed(1)} ms a list, ${every.toFixed(1)} ms for all jobs`);
  });

  it('has 60 workflows in addition to the examples, 25 per page, ordered by name, each with its jobs', async () => {
    const names: string[] = [];
    const pages: number[] = [];
    let token: string | undefined;
    do {
      const answer = await entities.send(new resolution.ListIdMappingWorkflowsCommand({ nextToken: token }));
      pages.push(answer.workflowSummaries!.length);
      names.push(...answer.workflowSummaries!.map(({ workflowName: name }) => name!));
      token = answer.nextToken;
    } while (token !== undefined);
    assert.deepEqual(pages, [25, 7]);
    assert.deepEqual([names, names.length], [[...new Set(names)].sort(), 32]);
    assert.equal(
      (await entities.send(new resolution.ListMatchingWorkflowsCommand({ nextToken: undefined }))).workflowSummaries!
        .length,
      25,
    );

    const workflowName = 'synthetic-id-mapping-001';
    const first = await entities.send(new resolution.ListIdMappingJobsCommand({ workflowName }));
    const second = await entities.send(
      new resolution.ListIdMappingJobsCommand({ workflowName, nextToken: first.nextToken }),
    );
    const jobs = [...first.jobs!, ...second.jobs!];
    assert.deepEqual(
      [first.jobs!.length, second.nextToken, jobs.length >= 33, new Set(jobs.map(({ jobId }) => jobId)).size],
      [25, undefined, true, jobs.length],
    );
    const succeeded = jobs.filter(({ status }) => status === 'SUCCEEDED');
    const [now, before] = await Promise.all(
      [succeeded[0]!, succeeded.at(-1)!].map(({ jobId }) =>
        entities.send(new resolution.GetIdMappingJobCommand({ workflowName, jobId })),
      ),
    );
    assert.ok(now!.metrics!.inputRecords! > before!.metrics!.inputRecords!);
    const { inputRecords, totalRecordsProcessed, recordsNotProcessed } = now!.metrics!;
    assert.equal(inputRecords, totalRecordsProcessed! + recordsNotProcessed!);
  });

  it('allows starting a job of a generated workflow: none of the history is active there', async () => {
    const workflowName = 'synthetic-matching-007';
    const { jobId } = await entities.send(new resolution.StartMatchingJobCommand({ workflowName }));
    finishJobs(sandbox, [jobId!]);
    const job = await entities.send(new resolution.GetMatchingJobCommand({ workflowName, jobId }));
    assert.equal(job.status, 'SUCCEEDED');
  });

  it('stops a job of the history as quickly as any other job', async () => {
    const [[job]] = (await all(comprehend, medical.ListRxNormInferenceJobsCommand, { JobStatus: 'IN_PROGRESS' })) as [
      [Properties],
    ];
    const described = async (): Promise<string | undefined> =>
      (await comprehend.send(new medical.DescribeRxNormInferenceJobCommand({ JobId: job.JobId })))
        .ComprehendMedicalAsyncJobProperties?.JobStatus;
    await comprehend.send(new medical.StopRxNormInferenceJobCommand({ JobId: job.JobId }));
    await eventually(described, status => status === 'STOPPED');
  });

  it('ends the requested jobs, one by ID or many at once, and no others', async () => {
    const goingIn = async (): Promise<string[]> =>
      (await Promise.all(lists.map(Command => all(comprehend, Command))))
        .flat(2)
        .filter(({ EndTime: end }) => end === undefined)
        .map(({ JobId: jobId }) => jobId!);
    const before = await goingIn();
    const one = before[17]!;
    finishJobs(sandbox, [one]);
    const many = finishSomeJobs(sandbox, 40);
    assert.equal(new Set([one, ...many]).size, 41);
    assert.deepEqual(
      (await goingIn()).toSorted(),
      before.filter(jobId => jobId !== one && !many.includes(jobId)).toSorted(),
    );
    assert.throws(() => {
      finishJobs(sandbox, [one]);
    }, /no unfinished job/);
  });
});

describe('sandbox: a generated history over time', function () {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-history-'));
  });
  const opened: (() => void)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) close();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is the same on every request, grows with the number, and its jobs end one after another', async () => {
    let now = Date.now();
    const account = { jobs: 120, workflows: 4, unfinished: 10, finishWithinMs: 10_000 };
    const database = Database.open(directory);
    opened.push(() => {
      database.close();
    });
    const rows = (): unknown[] => [
      ...database.all('SELECT * FROM medicalJobs ORDER BY jobId'),
      ...database.all('SELECT * FROM resolutionJobs ORDER BY jobId'),
    ];
    seedAccount(database, account, now);
    const seeded = rows();
    assert.equal(seeded.length, 120);
    seedAccount(database, account, now + 5_000);
    assert.deepEqual(rows(), seeded);
    const credentials = { accessKeyId: 'AKIASANDBOXTEST', secretAccessKey: 'secret' };
    const { server, url } = await startServer({
      database,
      credentials,
      port: 0,
      jobDurationMs: 1_000,
      clock: () => now,
      onInternalError: message => {
        throw new Error(message);
      },
    });
    const { comprehend } = connect({ url, credentials });
    opened.push(() => {
      comprehend.destroy();
      server.closeAllConnections();
      server.close();
    });
    const listed = async (): Promise<Properties[]> =>
      (await Promise.all(lists.map(Command => all(comprehend, Command)))).flat(2);
    const going = async (): Promise<number> => (await listed()).filter(({ EndTime: end }) => end === undefined).length;
    assert.equal(await going(), 10);
    now += 5_000;
    assert.equal(await going(), 5);
    now += 5_000;
    assert.equal(await going(), 0);
    const count = (await listed()).length;
    assert.equal(count, 100);
    // Removed at its ExpirationTime from the lists and Describe. Signatures carry the real time, so the job is moved,
    // not the clock.
    const { jobId } = database.get(
      "SELECT jobId FROM medicalJobs WHERE family = 'PHIDetection' ORDER BY submittedAt LIMIT 1",
    ) as { jobId: string };
    const expireIn = (ms: number): unknown =>
      database.run('UPDATE medicalJobs SET submittedAt = ? WHERE jobId = ?', now - 120 * dayMs + ms, jobId);
    expireIn(1);
    assert.equal((await listed()).length, count);
    expireIn(0);
    assert.equal((await listed()).length, count - 1);
    await assert.rejects(comprehend.send(new medical.DescribePHIDetectionJobCommand({ JobId: jobId })), {
      name: 'ResourceNotFoundException',
    });
    seedAccount(database, { ...account, jobs: 150 }, now);
    assert.equal(rows().length, 150);
  });

  it('refuses invalid numbers', () => {
    const complaint = (...args: string[]): string =>
      spawnSync(process.execPath, [sandboxEntry, '--state', directory, ...args], { input: '', encoding: 'utf8' })
        .stderr;
    assert.match(complaint('--seed-jobs', '-1'), /--seed-jobs|ambiguous/);
    assert.match(complaint('--seed-jobs', '1.5'), /--seed-jobs must be a number from 0 to 1000000, not 1.5/);
    assert.match(
      complaint('--seed-jobs', '10', '--seed-unfinished', '11'),
      /--seed-unfinished must be a number from 0 to 10, not 11/,
    );
    assert.match(complaint('--seed-finish-seconds', '0'), /--seed-finish-seconds must be a number above 0/);
  });
});
