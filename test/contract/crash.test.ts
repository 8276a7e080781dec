import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reconcileWindowMs } from '../../src/domain/jobs/intent.ts';
import { type JobKind, kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import type { StartOutcome } from '../../src/domain/jobs/start.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { longIt } from '../runs.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, valueOf } from './connections.ts';
import { type FaultProxy, startFaultProxy } from './faultProxy.ts';
import { JobWindow, specUri } from './jobWindow.ts';
import { requestFor, workflowOf } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import type { ChildOrder } from './startChild.ts';
import { type StartProcess, type StartProcesses, prepareStarts } from './startProcess.ts';

const kinds = [kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!, kindOf('entityresolution:StartIdMappingJob')!];

describe('a process that dies while starting a job', function () {
  let aws: AwsEnvironment;
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let processes: StartProcesses;
  /** Through the proxy, and directly. */
  let services: JobServices;
  let direct: JobServices;
  let folder: string;
  let database: string;
  let region: string;
  let tests = 0;
  const children: StartProcess[] = [];
  const windows: JobWindow[] = [];

  before(async () => {
    [aws, processes] = await Promise.all([isolateAws(), prepareStarts()]);
    // Long enough that Entity Resolution's only job stays active during a whole test.
    sandbox = await startSandbox({ jobSeconds: 60 });
    proxy = await startFaultProxy(sandbox.url);
    const pinned = async (url: string): Promise<JobServices> =>
      valueOf(await valueOf(await open({ sandbox: true }, { url, sandbox: sandbox.credentials })).pinned());
    [services, direct] = await Promise.all([pinned(proxy.url), pinned(sandbox.url)]);
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
    await aws.restore();
  });
  beforeEach(async () => {
    tests += 1;
    region = `eu-west-${tests}`;
    folder = await mkdtemp(join(tmpdir(), 'starts-'));
    database = join(folder, 'storage', 'jobs.sqlite');
    proxy.forget();
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(child => child.kill()));
    for (const window of windows.splice(0)) window.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const child = (kind: JobKind, more: Partial<ChildOrder> = {}): StartProcess => {
    const order = {
      database,
      url: proxy.url,
      credentials: sandbox.credentials,
      action: kind.action,
      region,
      request: requestFor(kind),
      specUri,
      ...more,
    };
    const started = processes.start(order);
    children.push(started);
    return started;
  };
  const window = (through = services): JobWindow => {
    const opened = new JobWindow(new JobDatabase(database), through);
    windows.push(opened);
    return opened;
  };
  const startName = (kind: JobKind): string => `Start${kind.family}Job`;
  const jobsAt = async (kind: JobKind): Promise<readonly string[]> =>
    valueOf(
      await direct.list(kind, region, workflowOf(kind) === undefined ? {} : { workflow: workflowOf(kind)! }),
    ).jobs.map(({ id }) => id);
  const sentTokens = (): readonly unknown[] =>
    proxy.seen
      .filter(({ operation }) => operation.startsWith('Start'))
      .map(({ body }) => (JSON.parse(body) as { ClientRequestToken?: string }).ClientRequestToken);

  /** What must hold in the end: one job in the service, one row for it here, and no unclear start. */
  const assertOneJob = async (kind: JobKind, found: JobWindow): Promise<void> => {
    const ids = await jobsAt(kind);
    assert.equal(ids.length, 1);
    assert.deepEqual(
      found.jobs.map(({ id }) => id),
      ids,
    );
    assert.deepEqual(found.openIntents, []);
    const [job] = found.jobs;
    const { name, output, workflow, role } = kind.facts(requestFor(kind));
    assert.deepEqual(
      [
        job?.action,
        job?.region,
        job?.partition,
        job?.account,
        job?.name,
        job?.workflow,
        job?.role,
        job?.specUri,
        job?.request,
      ],
      [kind.action, region, 'sandbox', '000000000000', name, workflow, role, specUri, requestFor(kind)],
    );
    assert.ok(job?.output?.startsWith(output!) === true && job.intentId !== undefined);
  };

  for (const kind of kinds) {
    // What does not depend on the token is tried with one kind in `npm test`.
    const alike = kind.repeatable ? it : longIt;
    describe(`(${kind.title})`, () => {
      const killedAt = {
        'after the service has answered': async (): Promise<void> => {
          proxy.next(startName(kind), { kind: 'hang', forward: true });
          const dying = child(kind);
          dying.go();
          await proxy.reached(startName(kind), true);
          await dying.kill();
        },
        'between the answer and its record': async (): Promise<void> => {
          const dying = child(kind, { standStill: 'answered' });
          dying.go();
          await dying.said('answered');
          await dying.kill();
        },
        'before the request has reached the service': async (): Promise<void> => {
          proxy.next(startName(kind), { kind: 'hang', forward: false });
          const dying = child(kind);
          dying.go();
          await proxy.reached(startName(kind));
          await dying.kill();
        },
        'right after the intent was written': async (): Promise<void> => {
          const dying = child(kind, { standStill: 'written' });
          dying.go();
          await dying.said('written');
          await dying.kill();
          assert.equal(proxy.count(startName(kind)), 0);
        },
      };

      for (const when of ['after the service has answered', 'between the answer and its record'] as const) {
        it(`${when}: the job is found, and none is started twice`, async () => {
          await killedAt[when]();
          const next = window();
          assert.deepEqual([next.jobs.length, next.openIntents.map(({ state }) => state)], [0, ['sending']]);
          const again = await next.start(kind, region);
          assert.equal(again.type, 'unanswered');
          await next.refresh();
          await assertOneJob(kind, next);
          assert.equal(proxy.count(startName(kind)), 1);
          // The next window has it from disk and only asks for its status.
          proxy.forget();
          const later = window();
          await later.refresh();
          await assertOneJob(kind, later);
          assert.equal(proxy.seen.filter(({ operation }) => operation.startsWith('List')).length, 1);
        });
      }

      for (const when of [
        'before the request has reached the service',
        'right after the intent was written',
      ] as const) {
        it(`${when}: the job is looked for, then given up, and can be started again`, async () => {
          await killedAt[when]();
          const next = window();
          const [intent] = next.openIntents;
          assert.equal(intent?.state, 'sending');
          next.now = intent.sentAt + reconcileWindowMs - 1;
          await next.refresh();
          assert.equal((await next.start(kind, region)).type, 'unanswered');
          assert.deepEqual([await jobsAt(kind), next.openIntents.length], [[], 1]);

          next.now = intent.sentAt + reconcileWindowMs;
          await next.refresh();
          assert.deepEqual(
            next.openIntents.map(({ state }) => state),
            ['notFound'],
          );
          const sent = proxy.count(startName(kind));
          const outcome = await next.start(kind, region);
          assert.equal(outcome.type, 'started');
          assert.equal(proxy.count(startName(kind)), sent + 1);
          await assertOneJob(kind, next);
          // The service must be able to recognize the same start.
          assert.equal(sentTokens().at(-1), kind.repeatable ? intent.id : undefined);
        });
      }

      it('with a request that arrives late, after it was started again, leaves one job', async () => {
        let release = (): void => undefined;
        proxy.next(startName(kind), {
          kind: 'delay',
          until: new Promise<void>(resolve => {
            release = resolve;
          }),
        });
        const dying = child(kind);
        dying.go();
        await proxy.reached(startName(kind));
        await dying.kill();
        const next = window(direct);
        next.now = next.openIntents[0]!.sentAt + reconcileWindowMs;
        await next.refresh();
        assert.equal((await next.start(kind, region)).type, 'started');
        release();
        await proxy.reached(startName(kind), true);
        // Comprehend Medical knows the token. Entity Resolution has no token, but its limit of one active job prevents
        // a second one.
        await assertOneJob(kind, next);
      });

      // Without a token, this cannot be detected.
      if (kind.repeatable)
        it('with a job that no list shows yet is not started twice when it is started again', async () => {
          await killedAt['after the service has answered']();
          const name = 'ComprehendMedicalAsyncJobPropertiesList';
          proxy.always(`List${kind.family}Jobs`, { kind: 'rewrite', change: answer => ({ ...answer, [name]: [] }) });
          const next = window();
          next.now = next.openIntents[0]!.sentAt + reconcileWindowMs;
          await next.refresh();
          assert.deepEqual(
            next.openIntents.map(({ state }) => state),
            ['notFound'],
          );
          assert.equal((await next.start(kind, region)).type, 'started');
          assert.equal(new Set(sentTokens()).size, 1);
          proxy.forget();
          await next.refresh();
          await assertOneJob(kind, next);
        });

      alike('while the service cannot be reached: nothing is given up, however long that takes', async () => {
        await killedAt['after the service has answered']();
        proxy.always('*', { kind: 'reset', forward: false });
        const next = window();
        next.now += 24 * 60 * 60_000;
        await next.refresh();
        assert.deepEqual(
          next.openIntents.map(({ state }) => state),
          ['sending'],
        );
        proxy.forget();
        await next.refresh();
        await assertOneJob(kind, next);
      });

      alike('with two windows that look for its job at the same time, finds it once', async () => {
        await killedAt['after the service has answered']();
        const [one, other] = [window(), window()];
        await Promise.all([one.refresh(), other.refresh()]);
        for (const each of [one, other]) {
          await each.refresh();
          await assertOneJob(kind, each);
        }
      });

      alike('and the same start at the same time in three processes is one job', async () => {
        let release = (): void => undefined;
        proxy.next(startName(kind), {
          kind: 'delay',
          until: new Promise<void>(resolve => {
            release = resolve;
          }),
        });
        window(); // creates the history, as for a connected window
        const three = [child(kind), child(kind), child(kind)];
        await Promise.all(three.map(each => each.said('ready')));
        for (const each of three) each.go();
        const outcomes: StartOutcome[] = [];
        await Promise.all(
          three.map(async each => {
            outcomes.push(await each.outcome());
            if (outcomes.length === 2) release();
          }),
        );
        assert.deepEqual(
          outcomes.map(({ type }) => type),
          ['unanswered', 'unanswered', 'started'],
        );
        assert.equal(proxy.count(startName(kind)), 1);
        await assertOneJob(kind, window());
      });

      alike(
        'and the same start while the first job is active is not sent without asking, from another process either',
        async () => {
          const [first, second] = [child(kind), child(kind)];
          await Promise.all([first.said('ready'), second.said('ready')]);
          first.go();
          const started = await first.outcome();
          assert.ok(started.type === 'started');
          second.go();
          const outcome = await second.outcome();
          assert.ok(outcome.type === 'running');
          assert.equal(outcome.job.id, started.job.id);
          assert.equal(proxy.count(startName(kind)), 1);
          const after = window();
          await assertOneJob(kind, after);
          assert.deepEqual(after.openIntents, []);
        },
      );

      alike('while the same start in another region or folder is independent', async () => {
        await killedAt['before the request has reached the service']();
        const next = window();
        assert.equal((await next.start(kind, `${region}0`)).type, 'started');
        assert.equal((await next.start(kind, region, requestFor(kind, 'other'))).type, 'started');
        assert.equal((await next.start(kind, region)).type, 'unanswered');
      });
    });
  }

  it('loses none of several starts that died, and mixes none up', async () => {
    const [medical] = [kinds[0]!];
    const start = startName(medical);
    // The first request never arrives. Neither the job next to its folder nor the job inside it may take its place.
    for (const [index, [mark, arrives]] of (
      [
        ['a', false],
        ['ab', true],
        ['a/b', true],
      ] as const
    ).entries()) {
      proxy.next(start, { kind: 'hang', forward: arrives });
      const arrived = new Set(proxy.seen);
      const dying = child(medical, {
        request: { ...requestFor(medical, mark), JobName: 'the same' },
        specUri: `file:///${mark}`,
      });
      dying.go();
      while (
        !proxy.seen.some(seen => seen.operation === start && !arrived.has(seen)) ||
        (arrives && (await jobsAt(medical)).length < index)
      )
        await new Promise(resolve => {
          setTimeout(resolve, 5);
        });
      await dying.kill();
    }
    const next = window();
    assert.equal(next.openIntents.length, 3);
    await next.refresh();
    assert.deepEqual(next.jobs.map(job => [job.specUri, job.output?.replace(/\/000000000000-.*/, '')]).sort(), [
      ['file:///a/b', 's3://example-results/out/a/b'],
      ['file:///ab', 's3://example-results/out/ab'],
    ]);
    assert.deepEqual(
      next.openIntents.map(intent => intent.specUri),
      ['file:///a'],
    );
  });
});
