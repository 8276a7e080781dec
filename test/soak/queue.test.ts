// A batch of ten thousand runs in several windows that are killed at random, against the sandbox with its limits: a
// random fault for many requests. No run may be lost or started twice, the order is kept, and the window that sends
// the second half grows no more. SOAK_RUNS is the number of runs, SEED varies what happens.
import assert from 'node:assert/strict';
import { driveQueue, maxActiveJobs } from '../contract/queueDrive.ts';

const runs = Number(process.env['SOAK_RUNS'] ?? 10_000);

describe('a long batch under faults', () => {
  it(`of ${runs} runs loses none, doubles none, and keeps order, limits, rate and memory`, async () => {
    const { heap, faults, ...result } = await driveQueue({
      runs,
      regions: Math.max(2, Math.round(runs / 250)),
      mappingEvery: 40,
      windows: 3,
      jobSeconds: 5,
      seed: Number(process.env['SEED'] ?? 1),
      faultPercent: 6,
      killEveryMs: 12_000,
      killShare: 0.5,
      // Unclear starts are settled by the windows themselves.
      stallMs: 120_000,
    });
    const third = Math.floor(heap.length / 3);
    const [, middle = 0, last = 0] = [0, 1, 2].map(
      part => heap.slice(part * third, (part + 1) * third).toSorted((a, b) => a - b)[Math.floor(third / 2)],
    );
    // oxlint-disable-next-line no-console -- what a soak is run for
    console.log(
      `      ${JSON.stringify(result)}; heap in the middle and at the end: ${[middle, last].map(bytes => `${(bytes / 2 ** 20).toFixed(1)} MB`).join(', ')}, ${heap.length} samples; faults: ${JSON.stringify([...new Set(faults)])}`,
    );
    assert.deepEqual([result.lost, result.doubled, result.outOfOrder], [[], [], []]);
    assert.equal(result.jobs, runs);
    // The documented rate; a window's own is half of it.
    assert.ok(result.mostPerSecond <= 5, `${result.mostPerSecond} starts in a second`);
    assert.equal(result.mostActive['IdMapping'], 1);
    for (const active of Object.values(result.mostActive)) assert.ok(active <= maxActiveJobs);
    assert.ok(result.kills >= runs / 1_000);
    assert.ok(last <= middle * 1.1 + 2 * 2 ** 20);
  });
});
