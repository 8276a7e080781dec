import assert from 'node:assert/strict';
import type { Intent } from '../../../src/domain/jobs/intent.ts';
import { type StartOutcome, type StartPlan, startJob } from '../../../src/domain/jobs/start.ts';
import type { RefusalKind } from '../../../src/domain/refusal.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { FakeClock, settled } from '../fakeClock.ts';
import { FakeServices, account, entities, idMapping, refusalOf, region, requestOf } from './fakeServices.ts';
import { allJobs } from './allJobs.ts';

describe('a start', () => {
  let clock: FakeClock;
  let services: FakeServices;
  let records: JobDatabase;
  let inFlight: Set<string>;
  let ids: number;

  beforeEach(() => {
    clock = new FakeClock();
    services = new FakeServices(clock);
    records = new JobDatabase(':memory:');
    inFlight = new Set();
    ids = 0;
  });

  afterEach(() => {
    assert.equal(inFlight.size, 0);
    assert.equal(clock.pending, 0);
    records.dispose();
  });

  const planFor = (kind = entities): StartPlan => ({
    kind,
    region,
    request: requestOf(kind),
    services,
    specUri: 'file:///a',
  });
  const start = (plan = planFor(), signal?: AbortSignal): Promise<StartOutcome> =>
    startJob(plan, { records, clock, inFlight, newId: () => `id-${(ids += 1)}` }, signal);

  it('is on disk, and known to be in flight, before its request is sent; then the job is', async () => {
    let before: readonly Intent[] = [];
    services.meanwhile = () => {
      before = records.openIntents(account);
      assert.ok(inFlight.has('id-1'));
    };
    const outcome = await start();
    assert.ok(outcome.type === 'started');
    assert.deepEqual(
      before.map(({ id, state, sentAt }) => ({ id, state, sentAt })),
      [{ id: 'id-1', state: 'sending', sentAt: clock.now() }],
    );
    assert.deepEqual(allJobs(records, account), [outcome.job]);
    assert.deepEqual(
      {
        id: outcome.job.id,
        status: outcome.job.status,
        intentId: outcome.job.intentId,
        specUri: outcome.job.specUri,
        requestId: outcome.job.requestId,
      },
      { id: 'job-1', status: 'SUBMITTED', intentId: 'id-1', specUri: 'file:///a', requestId: 'request-job-1' },
    );
    assert.deepEqual(records.openIntents(account), []);
    assert.equal(services.calls[0]?.request?.['ClientRequestToken'], 'id-1');
  });

  it('of a request with variables keeps it as sent and as written; without variables, it is kept once', async () => {
    const written = { ...requestOf(entities), JobName: '${input:name}' };
    let before: readonly Intent[] = [];
    services.meanwhile = () => {
      before = records.openIntents(account);
    };
    const outcome = await start({ ...planFor(), written });
    assert.ok(outcome.type === 'started');
    assert.deepEqual([before[0]?.request, before[0]?.written], [requestOf(entities), written]);
    assert.deepEqual(
      allJobs(records, account).map(job => [job.request, job.written]),
      [[requestOf(entities), written]],
    );
    assert.ok(!JSON.stringify(services.calls).includes('${'), 'the resolved request is sent');
    const plain = await start({ ...planFor(idMapping) });
    assert.ok(plain.type === 'started' && !('written' in plain.job));
  });

  it('sends nothing if it cannot be recorded', async () => {
    records.begin = () => {
      throw new Error('disk full');
    };
    assert.equal((await start()).type, 'unwritten');
    assert.equal(services.calls.length, 0);
  });

  it('sends nothing while an identical start is unclear', async () => {
    services.delayMs = () => 1_000;
    const first = start();
    const second = await start();
    assert.ok(second.type === 'unanswered' && second.intent.id === 'id-1');
    await clock.advance(1_000);
    assert.equal((await first).type, 'started');
    assert.equal(services.count('start'), 1);
  });

  it('that certainly did nothing is refused, and can be started again', async () => {
    services.refusing = () => refusalOf('invalid', { nothingHappened: true, message: 'no' });
    assert.equal((await start()).type, 'refused');
    assert.deepEqual(records.openIntents(account), []);
    services.refusing = () => undefined;
    assert.equal((await start()).type, 'started');
  });

  for (const kind of [
    'network',
    'timeout',
    'fault',
    'badReply',
    'cancelled',
    'throttled',
  ] satisfies readonly RefusalKind[]) {
    it(`that may have arrived (${kind}) is unclear, and is sent once`, async () => {
      services.refusing = () => refusalOf(kind);
      assert.equal((await start()).type, 'unclear');
      assert.equal(services.count('start'), 1);
      assert.deepEqual(
        records.openIntents(account).map(({ state, refusal }) => [state, refusal?.kind]),
        [['unclear', kind]],
      );
      assert.equal((await start()).type, 'unanswered');
    });
  }

  it('that was throttled, and so certainly did nothing, is sent again after a growing pause, three times in all', async () => {
    services.refusing = () => refusalOf('throttled', { nothingHappened: true });
    const outcome = start();
    await clock.advance(10_000);
    assert.equal((await outcome).type, 'refused');
    const [first = 0, second = 0, third = 0] = services.calls.map(({ at }) => at);
    assert.equal(services.calls.length, 3);
    assert.ok(third - second > second - first && second > first);
    assert.equal(
      new Set(services.calls.map(({ request }) => JSON.stringify(request))).size,
      1,
      'the same token each time',
    );
  });

  it('waits as long as the service asks for, up to a limit', async () => {
    services.refusing = call =>
      call.at === services.calls[0]?.at
        ? refusalOf('throttled', { nothingHappened: true, retryAfterMs: 3_000 })
        : undefined;
    const outcome = start();
    await clock.advance(2_999);
    assert.equal(services.calls.length, 1);
    await clock.advance(1);
    assert.equal((await outcome).type, 'started');
    services.calls.length = 0;
    services.refusing = () => refusalOf('throttled', { nothingHappened: true, retryAfterMs: 1e12 });
    const patient = start({ ...planFor(), request: requestOf(entities, 'other') });
    await clock.advance(20_000);
    assert.equal((await patient).type, 'refused');
  });

  it('is not sent again after it was cancelled', async () => {
    const stop = new AbortController();
    services.refusing = () => refusalOf('throttled', { nothingHappened: true });
    const outcome = start(planFor(), stop.signal);
    await settled();
    stop.abort();
    assert.equal((await outcome).type, 'refused');
    assert.equal(services.calls.length, 1);
    services.heedsSignal = false;
    assert.equal((await start(planFor(), stop.signal)).type, 'refused');
    assert.equal(services.calls.length, 2);
  });

  it('is not sent again if the machine slept so long that another window may have given it up', async () => {
    services.refusing = call =>
      services.calls.indexOf(call) === 0 ? refusalOf('throttled', { nothingHappened: true }) : undefined;
    const outcome = start(planFor(idMapping));
    await settled();
    clock.jump(10 * 60_000);
    await clock.advance(5_000);
    assert.equal((await outcome).type, 'refused');
    assert.equal(services.calls.length, 1);
  });

  it('whose job cannot be recorded is started nevertheless, and stays to be looked for', async () => {
    const resolve = records.resolve.bind(records);
    records.resolve = () => {
      throw new Error('disk full');
    };
    const outcome = await start();
    assert.ok(outcome.type === 'started' && outcome.unrecorded instanceof Error);
    records.resolve = resolve;
    assert.deepEqual(
      records.openIntents(account).map(({ state }) => state),
      ['sending'],
    );
  });

  it('whose refusal cannot be recorded stays to be looked for', async () => {
    records.resolve = () => {
      throw new Error('disk full');
    };
    services.refusing = () => refusalOf('denied', { nothingHappened: true });
    assert.equal((await start()).type, 'refused');
    assert.deepEqual(
      records.openIntents(account).map(({ state }) => state),
      ['sending'],
    );
  });

  it('is no longer in flight if the services throw, and stays to be looked for', async () => {
    services.refusing = () => {
      throw new TypeError('a mistake');
    };
    await assert.rejects(start(), TypeError);
    assert.deepEqual(
      records.openIntents(account).map(({ state }) => state),
      ['sending'],
    );
  });
});
