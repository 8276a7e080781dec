// The other operations of the services: stopping a job, and listing the workflows that have jobs.
import assert from 'node:assert/strict';
import { type JobKind, type MedicalKind, kindOf, medicalKinds } from '../../src/domain/jobs/kinds.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { isPassing, type Answer } from '../../src/domain/refusal.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type FaultProxy, htmlPage, serviceError, startFaultProxy } from './faultProxy.ts';
import { requestFor } from './requests.ts';
import { finishJobs } from './sandboxJobs.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { eventually } from './sandboxRequest.ts';

const region = 'us-east-1';

describe('job services: stop and workflows', function () {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let aws: AwsEnvironment;
  let services: JobServices;
  const calls: { operation: string; jobId?: string; refusal?: string; requestId?: string }[] = [];

  before(async () => {
    aws = await isolateAws();
    // Stopping takes a tenth of a job's time.
    sandbox = await startSandbox({ jobSeconds: 10, history: { jobs: 0, workflows: 60 } });
    proxy = await startFaultProxy(sandbox.url);
    services = valueOf(
      await valueOf(await open({ sandbox: true }, { url: proxy.url, sandbox: sandbox.credentials, calls })).pinned(),
    );
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
    await aws.restore();
  });
  beforeEach(() => {
    proxy.forget();
    calls.length = 0;
  });

  const stoppable = medicalKinds;
  const one = kindOf('comprehendmedical:StartRxNormInferenceJob')!;
  const start = async (kind: JobKind): Promise<string> =>
    valueOf(await services.start(kind, region, requestFor(kind))).jobId;
  const stop = (kind: MedicalKind, id: string, signal?: AbortSignal): Promise<Answer<undefined>> =>
    services.stop(kind, region, id, signal);
  const statusOf = async (kind: JobKind, id: string): Promise<string> =>
    valueOf(await services.describe(kind, region, { id })).status;

  describe('a stop', () => {
    it('exists only for the five kinds of Comprehend Medical', () => {
      assert.deepEqual(
        stoppable.map(({ service }) => service),
        Array.from({ length: 5 }, () => 'comprehendmedical'),
      );
    });

    for (const kind of stoppable) {
      it(`${kind.title}: is accepted, is accepted again, and then the job has stopped`, async () => {
        const id = await start(kind);
        const other = await start(kind);
        proxy.forget();
        calls.length = 0;
        const first = await stop(kind, id);
        assert.ok(first.ok);
        assert.deepEqual(
          proxy.seen.map(({ operation, body }) => [operation, body]),
          [[`Stop${kind.family}Job`, JSON.stringify({ JobId: id })]],
        );
        assert.deepEqual(
          calls.map(({ operation, jobId, requestId }) => [operation, jobId, requestId]),
          [[`Stop${kind.family}Job`, id, first.requestId]],
        );
        assert.equal(await statusOf(kind, id), 'STOP_REQUESTED');
        valueOf(await stop(kind, id));
        await eventually(
          () => statusOf(kind, id),
          status => status === 'STOPPED',
        );
        assert.notEqual(await statusOf(kind, other), 'STOPPED');
        assert.ok((await stop(kind, id)).ok, 'a stopped job can be stopped again');
        assert.equal(await statusOf(kind, id), 'STOPPED');
      });
    }

    it('of a job that has finished or belongs to another family is refused by name', async () => {
      const id = await start(one);
      assert.deepEqual(nameOf(await stop(kindOf('comprehendmedical:StartPHIDetectionJob')!, id)), [
        'notFound',
        'ResourceNotFoundException',
      ]);
      finishJobs(sandbox, [id]);
      const refusal = refusalOf(await stop(one, id));
      assert.deepEqual(
        [refusal.kind, refusal.name, refusal.nothingHappened, refusal.operation],
        ['invalid', 'InvalidRequestException', true, 'StopRxNormInferenceJob'],
      );
      assert.match(refusal.message, /has ended with status COMPLETED/);
      assert.equal(await statusOf(one, id), 'COMPLETED');
    });

    it('that is denied is sent once', async () => {
      const id = await start(one);
      proxy.forget();
      proxy.always('StopRxNormInferenceJob', serviceError('AccessDeniedException', 400));
      assert.deepEqual(nameOf(await stop(one, id)), ['denied', 'AccessDeniedException']);
      assert.equal(proxy.count(), 1);
      assert.match(await statusOf(one, id), /SUBMITTED|IN_PROGRESS/);
    });

    it('is retried if it is throttled or its answer is lost, because a second stop is harmless', async () => {
      for (const fault of [
        serviceError('TooManyRequestsException', 429),
        { kind: 'reset', forward: true },
        { kind: 'reset', forward: false },
        serviceError('InternalServerException', 500),
      ] as const) {
        const id = await start(one);
        proxy.forget();
        proxy.next('StopRxNormInferenceJob', fault);
        valueOf(await stop(one, id));
        assert.equal(proxy.count(), 2);
        assert.equal(await statusOf(one, id), 'STOP_REQUESTED');
      }
    });

    it('that is throttled repeatedly says so, and how long to wait', async () => {
      const id = await start(one);
      proxy.forget();
      proxy.always('StopRxNormInferenceJob', serviceError('TooManyRequestsException', 429, { 'retry-after': '1' }));
      const refusal = refusalOf(await stop(one, id));
      assert.deepEqual([refusal.kind, refusal.retryAfterMs, isPassing(refusal)], ['throttled', 1_000, true]);
      assert.equal(proxy.count(), 3);
    });

    it('is not a success if its answer is incomplete or it is cancelled', async () => {
      const id = await start(one);
      for (const fault of [htmlPage(200), { kind: 'answer', status: 200, body: '{}' }] as const) {
        proxy.always('StopRxNormInferenceJob', fault);
        assert.equal(refusalOf(await stop(one, id)).kind, 'badReply');
      }
      proxy.forget();
      proxy.always('StopRxNormInferenceJob', { kind: 'hang', forward: false });
      const calling = new AbortController();
      const answer = stop(one, id, calling.signal);
      await proxy.reached('StopRxNormInferenceJob');
      calling.abort();
      assert.equal(refusalOf(await answer).kind, 'cancelled');
      assert.match(await statusOf(one, id), /SUBMITTED|IN_PROGRESS/);
    });
  });

  describe('listing workflows', () => {
    for (const [action, examples] of [
      ['entityresolution:StartIdMappingJob', 2],
      ['entityresolution:StartMatchingJob', 1],
    ] as const) {
      const kind = kindOf(action)!;
      it(`${kind.title}: returns all of them, 25 per page, each with its jobs`, async () => {
        const names: string[] = [];
        const sizes: number[] = [];
        let token: string | undefined;
        do {
          const page = valueOf(await services.workflows(kind, region, token));
          sizes.push(page.workflows.length);
          names.push(...page.workflows.map(({ name }) => name));
          assert.ok(page.workflows.every(({ updatedAt }) => typeof updatedAt === 'number'));
          token = page.nextToken;
        } while (token !== undefined);
        assert.deepEqual(sizes, [25, 5 + examples]);
        assert.equal(new Set(names).size, 30 + examples);
        assert.deepEqual(
          proxy.seen.map(({ operation }) => operation),
          Array.from({ length: 2 }, () => `List${kind.family}Workflows`),
        );
        assert.ok(proxy.seen.every(({ path }) => path.includes('maxResults=25')));
        assert.deepEqual(valueOf(await services.list(kind, region, { workflow: names.at(-1)! })).jobs, []);
      });

      it(`${kind.title}: is a refusal, not an empty list`, async () => {
        const operation = `List${kind.family}Workflows`;
        proxy.always(operation, serviceError('AccessDeniedException', 403));
        assert.deepEqual(nameOf(await services.workflows(kind, region)), ['denied', 'AccessDeniedException']);
        assert.equal(proxy.count(), 1);
        proxy.always(operation, serviceError('ThrottlingException', 429));
        assert.deepEqual(nameOf(await services.workflows(kind, region)), ['throttled', 'ThrottlingException']);
        assert.equal(proxy.count(), 4);
        for (const fault of [
          htmlPage(200),
          htmlPage(502),
          { kind: 'answer', status: 200, body: '{}' },
          { kind: 'truncate' },
        ] as const) {
          proxy.always(operation, fault);
          assert.equal(refusalOf(await services.workflows(kind, region)).kind, 'badReply');
        }
        assert.deepEqual(nameOf(await services.workflows(kind, region, 'of-another-list')), [
          'badReply',
          'SyntaxError',
        ]);
        proxy.forget();
        assert.deepEqual(nameOf(await services.workflows(kind, region, 'of-another-list')), [
          'invalid',
          'ValidationException',
        ]);
      });

      it(`${kind.title}: leaves out entries without a name, and keeps the rest`, async () => {
        proxy.always('*', {
          kind: 'rewrite',
          change: answer => ({
            ...answer,
            workflowSummaries: [{}, { workflowName: 'kept' }, { workflowArn: 'arn:aws:x' }],
          }),
        });
        assert.deepEqual(valueOf(await services.workflows(kind, region)).workflows, [{ name: 'kept' }]);
        proxy.always('*', { kind: 'rewrite', change: ({ nextToken }) => ({ nextToken }) });
        // An answer with the service's request ID but without a list is the service's: there are no workflows, and it
        // is not refused.
        assert.deepEqual(valueOf(await services.workflows(kind, region)).workflows, []);
      });
    }
  });
});

function nameOf(answer: Answer<unknown>): [kind: string, name: string] {
  const { kind, name } = refusalOf(answer);
  return [kind, name];
}
