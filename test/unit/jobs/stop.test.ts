import assert from 'node:assert/strict';
import type { Job } from '../../../src/domain/jobs/job.ts';
import { stopJob } from '../../../src/domain/jobs/stop.ts';
import { FakeClock } from '../fakeClock.ts';
import { FakeServices, entities, idMapping, refusalOf, startedJob } from './fakeServices.ts';

describe('a stop', () => {
  let services: FakeServices;
  let job: Job;
  beforeEach(() => {
    const clock = new FakeClock();
    services = new FakeServices(clock);
    job = startedJob(entities, 'a', clock.now(), { status: 'IN_PROGRESS' });
    services.runs(job);
  });
  const stop = (): Promise<unknown> => stopJob(job, services).then(outcome => ({ ...outcome, ...('snapshot' in outcome ? { snapshot: outcome.snapshot?.status } : {}), ...('refusal' in outcome ? { refusal: outcome.refusal.kind } : {}) }));

  it('is one Stop and one Describe, and says what that one says', async () => {
    assert.deepEqual(await stop(), { type: 'stopping', snapshot: 'STOP_REQUESTED' });
    assert.deepEqual(services.calls.map(({ operation, id }) => [operation, id]), [['stop', 'a'], ['describe', 'a']]);
  });

  it('that was taken is believed before a description that is older, or that there is none of', async () => {
    services.meanwhile = ({ operation }) => { if (operation === 'describe') services.move('a', { status: 'IN_PROGRESS' }); };
    assert.deepEqual(await stop(), { type: 'stopping', snapshot: 'STOP_REQUESTED' });
    services.refusing = ({ operation }) => (operation === 'describe' ? refusalOf('timeout') : undefined);
    assert.deepEqual(await stop(), { type: 'stopping', snapshot: 'STOP_REQUESTED' });
  });

  it('may have been done already when it is asked for', async () => {
    services.meanwhile = ({ operation }) => { if (operation === 'describe') services.move('a', { status: 'STOPPED' }); };
    assert.deepEqual(await stop(), { type: 'stopped', snapshot: 'STOPPED' });
  });

  for (const status of ['COMPLETED', 'PARTIAL_SUCCESS', 'FAILED']) {
    it(`of a job that has ended meanwhile (${status}) is no error`, async () => {
      services.move('a', { status });
      services.refusing = ({ operation }) => (operation === 'stop' ? refusalOf('invalid', { nothingHappened: true }) : undefined);
      assert.deepEqual(await stop(), { type: 'ended', snapshot: status });
    });
  }

  it('of a job that the service does not know is told so', async () => {
    services.forget('a');
    assert.deepEqual(await stop(), { type: 'gone' });
  });

  it('that was refused is told with what the job does', async () => {
    services.refusing = ({ operation }) => (operation === 'stop' ? refusalOf('denied', { nothingHappened: true }) : undefined);
    assert.deepEqual(await stop(), { type: 'refused', refusal: 'denied', snapshot: 'IN_PROGRESS' });
  });

  it('without an answer is unclear, unless the job turns out to be stopping', async () => {
    services.refusing = ({ operation }) => (operation === 'stop' ? refusalOf('timeout') : undefined);
    assert.deepEqual(await stop(), { type: 'unclear', refusal: 'timeout', snapshot: 'IN_PROGRESS' });
    services.move('a', { status: 'STOP_REQUESTED' });
    assert.deepEqual(await stop(), { type: 'stopping', snapshot: 'STOP_REQUESTED' });
  });

  it('is not sent for a kind that has none', async () => {
    await assert.rejects(stopJob(startedJob(idMapping, 'b', 0), services));
    assert.equal(services.calls.length, 0);
  });
});
