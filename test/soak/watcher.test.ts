// A window that runs for minutes: the real SDK, watcher, store and database against the sandbox, through a proxy that
// disturbs every third request. Hundreds of jobs are started here and elsewhere, stopped and finished, and in the end
// none is lost.
import assert from 'node:assert/strict';
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Connected } from '../../src/domain/connection.ts';
import { jobKinds } from '../../src/domain/jobs/kinds.ts';
import { documentedRates, ownRate } from '../../src/domain/jobs/paced.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import type { StartOutcome } from '../../src/domain/jobs/start.ts';
import { type AwsEnvironment, isolateAws } from '../contract/awsEnvironment.ts';
import { open, valueOf } from '../contract/connections.ts';
import { type FaultProxy, startFaultProxy } from '../contract/faultProxy.ts';
import { requestFor } from '../contract/requests.ts';
import { type RunningSandbox, startSandbox } from '../contract/sandboxProcess.ts';
import { random as randomFrom } from '../unit/spec/random.ts';
import { Chaos } from './chaos.ts';
import { SoakWindow, hasEnded, jobsOfAccount, region } from './world.ts';

const soakMs = Number(process.env['SOAK_MINUTES'] ?? 10) * 60_000;
const seed = Number(process.env['SEED'] ?? 1);
/** An unclear start is looked for for three minutes, and a group that was refused often enough waits for five. */
const settleMs = 9 * 60_000;
const sampleMs = 5_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const wait = (ms: number): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, ms);
  });

describe('a window that is open for long while requests fail', function () {
  this.timeout(soakMs + settleMs + 60_000);
  const chaos = new Chaos(seed);
  const random = randomFrom(seed + 1);
  const unhandled: unknown[] = [];
  const note = (fault: unknown): void => {
    unhandled.push(fault);
  };
  const heap: number[] = [];
  const outcomes = new Map<string, StartOutcome>();
  let folder: string;
  let aws: AwsEnvironment;
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let direct: JobServices;
  let window: SoakWindow;

  before(async () => {
    process.on('unhandledRejection', note);
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-soak-'));
    aws = await isolateAws();
    // The whole history fits on the first page of each list: further pages are read only when a user asks.
    sandbox = await startSandbox({
      jobSeconds: 15,
      history: { jobs: 400, workflows: 4, unfinished: 100, finishSeconds: Math.round((soakMs / 1_000) * 0.8) },
    });
    proxy = await startFaultProxy(sandbox.url);
    const connect = async (url: string): Promise<Connected> =>
      valueOf(await open({ sandbox: true }, { url, sandbox: sandbox.credentials, limits: { answerMs: 4_000 } }));
    const connected = await connect(proxy.url);
    direct = (await connect(sandbox.url)).services;
    window = new SoakWindow(folder, connected.services, valueOf(await connected.pinned()));
    proxy.choose(chaos.choose);
  });
  after(async () => {
    window.dispose();
    await proxy.close();
    await sandbox.stop();
    await aws.restore();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.off('unhandledRejection', note);
  });

  it('runs for its time, and then knows how every job of the account has ended', async () => {
    const until = Date.now() + soakMs;
    const starting: Promise<void>[] = [];
    const medical = jobKinds.filter(({ service }) => service === 'comprehendmedical');
    let nextSample = Date.now();
    for (let turn = 0; Date.now() < until; turn += 1) {
      const mark = `soak-${turn}`;
      const kind = (turn % 8 === 0 ? jobKinds : medical)[
        Math.floor(random() * (turn % 8 === 0 ? jobKinds : medical).length)
      ]!;
      starting.push(
        window.start(kind, mark).then(outcome => {
          outcomes.set(mark, outcome);
        }),
      );
      const elsewhere = medical[turn % medical.length]!;
      if (turn % 3 === 0) await direct.start(elsewhere, region, requestFor(elsewhere, `elsewhere-${turn}`));
      if (turn % 10 === 0) starting.push(window.stopOne(random));
      if (Date.now() >= nextSample) {
        nextSample = Date.now() + sampleMs;
        // The proxy records every request, which must not affect the measurement.
        proxy.forget();
        proxy.choose(chaos.choose);
        collect();
        heap.push(process.memoryUsage().heapUsed);
      }
      await wait(500 + random() * 500);
    }
    await Promise.all(starting);

    chaos.isOn = false;
    const settleUntil = Date.now() + settleMs;
    let account = await jobsOfAccount(direct);
    const differing = (): string[] => {
      const known = new Map(window.jobs.map(({ id, status }) => [id, status]));
      return [...account].filter(([id, { status }]) => !hasEnded(status) || known.get(id) !== status).map(([id]) => id);
    };
    while ((differing().length > 0 || window.unanswered > 0) && Date.now() < settleUntil) {
      await wait(2_000);
      account = await jobsOfAccount(direct);
    }
    assert.deepEqual(differing(), [], 'jobs with an unknown end');
    assert.deepEqual(
      window.jobs.filter(({ id }) => !account.has(id)),
      [],
      'jobs that do not exist',
    );
    assert.equal(window.unanswered, 0);
  });

  it('started nothing twice, and no job that it reported as refused', async () => {
    const account = [...(await jobsOfAccount(direct)).values()];
    const known = new Map(window.jobs.map(job => [job.id, job]));
    const ended = new Map<string, number>();
    for (const { type } of outcomes.values()) ended.set(type, (ended.get(type) ?? 0) + 1);
    process.stdout.write(
      `      ${account.length} jobs; starts: ${[...ended].map(([type, count]) => `${count} ${type}`).join(', ')}; ${chaos.requests} requests, of which met: ${[...chaos.met].map(([what, count]) => `${count} ${what}`).join(', ')}\n`,
    );
    assert.ok(outcomes.size > soakMs / 2_000);
    for (const [mark, outcome] of outcomes) {
      const made = account.filter(({ name }) => name === `job ${mark}`);
      assert.ok(made.length <= 1, `${mark} was started ${made.length} times`);
      if (outcome.type === 'refused') assert.deepEqual(made, [], mark);
      // Jobs of Entity Resolution cannot be found by name.
      if (outcome.type === 'started' && outcome.job.service === 'comprehendmedical')
        assert.equal(made[0]?.id, outcome.job.id);
      // The lists may have returned it before; it is recorded as started here nevertheless.
      for (const { id } of outcome.type === 'started' ? [outcome.job] : made)
        assert.ok(known.get(id)?.intentId !== undefined, `${mark} is not known as started here`);
    }
    // With few requests, some faults may not occur.
    if (chaos.requests > 2_000)
      for (const what of [
        'reset',
        'cutOff',
        'truncate',
        'delay',
        'hang',
        'stall',
        'answer 429',
        'answer 500',
        'answer 502',
      ])
        assert.ok((chaos.met.get(what) ?? 0) > 0, `none met ${what}`);
  });

  it('left no rejection unhandled, and had no fault', () => {
    assert.deepEqual(unhandled, []);
    assert.deepEqual(window.faults, []);
  });

  it('never exceeded the documented rates', () => {
    process.stdout.write(`      most in a second: ${String(chaos.maxPerSecond)}\n`);
    for (const kind of jobKinds) {
      const { list, describe, stop, workflows } = documentedRates[kind.service];
      for (const [operation, documented] of [
        [`List${kind.family}Jobs`, list],
        [`Describe${kind.family}Job`, describe],
        [`Get${kind.family}Job`, describe],
        [`Stop${kind.family}Job`, stop],
        [`List${kind.family}Workflows`, workflows],
      ] as const) {
        const { perSecond, burst } = ownRate(documented);
        const first = chaos.maxFirstPerSecond.of(operation);
        // Requests let through within a second may arrive slightly closer together.
        assert.ok(first <= Math.ceil(perSecond + burst) + 1, `${operation}: ${first} in a second`);
        // Including the SDK's retries; for Entity Resolution, no rates are documented.
        const most = chaos.maxPerSecond.of(operation);
        if (kind.service === 'comprehendmedical')
          assert.ok(most <= documented, `${operation}: ${most} in a second, and ${documented} are documented`);
      }
    }
  });

  it('uses no more memory at the end than in the middle', () => {
    const third = Math.floor(heap.length / 3);
    const medians = [0, 1, 2].map(
      part => heap.slice(part * third, (part + 1) * third).toSorted((a, b) => a - b)[Math.floor(third / 2)]!,
    );
    process.stdout.write(
      `      heap in thirds: ${medians.map(bytes => `${(bytes / 2 ** 20).toFixed(1)} MB`).join(', ')}, ${heap.length} samples\n`,
    );
    assert.ok(medians[2]! <= medians[1]! * 1.1 + 2 * 2 ** 20, `${medians.map(Math.round).join(', ')} bytes`);
  });
});
