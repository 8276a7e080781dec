// Lists that start with empty pages, and what is on disk after a window was killed: real processes, the real SDK.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComprehendMedicalClient, ListPHIDetectionJobsCommand } from '@aws-sdk/client-comprehendmedical';
import { Discovery } from '../../src/domain/jobs/discovery.ts';
import { keyText } from '../../src/domain/jobs/job.ts';
import { jobKinds } from '../../src/domain/jobs/kinds.ts';
import { pacedServices } from '../../src/domain/jobs/paced.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { KnownAccounts } from '../../src/machine/accounts.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { allJobs } from '../unit/jobs/allJobs.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, valueOf } from './connections.ts';
import { requestFor } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { prepareStarts } from './startProcess.ts';

describe('lists that start with empty pages', function () {
  this.timeout(120_000);
  let aws: AwsEnvironment;
  let sandbox: RunningSandbox;
  let services: JobServices;
  let folder: string;
  const region = 'us-east-1';

  before(async () => {
    aws = await isolateAws();
    folder = await mkdtemp(join(tmpdir(), 'empty-'));
    sandbox = await startSandbox({ jobSeconds: 3_600, emptyPages: 2 });
    services = valueOf(
      await valueOf(await open({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials })).pinned(),
    );
  });
  after(async () => {
    await sandbox.stop();
    await aws.restore();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('are returned by the sandbox on demand: an empty page with a NextToken', async () => {
    const client = new ComprehendMedicalClient({ region, endpoint: sandbox.url, credentials: sandbox.credentials });
    const first = await client.send(new ListPHIDetectionJobsCommand({}));
    assert.deepEqual(first.ComprehendMedicalAsyncJobPropertiesList, []);
    assert.ok(first.NextToken !== undefined);
    client.destroy();
  });

  it('hide no job of any kind', async () => {
    const started = await Promise.all(
      jobKinds.map(async kind => valueOf(await services.start(kind, region, requestFor(kind))).jobId),
    );
    const records = new JobDatabase(join(folder, 'jobs.sqlite'));
    const store = new JobStore(records);
    store.select(services.identity);
    const discovery = new Discovery({ store, records, clock: systemClock });
    const { signal } = new AbortController();
    // The lists of workflows first, because they lead to further lists.
    for (let look = 0; look < 2; look += 1)
      for (const source of discovery.sources(region))
        assert.equal(await discovery.readNewer(source, pacedServices(services, systemClock), signal), undefined);
    assert.deepEqual(
      allJobs(records, services.identity)
        .map(({ id }) => id)
        .sort(),
      started.sort(),
    );
    store.dispose();
    records.dispose();
  });
});

describe('a window that was killed', function () {
  this.timeout(120_000);

  it('leaves jobs that the next window shows at once: before it connects, whoever holds the lease', async () => {
    const aws = await isolateAws();
    const folder = await mkdtemp(join(tmpdir(), 'killed-'));
    const database = join(folder, 'jobs.sqlite');
    const sandbox = await startSandbox({ jobSeconds: 3_600 });
    const processes = await prepareStarts();
    try {
      const [kind] = jobKinds;
      const child = processes.start({
        database,
        url: sandbox.url,
        credentials: sandbox.credentials,
        action: kind!.action,
        region: 'us-east-1',
        request: requestFor(kind!),
        specUri: 'file:///a',
        remember: true,
      });
      child.go();
      const outcome = await child.outcome();
      assert.ok(outcome.type === 'started');
      await child.kill();
      await sandbox.stop(); // the service no longer answers

      const records = new JobDatabase(database);
      records.lease(`sandbox/${outcome.job.account}/us-east-1`, {
        owner: 'the dead',
        rank: 1,
        now: Date.now(),
        forMs: 60_000,
      });
      const store = new JobStore(records);
      store.select(new KnownAccounts(records).of({ state: 'connecting', choice: { sandbox: true } }));
      assert.deepEqual(store.unfinished.map(keyText), [keyText(outcome.job)]);
      store.dispose();
      records.dispose();
    } finally {
      await aws.restore();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
