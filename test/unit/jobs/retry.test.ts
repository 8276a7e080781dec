import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canBeRetried, openRetries, retriesOf, withoutOrphans } from '../../../src/domain/jobs/queue/retry.ts';
import type { Run } from '../../../src/domain/jobs/queue/run.ts';
import { resumed } from '../../../src/domain/jobs/queue/run.ts';
import { StoredRunLists } from '../../../src/machine/database/runLists.ts';
import { runs } from '../../runs.ts';
import { account, entities, idMapping, refusalOf, region, requestOf } from './fakeServices.ts';
import { QueueWorld } from './queueWorld.ts';

const runOf = (id: string, more: Partial<Run> = {}): Run => ({
  id,
  batchId: 'old',
  position: 1,
  name: id,
  ...account,
  region,
  action: entities.action,
  request: requestOf(entities, id),
  state: 'refused',
  waitsSince: 0,
  confirmed: { at: 0, by: 'arn:aws:iam::123456789012:user/me' },
  ...more,
});
const idsOf = (runs: readonly Run[]): readonly string[] => runs.map(({ id }) => id);

describe('a retry', () => {
  it('does the same work anew, and remembers nothing of how it went', () => {
    const failed = runOf('a', {
      state: 'started',
      jobId: 'job',
      tries: 3,
      mayRepeat: true,
      notBefore: 9,
      hold: { why: 'limit' },
      specUri: 'file:///a.awsjob.json',
      gitCommit: 'abc',
      written: { JobName: '${var:x}' },
      retriedBy: 'other',
    });
    const confirmed = { at: 5, by: 'arn:aws:iam::123456789012:user/you' };
    assert.deepEqual(
      retriesOf([failed], 'new', confirmed, () => 'id'),
      [
        {
          ...runOf('id', { name: 'a', request: failed.request, state: 'waiting' }),
          batchId: 'new',
          position: 0,
          waitsSince: 5,
          confirmed,
          specUri: failed.specUri,
          gitCommit: 'abc',
          written: failed.written,
        },
      ],
    );
  });

  it('keeps a chain together, in whatever order its runs are', () => {
    const chain = [runOf('c', { after: 'b', afterName: 'b' }), runOf('b', { after: 'a', afterName: 'a' }), runOf('a')];
    const { runs, orphaned } = withoutOrphans(chain, () => false);
    assert.deepEqual(idsOf(runs), ['c', 'b', 'a']);
    assert.deepEqual(orphaned, []);
    let last = 0;
    const retries = retriesOf(runs, 'new', { at: 0, by: '' }, () => `n${(last += 1)}`);
    assert.deepEqual(
      retries.map(({ id, after, afterName }) => [id, after, afterName]),
      [
        ['n1', 'n2', 'b'],
        ['n2', 'n3', 'a'],
        ['n3', undefined, undefined],
      ],
    );
  });

  it('lets a run start at once whose predecessor has succeeded meanwhile', () => {
    const { runs } = withoutOrphans([runOf('b', { state: 'blocked', after: 'a' })], id => id === 'a');
    assert.deepEqual(idsOf(runs), ['b']);
    assert.equal(retriesOf(runs, 'new', { at: 0, by: '' }, () => 'n')[0]?.after, undefined);
  });

  it('leaves out what would never get its turn: after a run that is not retried, and in a circle', () => {
    const { runs, orphaned } = withoutOrphans(
      [
        runOf('b', { after: 'canceled' }),
        runOf('c', { after: 'b' }),
        runOf('d'),
        runOf('x', { after: 'y' }),
        runOf('y', { after: 'x' }),
      ],
      () => false,
    );
    assert.deepEqual(idsOf(runs), ['d']);
    assert.deepEqual(idsOf(orphaned), ['b', 'c', 'x', 'y']);
  });

  it('has no run that comes after one outside of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ after: fc.option(fc.nat(30), { nil: undefined }), isGood: fc.boolean() }), {
          maxLength: 30,
        }),
        all => {
          const good = new Set(all.flatMap(({ isGood }, index) => (isGood ? [`r${index}`] : [])));
          const failed = all.flatMap(({ after, isGood }, index) =>
            isGood ? [] : [runOf(`r${index}`, after === undefined ? {} : { after: `r${after}` })],
          );
          const { runs, orphaned } = withoutOrphans(failed, id => good.has(id));
          assert.equal(runs.length + orphaned.length, failed.length);
          let last = 0;
          const retries = retriesOf(runs, 'new', { at: 0, by: '' }, () => `n${(last += 1)}`);
          const known = new Set(idsOf(retries));
          for (const [index, { after }] of retries.entries()) {
            const before = runs[index]?.after;
            assert.equal(after === undefined, before === undefined || good.has(before));
            assert.ok(after === undefined || known.has(after));
          }
        },
      ),
    );
  });

  it('of a chain that is longer than a stack of calls is made at once', () => {
    const length = runs(100_000);
    const chain = Array.from({ length }, (_, index) =>
      runOf(`r${index}`, index === length - 1 ? {} : { after: `r${index + 1}` }),
    );
    assert.equal(withoutOrphans(chain, () => false).runs.length, chain.length);
  });

  describe('over the history', () => {
    let world: QueueWorld;
    let lists: StoredRunLists;
    beforeEach(() => {
      world = new QueueWorld();
      lists = new StoredRunLists(world.records.queue);
    });
    afterEach(() => {
      world.dispose();
    });
    const open = (): readonly string[] => idsOf(openRetries(lists.entries('batch'), lists));

    for (const kind of [entities, idMapping])
      it(`leaves out what was never confirmed and started in its place (${kind.family})`, async () => {
        world.services.refusing = ({ operation }) => (operation === 'start' ? refusalOf('timeout') : undefined);
        world.open('window').add(world.batch(), [world.run(kind, 'a')]);
        await world.clock.advance(1_000);
        const [unclear] = world.records.openIntents(account);
        assert.ok(unclear !== undefined);
        world.records.resolve({ ...unclear, state: 'notFound' });
        assert.deepEqual(open(), ['run-a']);
        // The user starts the spec by itself.
        const { runId: _runId, ...start } = unclear;
        const begun = world.records.begin({ ...start, id: 'again', sentAt: world.clock.now() }, kind.repeatable);
        assert.ok('begun' in begun);
        const { id } = begun.begun;
        const key = { ...account, region, service: kind.service, id: 'job-again' };
        const status = kind === entities ? 'COMPLETED' : 'SUCCEEDED';
        world.records.resolve(
          { ...begun.begun, state: 'started', jobId: key.id },
          {
            ...key,
            action: kind.action,
            status,
            seenAt: world.clock.now(),
            intentId: id,
            timeline: [],
          },
        );
        assert.deepEqual(open(), []);
      });

    it('leaves out what a newer batch does again, also when that one was removed', () => {
      world.records.queue.addBatch(world.batch(), [
        world.run(entities, 'a', { state: 'refused' }),
        world.run(entities, 'b', { state: 'refused' }),
      ]);
      assert.deepEqual(open(), ['run-a', 'run-b']);
      const [first] = openRetries(lists.entries('batch'), lists);
      assert.ok(first !== undefined);
      const retries = retriesOf([first], 'newer', first.confirmed, () => 'retry');
      world.records.queue.addBatch(world.batch('newer'), retries, [first.id]);
      assert.deepEqual(open(), ['run-b']);
      world.records.queue.updateRuns(['retry'], run => ({ ...run, state: 'started' }));
      world.records.queue.removeBatches(['newer']);
      assert.equal(world.records.queue.batch('newer'), undefined);
      assert.deepEqual(open(), ['run-b']);
      world.records.queue.updateRuns(['run-b'], run => resumed(run, first.confirmed));
      assert.deepEqual(open(), []);
    });
  });

  it('is for what failed, and for nothing that the user has decided about', () => {
    const { action } = entities;
    for (const state of ['refused', 'blocked', 'notFound'] as const) assert.ok(canBeRetried({ state, action }), state);
    for (const state of ['waiting', 'asking', 'cancelled', 'dismissed', 'sending', 'unclear', 'started'] as const)
      assert.ok(!canBeRetried({ state, action }), state);
    assert.ok(canBeRetried({ state: 'started', action, status: 'FAILED' }));
    assert.ok(!canBeRetried({ state: 'started', action, status: 'COMPLETED' }));
  });
});
