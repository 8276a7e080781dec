import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Intent, reconcileWindowMs } from '../../../src/domain/jobs/intent.ts';
import type { Snapshot } from '../../../src/domain/jobs/job.ts';
import { type IntentResult, reconcile } from '../../../src/domain/jobs/reconcile.ts';
import { intentGroups } from '../../../src/domain/jobs/intentGroups.ts';
import { type Answer, answered, refused } from '../../../src/domain/refusal.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { FakeClock } from '../fakeClock.ts';
import {
  FakeServices,
  account,
  entities,
  idMapping,
  intentOf,
  matching,
  refusalOf,
  requestOf,
  startedJob,
} from './fakeServices.ts';
import { allJobs } from './allJobs.ts';
import { runs } from '../../runs.ts';

const skewMs = 5 * 60_000;

describe('an unclear start', () => {
  let clock: FakeClock;
  let services: FakeServices;
  let records: JobDatabase;
  let sentAt: number;
  let intent: Intent;

  beforeEach(() => {
    clock = new FakeClock();
    services = new FakeServices(clock);
    records = new JobDatabase(':memory:');
    sentAt = clock.now();
    intent = intentOf(entities, requestOf(entities), sentAt);
    records.begin(intent, true);
  });

  afterEach(() => {
    records.dispose();
  });

  const look = (afterMs = 0, of = intent, signal?: AbortSignal): Promise<Answer<IntentResult>> =>
    lookForOne(of, sentAt + afterMs, signal);
  const lookForOne = async (of: Intent, now: number, signal?: AbortSignal): Promise<Answer<IntentResult>> => {
    const { outcomes, refusal } = await reconcile([of], services, records, now, signal);
    return refusal === undefined ? answered(outcomes.get(of.id) ?? { pending: true }) : refused(refusal);
  };

  /** Adds a job to the service that matches the intent's request as far as the service returns it. */
  function listed(id: string, afterMs: number, more: Partial<Snapshot> = {}): void {
    const { name, input, output, role } = entities.facts(intent.request);
    assert.ok(name !== undefined && input !== undefined && output !== undefined && role !== undefined);
    services.has(entities, {
      id,
      status: 'IN_PROGRESS',
      submittedAt: sentAt + afterMs,
      name,
      input,
      role,
      output: `${output}123456789012-EntitiesDetection-${id}/`,
      ...more,
    });
  }

  async function found(of = intent): Promise<string | undefined> {
    const answer = await look(reconcileWindowMs - 1, of);
    assert.ok(answer.ok);
    return 'job' in answer.value ? answer.value.job.id : undefined;
  }

  it('does not match an older job of somebody else once the clocks are known', async () => {
    intent = { ...intent, clockOffsetMs: 120_000 };
    listed('of a colleague, before', 120_000 - 11_000);
    assert.equal(await found(), undefined);
    listed('ours', 120_000 + 200);
    assert.equal(await found(), 'ours');
  });

  for (const [when, then, now] of [
    ['at the start', 3_600_000, 0],
    ['afterwards', 0, 3_600_000],
  ] as const) {
    it(`excludes no job because of a clock that was wrong ${when}`, async () => {
      intent = { ...intent, clockOffsetMs: then };
      Object.assign(services, { clockOffsetMs: now });
      listed('ours', 200);
      assert.equal(await found(), 'ours');
    });
  }

  it('stays open while an entry of the list cannot be read, because it may be the job', async () => {
    const list = services.list.bind(services);
    services.list = async (...asked) => {
      const page = await list(...asked);
      return page.ok ? answered({ ...page.value, skipped: 1 }) : page;
    };
    const answer = await look(reconcileWindowMs);
    assert.deepEqual(answer.ok && answer.value, { pending: true });
    services.list = list;
    const whole = await look(reconcileWindowMs);
    assert.deepEqual(whole.ok && whole.value, { none: true });
  });

  it('finds its job among many, and records both', async () => {
    listed('right', 1_000);
    listed('other name', 500, { name: 'another' });
    services.has(entities, { id: 'no name', status: 'IN_PROGRESS', submittedAt: sentAt + 400 });
    listed('other input', 500, { input: 's3://in/elsewhere/' });
    listed('other output', 500, { output: 's3://out/notes2/123-EntitiesDetection-x/' });
    listed('other output, alike', 500, { output: 's3://out/notes-old/123-EntitiesDetection-x/' });
    listed('other role', 500, { role: 'arn:aws:iam::123456789012:role/Other' });
    const answer = await look(2_000);
    assert.ok(answer.ok && 'job' in answer.value);
    const { job } = answer.value;
    assert.deepEqual(
      { id: job.id, status: job.status, submittedAt: job.submittedAt, intentId: job.intentId, request: job.request },
      { id: 'right', status: 'IN_PROGRESS', submittedAt: sentAt + 1_000, intentId: intent.id, request: intent.request },
    );
    assert.deepEqual(job.timeline, [{ status: 'IN_PROGRESS', seenAt: sentAt + 2_000 }], 'the statuses that were seen');
    assert.deepEqual(allJobs(records, account), [job]);
    assert.deepEqual(records.openIntents(account), []);
    assert.equal(services.count('start'), 0);
  });

  for (const [folder, place, fits] of [
    ['s3://out/', 's3://out/123-X-j/', true],
    ['s3://out/a', 's3://out/a/123-X-j/', true],
    ['s3://out/a/', 's3://out/a/123-X-j/', true],
    ['s3://out/a/', 's3://out/a', true],
    ['s3://out/a', 's3://out/ab/123-X-j/', false],
    ['s3://out/', 's3://other/123-X-j/', false],
    ['s3://out/a/', 's3://out/b/', false],
  ] as const) {
    it(`${fits ? 'matches' : 'does not match'} a job that writes to ${place} when the request says ${folder}`, async () => {
      const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(folder) ?? [];
      const asked = intentOf(
        entities,
        { ...requestOf(entities), OutputDataConfig: { S3Bucket: bucket, S3Key: key } },
        sentAt,
        { id: 'asked' },
      );
      listed('j', 0, { output: place });
      assert.equal(await found(asked), fits ? 'j' : undefined);
    });
  }

  it('ignores what the service does not return', async () => {
    services.has(entities, { id: 'bare', status: 'SUBMITTED', submittedAt: sentAt, name: 'notes' });
    assert.equal(await found(), 'bare');
  });

  it('matches the oldest of several jobs, and the next start the next one', async () => {
    listed('later', 2_000);
    listed('first', 1_000);
    services.has(entities, { id: 'undated', status: 'SUBMITTED', name: 'notes' });
    assert.equal(await found(), 'first');
    const next = intentOf(entities, { ...requestOf(entities), KMSKey: 'k' }, sentAt + 1, { id: 'next' });
    assert.equal(await found(next), 'later');
  });

  it('never matches a job that belongs to another start', async () => {
    listed('taken', 0);
    records.resolve(
      intentOf(entities, {}, sentAt, { id: 'owner', state: 'started', jobId: 'taken' }),
      startedJob(entities, 'taken', sentAt),
    );
    assert.equal(await found(), undefined);
  });

  it('never matches a job that another start gets in the meantime', async () => {
    listed('taken', 0);
    listed('free', 1_000);
    services.meanwhile = () => {
      records.resolve(
        intentOf(entities, {}, sentAt, { id: 'owner', state: 'started', jobId: 'taken' }),
        startedJob(entities, 'taken', sentAt),
      );
    };
    assert.equal(await found(), 'free');
  });

  it('matches nothing if its own answer arrives in the meantime', async () => {
    listed('free', 0);
    services.meanwhile = () => {
      records.resolve(
        { ...intent, state: 'started', jobId: 'own' },
        startedJob(entities, 'own', sentAt, { intentId: intent.id }),
      );
    };
    assert.equal(await found(), undefined);
    assert.deepEqual(
      allJobs(records, account).map(({ id }) => id),
      ['own'],
    );
  });

  it('never matches a job older than two clocks may differ', async () => {
    listed('old', -skewMs - 1);
    assert.equal(await found(), undefined);
    listed('just', -skewMs + 1);
    assert.equal(await found(), 'just');
  });

  it('that was sent again matches the job of its first request, which the service knows by the token', async () => {
    listed('old', -3_600_000);
    assert.equal(await found({ ...intent, firstSentAt: sentAt - 3_600_000 }), 'old');
  });

  it('is not given up while the request may still be on its way', async () => {
    assert.deepEqual(await look(0), { ok: true, value: { pending: true } });
    assert.deepEqual(await look(reconcileWindowMs - 1), { ok: true, value: { pending: true } });
    assert.deepEqual(records.openIntents(account), [intent]);
    assert.deepEqual(await look(reconcileWindowMs), { ok: true, value: { none: true } });
    assert.deepEqual(records.openIntents(account), [{ ...intent, state: 'notFound' }]);
  });

  it('is not given up if the clock was set back', async () => {
    assert.deepEqual(await look(-3_600_000), { ok: true, value: { pending: true } });
  });

  it('is not given up on a refusal of any call', async () => {
    for (const kind of ['throttled', 'network', 'denied', 'expired', 'invalid', 'badReply'] as const) {
      services.refusing = () => refusalOf(kind);
      const answer = await look(reconcileWindowMs * 10);
      assert.ok(!answer.ok && answer.refusal.kind === kind);
    }
    assert.deepEqual(records.openIntents(account), [intent]);
  });

  it('is looked for on every page, and not given up while pages are unread', async () => {
    services.pageSize = 1;
    for (let index = 0; index < 30; index += 1) listed(`other${index}`, 10_000 + index, { name: 'another' });
    assert.deepEqual(await look(reconcileWindowMs * 10), { ok: true, value: { pending: true } });
    assert.equal(services.calls.length, 20);
    services.pageSize = 10;
    listed('mine', 0);
    assert.equal(await found(), 'mine');
  });

  it('does not follow an endless list forever', async () => {
    let calls = 0;
    services.list = () => {
      calls += 1;
      return Promise.resolve({ ok: true, value: { jobs: [], nextToken: 'again' } });
    };
    assert.deepEqual(await look(reconcileWindowMs * 10), { ok: true, value: { pending: true } });
    assert.ok(calls <= 20);
  });

  it('is left as it is if the search is cancelled', async () => {
    const stop = new AbortController();
    listed('mine', 0);
    services.heedsSignal = false;
    services.meanwhile = () => {
      stop.abort();
    };
    assert.deepEqual(await look(reconcileWindowMs, intent, stop.signal), { ok: true, value: { pending: true } });
    services.forget('mine');
    assert.deepEqual(await look(reconcileWindowMs, intent, stop.signal), { ok: true, value: { pending: true } });
    assert.deepEqual(records.openIntents(account), [intent]);
  });

  it('of an unknown kind is left for a version that knows it', async () => {
    assert.deepEqual(await look(reconcileWindowMs * 10, { ...intent, action: 'comprehendmedical:StartNewJob' }), {
      ok: true,
      value: { pending: true },
    });
    assert.equal(services.calls.length, 0);
  });

  it('that was refused in the meantime does not match another job', async () => {
    listed("somebody else's", 0);
    services.meanwhile = () => {
      records.resolve({ ...intent, state: 'refused' });
    };
    assert.equal(await found(), undefined);
    assert.deepEqual(allJobs(records, account), []);
  });

  describe('of Entity Resolution', () => {
    beforeEach(() => {
      intent = intentOf(idMapping, requestOf(idMapping, 'people'), sentAt);
      records.begin(intent, false);
    });

    function running(id: string, afterMs: number, more: Partial<Snapshot> = {}): void {
      services.has(idMapping, {
        id,
        status: 'RUNNING',
        workflow: 'people',
        submittedAt: sentAt + afterMs,
        output: 's3://out/people/',
        role: 'arn:aws:iam::123456789012:role/Data',
        ...more,
      });
    }

    it('compares what only Get returns', async () => {
      running('other output', 1, { output: 's3://out/else/' });
      running('other role', 2, { role: 'arn:aws:iam::123456789012:role/Other' });
      running('right', 3);
      assert.equal(await found(), 'right');
      assert.deepEqual(
        services.calls.map(({ operation, id }) => id ?? operation),
        ['list', 'other output', 'other role', 'right'],
      );
      assert.deepEqual(
        allJobs(records, account).map(({ workflow }) => workflow),
        ['people'],
      );
    });

    it('matches a job for which Get returns no more than the list', async () => {
      services.has(idMapping, { id: 'bare', status: 'QUEUED', submittedAt: sentAt });
      assert.equal(await found(), 'bare');
    });

    it('does not match a job that is too old or belongs to another start', async () => {
      running('old', -skewMs - 1);
      running('taken', 0);
      records.resolve(
        intentOf(idMapping, {}, sentAt, { id: 'owner', state: 'started', jobId: 'taken' }),
        startedJob(idMapping, 'taken', sentAt),
      );
      assert.equal(await found(), undefined);
      assert.equal(services.count('describe'), 0);
    });

    it('goes on to the next job if one disappears between List and Get', async () => {
      running('gone', 1);
      running('right', 2);
      services.refusing = call => (call.id === 'gone' ? refusalOf('notFound') : undefined);
      assert.equal(await found(), 'right');
    });

    it('is not given up if Get is refused', async () => {
      running('right', 1);
      services.refusing = call => (call.operation === 'describe' ? refusalOf('throttled') : undefined);
      const answer = await look(reconcileWindowMs * 10);
      assert.ok(!answer.ok && answer.refusal.kind === 'throttled');
      assert.deepEqual(
        records.openIntents(account).map(({ state }) => state),
        ['sending', 'sending'],
      );
    });

    it('is given up after its time if its workflow is gone', async () => {
      services.refusing = () => refusalOf('notFound');
      assert.deepEqual(await look(reconcileWindowMs - 1), { ok: true, value: { pending: true } });
      assert.deepEqual(await look(reconcileWindowMs), { ok: true, value: { none: true } });
    });

    it('is looked for only as far as a list that is newest first can contain it', async () => {
      for (let index = 0; index < 2_000; index += 1) running(`old${index}`, -skewMs - 1_000 * (index + 1));
      assert.deepEqual(await look(reconcileWindowMs), { ok: true, value: { none: true } });
      assert.equal(services.calls.length, 1);
    });

    it('is not given up on the pages of a list in another order', async () => {
      for (let index = 0; index < 2_000; index += 1) running(`old${index}`, -skewMs - 1_000 * (2_000 - index));
      const list = services.list.bind(services);
      services.list = async (...query) => {
        const answer = await list(...query);
        return answer.ok ? { ok: true, value: { ...answer.value, jobs: [...answer.value.jobs].reverse() } } : answer;
      };
      assert.deepEqual(await look(reconcileWindowMs * 10), { ok: true, value: { pending: true } });
      assert.equal(services.calls.length, 20);
    });

    it('of matching takes any new job of its workflow, because its request says no more', async () => {
      const match = intentOf(matching, { workflowName: 'people' }, sentAt, { id: 'match' });
      services.has(matching, { id: 'm', status: 'QUEUED', submittedAt: sentAt, workflow: 'people' });
      services.has(matching, { id: 'n', status: 'QUEUED', submittedAt: sentAt - 1, workflow: 'pets' });
      assert.equal(await found(match), 'm');
    });
  });

  it('and others at the same time match one job each, none twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -600_000, max: 600_000 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        async (times, count, pageSize) => {
          records = new JobDatabase(':memory:');
          services = new FakeServices(clock);
          services.pageSize = pageSize;
          times.forEach((afterMs, index) => {
            listed(`j${index}`, afterMs);
          });
          const intents = Array.from({ length: count }, (_, index) =>
            intentOf(entities, { ...requestOf(entities), KMSKey: `k${index}` }, sentAt + index, { id: `i${index}` }),
          );
          for (const each of intents) records.begin(each, true);
          const results = await Promise.all(intents.map(each => look(reconcileWindowMs, each)));
          const taken = results.flatMap(answer => (answer.ok && 'job' in answer.value ? answer.value.job.id : []));
          const fitting = times.filter(afterMs => afterMs > -skewMs + 10).length;
          assert.equal(new Set(taken).size, taken.length);
          assert.ok(taken.length >= Math.min(fitting, count), `${taken.length} of ${fitting} for ${count}`);
          assert.deepEqual(new Set(allJobs(records, account).map(({ id }) => id)), new Set(taken));
          records.dispose();
        },
      ),
      { numRuns: runs(100) },
    );
  });

  describe('among many of its group', () => {
    for (const kind of [entities, idMapping]) {
      it(`(${kind.family}) is found in one list that serves all of them, however many they are, each with its own job`, async () => {
        records.resolve({ ...intent, state: 'dismissed' });
        const many = Array.from({ length: 220 }, (_, index) =>
          intentOf(
            kind,
            {
              ...requestOf(kind),
              ...(kind.service === 'entityresolution'
                ? {
                    outputSourceConfig: [
                      { outputS3Path: `s3://out/${index}/`, roleArn: 'arn:aws:iam::123456789012:role/Data' },
                    ],
                  }
                : { JobName: `notes ${index}` }),
            },
            sentAt + index,
            { id: `many-${index}` },
          ),
        );
        for (const each of many) {
          records.begin(each, kind.repeatable);
          const { name, workflow, input, output, role } = kind.facts(each.request);
          services.has(kind, {
            id: `job-of-${each.id}`,
            status: Object.keys(kind.phases)[0]!,
            submittedAt: each.sentAt,
            ...Object.fromEntries(
              Object.entries({ name, workflow, input, output, role }).filter(([, value]) => value !== undefined),
            ),
          });
        }
        assert.equal(intentGroups(many).length, 1);
        const { outcomes, refusal } = await reconcile(many, services, records, sentAt + 1_000);
        assert.equal(refusal, undefined);
        for (const each of many)
          assert.ok(
            'job' in outcomes.get(each.id)! &&
              (outcomes.get(each.id) as { job: { id: string } }).job.id === `job-of-${each.id}`,
            each.id,
          );
        // One list, with one page or as many as its jobs fill; one Get per job if a list does not return enough.
        assert.ok(
          services.count('list') <= (kind.service === 'entityresolution' ? 9 : 1),
          String(services.count('list')),
        );
        assert.ok(
          services.count('describe') <= (kind.service === 'entityresolution' ? 220 : 0),
          String(services.count('describe')),
        );
        assert.deepEqual(records.openIntents(account), []);
      });
    }

    it('waits for no other: a job that cannot be described delays only the starts it may belong to', async () => {
      const [one, two] = [
        intentOf(idMapping, requestOf(idMapping), sentAt, { id: 'one' }),
        intentOf(idMapping, { ...requestOf(idMapping), jobType: 'BATCH' }, sentAt + 20_000, {
          id: 'two',
          clockOffsetMs: 0,
        }),
      ];
      for (const each of [one, two]) records.begin(each, false);
      services.has(idMapping, { id: 'hidden', status: 'RUNNING', submittedAt: sentAt, workflow: 'notes' });
      services.has(idMapping, {
        id: 'of-two',
        status: 'RUNNING',
        submittedAt: sentAt + 20_000,
        workflow: 'notes',
        jobType: 'BATCH',
        output: 's3://out/notes/',
      });
      services.refusing = call => (call.id === 'hidden' ? refusalOf('denied') : undefined);
      const { outcomes, refusal } = await reconcile([one, two], services, records, sentAt + 30_000);
      assert.equal(refusal?.kind, 'denied');
      assert.deepEqual(
        [...outcomes].map(([id, outcome]) => [id, 'job' in outcome && outcome.job.id]),
        [['two', 'of-two']],
      );
    });
  });
});
