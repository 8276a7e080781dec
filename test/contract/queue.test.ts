// A batch in several processes with one history, against the real sandbox with its limits: faults, crashes, and who
// sends. The long one is test/soak/queue.test.ts.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobDatabase } from '../../src/machine/database.ts';
import { bound, until } from '../pace.ts';
import { runs } from '../runs.ts';
import { isolateAws } from './awsEnvironment.ts';
import { type FaultProxy, startFaultProxy } from './faultProxy.ts';
import { account, driveQueue, intervalMs, maxActiveJobs, runOf } from './queueDrive.ts';
import { openQueue, queueProgram } from './queueProcess.ts';
import { startSandbox } from './sandboxProcess.ts';

describe('the queue in processes that are killed', function () {
  this.timeout(bound(180_000));

  it('loses and doubles no run, keeps order, limits and rate', async () => {
    const seed = Number(process.env['SEED'] ?? 1);
    const result = await driveQueue({
      runs: runs(150),
      regions: 2,
      mappingEvery: 10,
      jobSeconds: 1,
      windows: 2,
      seed,
      faultPercent: 8,
      killEveryMs: 1_000,
      killShare: 0.7,
      stallMs: 3_000,
    });
    const { lost, doubled, outOfOrder, mostPerSecond, mostActive, kills, jobs } = result;
    assert.deepEqual([lost, doubled, outOfOrder], [[], [], []], `seed ${seed}`);
    assert.equal(jobs, runs(150));
    assert.ok(kills > 0);
    // The documented rate; a window's own is half of it.
    assert.ok(mostPerSecond <= 5, `${mostPerSecond} starts in a second`);
    assert.ok((mostActive['IdMapping'] ?? 0) === 1);
    for (const active of Object.values(mostActive)) assert.ok(active <= maxActiveJobs, JSON.stringify(mostActive));
  });

  it('is sent by one window, and by the other within two intervals after that one was killed', async () => {
    const [aws, script, sandbox, folder] = await Promise.all([
      isolateAws(),
      queueProgram(),
      startSandbox(),
      mkdtemp(join(tmpdir(), 'queue-')),
    ]);
    const { url, credentials } = sandbox;
    const database = join(folder, 'jobs.sqlite');
    const records = new JobDatabase(database);
    const proxies = await Promise.all([startFaultProxy(url), startFaultProxy(url)]);
    const windows = proxies.map((proxy, index) =>
      openQueue(script, { database, url: proxy.url, credentials, intervalMs, name: `w${index}` }),
    );
    const sent = (proxy: FaultProxy): readonly string[] =>
      proxy.seen.filter(({ operation }) => operation.startsWith('Start')).map(({ body }) => body);
    try {
      await Promise.all(windows.map(({ ready }) => ready));
      // Fewer in each region than may be active at once, so that nothing has to end first.
      const place = { regions: 6, mappingEvery: 10 };
      records.queue.addBatch(
        { id: 'batch', ...account, name: 'batch', createdAt: Date.now() },
        Array.from({ length: place.regions * 10 }, (_, index) => runOf(index, place, Date.now())),
      );
      const first = await until('a start', () => {
        const index = proxies.findIndex(proxy => sent(proxy).length > 0);
        return index === -1 ? undefined : { index };
      });
      const [sender, follower] = first.index === 0 ? proxies : proxies.toReversed();
      assert.ok(sender !== undefined && follower !== undefined);
      assert.deepEqual(sent(follower), [], 'one sends');
      const killedAt = Date.now();
      await windows[first.index]?.kill();
      await until('the other to send', () => sent(follower).length > 0);
      assert.ok(Date.now() - killedAt <= 2 * intervalMs + bound(2_000), `${Date.now() - killedAt} ms`);
      await until('all to be sent', () => records.queue.queuedCount(account) === 0);
      const all = [...sent(sender), ...sent(follower)];
      assert.equal(new Set(all).size, all.length, 'none is sent twice');
    } finally {
      for (const window of windows) await window.kill();
      for (const proxy of proxies) await proxy.close();
      records.dispose();
      await sandbox.stop();
      await aws.restore();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
