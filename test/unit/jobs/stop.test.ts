import assert from 'node:assert/strict';
import type { Job } from '../../../src/domain/jobs/job.ts';
import { stopJob, stopJobs } from '../../../src/domain/jobs/stop.ts';
import { FakeClock } from '../fakeClock.ts';
import { FakeServices, entities, idMapping, refusalOf, startedJob } from './fakeServices.ts';

describe('a stop', () => {
  let clock: FakeClock;
  let services: FakeServices;
  let job: Job;
  beforeEach(() => {
    clock = new FakeClock();
    services = new FakeServices(clock);
    job = startedJob(entities, 'a', clock.now(), { status: 'IN_PROGRESS' });
    services.runs(job);
  });
  const stop = (): Promise<unknown> =>
    stopJob(job, services, clock.now()).then(outcome => ({
      ...outcome,
      ...('snapshot' in outcome ? { snapshot: outcome.snapshot?.status } : {}),
      ...('refusal' in outcome ? { refusal: outcome.refusal.kind } : {}),
    }));

  it('is one Stop and one Describe, and returns what Describe says', async () => {
    assert.deepEqual(await stop(), { type: 'stopping', snapshot: 'STOP_REQUESTED' });
    assert.deepEqual(
      services.calls.map(({ operation, id }) => [operation, id]),
      [
        ['stop', 'a'],
        ['describe', 'a'],
      ],
    );
  });

  it('that was accepted outweighs a description that is older or missing', async () => {
    services.meanwhile = ({ operation }) => {
      if (operation === 'describe') services.move('a', { status: 'IN_PROGRESS' });
    };
    assert.deepEqual(await stop(), { type: 'stopping', snapshot: 'STOP_REQUESTED' });
    services.refusing = ({ operation }) => (operation === 'describe' ? refusalOf('timeout') : undefined);
    assert.deepEqual(await stop(), { type: 'stopping', snapshot: 'STOP_REQUESTED' });
  });

  it('may already have been done', async () => {
    services.meanwhile = ({ operation }) => {
      if (operation === 'describe') services.move('a', { status: 'STOPPED' });
    };
    assert.deepEqual(await stop(), { type: 'stopped', snapshot: 'STOPPED' });
  });

  for (const status of ['COMPLETED', 'PARTIAL_SUCCESS', 'FAILED']) {
    it(`of a job that has ended in the meantime (${status}) is no error`, async () => {
      services.move('a', { status });
      services.refusing = ({ operation }) =>
        operation === 'stop' ? refusalOf('invalid', { nothingHappened: true }) : undefined;
      assert.deepEqual(await stop(), { type: 'ended', snapshot: status });
    });
  }

  it('of a job that the service does not know says so', async () => {
    services.forget('a');
    assert.deepEqual(await stop(), { type: 'tooEarly' }, 'the service may not list it yet');
    clock.jump(11 * 60_000);
    assert.deepEqual(await stop(), { type: 'gone' });
  });

  it("of many jobs keeps to the service's rate, and ends when cancelled", async () => {
    const jobs = Array.from({ length: 40 }, (_, index) =>
      startedJob(entities, `j${index}`, clock.now(), { status: 'IN_PROGRESS' }),
    );
    for (const each of jobs) services.runs(each);
    const off = new AbortController();
    const told: string[] = [];
    const all = (async () => {
      for await (const {
        job: { id },
        outcome,
      } of stopJobs(jobs, services, clock, off.signal))
        told.push(`${id} ${outcome.type}`);
    })();
    await clock.advance(10_000);
    off.abort();
    await clock.advance(60_000);
    await all;
    const sent = services.calls.filter(({ operation }) => operation === 'stop').map(({ at }) => at);
    assert.ok(sent.length > 20 && sent.length < 40, `${sent.length}`);
    for (const from of sent)
      assert.ok(
        sent.filter(at => at >= from && at < from + 1_000).length <= 5,
        'the documented rate is five per second',
      );
    assert.equal(told.length, sent.length);
    assert.deepEqual(new Set(told.map(text => text.split(' ')[1])), new Set(['stopping']));
  });

  it("that was refused is returned with the job's status", async () => {
    services.refusing = ({ operation }) =>
      operation === 'stop' ? refusalOf('denied', { nothingHappened: true }) : undefined;
    assert.deepEqual(await stop(), { type: 'refused', refusal: 'denied', snapshot: 'IN_PROGRESS' });
  });

  it('without an answer is unclear, unless the job turns out to be stopping', async () => {
    services.refusing = ({ operation }) => (operation === 'stop' ? refusalOf('timeout') : undefined);
    assert.deepEqual(await stop(), { type: 'unclear', refusal: 'timeout', snapshot: 'IN_PROGRESS' });
    services.move('a', { status: 'STOP_REQUESTED' });
    assert.deepEqual(await stop(), { type: 'stopping', snapshot: 'STOP_REQUESTED' });
  });

  it('is not sent for a kind that has no Stop', async () => {
    await assert.rejects(stopJob(startedJob(idMapping, 'b', 0), services, 0));
    assert.equal(services.calls.length, 0);
  });
});
