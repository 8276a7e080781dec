// Whatever the queue asks the database is found by an index: it asks before each start, beside the editor.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JobDatabase } from '../../../src/machine/database.ts';
import { account, entities, idMapping, intentOf, region, requestOf } from '../jobs/fakeServices.ts';
import { QueueWorld } from '../jobs/queueWorld.ts';

describe('the plans of the queue', () => {
  it('read no table and no index from end to end, and sort nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plans-'));
    const path = join(folder, 'jobs.sqlite');
    const statements = new Set<string>();
    // oxlint-disable-next-line typescript/unbound-method -- called on its object below
    const { prepare } = DatabaseSync.prototype;
    DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string) {
      statements.add(sql);
      return prepare.call(this, sql);
    };
    const world = new QueueWorld();
    const records = new JobDatabase(path);
    try {
      const { queue } = records;
      queue.addBatch(world.batch(), [
        world.run(entities, 'a'),
        world.run(idMapping, 'b', { after: 'run-a' }),
        world.run(idMapping, 'c'),
      ]);
      statements.clear();
      queue.hasQueued(account);
      queue.queuedCount(account);
      queue.queued(account, 10);
      queue.heldCount(account);
      queue.queueGroups(account);
      queue.firstInQueue(account, { region, action: entities.action });
      queue.followers(account, 10);
      queue.unseen(account, 0, 1, 10);
      queue.takeThrough(account);
      queue.countsOf('batch');
      queue.runsOf('batch', 0, 10);
      queue.batches(account);
      queue.moveRuns(['run-c'], 'run-a');
      const intent = intentOf(entities, requestOf(entities, 'a'), 1, { runId: 'run-a' });
      records.begin(intent, true);
      records.resolve({ ...intent, state: 'refused' });
      queue.updateRuns(['run-a'], run => ({ ...run, state: 'cancelled' }));
      queue.updateRuns(['run-a'], run => ({ ...run, state: 'waiting' }));
      const raw = new DatabaseSync(path);
      const asked = [...statements].filter(
        sql => /^(SELECT|UPDATE|DELETE)/.test(sql) && /\b(runs|batches)\b/.test(sql),
      );
      const slow = asked.flatMap(sql => {
        const plan = raw
          .prepare(`EXPLAIN QUERY PLAN ${sql}`)
          .all()
          .map(({ detail }) => String(detail));
        return plan
          .filter(detail => /^SCAN (?!CONSTANT ROW)|TEMP B-TREE FOR ORDER BY/.test(detail))
          .map(detail => `${detail}: ${sql}`);
      });
      raw.close();
      assert.ok(asked.length > 12);
      assert.deepEqual(slow, []);
    } finally {
      DatabaseSync.prototype.prepare = prepare;
      records.dispose();
      world.dispose();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
