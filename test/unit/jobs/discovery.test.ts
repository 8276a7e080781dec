import type { Source } from '../../../src/domain/jobs/sources.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Discovery } from '../../../src/domain/jobs/discovery.ts';
import { type Account, type Job, keyText } from '../../../src/domain/jobs/job.ts';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import { type JobFilter, type JobQuery, defaultQuery } from '../../../src/domain/jobs/query.ts';
import { JobStore } from '../../../src/domain/jobs/store.ts';
import { Watcher } from '../../../src/domain/jobs/watcher.ts';
import type { Refusal, RefusalKind } from '../../../src/domain/refusal.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { FakeClock, settled } from '../fakeClock.ts';
import { allJobs } from './allJobs.ts';
import {
  type Call,
  FakeServices,
  account,
  entities,
  idMapping,
  matching,
  phi,
  refusalOf,
  region,
  startedJob,
} from './fakeServices.ts';
import { runs } from '../../runs.ts';

const other: Account = { ...account, account: '210987654321' };
const minute = 60_000;
const day = 24 * 60 * minute;

describe('the discovery of jobs', function () {
  let clock: FakeClock;
  let services: FakeServices;
  let records: JobDatabase;
  let store: JobStore;
  let discovery: Discovery;
  const signal = new AbortController().signal;

  function open(): void {
    clock = new FakeClock();
    services = new FakeServices(clock);
    records = new JobDatabase(':memory:');
    store = new JobStore(records);
    store.select(account);
    discovery = new Discovery({ store, records, clock });
  }
  function close(): void {
    store.dispose();
    records.dispose();
  }
  beforeEach(open);
  afterEach(close);

  /** Adds jobs to the service, one a minute (or every `apartMs`) back from now; the first is the newest. */
  function has(
    count: number,
    kind = entities,
    {
      prefix = 'j',
      workflow,
      status = 'COMPLETED',
      from = clock.now(),
      apartMs = minute,
    }: {
      readonly prefix?: string;
      readonly workflow?: string;
      readonly status?: string;
      readonly from?: number;
      readonly apartMs?: number;
    } = {},
  ): void {
    const word = kind.service === 'entityresolution' && status === 'COMPLETED' ? 'SUCCEEDED' : status;
    for (let index = 0; index < count; index += 1)
      services.has(kind, {
        id: `${prefix}${index}`,
        status: word,
        submittedAt: from - index * apartMs,
        ...(workflow === undefined ? { name: `notes ${index}` } : { workflow }),
      });
  }
  const source = (kind = entities, workflow?: string): Source =>
    discovery
      .sources(region)
      .find(
        each =>
          each.kind === kind && each.workflow === (kind.service === 'entityresolution' ? (workflow ?? '') : undefined),
      )!;
  const readNews = (kind = entities, workflow?: string): Promise<Refusal | undefined> =>
    discovery.readNewer(source(kind, workflow), services, signal);
  const older = (query: JobQuery = defaultQuery, group?: string): Promise<Refusal | undefined> =>
    discovery.readOlder(query, services, signal, group);
  const known = (): readonly string[] => allJobs(records, account).map(({ id }) => id);
  const lists = (from = 0): readonly Call[] =>
    services.calls.slice(from).filter(({ operation }) => operation === 'list');
  const asking = (filter: JobFilter): JobQuery => ({ ...defaultQuery, filter });

  describe('for a list', () => {
    it('has the list of each family and of the workflows that were read', async () => {
      assert.deepEqual(
        discovery.sources(region).map(({ kind, workflow }) => [kind.family, workflow]),
        jobKinds.map(({ family, service }) => [family, service === 'entityresolution' ? '' : undefined]),
      );
      has(1, idMapping, { workflow: 'people' });
      await readNews(idMapping);
      assert.deepEqual(
        discovery
          .sources(region)
          .slice(jobKinds.length)
          .map(({ kind, workflow }) => [kind, workflow]),
        [[idMapping, 'people']],
      );
      assert.deepEqual(discovery.sources('eu-west-1').length, jobKinds.length);
    });

    it('is not misled by a job dated in the future', async () => {
      has(1, entities, { prefix: 'future', from: clock.now() + 365 * day });
      await readNews();
      await clock.advance(minute);
      has(1, entities, { prefix: 'new' });
      await readNews();
      assert.deepEqual(known(), ['future0', 'new0']);
    });

    it('reads the first page, and the others only on request', async () => {
      has(1_200);
      await readNews();
      assert.deepEqual([known().length, services.calls.length], [500, 1]);
      assert.ok(discovery.hasUnread(defaultQuery, region));
      await older(defaultQuery, entities.action);
      assert.deepEqual([known().length, services.calls.length], [1_000, 2]);
      await older(defaultQuery, entities.action);
      assert.deepEqual([known().length, services.calls.length], [1_200, 3]);
      assert.equal(discovery.hasUnread(defaultQuery, region, entities.action), false);
      assert.equal(await older(defaultQuery, entities.action), undefined);
      assert.equal(services.calls.length, 3, 'there is nothing left to read');
      assert.deepEqual(
        lists().map(({ query }) => query?.nextToken),
        [undefined, '500', '1000'],
      );
    });

    it('reports the jobs as one change per page', async () => {
      has(30);
      const changes: number[] = [];
      store.onDidChange(({ added }) => {
        changes.push(added.length);
      });
      await readNews();
      assert.deepEqual(changes, [30]);
    });

    it('catches up on new jobs with one call, and picks up changes of known jobs', async () => {
      has(1_200);
      await readNews();
      await clock.advance(10 * minute);
      has(3, entities, { prefix: 'new' });
      services.move('j2', { status: 'FAILED', message: 'late word' });
      await readNews();
      assert.deepEqual([services.calls.length, known().length], [2, 503]);
      assert.equal(records.job({ ...account, region, service: 'comprehendmedical', id: 'j2' })?.status, 'FAILED');
      await readNews();
      assert.deepEqual([services.calls.length, known().length], [3, 503]);
      assert.equal(
        lists().at(-1)?.query?.submittedAfter,
        clock.now() - 5 * minute,
        'requests jobs newer than the newest one, minus the clock tolerance',
      );
      // Reading older jobs continues where it was.
      await older(defaultQuery, entities.action);
      assert.equal(lists().at(-1)?.query?.nextToken, '500');
    });

    it('catches up over several pages', async () => {
      services.pageSize = 10;
      has(25);
      await readNews();
      await clock.advance(100 * minute);
      has(34, entities, { prefix: 'new' });
      await readNews();
      assert.deepEqual([known().filter(id => id.startsWith('new')).length, services.calls.length], [34, 5]);
      assert.equal(known().filter(id => id.startsWith('j')).length, 10, 'and no further');
      while (discovery.hasUnread(defaultQuery, region, entities.action)) await older(defaultQuery, entities.action);
      assert.equal(known().length, 59);
    });

    it('reads from the top again if too many jobs were added, and leaves no gap', async () => {
      services.pageSize = 2;
      has(10);
      await readNews();
      await clock.advance(200 * minute);
      has(60, entities, { prefix: 'new' });
      await readNews();
      assert.ok(services.calls.length <= 1 + 21, `${services.calls.length} calls`);
      assert.ok(discovery.hasUnread(defaultQuery, region, entities.action));
      for (let most = 100; discovery.hasUnread(defaultQuery, region, entities.action); most -= 1) {
        assert.ok(most > 0);
        await older(defaultQuery, entities.action);
      }
      assert.equal(known().length, 70);
    });

    it('finds the first job of a list that was empty', async () => {
      await readNews();
      await clock.advance(minute);
      has(1);
      await readNews();
      assert.deepEqual(known(), ['j0']);
      assert.equal(discovery.hasUnread(defaultQuery, region, entities.action), false);
    });

    it('reads jobs without a date', async () => {
      services.pageSize = 2;
      for (const id of ['a', 'b', 'c']) services.has(entities, { id, status: 'COMPLETED' });
      // The service filters by time and would leave out jobs without one.
      services.list = (
        list =>
        (kind, where, { submittedAfter: _after, ...query }, of) =>
          list(kind, where, query, of)
      )(services.list.bind(services));
      await readNews();
      await older(defaultQuery, entities.action);
      assert.deepEqual([known(), discovery.hasUnread(defaultQuery, region, entities.action)], [['a', 'b', 'c'], false]);
    });

    it('starts over when its token is no longer valid', async () => {
      services.pageSize = 10;
      has(25);
      await readNews();
      services.refusing = ({ query }) => (query?.nextToken === undefined ? undefined : refusalOf('invalid'));
      assert.equal(await older(defaultQuery, entities.action), undefined);
      assert.deepEqual(
        lists().map(({ query }) => query?.nextToken),
        [undefined, '10', undefined, '10'],
        'once',
      );
      services.refusing = () => undefined;
      while (discovery.hasUnread(defaultQuery, region, entities.action)) await older(defaultQuery, entities.action);
      assert.equal(known().length, 25);
    });

    it('does not start over for any other refusal', async () => {
      services.pageSize = 10;
      has(25);
      await readNews();
      for (const kind of ['throttled', 'denied', 'expired', 'network'] satisfies readonly RefusalKind[]) {
        services.refusing = ({ operation }) => (operation === 'list' ? refusalOf(kind) : undefined);
        const calls = services.calls.length;
        assert.equal((await older(defaultQuery, entities.action))?.kind, kind);
        assert.equal(services.calls.length, calls + 1);
      }
      services.refusing = () => undefined;
      await older(defaultQuery, entities.action);
      assert.equal(lists().at(-1)?.query?.nextToken, '10');
    });

    it('does not bring back a removed job', async () => {
      has(3);
      await readNews();
      store.remove(allJobs(records, account).slice(0, 1));
      await readNews();
      assert.deepEqual(known(), ['j1', 'j2']);
    });

    it('does not finish a watched mapping job, because a list does not return its metrics', async () => {
      has(2, idMapping, { prefix: 'm', workflow: 'people', status: 'RUNNING' });
      await readNews(idMapping);
      await readNews(idMapping, 'people');
      services.move('m0', { status: 'SUCCEEDED' });
      await clock.advance(minute);
      await readNews(idMapping, 'people');
      assert.deepEqual(
        allJobs(records, account).map(({ status }) => status),
        ['RUNNING', 'RUNNING'],
      );
      assert.equal(allJobs(records, account)[0]?.workflow, 'people', 'the list itself does not return it');
    });
  });

  describe('for workflows', () => {
    it('reads all names, page by page, and one page of each workflow', async () => {
      for (let index = 0; index < 60; index += 1)
        has(30, idMapping, { prefix: `w${index}-`, workflow: `workflow-${String(index).padStart(2, '0')}` });
      await readNews(idMapping);
      assert.equal(services.count('workflows'), 3);
      const workflows = discovery.sources(region).filter(({ workflow }) => workflow !== undefined && workflow !== '');
      assert.equal(workflows.length, 60);
      assert.deepEqual(known(), []);
      for (const each of workflows) await discovery.readNewer(each, services, signal);
      assert.deepEqual([known().length, lists().length], [60 * 25, 60]);
      for (let most = 61; discovery.hasUnread(defaultQuery, region, idMapping.action); most -= 1) {
        assert.ok(most > 0);
        await older(defaultQuery, idMapping.action);
      }
      assert.deepEqual([known().length, lists().length], [60 * 30, 120]);
    });

    it('writes what it has read of them at once, and later only what is new', async () => {
      for (let index = 0; index < 30; index += 1)
        has(1, idMapping, { prefix: `w${index}-`, workflow: `workflow-${index}` });
      const written: number[] = [];
      const setCursors = records.setCursors.bind(records);
      records.setCursors = (of, cursors) => {
        written.push(cursors.size);
        setCursors(of, cursors);
      };
      await readNews(idMapping);
      assert.deepEqual(written, [25, 5, 1]);
      await readNews(idMapping);
      assert.deepEqual(written.slice(3), [1]);
    });

    it('goes on if a workflow is gone, and leaves no "Load More" for it', async () => {
      has(3, idMapping, { prefix: 'a', workflow: 'alive' });
      has(40, idMapping, { prefix: 'd', workflow: 'doomed' });
      has(40, idMapping, { prefix: 'n', workflow: 'never read' });
      await readNews(idMapping);
      await readNews(idMapping, 'doomed');
      services.refusing = ({ workflow }) =>
        workflow === 'doomed' || workflow === 'never read' ? refusalOf('notFound') : undefined;
      assert.equal(await readNews(idMapping, 'doomed'), undefined);
      for (let most = 4; discovery.hasUnread(defaultQuery, region, idMapping.action); most -= 1) {
        assert.ok(most > 0);
        assert.equal(await older(defaultQuery, idMapping.action), undefined);
      }
      assert.deepEqual(
        [known().filter(id => id.startsWith('a')).length, known().filter(id => id.startsWith('d')).length],
        [3, 25],
      );
    });

    it('finds the jobs of a workflow that exists again', async () => {
      has(1, idMapping, { workflow: 'people' });
      await readNews(idMapping);
      services.refusing = ({ workflow }) => (workflow === 'people' ? refusalOf('notFound') : undefined);
      await readNews(idMapping, 'people');
      services.refusing = () => undefined;
      await readNews(idMapping, 'people');
      assert.deepEqual(known(), ['j0']);
    });

    it('reads a workflow whose name contains the characters of keys', async () => {
      has(1, idMapping, { workflow: 'a/b:c-%' });
      await readNews(idMapping);
      await readNews(idMapping, 'a/b:c-%');
      assert.deepEqual(known(), ['j0']);
    });
  });

  describe('for a query', () => {
    it('asks the service for a single requested status, with a separate cursor', async () => {
      has(600);
      has(5, entities, { prefix: 'f', status: 'FAILED', from: clock.now() - 30 * day });
      await readNews();
      const failed = asking({ statuses: ['FAILED'], actions: [entities.action] });
      assert.equal(known().filter(id => id.startsWith('f')).length, 0);
      assert.ok(discovery.hasUnread(failed, region));
      await older(failed);
      assert.deepEqual(lists().at(-1)?.query, { status: 'FAILED' });
      assert.deepEqual(
        [known().filter(id => id.startsWith('f')).length, discovery.hasUnread(failed, region)],
        [5, false],
      );
      assert.ok(discovery.hasUnread(defaultQuery, region, entities.action));
      await older(defaultQuery, entities.action);
      assert.equal(lists().at(-1)?.query?.nextToken, '500', 'the other cursor is unchanged');
      assert.equal(known().length, 605);
    });

    it('asks for the status of the group, even if the filter allows several', async () => {
      has(3, entities, { status: 'FAILED' });
      await older(
        {
          filter: { statuses: ['FAILED', 'COMPLETED'], actions: [entities.action] },
          grouping: 'status',
          sorting: 'newest',
        },
        'FAILED',
      );
      assert.deepEqual(
        lists().map(({ query }) => query),
        [{ status: 'FAILED' }],
      );
    });

    it('reads no list that cannot contain the requested jobs', () => {
      for (const query of [
        asking({ startedHere: true }),
        asking({ actions: ['nothing'] }),
        asking({ statuses: ['QUEUED'], actions: [entities.action] }),
        asking({ statuses: ['RUNNING', 'QUEUED'], actions: [phi.action] }),
      ]) {
        assert.equal(discovery.hasUnread(query, region), false, JSON.stringify(query.filter));
      }
      assert.equal(
        discovery.hasUnread({ ...defaultQuery, grouping: 'status' }, region, 'QUEUED'),
        false,
        'no workflow is known yet',
      );
      assert.equal(discovery.hasUnread(asking({ statuses: ['QUEUED', 'FAILED'] }), region), true);
      assert.equal(
        discovery.hasUnread(asking({ statuses: ['PAUSED'] }), region),
        true,
        'an unknown status may belong to any kind',
      );
    });

    it('stops at the end of a time range', async () => {
      services.pageSize = 10;
      has(100, entities);
      await readNews();
      const young = asking({ withinMs: 25 * minute, actions: [entities.action] });
      for (let most = 3; discovery.hasUnread(young, region); most -= 1) {
        assert.ok(most > 0);
        await older(young);
      }
      assert.deepEqual([known().length, services.calls.length], [30, 3]);
      assert.ok(discovery.hasUnread(asking({ actions: [entities.action] }), region));
    });

    it('adds no job older than the retention unless it is unfinished, and then offers no more of the list', async () => {
      services.pageSize = 10;
      discovery = new Discovery({ store, records, clock, keepMs: () => day });
      has(12, entities, { prefix: 'young', apartMs: 60_000 });
      has(10, entities, { prefix: 'old', from: clock.now() - 2 * day });
      has(1, entities, { prefix: 'runs', from: clock.now() - 3 * day, status: 'IN_PROGRESS' });
      await readNews();
      assert.deepEqual([known().length, discovery.hasUnread(defaultQuery, region, entities.action)], [10, true]);
      await older(defaultQuery, entities.action);
      assert.deepEqual(
        [
          known().length,
          known().filter(id => id.startsWith('young')).length,
          discovery.hasUnread(defaultQuery, region, entities.action),
        ],
        [12, 12, false],
      );
    });

    it('reads what it left out when the retention grows', async () => {
      services.pageSize = 10;
      let keepMs = day;
      discovery = new Discovery({ store, records, clock, keepMs: () => keepMs });
      has(12, entities, { prefix: 'young', apartMs: 60_000 });
      has(30, entities, { prefix: 'old', from: clock.now() - 2 * day });
      await readNews();
      await older(defaultQuery, entities.action);
      await clock.advance(minute);
      await readNews();
      assert.deepEqual([known().length, discovery.hasUnread(defaultQuery, region, entities.action)], [12, false]);
      for (const days of [7, 0]) {
        keepMs = days * day;
        for (let most = 6; discovery.hasUnread(defaultQuery, region, entities.action); most -= 1) {
          assert.ok(most > 0);
          await older(defaultQuery, entities.action);
        }
        assert.equal(known().length, 42, `${days} days`);
      }
      await clock.advance(3 * day);
      assert.equal(discovery.hasUnread(defaultQuery, region, entities.action), false);
    });

    it('goes on over known pages until it finds unknown jobs', async () => {
      services.pageSize = 10;
      let keepMs = day;
      discovery = new Discovery({ store, records, clock, keepMs: () => keepMs });
      has(60, entities, { apartMs: 30 * minute });
      await readNews();
      while (discovery.hasUnread(defaultQuery, region, entities.action)) await older(defaultQuery, entities.action);
      const before = known().length;
      keepMs = 7 * day;
      await older(defaultQuery, entities.action);
      assert.ok(known().length > before, `${before} are known, and no more`);
    });

    it('considers the list of a status complete only for a while, because jobs can still move to that status', async () => {
      services.pageSize = 10;
      has(30, entities);
      services.has(entities, { id: 'ended early', status: 'FAILED', submittedAt: clock.now() - minute });
      services.has(entities, { id: 'ends later', status: 'IN_PROGRESS', submittedAt: clock.now() - day });
      await readNews();
      const failed = asking({ statuses: ['FAILED'], actions: [entities.action] });
      await older(failed);
      assert.deepEqual([known().includes('ended early'), discovery.hasUnread(failed, region)], [true, false]);
      services.has(entities, { id: 'ends later', status: 'FAILED', submittedAt: clock.now() - day });
      await clock.advance(11 * minute);
      assert.equal(discovery.hasUnread(failed, region), true);
      await older(failed);
      assert.deepEqual([known().includes('ends later'), discovery.hasUnread(failed, region)], [true, false]);
    });

    it('reads first the list that was read least far back', async () => {
      services.pageSize = 10;
      has(30, entities, { prefix: 'e' });
      has(30, phi, { prefix: 'p', from: clock.now() - day });
      await readNews();
      await readNews(phi);
      const both = asking({ actions: [entities.action, phi.action] });
      await older(both);
      await older(both);
      assert.deepEqual(
        lists()
          .slice(2)
          .map(({ kind }) => kind.family),
        [entities.family, entities.family],
      );
      await older(both);
      assert.equal(lists().at(-1)?.kind, phi);
    });

    it('reads as many jobs as requested, over pages and lists, and no page more', async () => {
      services.pageSize = 10;
      has(30, entities, { prefix: 'e' });
      for (let index = 0; index < 8; index += 1)
        has(index % 2, idMapping, { prefix: `w${index}-`, workflow: `workflow-${index}`, from: clock.now() - day });
      await readNews();
      await readNews(idMapping);
      const calls = (): number => lists().length;
      const before = calls();
      assert.equal(await discovery.readOlder(defaultQuery, services, signal, entities.action, 15), undefined);
      assert.deepEqual([known().length, calls() - before], [30, 2]);
      services.refusing = ({ workflow }) => (workflow === 'workflow-1' ? refusalOf('denied') : undefined);
      assert.equal(
        await discovery.readOlder(defaultQuery, services, signal, idMapping.action, 500),
        undefined,
        'the refusal of one list does not affect the others',
      );
      assert.deepEqual([known().length, discovery.hasUnread(defaultQuery, region, idMapping.action)], [33, true]);
      services.refusing = () => undefined;
      has(500, phi, { prefix: 'p' });
      const last = calls();
      assert.equal(await discovery.readOlder(defaultQuery, services, signal, phi.action, 10_000), undefined);
      assert.equal(calls() - last, 20, 'the maximum number of pages');
    });

    it('reads the other lists if one is refused, and reports it when nothing else is left', async () => {
      has(3, entities, { prefix: 'e' });
      has(3, phi, { prefix: 'p' });
      services.refusing = ({ kind }) => (kind === entities ? refusalOf('denied') : undefined);
      const both = asking({ actions: [entities.action, phi.action] });
      assert.equal(await older(both), undefined);
      assert.equal(known().length, 3);
      assert.equal((await older(both))?.kind, 'denied');
      assert.ok(discovery.hasUnread(both, region));
      services.refusing = () => undefined;
      assert.equal(await older(both), undefined);
      assert.deepEqual([known().length, discovery.hasUnread(both, region)], [6, false]);
    });

    it('reads a list in turn again when it is no longer refused', async () => {
      services.pageSize = 1;
      has(3, entities, { prefix: 'e' });
      has(3, phi, { prefix: 'p', from: clock.now() - day });
      const both = asking({ actions: [entities.action, phi.action] });
      services.refusing = ({ kind }) => (kind === entities ? refusalOf('denied') : undefined);
      await older(both);
      services.refusing = () => undefined;
      for (let each = 0; each < 5; each += 1) await older(both);
      assert.deepEqual(
        lists()
          .map(({ kind }) => (kind === entities ? 'e' : 'p'))
          .join(''),
        'eppp' + 'eee',
      );
      assert.equal(known().length, 6);
    });

    it('tries only a few lists at once if all are refused, and others the next time', async () => {
      for (let index = 0; index < 20; index += 1)
        has(1, idMapping, { prefix: `w${index}-`, workflow: `workflow-${index}` });
      await readNews(idMapping);
      services.refusing = ({ operation, workflow }) =>
        operation === 'list' && workflow !== 'workflow-9' ? refusalOf('denied') : undefined;
      let clicks = 0;
      for (; known().length === 0; clicks += 1) {
        assert.ok(clicks < 10);
        const calls = services.calls.length;
        await older(defaultQuery, idMapping.action);
        assert.ok(services.calls.length - calls <= 5);
      }
      assert.ok(clicks <= 5);
    });

    it('tries no other list if the refusal would apply to all', async () => {
      services.refusing = () => refusalOf('expired');
      assert.equal((await older())?.kind, 'expired');
      assert.equal(services.calls.length, 1);
    });
  });

  it('continues where an earlier window stopped', async () => {
    services.pageSize = 10;
    has(40);
    has(12, idMapping, { prefix: 'm', workflow: 'people' });
    await readNews();
    await older(defaultQuery, entities.action);
    await readNews(idMapping);
    await readNews(idMapping, 'people');
    const next = new Discovery({ store, records, clock });
    assert.deepEqual(next.sources(region), discovery.sources(region));
    const before = services.calls.length;
    assert.equal(next.readAt(source()), clock.now());
    await next.readOlder(defaultQuery, services, signal, entities.action);
    await next.readOlder(defaultQuery, services, signal, idMapping.action);
    assert.deepEqual(
      lists(before).map(({ query }) => query?.nextToken),
      ['20', '10'],
    );
    assert.deepEqual([known().length, next.hasUnread(defaultQuery, region, idMapping.action)], [42, false]);
  });

  it('knows at once what another window has read', async () => {
    services.pageSize = 10;
    has(40);
    await readNews();
    // A second connection to the same file: its writes change the version.
    let version = records.version();
    records.version = () => version;
    const elsewhere = new Discovery({ store, records, clock });
    elsewhere.sources(region);
    await elsewhere.readOlder(defaultQuery, services, signal, entities.action);
    version += 1;
    await older(defaultQuery, entities.action);
    version += 1;
    await elsewhere.readOlder(defaultQuery, services, signal, entities.action);
    assert.deepEqual(
      lists().map(({ query }) => query?.nextToken),
      [undefined, '10', '20', '30'],
    );
  });

  it('starts over if the stored cursor of a list is damaged', async () => {
    has(5);
    await readNews();
    records.setCursors(
      account,
      new Map([
        [source().key, '{"nextToken'],
        ['nonsense', 'x'],
        ['', '{}'],
        ['comprehendmedical:NoSuchJob|us-east-1', '{}'],
      ]),
    );
    const next = new Discovery({ store, records, clock });
    assert.equal(next.sources(region).length, jobKinds.length);
    await next.readNewer(source(), services, signal);
    assert.equal(known().length, 5);
  });

  describe('for another account', () => {
    it('uses nothing of the first account', async () => {
      services.pageSize = 10;
      has(25);
      await readNews();
      await older(defaultQuery, entities.action);
      store.select(other);
      services.identity = { ...services.identity, ...other };
      assert.equal(discovery.readAt(source()), undefined);
      await older(defaultQuery, entities.action);
      assert.equal(lists().at(-1)?.query?.nextToken, undefined);
      assert.deepEqual([allJobs(records, other).length, known().length], [10, 20]);
      store.select(account);
      services.identity = { ...services.identity, ...account };
      await older(defaultQuery, entities.action);
      assert.equal(lists().at(-1)?.query?.nextToken, '20');
    });

    for (const [what, read] of [
      ['its newest page', (of: AbortSignal) => discovery.readNewer(source(), services, of)],
      ['an older page', (of: AbortSignal) => discovery.readOlder(defaultQuery, services, of, entities.action)],
      ['its workflows', (of: AbortSignal) => discovery.readNewer(source(idMapping), services, of)],
    ] as const) {
      it(`ignores an answer (${what}) that arrives after the view has switched to the other account`, async () => {
        has(5);
        has(5, idMapping, { prefix: 'm', workflow: 'people' });
        services.delayMs = () => 1_000;
        services.heedsSignal = false;
        const reading = read(signal);
        await clock.advance(500);
        store.select(other);
        discovery.sources(region);
        await clock.advance(500);
        await reading;
        assert.deepEqual(
          [
            allJobs(records, account),
            allJobs(records, other),
            [...records.cursors(account)],
            [...records.cursors(other)],
          ],
          [[], [], [], []],
        );
        store.select(account);
        assert.equal(discovery.readAt(source()), undefined);
        assert.ok(discovery.hasUnread(defaultQuery, region, entities.action), 'and nothing counts as read');
      });

      it(`ignores an answer (${what}) to a cancelled call, whether or not the cancellation is observed`, async () => {
        has(5);
        has(5, idMapping, { prefix: 'm', workflow: 'people' });
        services.delayMs = () => 1_000;
        for (const heeds of [true, false]) {
          services.heedsSignal = heeds;
          const controller = new AbortController();
          const reading = read(controller.signal);
          await clock.advance(500);
          controller.abort();
          await clock.advance(500);
          assert.equal((await reading)?.kind, 'cancelled');
          assert.deepEqual([known(), [...records.cursors(account)]], [[], []]);
        }
      });
    }
  });

  it("does not lose a user's progress when a look at the newest page ends later", async () => {
    services.pageSize = 10;
    has(40);
    await readNews();
    await clock.advance(10 * minute);
    services.delayMs = ({ query }) => (query?.nextToken === undefined ? 5_000 : 1_000);
    const news = readNews();
    const page = older(defaultQuery, entities.action);
    await clock.advance(10_000);
    await Promise.all([news, page]);
    services.delayMs = () => 0;
    await older(defaultQuery, entities.action);
    assert.deepEqual(
      lists().map(({ query }) => query?.nextToken),
      [undefined, undefined, '10', '20'],
    );
  });

  it('ends with every job known and nothing left to read, whatever is read in which order', async () => {
    const families = [entities, phi, idMapping, matching];
    const query: fc.Arbitrary<{ readonly query: JobQuery; readonly group?: string }> = fc.record(
      {
        query: fc.record({
          filter: fc.record(
            {
              statuses: fc.subarray(['COMPLETED', 'FAILED', 'SUCCEEDED'], { maxLength: 2 }),
              actions: fc.subarray(families.map(({ action }) => action)),
              withinMs: fc.constantFrom(20 * minute, day),
            },
            { requiredKeys: [], noNullPrototype: true },
          ),
          grouping: fc.constantFrom('service', 'status', 'none', 'day'),
          sorting: fc.constant('newest' as const),
        }),
        group: fc.constantFrom(...families.map(({ action }) => action), 'FAILED', 'RUNNING'),
      },
      { requiredKeys: ['query'], noNullPrototype: true },
    );
    const step = fc.oneof(
      fc.record({ do: fc.constant('news' as const), list: fc.nat(12) }),
      fc.record({ do: fc.constant('older' as const), of: query }),
      fc.record({
        do: fc.constant('come' as const),
        kind: fc.nat(3),
        count: fc.integer({ min: 1, max: 30 }),
        workflow: fc.nat(2),
        status: fc.constantFrom('COMPLETED', 'FAILED'),
      }),
      fc.record({
        do: fc.constant('refuse' as const),
        with: fc.constantFrom<RefusalKind | undefined>('denied', 'throttled', 'invalid', 'network', undefined),
        kind: fc.nat(3),
      }),
      fc.record({ do: fc.constant('wait' as const) }),
      fc.record({ do: fc.constant('restart' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.constantFrom(3, 10, 25), async (steps, pageSize) => {
        close();
        open();
        services.pageSize = pageSize;
        let count = 0;
        for (const each of steps) {
          if (each.do === 'news') {
            const all = discovery.sources(region);
            await discovery.readNewer(all[each.list % all.length]!, services, signal);
          } else if (each.do === 'older') await discovery.readOlder(each.of.query, services, signal, each.of.group);
          else if (each.do === 'wait') await clock.advance(30 * minute);
          else if (each.do === 'restart') discovery = new Discovery({ store, records, clock });
          else if (each.do === 'refuse')
            services.refusing = ({ kind }) =>
              each.with !== undefined && kind === families[each.kind] ? refusalOf(each.with) : undefined;
          else {
            count += 1;
            const kind = families[each.kind]!;
            has(each.count, kind, {
              prefix: `${count}-`,
              status: each.status,
              apartMs: 10_000,
              ...(kind.service === 'entityresolution' ? { workflow: `w${each.workflow}` } : {}),
            });
          }
        }
        services.refusing = () => undefined;
        for (const each of discovery.sources(region)) await discovery.readNewer(each, services, signal);
        for (const each of discovery.sources(region)) await discovery.readNewer(each, services, signal);
        for (let most = 400; discovery.hasUnread(defaultQuery, region); most -= 1) {
          assert.ok(most > 0, 'it ends');
          const before = services.calls.length;
          assert.equal(await discovery.readOlder(defaultQuery, services, signal), undefined);
          assert.ok(services.calls.length > before, 'one call each time');
        }
        const missing = services.all.map(({ snapshot: { id } }) => id).filter(id => !known().includes(id));
        assert.deepEqual(missing, []);
        for (const { action } of families) assert.equal(discovery.hasUnread(defaultQuery, region, action), false);
      }),
      { numRuns: runs(150) },
    );
  });

  describe('in the watch', () => {
    const watching = async (
      test: (watcher: Watcher, pace: { intervalMs: number; visible: boolean }) => Promise<void>,
    ): Promise<void> => {
      const pace = { intervalMs: 15_000, visible: true };
      const faults: unknown[] = [];
      const watcher = new Watcher({
        store,
        records,
        clock,
        discovery,
        pace: () => pace,
        inFlight: new Set(),
        onFault: fault => {
          faults.push(fault);
        },
      });
      watcher.setServices(services);
      await test(watcher, pace);
      watcher.dispose();
      assert.deepEqual(faults, []);
      assert.equal(clock.pending, 0);
    };

    it('delays no other list and no unfinished job when one list is refused, and says which', async () => {
      has(3, entities, { prefix: 'e' });
      has(1, phi, { prefix: 'p', status: 'IN_PROGRESS' });
      services.refusing = ({ kind, operation }) =>
        kind === entities || operation === 'workflows' ? refusalOf('denied') : undefined;
      await watching(async watcher => {
        await clock.advance(10 * minute);
        assert.deepEqual(known(), ['p0']);
        assert.deepEqual([watcher.state.unlisted?.kind, watcher.state.failure], ['denied', undefined]);
        const asked = services.calls.filter(({ kind }) => kind === entities);
        assert.ok(
          asked.length >= 3 && asked.length <= 8,
          `${asked.length} calls of the list that refuses in ten minutes`,
        );
        services.move('p0', { status: 'COMPLETED' });
        await clock.advance(15_000 * 1.1);
        assert.equal(allJobs(records, account)[0]?.status, 'COMPLETED');
        services.refusing = () => undefined;
        await watcher.refreshNow();
        await clock.advance(minute);
        assert.deepEqual([known().length, watcher.state.unlisted], [4, undefined]);
      });
    });

    it('looks at the lists only while the view is visible, and not again at what was just read', async () => {
      has(3);
      await watching(async (watcher, pace) => {
        await clock.advance(2 * minute);
        const before = services.calls.length;
        pace.visible = false;
        watcher.paceChanged();
        await clock.advance(60 * minute);
        assert.equal(services.calls.length, before);
        assert.equal(clock.pending, 0, 'no timer is set');
        pace.visible = true;
        watcher.paceChanged();
        await clock.advance(5_000);
        const after = services.calls.length;
        assert.ok(after > before);
        pace.visible = false;
        watcher.paceChanged();
        pace.visible = true;
        watcher.paceChanged();
        await settled();
        await clock.advance(1_000);
        assert.equal(services.calls.length, after);
      });
    });

    it('does not delay unfinished jobs for sixty workflows', async () => {
      for (let index = 0; index < 60; index += 1)
        has(3, idMapping, { prefix: `w${index}-`, workflow: `workflow-${index}` });
      has(1, phi, { prefix: 'p', status: 'IN_PROGRESS' });
      services.delayMs = () => 200;
      await watching(async () => {
        await clock.advance(5 * minute);
        assert.equal(known().length, 181);
        const polls = services.calls
          .filter(
            ({ kind, query, operation }) => kind === phi && operation === 'list' && query?.submittedAfter !== undefined,
          )
          .map(({ at }) => at);
        const pauses = polls.slice(1).map((at, index) => at - polls[index]!);
        assert.ok(Math.max(...pauses) <= 15_000 * 1.1 + 1_000, pauses.join());
        let most = 0;
        for (const { at } of lists())
          most = Math.max(most, lists().filter(call => call.at === at && call.workflow !== undefined).length);
        assert.equal(most, 1);
      });
    });

    it('reads again what was just read when a user refreshes', async () => {
      has(3);
      await watching(async watcher => {
        await clock.advance(5_000);
        has(1, entities, { prefix: 'new' });
        const before = lists().length;
        const refreshed = watcher.refreshNow();
        await clock.advance(1_000);
        await refreshed;
        assert.ok(known().includes('new0'));
        assert.ok(lists().length > before);
      });
    });

    it('does not take a list as news about the unfinished jobs', async () => {
      records.add([startedJob(phi, 'old', clock.now() - 7 * 60 * minute)]);
      services.has(phi, { id: 'old', status: 'IN_PROGRESS', submittedAt: clock.now() - 7 * 60 * minute });
      store.select(account);
      await watching(async watcher => {
        await clock.advance(90_000); // the list was read again, and the job is due only after two minutes
        assert.ok(lists().length > 10);
        assert.ok(clock.now() - watcher.state.freshAt! >= 60_000);
        await clock.advance(60_000);
        assert.ok(clock.now() - watcher.state.freshAt! < 60_000);
      });
    });

    it('reaches each of sixty workflows in turn, even if reading them all takes longer than their interval', async () => {
      for (let index = 0; index < 60; index += 1)
        has(1, idMapping, { prefix: `w${index}-`, workflow: `workflow-${index}` });
      services.delayMs = ({ workflow }) => (workflow === undefined ? 0 : 60_000);
      await watching(async () => {
        await clock.advance(60 * minute);
        const counts = Array.from(
          { length: 60 },
          (_, index) => lists().filter(({ workflow }) => workflow === `workflow-${index}`).length,
        );
        // Six at most, a minute each: all of them in ten minutes.
        assert.ok(Math.min(...counts) >= 5 && Math.max(...counts) <= 7, counts.join());
      });
    });
  });

  it('gives every job the key that starting it here would give it', async () => {
    has(1, entities, { prefix: 'same' });
    records.add([startedJob(entities, 'same0', clock.now())]);
    await readNews();
    const jobs: readonly Job[] = allJobs(records, account);
    assert.deepEqual(jobs.map(keyText), [keyText(startedJob(entities, 'same0', 0))]);
    assert.equal(jobs[0]?.intentId, 'intent-same0');
  });
});
