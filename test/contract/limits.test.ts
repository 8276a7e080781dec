// Answers that never end or are too large: every call ends, and a start is not considered refused.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connected } from '../../src/domain/connection.ts';
import { jobKinds, kindOf } from '../../src/domain/jobs/kinds.ts';
import type { Answer } from '../../src/domain/refusal.ts';
import { bound } from '../pace.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { type ConnectionSetup, open, refusalOf, valueOf } from './connections.ts';
import { type Fault, type FaultProxy, startFaultProxy } from './faultProxy.ts';
import { requestFor, workflowOf } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { eventually } from './sandboxRequest.ts';

const region = 'eu-west-2';
const medical = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const mapping = kindOf('entityresolution:StartIdMappingJob')!;
/** The idle timeout never fires; only the deadline of the whole call can end it. */
const limits = { answerMs: 60_000, callMs: bound(1_000) };
const dripping = (forward = false): Fault => ({ kind: 'drip', forward, everyMs: 100 });

describe('a call', function () {
  this.timeout(bound(30_000));
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let aws: AwsEnvironment;

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
  });
  afterEach(async () => {
    proxy.forget();
    await aws.restore();
  });

  const keys = (): string =>
    `aws_access_key_id = ${sandbox.credentials.accessKeyId}\naws_secret_access_key = ${sandbox.credentials.secretAccessKey}\n`;
  const connect = async (more: ConnectionSetup = {}): Promise<Connected> => {
    await aws.credentials(`[clinic]\n${keys()}`);
    return valueOf(await open({ profile: 'clinic', region }, { url: proxy.url, limits, ...more }));
  };

  const calls: Readonly<Record<string, (connected: Connected) => Promise<Answer<unknown>>>> = {
    ...Object.fromEntries(
      jobKinds.flatMap(kind => {
        const workflow = workflowOf(kind);
        const where = workflow === undefined ? {} : { workflow };
        return [
          [`list of ${kind.family}`, ({ services }: Connected) => services.list(kind, region, where)],
          [
            `description of ${kind.family}`,
            ({ services }: Connected) => services.describe(kind, region, { id: '0'.repeat(32), ...where }),
          ],
          ...(kind.stoppable
            ? [[`stop of ${kind.family}`, ({ services }: Connected) => services.stop(kind, region, '0'.repeat(32))]]
            : []),
          ...(kind.service !== 'entityresolution'
            ? []
            : [[`list of workflows of ${kind.family}`, ({ services }: Connected) => services.workflows(kind, region)]]),
        ] as [string, (connected: Connected) => Promise<Answer<unknown>>][];
      }),
    ),
    'check of the account': connected => connected.pinned(),
    'list of buckets': ({ live }) => live.listBuckets(region),
    'list of a prefix': ({ live }) => live.listPrefixes(region, 'example-results', ''),
    'page of a bucket': ({ live }) => live.browse(region, 'example-results', ''),
    'measure of a prefix': ({ live }) => live.measure(region, 'example-results', ''),
    'list of workflows to choose from': ({ live }) => live.listWorkflows(mapping, region),
    'look at a workflow': ({ live }) => live.workflow(mapping, region, 'patient-id-mapping'),
    'look at a last run': ({ live }) => live.lastRun(mapping, region, 'patient-id-mapping'),
    'list of roles': ({ live }) => live.listRoles('comprehendmedical'),
    'list of keys': ({ live }) => live.listKeys(region),
  };

  describe('whose answer arrives byte by byte and never ends, ends:', () => {
    it('every kind of read', async () => {
      const connected = await connect();
      proxy.always('*', dripping());
      const refusals = await Promise.all(
        Object.entries(calls).map(async ([what, ask]) => [what, refusalOf(await ask(connected)).kind]),
      );
      assert.deepEqual(
        refusals.filter(([, kind]) => kind !== 'timeout'),
        [],
      );
      assert.ok(refusals.length >= 7 * 2 + 9);
    });

    for (const forward of [true, false]) {
      it(`a start that ${forward ? 'was carried out' : 'never arrived'} is unclear, and is one request`, async () => {
        const services = valueOf(await (await connect()).pinned());
        proxy.forget();
        proxy.always('*', dripping(forward));
        await Promise.all(
          jobKinds.map(async kind => {
            const refusal = refusalOf(await services.start(kind, region, requestFor(kind)));
            assert.deepEqual([refusal.kind, refusal.nothingHappened], ['timeout', false]);
            assert.equal(proxy.count(`Start${kind.family}Job`), 1);
          }),
        );
        assert.equal(proxy.count(), jobKinds.length);
      });
    }

    it('opening a connection', async () => {
      await aws.credentials(`[clinic]\n${keys()}`);
      proxy.always('GetCallerIdentity', dripping());
      const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url, limits }));
      assert.deepEqual([refusal.kind, refusal.nothingHappened], ['timeout', true]);
    });

    it('assuming a role', async () => {
      await aws.config(
        `[profile clinic]\nrole_arn = arn:aws:iam::000000000000:role/Clinic\nsource_profile = base\n[profile base]\n${keys()}`,
      );
      proxy.always('AssumeRole', dripping());
      const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url, limits }));
      assert.deepEqual([refusal.kind, refusal.nothingHappened], ['timeout', true]);
    });

    it("getting a container's role", async () => {
      aws.set({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${proxy.url}/role` });
      proxy.always('*', dripping());
      const refusal = refusalOf(await open({ region }, { url: proxy.url, limits }));
      assert.deepEqual([refusal.kind, refusal.nothingHappened], ['timeout', true]);
    });

    it('while the time a user takes for an MFA code does not count', async () => {
      await aws.config(
        `[profile clinic]\nrole_arn = arn:aws:iam::000000000000:role/Clinic\nsource_profile = base\nmfa_serial = arn:aws:iam::000000000000:mfa/someone\n[profile base]\n${keys()}`,
      );
      proxy.always('AssumeRole', {
        kind: 'answer',
        status: 403,
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
      });
      const refusal = refusalOf(
        await open(
          { profile: 'clinic', region },
          {
            url: proxy.url,
            limits,
            askMfaCode: () =>
              new Promise(resolve => {
                setTimeout(resolve, limits.callMs * 2, '123456');
              }),
          },
        ),
      );
      assert.equal(refusal.kind, 'denied');
    });
  });

  describe('whose answer is too large', () => {
    const large: Fault = {
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: `{"ComprehendMedicalAsyncJobPropertiesList":[${'{},'.repeat(100_000)}{}],"jobs":[]}`,
    };

    it('counts as no answer; a start is unclear', async () => {
      const connected = await connect({ limits: { maxAnswerBytes: 100_000 } });
      const services = valueOf(await connected.pinned());
      for (const kind of [medical, mapping]) {
        proxy.always('*', large);
        assert.equal(refusalOf(await services.list(kind, region, { workflow: 'patient-id-mapping' })).kind, 'badReply');
        const refusal = refusalOf(await services.start(kind, region, requestFor(kind)));
        assert.deepEqual([refusal.kind, refusal.name, refusal.nothingHappened], ['badReply', 'AnswerTooLarge', false]);
        proxy.forget();
      }
    });
  });

  describe('with a page whose entries cannot all be read', () => {
    const good = { JobId: 'a'.repeat(32), JobStatus: 'COMPLETED', SubmitTime: 1_800_000_000, JobName: null };
    const bad = [
      null,
      7,
      'text',
      [],
      { ...good, JobId: 7 },
      { ...good, SubmitTime: 'yesterday' },
      { ...good, SubmitTime: 1e300 },
      { ...good, JobName: { a: 1 } },
      { ...good, InputDataConfig: 'x' },
      { ...good, OutputDataConfig: { S3Bucket: 1 } },
      { ...good, JobStatus: ['COMPLETED'] },
    ];

    it('keeps the other entries and counts those it left out', async () => {
      const told: { operation?: string; skipped?: number }[] = [];
      const { services } = await connect({ calls: told });
      proxy.always('ListEntitiesDetectionV2Jobs', {
        kind: 'rewrite',
        change: () => ({ ComprehendMedicalAsyncJobPropertiesList: [...bad, good], NextToken: 'more' }),
      });
      const page = valueOf(await services.list(medical, region, {}));
      assert.deepEqual(
        [page.jobs.map(({ id }) => id), page.skipped, page.nextToken],
        [[good.JobId], bad.length, 'more'],
      );
      assert.equal(told.find(({ operation }) => operation === 'ListEntitiesDetectionV2Jobs')?.skipped, bad.length);
    });

    it('of either service', async () => {
      const { services } = await connect();
      const run = { jobId: 'b'.repeat(32), status: 'SUCCEEDED', startTime: 1_800_000_000 };
      proxy.always('ListIdMappingJobs', {
        kind: 'rewrite',
        change: () => ({ jobs: [{ ...run, startTime: 'soon' }, null, run] }),
      });
      const page = valueOf(await services.list(mapping, region, { workflow: 'patient-id-mapping' }));
      assert.deepEqual([page.jobs.map(({ id }) => id), page.skipped], [[run.jobId], 2]);
      proxy.always('ListIdMappingWorkflows', {
        kind: 'rewrite',
        change: () => ({
          workflowSummaries: [
            { workflowName: 'w', workflowArn: 'arn', createdAt: 1, updatedAt: 1 },
            { workflowName: 7, workflowArn: 'arn', createdAt: 1, updatedAt: 1 },
          ],
        }),
      });
      assert.deepEqual(
        valueOf(await services.workflows(mapping, region)).workflows.map(({ name }) => name),
        ['w'],
      );
    });
  });

  describe('a credential process that does not end', function () {
    if (process.platform === 'win32') return;

    it('is ended together with everything it started', async () => {
      const file = join(aws.directory, 'pids');
      await mkdir(aws.directory, { recursive: true });
      await writeFile(join(aws.directory, 'hang.sh'), `sleep 1000 &\necho $! $$ > '${file}'\nwait\n`);
      await aws.config(`[profile clinic]\ncredential_process = sh '${join(aws.directory, 'hang.sh')}'\n`);
      const refusal = refusalOf(await open({ profile: 'clinic', region }, { url: proxy.url, limits }));
      assert.equal(refusal.nothingHappened, true);
      const pids = (await readFile(file, 'utf8')).trim().split(' ').map(Number);
      assert.equal(pids.length, 2);
      await eventually(
        () => Promise.resolve(pids.filter(isAlive)),
        alive => alive.length === 0,
      );
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
