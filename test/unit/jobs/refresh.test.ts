import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Job, Snapshot } from '../../../src/domain/jobs/job.ts';
import type { JobKind } from '../../../src/domain/jobs/kinds.ts';
import { type Refreshed, refresh } from '../../../src/domain/jobs/refresh.ts';
import { type Call, FakeServices, entities, idMapping, refusalOf, region, startedJob } from './fakeServices.ts';
import { FakeClock } from '../fakeClock.ts';
import { runs } from '../../runs.ts';

const clock = new FakeClock();
const now = clock.now();
const ended = ['COMPLETED', 'PARTIAL_SUCCESS', 'FAILED', 'STOPPED'];

/** A call in a few words. */
function asked({ operation, query, id }: Call): string {
  if (operation === 'describe') return `describe ${id}`;
  const by = query?.status ?? (query?.workflow === undefined ? 'time' : 'workflow');
  return query?.nextToken === undefined ? `list by ${by}` : `list by ${by}, on`;
}

function statuses({ snapshots }: Refreshed): Record<string, string> {
  return Object.fromEntries(snapshots.map(({ id, status }) => [id, status]));
}

describe('a round for Comprehend Medical', () => {
  let services: FakeServices;
  const round = (jobs: readonly Job[], kind: JobKind = entities): Promise<Refreshed> =>
    refresh({ kind, region, jobs }, services);
  const calls = (): readonly string[] => services.calls.map(asked);

  /** The given number of jobs, one second apart, oldest first; the service has all of them. */
  function jobs(count: number, status: (index: number) => string = () => 'IN_PROGRESS'): readonly Job[] {
    return Array.from({ length: count }, (_, index) => {
      const job = startedJob(entities, `j${index}`, now - (count - index) * 1_000, { status: 'SUBMITTED' });
      services.runs(job, status(index));
      return job;
    });
  }

  /** Jobs of others that are newer than ours. */
  function others(count: number, status = 'COMPLETED'): void {
    for (let index = 0; index < count; index += 1)
      services.has(entities, { id: `other${index}`, status, submittedAt: now + index });
  }

  beforeEach(() => {
    services = new FakeServices(clock);
  });

  it('asks once for a page of jobs, from before the oldest was submitted', async () => {
    const ours = jobs(400);
    const found = await round(ours);
    assert.deepEqual(calls(), ['list by time']);
    assert.ok((services.calls[0]?.query?.submittedAfter ?? now) <= now - 400_000 - 5 * 60_000);
    assert.equal(found.snapshots.length, 400);
    assert.deepEqual([found.goneIds, found.refusal], [[], undefined]);
  });

  it('asks for 500 jobs with two pages at most', async () => {
    const ours = jobs(500, index => ended[index % 4] ?? '');
    others(499);
    assert.equal((await round(ours)).snapshots.length, 500);
    assert.deepEqual(calls(), ['list by time', 'list by time, on']);
  });

  it('asks for 500 jobs by status if time would take more pages, and describes only those that left the lists', async () => {
    const ours = jobs(500, index => (index === 7 ? 'FAILED' : index % 2 === 0 ? 'SUBMITTED' : 'IN_PROGRESS'));
    others(2_000);
    const found = await round(ours);
    assert.deepEqual(calls(), [
      'list by time',
      'list by time, on',
      'list by SUBMITTED',
      'list by IN_PROGRESS',
      'describe j7',
    ]);
    assert.equal(found.snapshots.length, 500);
    assert.equal(statuses(found)['j7'], 'FAILED');
    assert.equal(found.isLong, true);
  });

  it('does not try a list by time again that was too long, and lists only statuses that the jobs can have', async () => {
    const ours = jobs(500, index => (index % 2 === 0 ? 'IN_PROGRESS' : 'STOP_REQUESTED')).map((job, index) => ({
      ...job,
      status: index % 2 === 0 ? 'IN_PROGRESS' : 'STOP_REQUESTED',
    }));
    others(2_000);
    services.move('j8', { status: 'COMPLETED' });
    const found = await refresh({ kind: entities, region, jobs: ours }, services, undefined, true);
    assert.deepEqual(calls(), ['list by IN_PROGRESS', 'list by STOP_REQUESTED', 'describe j8']);
    assert.deepEqual([found.snapshots.length, found.isLong], [500, true]);
  });

  it('reads a status over its pages, and stops when all jobs are seen', async () => {
    services.pageSize = 10;
    const ours = jobs(25, () => 'SUBMITTED');
    others(40);
    assert.equal((await round(ours)).snapshots.length, 25);
    assert.deepEqual(calls(), [
      'list by time',
      'list by time, on',
      'list by SUBMITTED',
      'list by SUBMITTED, on',
      'list by SUBMITTED, on',
    ]);
  });

  it('does not follow an endless list forever', async () => {
    const ours = jobs(3);
    services.list = (kind, where, query) => {
      services.calls.push({ operation: 'list', kind, region: where, query, at: now });
      return Promise.resolve({ ok: true, value: { jobs: [], nextToken: 'again' } });
    };
    const found = await round(ours);
    assert.deepEqual(Object.keys(statuses(found)), ['j0', 'j1', 'j2']);
    assert.ok(services.calls.length < 100, String(services.calls.length));
  });

  for (const [from, to] of [
    ['SUBMITTED', 'IN_PROGRESS'],
    ['SUBMITTED', 'COMPLETED'],
    ['IN_PROGRESS', 'STOP_REQUESTED'],
    ['STOP_REQUESTED', 'STOPPED'],
  ] as const) {
    for (const when of ['list by SUBMITTED', 'list by IN_PROGRESS', 'list by STOP_REQUESTED']) {
      it(`sees a job that goes ${from} → ${to} just before "${when}"`, async () => {
        services.pageSize = 10;
        const ours = jobs(3, () => from);
        others(40);
        services.meanwhile = call => {
          if (asked(call) === when) services.move('j1', { status: to });
        };
        const found = await round(ours);
        assert.deepEqual(Object.keys(statuses(found)).sort(), ['j0', 'j1', 'j2']);
        assert.deepEqual([found.goneIds, found.refusal], [[], undefined]);
        assert.ok([from, to].includes(statuses(found)['j1'] as typeof from));
      });
    }
  }

  it('describes a job with an unknown status', async () => {
    services.pageSize = 10;
    const ours = jobs(3, index => (index === 1 ? 'PAUSED' : 'SUBMITTED'));
    others(40);
    assert.deepEqual(statuses(await round(ours)), { j0: 'SUBMITTED', j1: 'PAUSED', j2: 'SUBMITTED' });
  });

  it('marks a job gone only if Describe does not know it', async () => {
    const ours = jobs(3);
    services.forget('j1');
    const found = await round(ours);
    assert.deepEqual(found.goneIds, ['j1']);
    assert.deepEqual(Object.keys(statuses(found)).sort(), ['j0', 'j2']);
    for (const kind of ['throttled', 'fault', 'denied', 'invalid', 'network', 'badReply', 'expired'] as const) {
      services.refusing = call => (call.operation === 'describe' ? refusalOf(kind) : undefined);
      const refused = await round(ours);
      assert.deepEqual(refused.goneIds, []);
      assert.equal(refused.refusal?.kind, kind);
      assert.equal(refused.snapshots.length, 2);
    }
  });

  it('keeps what it learned before a refusal', async () => {
    services.pageSize = 10;
    const ours = jobs(12);
    services.refusing = call => (asked(call) === 'list by time, on' ? refusalOf('throttled') : undefined);
    const found = await round(ours);
    assert.equal(found.refusal?.kind, 'throttled');
    assert.equal(found.snapshots.length, 10);
    assert.deepEqual(found.goneIds, []);
  });

  it('asks for the other jobs if one cannot be described', async () => {
    const ours = jobs(6);
    for (const id of ['j1', 'j4']) services.forget(id);
    services.refusing = call => (call.id === 'j1' ? refusalOf('invalid') : undefined);
    const found = await round(ours);
    assert.equal(found.refusal?.kind, 'invalid');
    assert.deepEqual(found.goneIds, ['j4']);
  });

  it('asks for no other job if none would be answered', async () => {
    const ours = jobs(6);
    for (const { id } of ours) services.forget(id);
    for (const kind of ['throttled', 'network', 'expired'] as const) {
      services.calls.length = 0;
      services.refusing = call => (call.operation === 'describe' ? refusalOf(kind) : undefined);
      await round(ours);
      assert.equal(services.count('describe'), 1);
    }
  });

  it('sees every job, whatever happens in between', async () => {
    const status = fc.constantFrom('SUBMITTED', 'IN_PROGRESS', 'STOP_REQUESTED', 'PAUSED', ...ended);
    const order = ['SUBMITTED', 'IN_PROGRESS', 'STOP_REQUESTED', 'PAUSED', ...ended];
    await fc.assert(
      fc.asyncProperty(
        fc.array(status, { minLength: 1, maxLength: 30 }),
        fc.nat(60),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.tuple(fc.nat(8), fc.nat(29), status), { maxLength: 20 }),
        fc.array(fc.nat(29), { maxLength: 3 }),
        async (words, strangers, pageSize, moves, forgotten) => {
          services = new FakeServices(clock);
          services.pageSize = pageSize;
          const ours = jobs(words.length, index => words[index] ?? '');
          others(strangers, 'IN_PROGRESS');
          for (const index of forgotten) services.forget(`j${index}`);
          const gone = new Set(forgotten.map(index => `j${index}`));
          const was = new Map(ours.map(({ id }, index) => [id, [words[index] ?? '']]));
          services.meanwhile = () => {
            for (const [call, index, to] of moves) {
              const seen = was.get(`j${index}`);
              if (call !== services.calls.length || seen === undefined || gone.has(`j${index}`)) continue;
              if (order.indexOf(to) <= order.indexOf(seen.at(-1) ?? '')) continue; // jobs only move forward
              services.move(`j${index}`, { status: to });
              seen.push(to);
            }
          };
          const found = await round(ours);
          assert.equal(found.refusal, undefined);
          assert.deepEqual([...found.goneIds, ...Object.keys(statuses(found))].sort(), ours.map(({ id }) => id).sort());
          assert.deepEqual(new Set(found.goneIds), new Set(ours.map(({ id }) => id).filter(id => gone.has(id))));
          for (const [id, said] of Object.entries(statuses(found)))
            assert.ok(was.get(id)?.includes(said), `${id} never was ${said}`);
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

describe('a round for Entity Resolution', () => {
  let services: FakeServices;
  const workflow = 'notes';
  const round = (ours: readonly Job[]): Promise<Refreshed> =>
    refresh({ kind: idMapping, region, workflow, jobs: ours }, services);
  const calls = (): readonly string[] => services.calls.map(asked);

  function jobs(count: number, status: string): readonly Job[] {
    return Array.from({ length: count }, (_, index) => {
      const job = startedJob(idMapping, `j${index}`, now - index * 1_000);
      services.runs(job, status);
      services.move(job.id, { metrics: { inputRecords: index } });
      return job;
    });
  }

  beforeEach(() => {
    services = new FakeServices(clock);
  });

  it('asks once for all jobs of a workflow', async () => {
    assert.equal((await round(jobs(20, 'RUNNING'))).snapshots.length, 20);
    assert.deepEqual(calls(), ['list by workflow']);
  });

  it('gets the metrics of finished jobs, once each', async () => {
    const ours = jobs(3, 'RUNNING');
    services.move('j1', { status: 'SUCCEEDED' });
    const found = await round(ours);
    assert.deepEqual(calls(), ['list by workflow', 'describe j1']);
    assert.deepEqual(found.snapshots.find(({ id }) => id === 'j1')?.metrics, { inputRecords: 1 });
    assert.equal(found.snapshots.length, 3);
  });

  it('does not consider a job finished before its metrics were requested, because they would not be requested again', async () => {
    const ours = jobs(3, 'SUCCEEDED');
    for (const kind of ['throttled', 'fault', 'expired'] as const) {
      services.refusing = call => (call.operation === 'describe' ? refusalOf(kind) : undefined);
      const found = await round(ours);
      assert.deepEqual([found.snapshots, found.goneIds, found.refusal?.kind], [[], [], kind]);
    }
    services.refusing = () => undefined;
    assert.ok((await round(ours)).snapshots.every(({ metrics }) => metrics !== undefined));
  });

  it('does not consider a job finished without its metrics if the list is refused halfway', async () => {
    const ours = jobs(40, 'SUCCEEDED');
    services.refusing = call => (asked(call) === 'list by workflow, on' ? refusalOf('throttled') : undefined);
    const found = await round(ours);
    assert.deepEqual([found.snapshots, found.refusal?.kind], [[], 'throttled']);
  });

  it('considers a job finished without metrics if nobody may read them', async () => {
    const ours = jobs(2, 'SUCCEEDED');
    for (const kind of ['denied', 'invalid', 'notFound'] as const) {
      services.refusing = call => (call.operation === 'describe' ? refusalOf(kind) : undefined);
      const found = await round(ours);
      assert.deepEqual([statuses(found), found.goneIds], [{ j0: 'SUCCEEDED', j1: 'SUCCEEDED' }, []]);
    }
  });

  it('gets a job that is too old for two pages', async () => {
    const ours = jobs(60, 'RUNNING');
    const oldest = ours.slice(-1);
    assert.deepEqual(statuses(await round(oldest)), { j59: 'RUNNING' });
    assert.deepEqual(calls(), ['list by workflow', 'list by workflow, on', 'describe j59']);
  });

  it('marks the jobs of a deleted workflow gone, and reports no failure', async () => {
    const ours = jobs(2, 'RUNNING');
    services.refusing = () => refusalOf('notFound');
    const found = await round(ours);
    assert.deepEqual([found.goneIds, found.refusal], [['j0', 'j1'], undefined]);
  });

  it('returns each job as List or Get does', async () => {
    const ours = jobs(1, 'FAILED');
    services.move('j0', { message: 'no input' });
    const [snapshot] = (await round(ours)).snapshots as readonly [Snapshot];
    assert.equal(snapshot.message, 'no input');
  });
});
