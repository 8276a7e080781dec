// Which runs the page of a batch lists, over a history file of 2,000 runs, or of 10,000, and what is retried and exported of them.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvHeader } from '../../../src/domain/csv.ts';
import { exportRuns } from '../../../src/domain/jobs/queue/export.ts';
import {
  type RunEntry,
  RunTextCache,
  type RunView,
  firstRunView,
  listRuns,
} from '../../../src/domain/jobs/queue/listing.ts';
import { canBeRetried } from '../../../src/domain/jobs/queue/retry.ts';
import type { Batch } from '../../../src/domain/jobs/queue/run.ts';
import { type Stage, countStages, isUnderWay, stageOf, stages } from '../../../src/domain/jobs/queue/stage.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { StoredRunLists } from '../../../src/machine/database/runLists.ts';
import { nameOfRun, standings, storeBatch } from '../../fixtures/batches/storedBatch.ts';
import { runs } from '../../runs.ts';
import { account, entities, region } from './fakeServices.ts';

const count = runs(10_000);

describe('the runs of a batch', () => {
  let folder: string;
  let records: JobDatabase;
  let lists: StoredRunLists;
  let batch: Batch;
  const list = (view: Partial<RunView>, cache = new RunTextCache(lists)): readonly RunEntry[] =>
    listRuns(lists.entries(batch.id), { ...firstRunView, ...view }, entries => cache.of(entries));
  const ids = (view: Partial<RunView>): readonly string[] => list(view).map(({ id }) => id);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'batch-listing-'));
    records = new JobDatabase(join(folder, 'jobs.sqlite'));
    lists = new StoredRunLists(records.queue);
    batch = storeBatch(records, count);
  });
  after(() => {
    records.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('are known in order with their states and what is known of their jobs', () => {
    const entries = lists.entries(batch.id);
    assert.equal(entries.length, count);
    for (const [index, entry] of entries.entries()) {
      const [state, status] = standings[index % standings.length]!;
      assert.deepEqual([entry.id, entry.number, entry.state, entry.status], [`run-${index}`, index + 1, state, status]);
      assert.equal(entry.jobId !== undefined, status !== undefined);
      assert.equal(entry.endedAt !== undefined, status !== undefined && status !== 'IN_PROGRESS');
    }
    assert.deepEqual(lists.entries('another'), []);
  });

  it('are read in the order asked for, without those that are missing', () => {
    assert.deepEqual(
      lists.runs(['run-7', 'run-1999', 'none', 'run-0']).map(({ name }) => name),
      [nameOfRun(7), nameOfRun(1_999), nameOfRun(0)],
    );
    assert.deepEqual(lists.runs([]), []);
  });

  it('are counted as the database counts them', () => {
    const counts = countStages(lists.entries(batch.id));
    const stored = new Map<Stage, number>();
    for (const each of records.queue.countsOf(batch.id)) {
      const stage = stageOf(each);
      stored.set(stage, (stored.get(stage) ?? 0) + each.count);
    }
    assert.deepEqual(Object.fromEntries(counts), Object.fromEntries(stored));
    assert.equal(
      [...counts.values()].reduce((sum, each) => sum + each, 0),
      count,
    );
  });

  it('are filtered by each stage', () => {
    const all = stages.flatMap(stage => {
      const found = list({ stage });
      for (const entry of found) assert.equal(stageOf(entry), stage);
      return found;
    });
    assert.equal(all.length, count);
  });

  it('are found by words of their name, places, job and reason, whatever their case', () => {
    assert.deepEqual(ids({ text: 'SITE-00123' }), ['run-123']);
    assert.deepEqual(ids({ text: '  s3://in/site-00123/  ' }), ['run-123']);
    assert.deepEqual(ids({ text: 'job-1329' }), []);
    assert.deepEqual(ids({ text: 'job-1320' }), ['run-1320']);
    assert.equal(ids({ text: 'not AUTHORIZED' }).length, count / 10);
    assert.deepEqual(ids({ text: 'authorized site-00015' }), ['run-15']);
    assert.equal(ids({ text: 'id mapping' }).length, count / 20);
    assert.deepEqual(ids({ text: 'nowhere' }), []);
  });

  it('are found by what they say now', () => {
    const cache = new RunTextCache(lists);
    assert.deepEqual(list({ text: 'the moon' }, cache), []);
    records.queue.updateRuns(['run-9'], run => ({ ...run, state: 'asking', hold: { why: 'check', text: 'The moon' } }));
    assert.deepEqual(
      list({ text: 'the moon' }, cache).map(({ id }) => id),
      ['run-9'],
    );
    records.queue.updateRuns(['run-9'], ({ hold: _hold, ...run }) => ({ ...run, state: 'waiting' }));
  });

  it('are sorted by each column in both directions, with what has no value last', () => {
    for (const order of ['name', 'number', 'kind', 'source', 'state', 'job', 'submitted', 'ended'] as const) {
      const up = list({ order });
      const down = list({ order, isDescending: true });
      assert.equal(new Set(up.map(({ id }) => id)).size, count, order);
      assert.equal(new Set(down.map(({ id }) => id)).size, count, order);
      if (order === 'submitted' || order === 'ended' || order === 'job') {
        const valueOf = (entry: RunEntry): unknown => (order === 'job' ? entry.jobId : entry[`${order}At`]);
        const known = up.filter(entry => valueOf(entry) !== undefined).length;
        for (const sorted of [up, down])
          assert.ok(
            sorted.slice(0, known).every(entry => valueOf(entry) !== undefined),
            order,
          );
        assert.equal(up[0]?.id, down[known - 1]?.id, order);
      }
    }
    assert.deepEqual(ids({ order: 'number', isDescending: true }).slice(0, 2), [
      `run-${count - 1}`,
      `run-${count - 2}`,
    ]);
    assert.deepEqual(ids({ order: 'state' }).slice(0, 2), ['run-9', 'run-19']);
  });

  it('are moved together, in the order given', () => {
    records.queue.moveRuns(['run-29', 'run-19', 'run-2'], 'run-0');
    // What does not wait stays.
    assert.deepEqual(ids({}).slice(0, 4), ['run-29', 'run-19', 'run-0', 'run-1']);
    records.queue.moveRuns(['run-19'], 'run-20');
    records.queue.moveRuns(['run-29'], 'run-30');
    assert.deepEqual(
      ids({}),
      Array.from({ length: count }, (_, index) => `run-${index}`),
    );
  });

  it('are retried if they failed, were refused or blocked', () => {
    assert.deepEqual(
      lists
        .entries(batch.id)
        .slice(0, 10)
        .filter(canBeRetried)
        .map(({ id }) => id),
      ['run-2', 'run-5', 'run-6'],
    );
    assert.ok(canBeRetried({ state: 'notFound', action: entities.action }));
    // A job that was removed from the history may have succeeded.
    assert.ok(!canBeRetried({ state: 'started', action: entities.action }));
  });

  it('are under way until nothing more comes of them', () => {
    assert.deepEqual(stages.filter(isUnderWay), ['waiting', 'held', 'starting', 'running']);
    const status = { started: 'A_NEW_STATUS' };
    assert.equal(stageOf({ state: 'started', action: entities.action, status: status.started }), 'running');
  });

  it('are exported in pieces, without what may contain data', () => {
    const entries = list({});
    const pieces = [...exportRuns(batch, entries, lists, key => records.job(key), 'csv')];
    assert.ok(pieces.length >= count / 1_000);
    const text = pieces.join('');
    const lines = text.split('\r\n');
    assert.equal(lines.length, count + 2);
    assert.ok(text.startsWith(csvHeader(['batch', 'run', 'name']).trimEnd()));
    assert.match(lines[3] ?? '', /^2026-q3,3,site-00002,.*,failed,started,,,job-2,FAILED,/);
    assert.match(lines[6] ?? '', /,refused,refused,,AccessDeniedException,,,/);
    for (const said of ['Not authorized', 'The role cannot read', 'The bucket cannot be read', 'DataAccessRoleArn'])
      assert.ok(!text.includes(said), said);
    const json: unknown = JSON.parse(
      [...exportRuns(batch, entries.slice(0, 3), lists, key => records.job(key), 'json')].join(''),
    );
    assert.ok(Array.isArray(json));
    assert.deepEqual(
      [json.length, (json[2] as Record<string, unknown>)['jobStatus'], (json[2] as Record<string, unknown>)['region']],
      [3, 'FAILED', region],
    );
  });

  it('of a job that was removed from the history say so, and keep nothing of it', () => {
    const key = { ...account, region, service: entities.service, id: 'job-0' };
    records.remove([key]);
    assert.equal(stageOf(lists.entries(batch.id)[0]!), 'removed');
  });
});
