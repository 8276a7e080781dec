import assert from 'node:assert/strict';
import fc from 'fast-check';
import { retriesOf, withoutOrphans } from '../../../src/domain/jobs/queue/retry.ts';
import type { Run } from '../../../src/domain/jobs/queue/run.ts';
import { account, entities, region, requestOf } from './fakeServices.ts';

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

  it('of a chain of 100,000 is made at once', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) =>
      runOf(`r${index}`, index === 99_999 ? {} : { after: `r${index + 1}` }),
    );
    assert.equal(withoutOrphans(chain, () => false).runs.length, chain.length);
  });
});
