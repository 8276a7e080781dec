import assert from 'node:assert/strict';
import { CallCounter } from '../../../src/domain/jobs/callCount.ts';
import { FakeClock } from '../fakeClock.ts';

const hourMs = 60 * 60_000;
const midnight = Date.UTC(2030, 0, 1);

describe('the count of calls', () => {
  let clock: FakeClock;
  let count: CallCounter;
  beforeEach(() => {
    clock = new FakeClock(midnight);
    count = new CallCounter(clock);
  });

  it('counts calls and refusals by operation and hour, newest hour first', async () => {
    count.add({ operation: 'ListPHIDetectionJobs', skipped: 2 });
    await clock.advance(hourMs - 1);
    count.add({
      operation: 'ListPHIDetectionJobs',
      refusal: 'TooManyRequestsException',
      httpStatus: 429,
      requestId: 'a-1',
    });
    count.add({ operation: 'GetMatchingJob' });
    await clock.advance(1);
    count.add({ operation: 'ListPHIDetectionJobs' });
    assert.deepEqual(count.hours, [
      { hour: midnight + hourMs, operation: 'ListPHIDetectionJobs', calls: 1, refused: 0, skipped: 0 },
      { hour: midnight, operation: 'GetMatchingJob', calls: 1, refused: 0, skipped: 0 },
      { hour: midnight, operation: 'ListPHIDetectionJobs', calls: 2, refused: 1, skipped: 2 },
    ]);
    assert.deepEqual(count.refusals, [
      {
        at: midnight + hourMs - 1,
        operation: 'ListPHIDetectionJobs',
        refusal: 'TooManyRequestsException',
        httpStatus: 429,
        requestId: 'a-1',
      },
    ]);
  });

  it('keeps two days at most, however long the window is open', async () => {
    for (let hour = 0; hour < 500; hour++) {
      count.add({ operation: 'ListPHIDetectionJobs' });
      await clock.advance(hourMs);
    }
    assert.deepEqual(
      count.hours.map(({ hour }) => hour),
      Array.from({ length: 47 }, (_, back) => midnight + (499 - back) * hourMs),
    );
    await clock.advance(60 * hourMs);
    assert.deepEqual(count.hours, []);
  });

  it('keeps the last twenty refusals, newest first', async () => {
    for (let each = 0; each < 50; each++) {
      count.add({ operation: 'ListPHIDetectionJobs', refusal: `Error${each}` });
      await clock.advance(1_000);
    }
    assert.deepEqual(
      count.refusals.map(({ refusal }) => refusal),
      Array.from({ length: 20 }, (_, back) => `Error${49 - back}`),
    );
  });

  it('drops counts that a wrong clock has recorded in the future', () => {
    clock.jump(400 * hourMs);
    count.add({ operation: 'ListPHIDetectionJobs' });
    clock.jump(-400 * hourMs);
    count.add({ operation: 'GetMatchingJob' });
    assert.deepEqual(
      count.hours.map(({ operation }) => operation),
      ['GetMatchingJob'],
    );
  });

  it('keeps only names and numbers of a call', () => {
    const call = {
      operation: 'StartPHIDetectionJob',
      refusal: 'ValidationException',
      region: 'us-east-1',
      jobId: 'job',
      message: 'patient text',
      durationMs: 3,
    };
    count.add(call);
    assert.deepEqual(Object.keys(count.refusals[0]!).sort(), ['at', 'operation', 'refusal']);
  });
});
