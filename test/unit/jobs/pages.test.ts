// An empty page with a NextToken is not the end of a list, wherever a list is read.
import assert from 'node:assert/strict';
import { Discovery } from '../../../src/domain/jobs/discovery.ts';
import { pacedServices } from '../../../src/domain/jobs/paced.ts';
import { pageWithItems } from '../../../src/domain/jobs/pages.ts';
import type { JobPage, JobServices } from '../../../src/domain/jobs/ports.ts';
import { groupsOf, refresh } from '../../../src/domain/jobs/refresh.ts';
import { reconcile } from '../../../src/domain/jobs/reconcile.ts';
import { JobStore } from '../../../src/domain/jobs/store.ts';
import { type Answer, answered, refused } from '../../../src/domain/refusal.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { longIt } from '../../runs.ts';
import { FakeClock } from '../fakeClock.ts';
import { allJobs } from './allJobs.ts';
import {
  FakeServices,
  account,
  entities,
  idMapping,
  intentOf,
  region,
  refusalOf,
  requestOf,
  startedJob,
} from './fakeServices.ts';

interface Numbers {
  readonly items: readonly number[];
  readonly nextToken?: string;
}

/** Services whose lists each begin with `empty` empty pages. */
function withEmptyPages(services: FakeServices, empty: number): JobServices {
  const passing = (nextToken: string | undefined): number | undefined =>
    nextToken === undefined ? 0 : /^empty-(\d+)$/.test(nextToken) ? Number(nextToken.slice(6)) : undefined;
  return new Proxy<JobServices>(services, {
    get(target, name) {
      if (name === 'list')
        return ((kind, where, query, signal) => {
          const page = passing(query.nextToken);
          if (page !== undefined && page < empty)
            return Promise.resolve(answered({ jobs: [], nextToken: `empty-${page + 1}` }));
          const { nextToken: _token, ...first } = query;
          return target.list(kind, where, page === undefined ? query : first, signal);
        }) satisfies JobServices['list'];
      if (name === 'workflows')
        return ((kind, where, nextToken, signal) => {
          const page = passing(nextToken);
          return page !== undefined && page < empty
            ? Promise.resolve(answered({ workflows: [], nextToken: `empty-${page + 1}` }))
            : target.workflows(kind, where, page === undefined ? nextToken : undefined, signal);
        }) satisfies JobServices['workflows'];
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

describe('an empty page with a NextToken', () => {
  const pages = (...all: readonly (readonly number[])[]) => {
    const read: (string | undefined)[] = [];
    const answer = (nextToken: string | undefined): Promise<Answer<Numbers>> => {
      read.push(nextToken);
      const at = Number(nextToken ?? 0);
      return Promise.resolve(
        answered({ items: all[at] ?? [], ...(at + 1 < all.length ? { nextToken: String(at + 1) } : {}) }),
      );
    };
    return { read, first: () => pageWithItems(undefined, answer, ({ items }) => items.length === 0) };
  };

  it('is skipped until a page has entries or is the last', async () => {
    assert.deepEqual(await pages([], [], [7], [8]).first(), answered({ items: [7], nextToken: '3' }));
    assert.deepEqual(await pages([], [], []).first(), answered({ items: [] }));
    const { read, first } = pages([1], [2]);
    await first();
    assert.equal(read.length, 1);
  });

  it('is skipped up to a limit, and then the answer says where to continue', async () => {
    const { read, first } = pages(...Array.from({ length: 500 }, () => []));
    const answer = await first();
    assert.equal(read.length, 51);
    assert.deepEqual(answer, answered({ items: [], nextToken: '51' }));
  });

  it('ends the list if its token leads to itself or is refused', async () => {
    let reads = 0;
    assert.deepEqual(
      await pageWithItems<Numbers>(
        'a',
        () => {
          reads += 1;
          return Promise.resolve(answered({ items: [], nextToken: 'a' }));
        },
        () => true,
      ),
      answered({ items: [], nextToken: 'a' }),
    );
    assert.equal(reads, 1);
    assert.equal(
      (
        await pageWithItems<Numbers>(
          undefined,
          token =>
            Promise.resolve(
              token === undefined ? answered({ items: [], nextToken: 'a' }) : refused(refusalOf('throttled')),
            ),
          () => true,
        )
      ).ok,
      false,
    );
  });

  for (const empty of [1, 3, 70]) {
    it(`(${empty} of them) does not keep any job from being discovered, found or updated`, async () => {
      const clock = new FakeClock();
      const fake = new FakeServices(clock);
      const services = pacedServices(withEmptyPages(fake, empty), clock);
      const records = new JobDatabase(':memory:');
      const store = new JobStore(records);
      store.select(account);
      const intent = intentOf(entities, requestOf(entities, 'sent'), clock.now(), { id: 'sent' });
      records.begin(intent, true);
      fake.runs(startedJob(entities, 'elsewhere', clock.now() - 1_000), 'IN_PROGRESS');
      fake.runs({ ...startedJob(entities, 'of-sent', clock.now()), ...entities.facts(intent.request) }, 'SUBMITTED');
      fake.runs(startedJob(idMapping, 'mapped', clock.now()), 'RUNNING');
      /** Lets the waits of the rate limit pass. */
      const soon = async <T>(promise: Promise<T>): Promise<T> => {
        let isDone = false;
        void promise.finally(() => {
          isDone = true;
        });
        while (!isDone) await clock.advance(200);
        return await promise;
      };
      const discovery = new Discovery({ store, records, clock });
      const { signal } = new AbortController();
      for (let look = 0; look < 4; look += 1) {
        for (const source of discovery.sources(region))
          assert.equal(await soon(discovery.readNewer(source, services, signal)), undefined);
      }
      assert.deepEqual(
        allJobs(records, account)
          .map(({ id }) => id)
          .sort(),
        ['elsewhere', 'mapped', 'of-sent'],
      );
      records.remove(allJobs(records, account).filter(({ id }) => id === 'of-sent'));
      const { outcomes } = await soon(reconcile([intent], services, records, clock.now(), signal));
      assert.ok('job' in outcomes.get('sent')!);
      fake.move('elsewhere', { status: 'COMPLETED' });
      const [group] = groupsOf(allJobs(records, account).filter(({ id }) => id === 'elsewhere'));
      assert.deepEqual(
        (await soon(refresh(group!, services, signal))).snapshots.map(({ id, status }) => [id, status]),
        [['elsewhere', 'COMPLETED']],
      );
      store.dispose();
      records.dispose();
    });
  }
});

describe('a list of very many jobs', () => {
  longIt('is not passed as arguments of a call: a hundred and fifty thousand are added at once', async () => {
    const clock = new FakeClock();
    const records = new JobDatabase(':memory:');
    const store = new JobStore(records);
    store.select(account);
    const jobs = Array.from({ length: 150_000 }, (_, index) => ({
      id: `j${index}`,
      status: 'COMPLETED',
      submittedAt: clock.now() - index,
    }));
    const services = Object.assign(new FakeServices(clock), {
      list: () => Promise.resolve(answered<JobPage>({ jobs })),
    });
    const discovery = new Discovery({ store, records, clock, keepMs: () => 1 }); // nearly all are too old to be kept
    const [source] = discovery.sources(region);
    assert.equal(await discovery.readNewer(source!, services, new AbortController().signal), undefined);
    const intent = intentOf(entities, requestOf(entities), clock.now(), { id: 'x' });
    records.begin(intent, true);
    assert.ok((await reconcile([intent], services, records, clock.now())).outcomes.has('x'));
    const group = groupsOf(
      jobs.map(job => ({ ...startedJob(entities, job.id, job.submittedAt), status: 'IN_PROGRESS' })),
    )[0]!;
    assert.equal((await refresh(group, services)).snapshots.length, 150_000);
    store.dispose();
    records.dispose();
  });
});
