// Two processes with one history, against the real sandbox: one polls, the other follows, and the lease moves as it
// should.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import { startJob } from '../../src/domain/jobs/start.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, valueOf } from './connections.ts';
import { type FaultProxy, serviceError, startFaultProxy } from './faultProxy.ts';
import { requestFor } from './requests.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import type { Shown } from './watchChild.ts';
import { type WatchProcess, openWatch, watchProgram } from './watchProcess.ts';
import { bound, patienceMs } from '../pace.ts';

const region = 'us-east-1';
const phi = kindOf('comprehendmedical:StartPHIDetectionJob')!;
const intervalMs = 2_000;
/** What a busy machine may add to a time limit, in milliseconds. */
const slackMs = bound(2_000);

describe('two windows', function () {
  this.timeout(bound(120_000));
  let aws: AwsEnvironment;
  let sandbox: RunningSandbox;
  let script: string;
  let services: JobServices;
  let proxies: FaultProxy[];
  let folder: string;
  let windows: WatchProcess[];
  let job: string;

  before(async () => {
    [aws, script] = await Promise.all([isolateAws(), watchProgram()]);
    sandbox = await startSandbox({ jobSeconds: 3_600, history: { jobs: 60, workflows: 3 } });
    services = valueOf(
      await valueOf(await open({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials })).pinned(),
    );
  });
  after(async () => {
    await sandbox.stop();
    await aws.restore();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'windows-'));
    windows = [];
    proxies = [];
    const records = new JobDatabase(join(folder, 'jobs.sqlite'));
    const started = await startJob(
      { kind: phi, region, request: requestFor(phi, basename(folder)), services },
      { records, clock: systemClock, newId: randomUUID, inFlight: new Set() },
    );
    assert.ok(started.type === 'started');
    job = started.job.id;
    records.dispose();
  });
  afterEach(async () => {
    for (const each of windows) await each.kill();
    for (const each of proxies) await each.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Opens a window with its own proxy to the sandbox, and waits until it shows the job. */
  async function opens(name: string, visible = true): Promise<[WatchProcess, FaultProxy]> {
    const proxy = await startFaultProxy(sandbox.url);
    proxies.push(proxy);
    const window = openWatch(script, {
      database: join(folder, 'jobs.sqlite'),
      url: proxy.url,
      credentials: sandbox.credentials,
      intervalMs,
      visible,
      name,
    });
    windows.push(window);
    await window.shows('the job', shown => shown.jobs[job] !== undefined, patienceMs);
    return [window, proxy];
  }
  /** The number of polls for unfinished jobs of the kind; the lists for discovery are not counted. */
  const polls = (proxy: FaultProxy): number => proxy.count(`List${phi.family}Jobs`);
  const statusIs =
    (status: string) =>
    (shown: Shown): boolean =>
      shown.jobs[job] === status;
  /** Two windows: the first polls, the second follows. */
  async function both(visible = true): Promise<{
    readonly one: WatchProcess;
    readonly two: WatchProcess;
    readonly first: FaultProxy;
    readonly second: FaultProxy;
  }> {
    const [one, first] = await opens('one', visible);
    await isAsked(first, 'the one there is', patienceMs);
    const [two, second] = await opens('two', visible);
    await two.shows('that it follows', shown => shown.follows, patienceMs);
    return { one, two, first, second };
  }
  const isAsked = async (proxy: FaultProxy, what: string, boundMs: number, from = Date.now()): Promise<void> => {
    const before = polls(proxy);
    while (polls(proxy) === before) {
      assert.ok(Date.now() - from <= boundMs, `${what}: no call within ${boundMs} ms`);
      await setTimeout(20);
    }
  };

  it('show the same jobs while only one polls, with no more calls than a single window', async () => {
    const [one, first] = await opens('one');
    await one.shows('the jobs of the lists', ({ jobs }) => Object.keys(jobs).length > 20, patienceMs);
    await setTimeout(intervalMs);
    first.forget();
    await setTimeout(4 * intervalMs);
    const alone = first.count();
    const [two, second] = await opens('two');
    await two.shows('that it follows', shown => shown.follows, patienceMs);
    assert.deepEqual(
      second.seen.map(({ operation }) => operation),
      ['GetCallerIdentity'],
      'it has only requested its identity',
    );
    first.forget();
    second.forget();
    await setTimeout(4 * intervalMs);
    const together = first.count() + second.count();
    assert.ok(alone >= 3 && together <= alone * 1.3 + 3, `${together} calls against ${alone}`);
    assert.equal(second.count(), 0);
    assert.deepEqual(two.shown?.jobs, one.shown?.jobs);

    // Changes appear in both, although only one polls.
    valueOf(await services.stop(phi, region, job));
    await one.shows('the stop', statusIs('STOP_REQUESTED'), intervalMs * 2 + slackMs);
    await two.shows('the stop', statusIs('STOP_REQUESTED'), intervalMs + slackMs);
    assert.equal(second.count(), 0);
  });

  it('lose nothing when the polling window is killed: the other polls within two intervals', async () => {
    const { one, two, second } = await both();
    const from = Date.now();
    await one.kill();
    await isAsked(second, 'the one that is left', 2 * intervalMs + slackMs, from);
    await two.shows('that it asks', shown => !shown.follows, slackMs);
    valueOf(await services.stop(phi, region, job));
    await two.shows('the stop', statusIs('STOP_REQUESTED'), intervalMs * 1.1 + slackMs);
  });

  it('hand over at once when the polling window is closed', async () => {
    const { one, second } = await both();
    await one.close();
    await isAsked(second, 'the one that is left', intervalMs + slackMs);
  });

  it('let the visible window poll', async () => {
    const { one, two, first, second } = await both();
    one.does('hide');
    await isAsked(second, 'the one that is looked at', 2 * intervalMs + slackMs);
    await one.shows('that it follows', shown => shown.follows, 2 * intervalMs * 4);
    first.forget();
    await setTimeout(3 * intervalMs);
    assert.equal(first.count(), 0);
    two.does('hide');
    one.does('show');
    await isAsked(first, 'the one that is looked at now', 2 * intervalMs + slackMs);
  });

  it("let a window poll at once for a user's refresh", async () => {
    const { two, second } = await both();
    two.does('refresh');
    await isAsked(second, 'the one that was told to', slackMs);
    await two.shows('that it asks', shown => !shown.follows, slackMs);
  });

  it('let the other window poll when the session of the first has expired', async () => {
    const { one, two, first, second } = await both();
    first.always('*', serviceError('ExpiredTokenException', 400));
    await isAsked(second, 'the one whose session is good', 4 * intervalMs + slackMs);
    await one.shows('that it follows', shown => shown.follows, 4 * intervalMs);
    valueOf(await services.stop(phi, region, job));
    for (const each of [two, one]) await each.shows('the stop', statusIs('STOP_REQUESTED'), intervalMs * 2 + slackMs);
    const calls = first.count();
    await setTimeout(3 * intervalMs);
    assert.equal(first.count(), calls);
  });
});
