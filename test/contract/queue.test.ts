// A batch in several processes with one history, against the real sandbox with its limits: faults, crashes, and who
// sends. The long one is test/soak/queue.test.ts.
import assert from 'node:assert/strict';
import { bound } from '../pace.ts';
import { driveQueue, maxActiveJobs } from './queueDrive.ts';

describe('the queue in processes that are killed', function () {
  this.timeout(bound(180_000));

  it('loses and doubles no run, keeps order, limits and rate', async () => {
    const seed = Number(process.env['SEED'] ?? 1);
    const result = await driveQueue({
      runs: 60,
      regions: 2,
      jobSeconds: 2,
      windows: 2,
      seed,
      faultPercent: 8,
      killEveryMs: 1_500,
      killShare: 0.7,
      stallMs: 4_000,
    });
    const { lost, doubled, outOfOrder, mostPerSecond, mostActive, kills, jobs } = result;
    assert.deepEqual([lost, doubled, outOfOrder], [[], [], []], `seed ${seed}`);
    assert.equal(jobs, 60);
    assert.ok(kills > 0);
    // The documented rate; a window's own is half of it.
    assert.ok(mostPerSecond <= 5, `${mostPerSecond} starts in a second`);
    assert.ok((mostActive['IdMapping'] ?? 0) === 1);
    for (const active of Object.values(mostActive)) assert.ok(active <= maxActiveJobs, JSON.stringify(mostActive));
  });
});
